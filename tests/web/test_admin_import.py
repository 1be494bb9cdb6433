"""Units from a file: the preview changes nothing and tells all, the confirmation does all."""

from datetime import datetime
from pathlib import Path

import pytest

from models.database import Database
from models.vocabulary import Role
from tests.support.administration import Bureau, read_events
from tests.support.app import find_form
from tests.support.crawl import let_in, read_words
from tests.support.records import dump, rows_of
from web.sheets.write import write_xlsx

ADDRESS = "/admin/units/import"
CONFIRM = "/admin/units/import/confirm"
HEAD = "单位代码,单位名称,地区,主管单位代码,业务科室代码"


@pytest.fixture
def bureau(database: Database, tmp_path: Path) -> Bureau:
    return Bureau(database, tmp_path)


def make_csv(bureau: Bureau, *rows: str, head: str = HEAD) -> bytes:
    text = "\n".join([head, *rows])
    for office in ("section", "center", "bureau", "school"):
        text = text.replace(f"<{office}>", bureau.code(office))
    return text.encode()


def test_parents_may_come_later_and_known_codes_are_changed(bureau: Bureau) -> None:
    table = make_csv(
        bureau,
        "100101,第一小学,湖北省,1001,<section>",
        "1001,教育局,湖北省,,<section>",
        "<center>,改了名的中心,湖北省,1001,<section>",
        "<school>,school,湖北省,<bureau>,<section>",
    )
    before = dump(bureau.database)
    page = bureau.upload(ADDRESS, "单位.csv", table, expect=200)
    assert dump(bureau.database) == before, "a preview changes nothing"
    words = read_words(page)
    assert "新增 2 个单位，修改 1 个，1 个保持原样" in words
    bureau.visitor.send_form(find_form(page, CONFIRM))
    school, bureau_of_schools = bureau.unit("100101"), bureau.unit("1001")
    assert school.supervising_unit_id == bureau_of_schools.id
    center = bureau.unit(bureau.code("center"))
    assert (center.name, center.supervising_unit_id) == ("改了名的中心", bureau_of_schools.id)
    added = read_events(bureau.database, "add_unit")[-2:]
    assert [event["code"] for event in added] == ["1001", "100101"]
    (edited,) = read_events(bureau.database, "edit_unit")
    assert edited["old"]["name"] == "center"
    again = bureau.upload(ADDRESS, "单位.csv", table, expect=200)
    assert "新增 0 个单位，修改 0 个，4 个保持原样" in read_words(again)
    assert "全部导入" not in read_words(again)


def test_a_workbook_says_the_same(bureau: Bureau) -> None:
    site = bureau.site
    rows = [["7001", "新单位", "湖北省", "", bureau.code("section")]]
    content = write_xlsx(
        HEAD.split(","), rows, zone=site.settings.time_zone, at=rows_of_time(bureau)
    )
    page = bureau.upload(ADDRESS, "单位.xlsx", content, expect=200)
    bureau.visitor.send_form(find_form(page, CONFIRM))
    assert bureau.unit("7001").name == "新单位"


def test_every_fault_is_told_at_once_with_its_row_and_column(bureau: Bureau) -> None:
    table = make_csv(
        bureau,
        "7001,甲,,,<section>",
        "7001,乙,,,<section>",
        ",没有代码,,,<section>",
        "7002,,,,<section>",
        "7003,丙,,没有,<section>",
        "7004,丁,,,没有",
        "7005,戊,,,",
        "7006,己,,7007,<section>",
        "7007,庚,,7006,<section>",
        "7 8,辛,,没有,没有",
        "7009," + "长" * 201 + ",,,<section>",
    )
    before = dump(bureau.database)
    words = read_words(bureau.upload(ADDRESS, "单位.csv", table, expect=422))
    for expected in (
        "第 3 行“单位代码”：“7001”在第 2 行已经出现",
        "第 4 行没有填写“单位代码”",
        "第 5 行没有填写“单位名称”",
        "第 6 行“主管单位代码”：没有代码为“没有”的单位",
        "第 7 行“业务科室代码”：没有代码为“没有”的财政业务科室",
        "第 8 行没有填写“业务科室代码”",
        "第 9 行“主管单位代码”使单位成为自己的上级",
        "第 10 行“主管单位代码”使单位成为自己的上级",
        "第 11 行“单位代码”不能含有空格",
        "第 11 行“主管单位代码”：没有代码为“没有”的单位",
        "第 11 行“业务科室代码”：没有代码为“没有”的财政业务科室",
        "第 12 行“单位名称”太长：201 字，最多 200 字",
    ):
        assert expected in words
    assert dump(bureau.database) == before


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("单位.csv", b"", "请选择一个不为空的文件"),
        ("单位.txt", b"x", "只能读取"),
        ("单位.csv", "地区,名称\n湖北,甲".encode(), "没有找到表头"),
        ("单位.csv", HEAD.encode(), "下面没有单位"),
        ("单位.csv", f"{HEAD},code\n1,2,3,4,5".encode(), "与前面一列重复"),
        ("单位.xlsx", b"PK\x03\x04broken", "文件无法读取"),
        ("单位.csv", b"\x00\xff\xfe", "文件无法读取"),
    ],
)
def test_a_file_that_is_no_table_of_units_is_refused(
    bureau: Bureau, name: str, content: bytes, words: str
) -> None:
    before = dump(bureau.database)
    page = bureau.upload(ADDRESS, name, content, expect=422)
    assert words in read_words(page)
    assert dump(bureau.database) == before


