"""Units and finance sections through their pages: added, changed, refused, never half-written."""

from pathlib import Path

import pytest

from models.database import Database
from models.vocabulary import Role, State
from tests.support.administration import Bureau, read_events, read_form
from tests.support.app import find_form
from tests.support.crawl import Stage, let_in, read_words
from tests.support.records import dump, rows_of


@pytest.fixture
def bureau(database: Database, tmp_path: Path) -> Bureau:
    return Bureau(database, tmp_path)


def typed_unit(bureau: Bureau, **changes: str) -> dict[str, str]:
    section = str(bureau.site.offices.offices["section"])
    unit = {"code": "7001", "name": "新建单位", "region": "湖北省", "supervising": ""}
    return {**unit, "section_id": section, **changes}


def test_a_unit_is_added_below_another_and_seen_in_the_tree(bureau: Bureau) -> None:
    above = bureau.code("bureau")
    bureau.send("/admin/units/new", typed_unit(bureau, supervising=above))
    unit = bureau.unit("7001")
    assert unit.supervising_unit_id == bureau.site.offices.offices["bureau"]
    (event,) = [e for e in read_events(bureau.database, "add_unit") if e["code"] == "7001"]
    assert event == {
        "unit": str(unit.id),
        "code": "7001",
        "name": "新建单位",
        "region": "湖北省",
        "supervising_unit": str(unit.supervising_unit_id),
        "section": str(unit.section_id),
    }
    bureau.visitor.get("/admin/units")  # says once what was done
    words = read_words(bureau.visitor.get("/admin/units"))
    assert words.index("bureau") < words.index("新建单位") < words.index("center")


def test_a_supervising_unit_is_found_by_its_name_too(bureau: Bureau) -> None:
    bureau.send("/admin/units/new", typed_unit(bureau, supervising="bureau", code="７００１"))
    assert bureau.unit("7001").supervising_unit_id == bureau.site.offices.offices["bureau"]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"code": ""}, "code", "必须填写"),
        ({"code": "7 001"}, "code", "空格"),
        ({"code": "x" * 41}, "code", "最多 40 字"),
        ({"code": "7\u200b001"}, "code", "看不见"),
        ({"name": " "}, "name", "必须填写"),
        ({"name": "甲" * 201}, "name", "最多 200 字"),
        ({"name": "甲\x07"}, "name", "控制字符"),
        ({"supervising": "没有的单位"}, "supervising", "没有代码或名称为"),
        ({"section_id": ""}, "section_id", "编号的格式不对"),
        ({"section_id": "00000000-0000-0000-0000-000000000000"}, "section_id", "选项"),
    ],
)
def test_what_is_wrong_is_named_beside_its_field_and_what_was_typed_stays(
    bureau: Bureau, changes: dict[str, str], field: str, words: str
) -> None:
    before = dump(bureau.database)
    page = bureau.send("/admin/units/new", typed_unit(bureau, **changes), expect=422)
    assert f'id="{field}-error"' in page.text
    assert words in page.text
    if field != "name":
        assert "新建单位" in page.text
    assert dump(bureau.database) == before


def test_a_taken_code_is_refused(bureau: Bureau) -> None:
    before = dump(bureau.database)
    taken = typed_unit(bureau, code=bureau.code("center"))
    assert "已经使用" in bureau.send("/admin/units/new", taken, expect=422).text
    assert dump(bureau.database) == before


def test_unknown_and_missing_fields_are_refused(bureau: Bureau) -> None:
    form = read_form(bureau.visitor, "/admin/units/new")
    good = {**form.fields, **typed_unit(bureau)}
    before = dump(bureau.database)
    for fields in (
        {**good, "id": "1"},
        {name: text for name, text in good.items() if name != "region"},
        {name: text for name, text in good.items() if name != "form_token"},
    ):
        bureau.visitor.post("/admin/units/new", fields, expect=422)
    assert dump(bureau.database) == before


def test_the_same_form_sent_twice_adds_one_unit_and_gets_one_answer(bureau: Bureau) -> None:
    form = read_form(bureau.visitor, "/admin/units/new")
    fields = {**form.fields, **typed_unit(bureau)}
    for _ in range(2):
        bureau.visitor.post("/admin/units/new", fields, expect=303)
    assert len([unit for unit in rows_of(bureau.database, "unit") if unit.code == "7001"]) == 1


def test_a_changed_name_refreshes_what_its_evaluations_are_found_by(bureau: Bureau) -> None:
    stage = Stage(bureau.site)
    evaluation = stage.stand(State.PUBLISHED)
    address = f"/admin/units/{bureau.site.offices.offices['center']}"
    bureau.send(address, {"name": "改了名的数据中心"})
    (event,) = read_events(bureau.database, "edit_unit")
    assert (event["old"], event["new"]) == ({"name": "center"}, {"name": "改了名的数据中心"})
    (row,) = [
        row
        for row in rows_of(bureau.database, "evaluation_listing")
        if row.evaluation_id == evaluation
    ]
    assert "改了名的数据中心" in row.text
    published = bureau.site.visitor().get(f"/published/{evaluation}").text
    assert "改了名的数据中心" not in published, "published under the name of then"


