"""The same form sent twice has one effect and one answer, however it came to be sent twice."""

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import ColumnElement, func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from models.database import Database
from models.tables import AuditEvent, Evaluation, FormToken
from tests.support.app import PageForm, Site, Visitor, find_form
from tests.support.drafts import Desk
from web.sent import new_token

SCORED = {"actual": "完成", "score": "5", "reason": "按年初目标评分"}
FILLED = {"funds": {"original": "10", "revised": "10", "actual": "9"}, "indicators": SCORED}


def count(site: Site, table: type, *wanted: ColumnElement[bool]) -> int:
    with site.database.reading() as session:
        return session.scalars(select(func.count()).select_from(table).where(*wanted)).one()


def read_notes(visitor: Visitor, answer: TestResponse) -> list[str]:
    """What the page says to which an answer leads."""
    page = visitor.get(answer.headers["Location"]).text
    return re.findall(r'<p class="note good"[^>]*>([^<]*)<', page)


@dataclass
class Twice:
    """Sends everything twice."""

    site: Site
    people: dict[str, Visitor]

    def send(
        self, who: str, page: str, ending: str, typed: dict[str, str], *, button: str = ""
    ) -> TestResponse:
        """Send a form of a page twice: one event, and the same answer in the same words."""
        visitor = self.people[who]
        form = find_form(visitor.get(page), ending)
        known = [name for name in form.fields if name.partition("-")[0] in typed]
        fields = {**form.fields, **{name: typed[name.partition("-")[0]] for name in known}}
        if ending == "funds":
            # The whole stands first and is one of its parts, or it would not be their sum.
            fields |= dict.fromkeys(known[2 * len(typed) :], "0")
        if button:
            fields["button"] = button
        before = count(self.site, AuditEvent)
        answers, notes = [], []
        for _again in range(2):
            answers.append(visitor.post(form.action, fields, expect=303))
            notes.append(read_notes(visitor, answers[-1]))
            assert count(self.site, AuditEvent) == before + self.events(ending), (who, ending)
        assert answers[0].headers["Location"] == answers[1].headers["Location"]
        assert notes[0] == notes[1] != []
        return answers[0]

    @staticmethod
    def events(ending: str) -> int:
        """How many events one sending makes: a correction also begins the next edition."""
        return 2 if ending == "/correct" else 1


def test_every_form_from_the_first_to_the_last(database: Database, tmp_path: Path) -> None:
    site = Site(database, tmp_path)
    people = {login: site.visitor(login) for login in ("filer", "head", "chief")}
    twice = Twice(site, people)
    title = {"title": "两次", "cycle_id": str(site.cycles["national_project"])}
    answer = twice.send("filer", "/evaluations/new", "/new", title)
    page = answer.headers["Location"].removesuffix("/fill/funds")
    for section in ("funds", "indicators", "narrative"):
        typed = FILLED.get(section, {"section": "已完成。", "finding": "不细"})
        twice.send("filer", f"{page}/fill/{section}", section, typed, button="next")
    due = {"reason": "请补充", "due_on": f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%d}"}
    twice.send("filer", page, "/comment", {"text": "说一句"})
    twice.send("filer", page, "/submit", {"text": "请审核"})
    twice.send("filer", page, "/recall", {"text": "再改改"})
    twice.send("filer", f"{page}/submit", "/submit", {})
    twice.send("head", page, "/return", due)
    twice.send("filer", page, "/submit", {})
    twice.send("head", page, "/approve", {"text": "同意"})
    twice.send("chief", f"{page}/review", "/review", {"comment": "先记下"}, button="rescore")
    twice.send("chief", f"{page}/review", "/review", {"comment": "完成"}, button="review")
    twice.send("chief", page, "/reopen", {"reason": "再看看"})
    twice.send("chief", f"{page}/finish", "/finish", {"comment": "完成"})
    twice.send("chief", f"{page}/publish", "/publish", {})
    correction = twice.send("chief", f"{page}/correct", "/correct", due).headers["Location"]
    assert correction != page
    draft = twice.send("filer", "/evaluations/new", "/new", title).headers["Location"]
    draft = draft.removesuffix("/fill/funds")
    twice.send("filer", f"{draft}/discard", "/discard", {"reason": "建错了"})


def test_a_document_too_even_when_the_desk_is_left(desk: Desk) -> None:
    address = f"{desk.page}/attachments"
    form = find_form(desk.filer.get(address), address)

    def upload(content: bytes, *, expect: int = 303) -> TestResponse:
        file = FileStorage(BytesIO(content), filename="验收报告.pdf")
        return desk.filer.post(address, {**form.fields, "file": file}, expect=expect)

    attached = AuditEvent.action == "attach"
    assert upload(b"one").headers["Location"] == upload(b"one").headers["Location"]
    assert count(desk.site, AuditEvent, attached) == 1
    upload(b"two", expect=409)
    form.fields["form_token"] = new_token()
    form.fields["content_version"] = str(desk.read(Evaluation.content_version))
    upload(b"two")
    assert count(desk.site, AuditEvent, attached) == 2
    desk.filer.send(f"{desk.page}/discard", {"reason": "建错了"}, ending="/discard")
    upload(b"two")
    upload(b"three", expect=409)
    assert count(desk.site, AuditEvent, attached) == 2
    assert len([path for path in desk.site.files.rglob("*") if path.is_file()]) == 2