def test_columns_that_are_not_known_are_named(bureau: Bureau) -> None:
    head = "code,name,section,主管部门"
    table = make_csv(bureau, "7001,甲,<section>,不读", head=head)
    page = bureau.upload(ADDRESS, "u.csv", table, expect=200)
    assert "主管部门" in read_words(page)
    bureau.visitor.send_form(find_form(page, CONFIRM))
    unit = bureau.unit("7001")
    assert (unit.region, unit.supervising_unit_id) == ("", None)


def test_a_column_that_is_missing_leaves_known_units_alone(bureau: Bureau) -> None:
    table = make_csv(bureau, "<center>,新名", head="单位代码,名称")
    page = bureau.upload(ADDRESS, "u.csv", table, expect=200)
    bureau.visitor.send_form(find_form(page, CONFIRM))
    unit = bureau.unit(bureau.code("center"))
    assert (unit.name, unit.region) == ("新名", "湖北省")
    assert unit.supervising_unit_id == bureau.site.offices.offices["bureau"]


def test_what_changed_since_the_preview_is_previewed_again(bureau: Bureau) -> None:
    table = make_csv(bureau, "7001,甲,,,<section>", "<center>,新名,湖北省,<bureau>,<section>")
    form = find_form(bureau.upload(ADDRESS, "u.csv", table, expect=200), CONFIRM)
    section = str(bureau.site.offices.offices["section"])
    other = {"code": "7001", "name": "别人先加的", "region": "", "supervising": ""}
    bureau.send("/admin/units/new", {**other, "section_id": section})
    page = bureau.visitor.send_form(form, expect=409)
    assert bureau.unit(bureau.code("center")).name == "center", "all or nothing"
    words = read_words(page)
    assert "预览之后单位已有变动" in words
    assert "新增 0 个单位，修改 2 个" in words
    bureau.visitor.send_form(find_form(page, CONFIRM))
    assert bureau.unit("7001").name == "甲"


def test_only_what_was_previewed_to_this_person_is_imported(bureau: Bureau) -> None:
    table = make_csv(bureau, "7001,甲,,,<section>")
    form = find_form(bureau.upload(ADDRESS, "u.csv", table, expect=200), CONFIRM)
    bureau.site.offices.add_person("second_administrator", {Role.ADMINISTRATOR})
    other = let_in(bureau.site, "second_administrator")
    token = find_form(other.get(ADDRESS), ADDRESS).fields["csrf_token"]
    before = dump(bureau.database)
    other.post(CONFIRM, {**form.fields, "csrf_token": token}, expect=422)
    for changes in ({"table": "x"}, {"table": form.fields["table"][:-2]}, {"table": "表"}):
        bureau.visitor.post(CONFIRM, {**form.fields, **changes}, expect=422)
    bureau.visitor.post(CONFIRM, {**form.fields, "plan": "0" * 64}, expect=409)
    assert dump(bureau.database) == before


def test_a_confirmation_sent_twice_is_one_import(bureau: Bureau) -> None:
    table = make_csv(bureau, "7001,甲,,,<section>")
    form = find_form(bureau.upload(ADDRESS, "u.csv", table, expect=200), CONFIRM)
    for _ in range(2):
        bureau.visitor.send_form(form)
    assert len([e for e in read_events(bureau.database, "add_unit") if e["code"] == "7001"]) == 1


def test_two_thousand_units_enter(migrated_sqlite: Database, tmp_path: Path) -> None:
    bureau = Bureau(migrated_sqlite, tmp_path)
    rows = [f"9{number:05},单位{number},湖北省,,<section>" for number in range(1999)]
    page = bureau.upload(ADDRESS, "u.csv", make_csv(bureau, *rows), expect=200)
    assert "新增 1999 个单位" in read_words(page)
    bureau.visitor.send_form(find_form(page, CONFIRM))
    assert len(rows_of(bureau.database, "unit")) == 1999 + 4


def rows_of_time(bureau: Bureau) -> datetime:
    at: datetime = rows_of(bureau.database, "admin_event")[0].at
    return at