def test_nothing_changed_is_no_act(bureau: Bureau) -> None:
    bureau.send(f"/admin/units/{bureau.site.offices.offices['center']}")
    assert read_events(bureau.database, "edit_unit") == []


@pytest.mark.parametrize("below", ["center", "bureau"])
def test_no_unit_comes_to_stand_above_itself(bureau: Bureau, below: str) -> None:
    address = f"/admin/units/{bureau.site.offices.offices['bureau']}"
    before = dump(bureau.database)
    page = bureau.send(address, {"supervising": bureau.code(below)}, expect=422)
    assert 'id="supervising-error"' in page.text
    assert dump(bureau.database) == before


def test_two_administrators_at_once_do_not_undo_each_other(bureau: Bureau) -> None:
    """The second is shown what stands now, beside what he typed; saving again is his decision."""
    unit = bureau.site.offices.offices["center"]
    address = f"/admin/units/{unit}"
    bureau.site.offices.add_person("second_administrator", {Role.ADMINISTRATOR})
    other = let_in(bureau.site, "second_administrator")
    form = read_form(bureau.visitor, address)
    other.send(address, {"name": "别人改的名", "region": "别人改的地区"})
    page = bureau.visitor.send_form(form, {"name": "我改的名"}, expect=409)
    assert bureau.unit(bureau.code("center")).name == "别人改的名"
    assert "其间也改过" in page.text
    assert "别人改的名" in page.text
    again = find_form(page, address)
    assert (again.fields["name"], again.fields["region"]) == ("我改的名", "别人改的地区")
    bureau.visitor.send_form(again)
    stands = bureau.unit(bureau.code("center"))
    assert (stands.name, stands.region) == ("我改的名", "别人改的地区")


def test_without_what_was_seen_nothing_is_changed(bureau: Bureau) -> None:
    address = f"/admin/units/{bureau.site.offices.offices['center']}"
    before = dump(bureau.database)
    for without in (("was-name",), ("was-name", "was-region", "was-supervising", "was-section_id")):
        bureau.send(address, {"name": "改名"}, without=without, expect=422)
    assert dump(bureau.database) == before


def test_a_unit_that_does_not_exist_is_not_found(bureau: Bureau) -> None:
    nothing = "/admin/units/00000000-0000-0000-0000-000000000000"
    bureau.visitor.get(nothing, expect=404)
    bureau.visitor.get("/admin/units/x", expect=404)


def test_a_section_is_added_once(bureau: Bureau) -> None:
    typed = {"code": "F77", "name": "农业科"}
    bureau.send("/admin/sections/new", typed)
    (event,) = [e for e in read_events(bureau.database, "add_section") if e["code"] == "F77"]
    assert event["name"] == "农业科"
    assert "已经使用" in bureau.send("/admin/sections/new", typed, expect=422).text
    assert "农业科" in bureau.visitor.get("/admin/units").text


def test_the_tree_is_paged_both_ways_and_searched(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        bureau.send("/admin/units/new", typed_unit(bureau, code=f"8{number}", name=f"学校{number}"))
    monkeypatch.setattr("web.pages.admin.units.PAGE_SIZE", 4)
    address, seen = "/admin/units", []
    for _ in range(5):
        page = bureau.visitor.get(address)
        seen.append(address)
        following = find_link(page.text, "next")
        if following is None:
            break
        address = following
    assert len(seen) == 3
    assert find_link(bureau.visitor.get(seen[-1]).text, "prev") is not None
    back = find_link(bureau.visitor.get(seen[-1]).text, "prev")
    assert back is not None
    assert list_units_of(bureau, back) == list_units_of(bureau, seen[1])
    found = read_words(bureau.visitor.get("/admin/units?q=学校3"))
    assert "学校3" in found
    assert "学校4" not in found
    for address, status in (
        ("/admin/units?after=x", 400),
        ("/admin/units?after=00000000-0000-0000-0000-000000000000&before=x", 400),
        ("/admin/units?after=00000000-0000-0000-0000-000000000000", 200),
        ("/admin/units?q=%25", 200),
        ("/admin/units?q=%07", 400),
    ):
        bureau.visitor.get(address, expect=status)
    assert "学校3" not in bureau.visitor.get("/admin/units?q=%25").text, "no wildcard"


def find_link(page: str, relation: str) -> str | None:
    marker = f'rel="{relation}" href="'
    if marker not in page:
        return None
    return page.split(marker)[1].split('"', maxsplit=1)[0].replace("&amp;", "&")


def list_units_of(bureau: Bureau, address: str) -> list[str]:
    page = bureau.visitor.get(address).text
    return [part.split('"')[0] for part in page.split('href="/admin/units/')[1:]]
