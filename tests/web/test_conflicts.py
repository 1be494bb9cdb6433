"""Two people, two tabs, one button pressed twice: one effect, and nothing typed is lost."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from models.database import Database
from models.queries.evaluations import list_indicators
from models.tables import AuditEvent, Refusal
from tests.support.app import PageForm, Site, Visitor, find_form
from tests.support.drafts import begin_draft


@dataclass
class Desk:
    """One draft and the browsers of two filers of its unit."""

    site: Site
    filer: Visitor
    second: Visitor
    evaluation: UUID

    @property
    def page(self) -> str:
        return f"/evaluations/{self.evaluation}"

    def count(self, action: str | None = None) -> int:
        """How many events there are, of one action or of all."""
        counted = select(func.count()).where(AuditEvent.evaluation_id == self.evaluation)
        if action is not None:
            counted = counted.where(AuditEvent.action == action)
        with self.site.database.reading() as session:
            return session.scalars(counted).one()

    def form(self, visitor: Visitor, section: str) -> PageForm:
        """One section of the form as a visitor sees it now."""
        return find_form(visitor.get(f"{self.page}/fill/{section}"), section)


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """A draft with nothing in it yet."""
    site = Site(database, tmp_path)
    evaluation = begin_draft(site)
    return Desk(site, site.visitor("filer"), site.visitor("second_filer"), evaluation)


def fill_everything(desk: Desk) -> None:
    """Make the draft ready to be submitted."""
    words = {"actual": "完成", "score": "5", "reason": "按年初目标评分", "section": "已完成。"}
    amounts = dict.fromkeys(("original", "revised", "actual"), "10")
    for section in ("funds", "indicators", "narrative"):
        form = desk.form(desk.filer, section)
        known = words if section != "funds" else amounts
        typed = {
            name: known[name.partition("-")[0]]
            for name in form.fields
            if "-" in name and name.partition("-")[0] in known
        }
        if section == "funds":
            # The whole stands first and is one of its parts, or it would not be their sum.
            typed |= dict.fromkeys([*typed][2 * len(amounts) :], "0")
        desk.filer.send_form(form, typed, button="save")


def test_a_form_that_came_too_late_keeps_what_was_typed(desk: Desk) -> None:
    mine, theirs = desk.form(desk.filer, "indicators"), desk.form(desk.second, "indicators")
    name = next(name for name in mine.fields if name.startswith("score-"))
    reason = name.replace("score-", "reason-")
    desk.second.send_form(theirs, {name: "4.00", reason: "他们的理由"}, button="save")
    before = desk.count()
    late = desk.filer.send_form(
        mine, {name: "6.50", reason: "<我的理由>"}, button="save", expect=409
    )
    assert desk.count() == before
    for shown in ("second_filer", "自评打分", "6.50", "4.00", "&lt;我的理由&gt;", "他们的理由"):
        assert shown in late.text, shown
    again = desk.filer.send_form(find_form(late, "/indicators"), button="continue", expect=200)
    assert desk.count() == before
    form = find_form(again, "/indicators")
    assert (form.fields[name], form.fields[reason]) == ("6.50", "<我的理由>")
    desk.filer.send_form(form, button="save")
    with desk.site.database.reading() as session:
        row = list_indicators(session, desk.evaluation)[0]
    assert (str(row.self_score), row.self_reason) == ("6.50", "<我的理由>")


@pytest.mark.parametrize("section", ["funds", "narrative"])
def test_every_section_answers_a_late_form_alike(desk: Desk, section: str) -> None:
    mine, theirs = desk.form(desk.filer, section), desk.form(desk.second, section)
    prefix = "revised-" if section == "funds" else "section-"
    name = next(name for name in mine.fields if name.startswith(prefix))
    desk.second.send_form(theirs, {name: "22.00"}, button="save")
    late = desk.filer.send_form(mine, {name: "33.00"}, button="next", expect=409)
    assert "33.00" in late.text
    assert "22.00" in late.text


def test_a_form_is_kept_when_the_evaluation_has_left_the_desk(desk: Desk) -> None:
    fill_everything(desk)
    form = desk.form(desk.filer, "narrative")
    name = next(name for name in form.fields if name.startswith("section-"))
    desk.second.send(desk.page, ending="/submit")
    late = desk.filer.send_form(form, {name: "写了很久的一段"}, button="save", expect=409)
    assert "写了很久的一段" in late.text
    kept = find_form(late, "/narrative")
    assert kept.buttons == [], "there is nothing to go on with"
    again = desk.filer.post(kept.action, {**kept.fields, "button": "continue"}, expect=409)
    assert "写了很久的一段" in again.text


def test_a_comment_does_not_stand_in_the_way(desk: Desk) -> None:
    form = desk.form(desk.filer, "indicators")
    desk.second.send(desk.page, {"text": "还缺一份材料"}, ending="/comment")
    desk.filer.send_form(form, button="save")


def test_an_approval_is_bound_to_what_was_seen(desk: Desk) -> None:
    fill_everything(desk)
    desk.filer.send(desk.page, ending="/submit")
    head = desk.site.visitor("head")
    seen = find_form(head.get(desk.page), "/approve")
    desk.filer.send(desk.page, ending="/recall")
    form = desk.form(desk.filer, "indicators")
    name = next(name for name in form.fields if name.startswith("score-"))
    desk.filer.send_form(form, {name: "3.00"}, button="save")
    desk.filer.send(desk.page, ending="/submit")
    late = head.send_form(seen, {"text": "同意，第一页看过"}, expect=409)
    assert "同意，第一页看过" in late.text
    assert "3.00" in late.text
    assert desk.count("approve") == 0
    again = head.send_form(find_form(late, "/approve"), button="continue", expect=200)
    head.send_form(find_form(again, "/approve"))
    assert desk.count("approve") == 1
    assert "同意，第一页看过" in head.get(desk.page).text


def test_a_button_pressed_too_late_speaks_of_nothing_typed(desk: Desk) -> None:
    fill_everything(desk)
    desk.filer.send(desk.page, ending="/submit")
    head = desk.site.visitor("head")
    form = find_form(head.get(desk.page), "/approve")
    head.send(desk.page, ending="/approve")
    for typed in ({}, {"text": "同意"}):
        late = head.send_form(form, typed, expect=409).text
        for words in ("您填写的内容都在下面", "<table", "可以复制留用"):
            assert (words in late) == bool(typed), words
        assert ("没有办理" in late) != bool(typed)


def test_two_heads_approve_once(desk: Desk) -> None:
    fill_everything(desk)
    desk.filer.send(desk.page, ending="/submit")
    heads = [desk.site.visitor("head"), desk.site.visitor("second_head")]
    forms = [find_form(head.get(desk.page), "/approve") for head in heads]
    calls = [
        partial(head.client.post, form.action, data=form.fields)
        for head, form in zip(heads, forms, strict=True)
    ]
    answers = simultaneously(calls)
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert desk.count("approve") == 1


def test_who_does_not_file_begins_nothing(desk: Desk) -> None:
    for login in ("head", "chief", "auditor", "administrator"):
        visitor = desk.site.visitor(login)
        visitor.get("/evaluations/new", expect=403)
        fields = find_form(visitor.get("/tokens"), "/sign-out").fields
        visitor.post("/evaluations/new", {**fields, "title": "x"}, expect=403)
    with desk.site.database.reading() as session:
        refused = select(func.count()).where(Refusal.action == "create")
        assert session.scalars(refused).one() == 4


def test_a_refused_remark_comes_back_as_typed(desk: Desk) -> None:
    fill_everything(desk)
    desk.filer.send(desk.page, ending="/submit")
    head = desk.site.visitor("head")
    form = find_form(head.get(desk.page), "/return")
    for due in ("", "2020-01-01", "2026-02-30", "明天"):
        typed = {"reason": "第三项没有佐证", "due_on": due}
        answer = head.send_form(form, typed, expect=422)
        kept = find_form(answer, "/return").fields
        assert (kept["reason"], kept["due_on"]) == ("第三项没有佐证", due)
        assert 'id="due_on-error"' in answer.text
    assert desk.count("return") == 0


def simultaneously(calls: Sequence[Callable[[], TestResponse]]) -> list[TestResponse]:
    """Make these calls at the same time."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [each.result() for each in [pool.submit(call) for call in calls]]
