"""The inbox: working days, what changed since one last looked, and views of one's own."""

import html
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.database import Database
from models.vocabulary import Action, State
from tests.support.app import Site, find_form
from tests.support.crawl import Stage, let_in
from tests.support.deadlines import close_cycle
from tests.support.records import rows_of
from web.texts import name_check


@pytest.fixture
def stage(migrated_sqlite: Database, tmp_path: Path) -> Stage:
    return Stage(Site(migrated_sqlite, tmp_path))


def test_what_others_did_since_the_last_look_is_told_and_can_be_asked_for(stage: Stage) -> None:
    first, second = stage.stand(State.UNIT_APPROVED), stage.stand(State.UNIT_APPROVED)
    chief = let_in(stage.site, "chief")
    assert chief.get("/inbox").text.count("未看过") == 2
    for each in (first, second):
        assert 'id="news"' not in chief.get(f"/evaluations/{each}").text
    assert "未看过" not in chief.get("/inbox").text
    assert str(second) not in chief.get("/inbox?new=1").text
    stage.do("filer", Action.COMMENT, second)
    stage.do("chief", Action.COMMENT, first)
    page = chief.get("/inbox?new=1").text
    assert "1 处新变动" in page
    assert str(second) in page
    assert str(first) not in page, "what he did himself is no news"
    note = chief.get(f"/evaluations/{second}").text.partition('id="news"')[2].partition("</div>")[0]
    assert "您上次查看之后有 1 处变动" in note
    assert "评论" in note
    assert "处新变动" not in chief.get("/inbox").text
    assert "未看过" in let_in(stage.site, "second_chief").get("/inbox").text


def test_the_desk_tells_how_much_the_checks_found(stage: Stage) -> None:
    """Which of eighty need attention is seen before any is opened."""
    evaluation = stage.stand(State.UNIT_APPROVED)
    found = [row.codes.split() for row in rows_of(stage.database, "evaluation_listing")]
    assert len(found[0]) > 1
    page = let_in(stage.site, "chief").get("/inbox").text
    row = next(part for part in page.split("<tr>") if str(evaluation) in part)
    assert f"{len(found[0])} 类</span>" in row
    assert all(name_check(code) in html.unescape(row) for code in found[0])


def test_working_days_are_told_and_a_year_that_is_not_known_is_named(stage: Stage) -> None:
    stage.stand(State.DRAFT)
    filer, at = let_in(stage.site, "filer"), datetime.now(UTC)
    cycle = stage.cycles["project"]
    close_cycle(stage.database, cycle, at=at - timedelta(days=15))
    assert "逾期" in filer.get("/inbox?when=late").text
    close_cycle(stage.database, cycle, at=datetime(2031, 6, 30, tzinfo=UTC))
    page = filer.get("/inbox").text
    assert "个工作日" in page
    assert "–2031 年的放假安排" in page
    assert "没有符合条件的评价" in filer.get("/inbox?when=late").text
    close_cycle(stage.database, cycle, at=at + timedelta(days=2))
    assert "没有符合条件的评价" not in filer.get("/inbox?when=near").text


def test_a_view_is_saved_opened_replaced_and_dropped(stage: Stage) -> None:
    filer = let_in(stage.site, "filer")
    for address, query in (("/inbox", "state=draft&q=培训"), ("/evaluations", "year=2025")):
        page = filer.get(f"{address}?{query}&after=&strange=1")
        form = find_form(page, "/views")
        opened = filer.send_form(form, {"name": "我的草稿"}).headers["Location"]
        assert "strange" not in opened
        page = filer.get(opened)
        assert ">我的草稿</bdi></a>" in page.text
        assert 'aria-current="true"' in page.text
    assert len(rows_of(stage.database, "saved_view")) == 2
    form = find_form(filer.get("/inbox?when=late"), "/views")
    filer.send_form(form, {"name": "我的草稿"})
    (view,) = [row for row in rows_of(stage.database, "saved_view") if row.page == "inbox"]
    assert view.query == "when=late"
    other = let_in(stage.site, "second_filer")
    assert "我的草稿" not in other.get("/inbox").text
    form = find_form(filer.get("/inbox?when=late"), "/drop")
    own = find_form(other.get("/account"), "/account").fields["csrf_token"]
    other.post(form.action, {"csrf_token": own, "page": "inbox"}, expect=303)
    assert len(rows_of(stage.database, "saved_view")) == 2, "nobody drops another's view"
    filer.send_form(form)
    assert [row.page for row in rows_of(stage.database, "saved_view")] == ["evaluations"]
    fields = find_form(filer.get("/inbox?when=late"), "/views").fields
    answer = filer.post("/views", {**fields, "name": ""}, expect=422)
    assert "必须填写" in answer.text