def comment_of(desk: Desk, visitor: Visitor | None = None) -> PageForm:
    return find_form((visitor or desk.filer).get(desk.page), "/comment")


def count_comments(desk: Desk) -> int:
    return count(desk.site, AuditEvent, AuditEvent.action == "comment")


def test_other_words_on_the_same_page_are_another_form(desk: Desk) -> None:
    form = comment_of(desk)
    for text in ("一", "二", "一", "二"):
        desk.filer.send_form(form, {"text": text})
    assert count_comments(desk) == 2
    desk.filer.send_form(comment_of(desk), {"text": "一"})
    assert count_comments(desk) == 3


def test_the_same_token_of_another_person_is_another_form(desk: Desk) -> None:
    form, second = comment_of(desk), desk.site.visitor("second_filer")
    theirs = comment_of(desk, second)
    theirs.fields["form_token"] = form.fields["form_token"]
    desk.filer.send_form(form, {"text": "一"})
    second.send_form(theirs, {"text": "一"})
    assert count_comments(desk) == 2


def test_a_form_without_a_token_works_and_is_not_protected(desk: Desk) -> None:
    form = comment_of(desk)
    for _again in range(2):
        desk.filer.send_form(form, {"text": "一"}, without=("form_token",))
    assert count_comments(desk) == 2
    assert count(desk.site, FormToken) == 1, "only the form that began the evaluation"


@pytest.mark.parametrize(
    "token", ["x", "a" * 21, "a" * 23, "字" * 22, "a" * 21 + "\0", " " * 22, "'" * 22, "a" * 100000]
)
def test_a_token_of_nonsense_is_refused_and_the_text_kept(desk: Desk, token: str) -> None:
    form = comment_of(desk)
    answer = desk.filer.send_form(form, {"text": "留下", "form_token": token}, expect=422)
    again = find_form(answer, "/comment")
    assert again.fields["text"] == "留下"
    assert again.fields["form_token"] != token
    assert count_comments(desk) == 0
    desk.filer.send_form(again)
    assert count_comments(desk) == 1


def test_what_was_refused_is_judged_again(desk: Desk) -> None:
    """Only what had an effect is remembered; a refusal is no answer for ever."""
    form = comment_of(desk)
    desk.filer.send_form(form, {"text": " "}, expect=422)
    desk.filer.send_form(form, {"text": " "}, expect=422)
    desk.filer.send_form(form, {"text": "说"})
    assert count_comments(desk) == 1


def test_after_signing_out_the_same_form_is_nobodys(desk: Desk) -> None:
    form = comment_of(desk)
    desk.filer.send_form(form, {"text": "一"})
    desk.filer.send(desk.page, ending="/sign-out", expect=302)
    token = find_form(desk.filer.get("/sign-in"), "/sign-in").fields["csrf_token"]
    desk.filer.send_form(form, {"text": "一"}, expect=403)
    desk.filer.send_form(form, {"text": "一", "csrf_token": token}, expect=401)
    assert count_comments(desk) == 1


def test_ten_sendings_at_the_same_moment(desk: Desk) -> None:
    """A comment, a saved section and a new evaluation, each with one effect and one answer."""
    title = {"title": "只建一次", "cycle_id": str(desk.site.cycles["national_project"])}
    forms = [
        (comment_of(desk), {"text": "一"}, "comment"),
        (find_form(desk.filer.get(f"{desk.page}/fill/funds"), "funds"), {}, "fill"),
        (find_form(desk.filer.get("/evaluations/new"), "/new"), title, "create"),
    ]
    for form, typed, action in forms:
        before = count(desk.site, AuditEvent, AuditEvent.action == action)
        send = partial(desk.filer.client.post, form.action, data={**form.fields, **typed})
        answers = simultaneously([send] * 10)
        assert {answer.status_code for answer in answers} == {303}, action
        assert len({answer.headers["Location"] for answer in answers}) == 1
        assert count(desk.site, AuditEvent, AuditEvent.action == action) == before + 1
    assert count(desk.site, Evaluation, Evaluation.title == "只建一次") == 1


def simultaneously(calls: Sequence[Callable[[], TestResponse]]) -> list[TestResponse]:
    """Make these calls at the same time."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [each.result() for each in [pool.submit(call) for call in calls]]
