"""Yearly tasks through their pages: days of the site's calendar, to the second."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from models.database import Database
from models.vocabulary import Role
from tests.support.administration import Bureau, read_events, read_form
from tests.support.app import find_form
from tests.support.crawl import let_in, read_words
from tests.support.records import dump, rows_of

NEW = "/admin/cycles/new"


@pytest.fixture
def bureau(database: Database, tmp_path: Path) -> Bureau:
    return Bureau(database, tmp_path)


def typed_cycle(bureau: Bureau, **changes: str) -> dict[str, str]:
    scheme = rows_of(bureau.database, "scheme_activation")[0].scheme_id
    cycle = {"name": "2031年度自评", "fiscal_year": "2031", "scheme_id": str(scheme)}
    return {
        **cycle,
        "section_id": "",
        "opens_at": "2032-01-01",
        "closes_at": "2032-03-31",
    } | changes


def read_cycle(bureau: Bureau, cycle_id: UUID) -> tuple[datetime, datetime]:
    (row,) = [row for row in rows_of(bureau.database, "cycle") if row.id == cycle_id]
    return row.opens_at, row.closes_at


def test_a_task_is_open_for_whole_days_of_the_site(bureau: Bureau) -> None:
    bureau.send(NEW, typed_cycle(bureau))
    (row,) = [row for row in rows_of(bureau.database, "cycle") if row.fiscal_year == 2031]
    assert row.opens_at == datetime(2031, 12, 31, 16, tzinfo=UTC)
    last = datetime(2032, 3, 31, 16, tzinfo=UTC)
    assert last - timedelta(seconds=1) < row.closes_at < last
    words = read_words(bureau.visitor.get("/admin/cycles"))
    assert "2032-01-01 00:00:00" in words
    assert "2032-03-31 23:59:59" in words
    event = read_events(bureau.database, "add_cycle")[-1]
    assert event["name"] == "2031年度自评"
    assert event["closes_at"] == "2032-03-31T15:59:59.999999Z"


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": ""}, "name", "必须填写"),
        ({"fiscal_year": "31"}, "fiscal_year", "例如 2026"),
        ({"fiscal_year": "二〇三一"}, "fiscal_year", "例如 2026"),
        ({"fiscal_year": "99999"}, "fiscal_year", "例如 2026"),
        ({"scheme_id": ""}, "scheme_id", "编号"),
        ({"scheme_id": "00000000-0000-0000-0000-000000000000"}, "scheme_id", "还没有启用"),
        ({"section_id": "x"}, "section_id", "编号"),
        ({"section_id": "00000000-0000-0000-0000-000000000000"}, "section_id", "选项"),
        ({"opens_at": ""}, "opens_at", "请填写日期"),
        ({"opens_at": "2032-02-30"}, "opens_at", "请填写日期"),
        ({"closes_at": "9999-12-31"}, "closes_at", "请填写日期"),
        ({"closes_at": "0001-01-01"}, "closes_at", "请填写日期"),
        ({"closes_at": "2031-12-31"}, "closes_at", "截止时间应晚于开始时间"),
    ],
)
def test_what_is_wrong_is_named_and_the_typed_stays(
    bureau: Bureau, changes: dict[str, str], field: str, words: str
) -> None:
    before = dump(bureau.database)
    page = bureau.send(NEW, typed_cycle(bureau, **changes), expect=422)
    assert f'id="{field}-error"' in page.text
    assert words in page.text
    shown = find_form(page, NEW).fields
    assert shown["opens_at" if field != "opens_at" else "closes_at"] != ""
    assert dump(bureau.database) == before


def test_the_same_form_sent_twice_opens_one_task(bureau: Bureau) -> None:
    form = read_form(bureau.visitor, NEW)
    for _ in range(2):
        bureau.visitor.send_form(form, typed_cycle(bureau))
    assert len([row for row in rows_of(bureau.database, "cycle") if row.fiscal_year == 2031]) == 1


def test_a_name_is_given_once_in_a_year(bureau: Bureau) -> None:
    bureau.send(NEW, typed_cycle(bureau))
    before = dump(bureau.database)
    page = bureau.send(NEW, typed_cycle(bureau, closes_at="2032-04-30"), expect=422)
    assert 'id="name-error"' in page.text
    assert "2031 年度已有名为“2031年度自评”的任务" in page.text
    assert find_form(page, NEW).fields["closes_at"] == "2032-04-30"
    assert dump(bureau.database) == before
    bureau.send(NEW, typed_cycle(bureau, fiscal_year="2032"))


def test_a_deadline_is_moved_later_and_earlier_and_counts_at_once(bureau: Bureau) -> None:
    cycle = bureau.site.cycles["national_project"]
    opens, closes = read_cycle(bureau, cycle)
    address = f"/admin/cycles/{cycle}"
    filer = bureau.site.visitor("filer")
    bureau.send(address, {"closes_at": "2199-12-31"})
    assert read_cycle(bureau, cycle) == (opens, datetime(2199, 12, 31, 15, 59, 59, 999999, UTC))
    assert "2199-12-31" in filer.get("/evaluations/new").text
    past = (opens + timedelta(days=1)).date()
    bureau.send(address, {"opens_at": "2020-01-01", "closes_at": "2020-02-01"})
    assert str(cycle) not in filer.get("/evaluations/new").text, past
    first, second = read_events(bureau.database, "change_cycle")
    assert first["new"]["closes_at"] == "2199-12-31T15:59:59.999999Z"
    assert datetime.fromisoformat(first["old"]["closes_at"]) == closes
    assert second["old"] == first["new"]


def test_a_day_that_was_not_touched_keeps_its_second(bureau: Bureau) -> None:
    cycle = bureau.site.cycles["national_project"]
    before = read_cycle(bureau, cycle)
    bureau.send(f"/admin/cycles/{cycle}")
    assert read_cycle(bureau, cycle) == before
    assert read_events(bureau.database, "change_cycle") == []


def test_two_administrators_at_once_do_not_undo_each_other(bureau: Bureau) -> None:
    cycle = bureau.site.cycles["national_project"]
    address = f"/admin/cycles/{cycle}"
    form = read_form(bureau.visitor, address)
    bureau.site.offices.add_person("second_administrator", {Role.ADMINISTRATOR})
    other = let_in(bureau.site, "second_administrator")
    other.send(address, {"closes_at": "2199-12-31"})
    page = bureau.visitor.send_form(form, {"closes_at": "2198-12-31"}, expect=409)
    assert "2199-12-31 23:59:59" in page.text
    assert read_cycle(bureau, cycle)[1].year == 2199
    again = find_form(page, address)
    assert again.fields["closes_at"] == "2198-12-31"
    wrong = bureau.visitor.send_form(again, {"opens_at": "x"}, expect=422)
    bureau.visitor.send_form(find_form(wrong, address), {"opens_at": "2020-01-01"})
    assert read_cycle(bureau, cycle)[1].year == 2198


@pytest.mark.parametrize(
    "changes",
    [
        {"closes_at": "2001-01-01"},
        {"closes_at": "x"},
        {"was-opens_exactly": "x"},
        {"was-opens_exactly": "9999-12-31T23:59:59.999999Z"},
        {"was-closes_exactly": "2026-01-01T00:00:00"},
        {"was-closes_exactly": ""},
    ],
)
def test_nonsense_moves_nothing(bureau: Bureau, changes: dict[str, str]) -> None:
    address = f"/admin/cycles/{bureau.site.cycles['national_project']}"
    form = read_form(bureau.visitor, address)
    before = dump(bureau.database)
    answer = bureau.visitor.client.post(address, data={**form.fields, **changes})
    assert answer.status_code in {409, 422}
    assert dump(bureau.database) == before


def test_the_list_is_paged_both_ways(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.pages.admin.cycles.PAGE_SIZE", 2)
    first = bureau.visitor.get("/admin/cycles").text
    following = first.split('rel="next" href="')[1].split('"', maxsplit=1)[0]
    second = bureau.visitor.get(following.replace("&amp;", "&")).text
    back = second.split('rel="prev" href="')[1].split('"', maxsplit=1)[0]
    rows = bureau.visitor.get(back.replace("&amp;", "&")).text.count("/admin/cycles/0")
    assert rows == first.count("/admin/cycles/0") == 2
    bureau.visitor.get("/admin/cycles?after=x", expect=400)
    bureau.visitor.get(f"/admin/cycles/{UUID(int=0)}", expect=404)
