"""What is typed is kept on its way, shown again, and never counts as saved."""

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import url_for
from markupsafe import escape
from sqlalchemy import select
from werkzeug.test import TestResponse

from models.database import Database
from models.tables import FormDraft
from models.vocabulary import Action, Form, State
from tests.support.app import PageForm, Site, Visitor, find_form
from tests.support.crawl import Stage, let_in, read_token
from tests.support.drafts import Desk
from tests.support.papers import send_back_with_points
from tests.support.records import dump, rows_of
from web.drafts import MOST_BYTES
from web.show.forms import PLACES

NOTE = "这里有您填写后还没有保存的内容"
SAVED = ("funds", "indicators", "narrative", "amend")
"""The forms of a draft that has content of its own."""


def address_of(desk: Desk, form: str) -> str:
    """The page of a form."""
    return f"{desk.page}/{form}" if form == "amend" else f"{desk.page}/fill/{form}"


def open_form(visitor: Visitor, desk: Desk, form: str) -> PageForm:
    return find_form(visitor.get(address_of(desk, form)), address_of(desk, form))


def keep(
    visitor: Visitor, desk: Desk, form: str, fields: Mapping[str, str], *, expect: int = 200
) -> TestResponse:
    """Send what is typed on its way, as the script of the page does."""
    return visitor.post(f"{desk.page}/drafts/{form}", dict(fields), expect=expect)


def first(form: PageForm, prefix: str) -> str:
    return next(name for name in form.fields if name.startswith(prefix))


TYPED = {"funds": "revised-", "indicators": "reason-", "narrative": "section-", "amend": "name-"}


@pytest.mark.parametrize("form", SAVED)
def test_what_was_typed_is_shown_again_and_saved_only_by_its_button(desk: Desk, form: str) -> None:
    version, typed = desk.version(), {"funds": "12.34"}.get(form, "写到一半的话")
    page = open_form(desk.filer, desk, form)
    name = first(page, TYPED[form])
    before = dump(desk.site.database, besides=("form_draft",))
    answer = keep(desk.filer, desk, form, {**page.fields, name: typed})
    assert set(answer.get_json()) == {"saved_at", "clock"}
    assert dump(desk.site.database, besides=("form_draft",)) == before, "nothing in the trail"
    again = desk.filer.get(address_of(desk, form))
    assert NOTE in again.text
    shown = find_form(again, address_of(desk, form))
    assert shown.fields[name] == typed
    assert shown.fields["form_token"] != page.fields["form_token"]
    assert desk.version() == version
    more = {"reason": "批复调整"} if form == "amend" else {}
    desk.filer.send_form(shown, more, button=None if form == "amend" else "save")
    assert desk.version() == version + 1
    assert rows_of(desk.site.database, "form_draft") == []
    saved = desk.filer.get(address_of(desk, form))
    assert NOTE not in saved.text
    assert find_form(saved, address_of(desk, form)).fields[name] == typed


def test_the_page_says_which_form_was_saved(desk: Desk) -> None:
    """The script throws away what the browser kept of it."""
    answer = desk.filer.send(address_of(desk, "funds"), button="save")
    page = desk.filer.get(answer.headers["Location"]).text
    assert f'data-saved="{desk.page}/drafts/funds"' in page


def test_the_last_one_stays(desk: Desk) -> None:
    page = open_form(desk.filer, desk, "narrative")
    name = first(page, "section-")
    for text in ("一", "一二", "一二三"):
        keep(desk.filer, desk, "narrative", {**page.fields, name: text})
    assert open_form(desk.filer, desk, "narrative").fields[name] == "一二三"
    assert len(rows_of(desk.site.database, "form_draft")) == 1


def test_throwing_away_shows_what_stands(desk: Desk) -> None:
    page = open_form(desk.filer, desk, "narrative")
    name = first(page, "section-")
    keep(desk.filer, desk, "narrative", {**page.fields, name: "不要了"})
    answer = desk.filer.send(address_of(desk, "narrative"), ending="/drafts/narrative/drop")
    assert answer.headers["Location"] == address_of(desk, "narrative")
    assert open_form(desk.filer, desk, "narrative").fields[name] == ""
    assert rows_of(desk.site.database, "form_draft") == []


def test_what_comes_after_the_save_of_the_same_form_is_not_kept(desk: Desk) -> None:
    """A script's last sending may arrive behind the form itself."""
    page = open_form(desk.filer, desk, "narrative")
    typed = {**page.fields, first(page, "section-"): "已经保存的话"}
    desk.filer.post(page.action, {**typed, "button": "next"}, expect=303)
    keep(desk.filer, desk, "narrative", typed)
    assert rows_of(desk.site.database, "form_draft") == []
    keep(desk.filer, desk, "narrative", {**typed, first(page, "section-"): "又写的话"})
    assert len(rows_of(desk.site.database, "form_draft")) == 1


def test_a_draft_that_holds_what_stands_is_not_spoken_of(desk: Desk) -> None:
    page = open_form(desk.filer, desk, "indicators")
    keep(desk.filer, desk, "indicators", page.fields)
    assert NOTE not in desk.filer.get(address_of(desk, "indicators")).text


@pytest.mark.parametrize("form", SAVED)
def test_a_draft_undoes_nothing_that_others_saved(desk: Desk, form: str) -> None:
    """Typed text meets what stands now: theirs where nothing was typed, both marked where both
    were.
    """
    second = desk.site.visitor("second_filer")
    mine, theirs = open_form(desk.filer, desk, form), open_form(second, desk, form)
    prefix = {"funds": "original-", "indicators": "actual-", "amend": "target-"}
    names = [name for name in mine.fields if name.startswith(prefix.get(form, TYPED[form]))]
    names += [name for name in mine.fields if name.startswith(TYPED[form])]
    one, both = names[0], names[-1]
    number = form == "funds"
    typed, saved = ("6.50", "8.00") if number else ("我的话", "他们的话")
    keep(desk.filer, desk, form, {**mine.fields, both: typed})
    more = {"reason": "批复调整"} if form == "amend" else {}
    button = None if form == "amend" else "save"
    second.send_form(theirs, {one: saved, both: saved, **more}, button=button)
    page = desk.filer.get(address_of(desk, form))
    shown = find_form(page, address_of(desk, form)).fields
    assert (shown[one], shown[both]) == (saved, typed)
    assert f'id="{both}-now"' in page.text
    assert page.text.count("现值为：") == 1
    assert NOTE in page.text


def test_a_remark_comes_back_where_it_was_typed(desk: Desk) -> None:
    page = desk.filer.get(desk.page)
    comment = find_form(page, "/comment")
    keep(desk.filer, desk, "comment", {**comment.fields, "text": "还没说完"})
    for address in (desk.page, f"{desk.page}/comment"):
        shown = desk.filer.get(address)
        assert NOTE in shown.text
        assert find_form(shown, "/comment").fields["text"] == "还没说完"
    desk.filer.send_form(find_form(desk.filer.get(desk.page), "/comment"))
    assert rows_of(desk.site.database, "form_draft") == []
    assert NOTE not in desk.filer.get(desk.page).text


def test_a_form_that_was_begun_stands_below_what_cannot_be_done(
    migrated_sqlite: Database, tmp_path: Path
) -> None:
    """However long it is, the reasons why other actions are refused stay in sight above it."""
    site = Site(migrated_sqlite, tmp_path)
    chief = let_in(site, "chief")
    desk = Desk(site, chief, Stage(site).stand(State.UNIT_APPROVED))
    for is_begun in (False, True):
        page = chief.get(desk.page)
        text = page.text
        assert (text.index('id="return-reason"') > text.index('class="cannot"')) is is_begun
        form = find_form(page, "/return")
        keep(chief, desk, "return", {**form.fields, "reason": "写到一半"})


def test_an_emptied_remark_is_forgotten(desk: Desk) -> None:
    comment = find_form(desk.filer.get(desk.page), "/comment")
    keep(desk.filer, desk, "comment", {**comment.fields, "text": "还没说完"})
    keep(desk.filer, desk, "comment", {**comment.fields, "text": " \n"})
    assert rows_of(desk.site.database, "form_draft") == []


def test_the_page_of_the_evaluation_tells_of_what_was_not_saved(desk: Desk) -> None:
    page = open_form(desk.filer, desk, "narrative")
    keep(desk.filer, desk, "narrative", {**page.fields, first(page, "section-"): "一半"})
    shown = desk.filer.get(desk.page).text
    assert "您有填写后还没有保存的内容" in shown
    assert f'<a href="{address_of(desk, "narrative")}">文字与结论</a>' in shown
    for other in ("second_filer", "head", "auditor"):
        assert "还没有保存" not in desk.site.visitor(other).get(desk.page).text


def test_nobody_sees_what_another_person_typed(desk: Desk) -> None:
    second = desk.site.visitor("second_filer")
    page = open_form(desk.filer, desk, "narrative")
    name = first(page, "section-")
    keep(desk.filer, desk, "narrative", {**page.fields, name: "只给我自己"})
    keep(second, desk, "narrative", {**open_form(second, desk, "narrative").fields, name: "第二个"})
    assert open_form(desk.filer, desk, "narrative").fields[name] == "只给我自己"
    assert open_form(second, desk, "narrative").fields[name] == "第二个"
    second.send(address_of(desk, "narrative"), ending="/drop")
    assert open_form(desk.filer, desk, "narrative").fields[name] == "只给我自己"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        *(("school_filer", 404), ("other_chief", 404), ("administrator", 404), ("head", 403)),
        *(("bureau_head", 403), ("chief", 403), ("auditor", 403), (None, 401)),
    ],
)
def test_whoever_may_not_fill_in_keeps_and_drops_nothing(
    desk: Desk, who: str | None, status: int
) -> None:
    page = open_form(desk.filer, desk, "funds")
    keep(desk.filer, desk, "funds", {**page.fields, first(page, "revised-"): "1"})
    stranger = desk.site.visitor(who)
    token = {"csrf_token": read_token(stranger)}
    before = rows_of(desk.site.database, "form_draft")
    for form in SAVED:
        for ending in (form, f"{form}/drop"):
            keep(stranger, desk, ending, {**page.fields, **token}, expect=status)
    assert rows_of(desk.site.database, "form_draft") == before


def test_a_page_of_another_site_keeps_nothing(desk: Desk) -> None:
    page = open_form(desk.filer, desk, "funds")
    for address in (f"{desk.page}/drafts/funds", f"{desk.page}/drafts/funds/drop"):
        forged = {**page.fields, "csrf_token": "x"}
        assert desk.filer.client.post(address, data=forged).status_code == 403
        for site in ("cross-site", "same-site"):
            headers = {"Sec-Fetch-Site": site}
            answer = desk.filer.client.post(address, data=page.fields, headers=headers)
            assert answer.status_code == 403
    assert rows_of(desk.site.database, "form_draft") == []


def test_only_fields_of_the_form_and_not_too_much_of_them(desk: Desk) -> None:
    page = open_form(desk.filer, desk, "narrative")
    name = first(page, "section-")
    for strange in (
        "score-1",
        "finding-60",
        "finding-x",
        "finding-",
        "title",
        "state",
        "__proto__",
    ):
        keep(desk.filer, desk, "narrative", {**page.fields, strange: "1"}, expect=422)
    keep(desk.filer, desk, "funds", page.fields, expect=422)
    keep(desk.filer, desk, "narrative", {"csrf_token": page.fields["csrf_token"]}, expect=422)
    keep(desk.filer, desk, "narrative", {**page.fields, "form_token": "x"}, expect=422)
    large = {**page.fields, name: "x" * (MOST_BYTES + 1)}
    answer = desk.filer.client.post(f"{desk.page}/drafts/narrative", data=large)
    assert answer.status_code == 413
    assert rows_of(desk.site.database, "form_draft") == []
    keep(desk.filer, desk, "narrative", {**page.fields, "finding-59": "末了一条"})
    assert open_form(desk.filer, desk, "narrative").fields["finding-59"] == "末了一条"


@pytest.mark.parametrize(
    "text", ["a\0b", "\ud7ff\ufffe", "𠮷" * 50, "\r\n\r\n", "<script>alert(1)</script>", "'; --"]
)
def test_any_text_comes_back_as_text(desk: Desk, text: str) -> None:
    """What cannot be saved can be kept: saying so is the business of saving."""
    page = open_form(desk.filer, desk, "narrative")
    name = first(page, "section-")
    keep(desk.filer, desk, "narrative", {**page.fields, name: text, "reported_grade": "nonsense"})
    shown = desk.filer.get(address_of(desk, "narrative")).text
    assert "<script>alert" not in shown
    if "<" not in text and text.isprintable():
        assert str(escape(text)) in shown


@pytest.mark.parametrize("version", ["", "x", "-1", "999999999", "9" * 40])
def test_a_version_of_nonsense_is_the_one_that_stands(desk: Desk, version: str) -> None:
    page = open_form(desk.filer, desk, "narrative")
    typed = {first(page, "section-"): "话", "content_version": version}
    keep(desk.filer, desk, "narrative", {**page.fields, **typed})
    with desk.site.database.reading() as session:
        assert session.scalars(select(FormDraft.content_version)).one() == 1


def test_forms_that_cannot_be_filled_in_any_more(desk: Desk) -> None:
    """Nothing new is kept; what was kept before is shown beside the reason, to be copied."""
    shown = desk.filer.get(address_of(desk, "narrative"))
    page = find_form(shown, address_of(desk, "narrative"))
    name = first(page, "section-")
    keep(desk.filer, desk, "narrative", {**page.fields, name: "写了很久的一段"})
    desk.site.visitor("second_filer").send(
        f"{desk.page}/discard", {"reason": "建错了"}, ending="/discard"
    )
    keep(desk.filer, desk, "narrative", {**page.fields, name: "更多"}, expect=409)
    late = desk.filer.get(address_of(desk, "narrative"), expect=409)
    assert "写了很久的一段" in late.text
    # What stands is not repeated, and each field bears the name it has in the form.
    title = shown.text.partition(f'<label for="{name}">')[2].partition("<")[0].strip()
    assert title
    assert re.findall(r'<label for="unsaved-\d+">(.*?)</label>', late.text) == [title]
    assert "您刚才填写的内容还没有保存" in late.text
    assert "还没有保存" not in desk.filer.get(desk.page).text, "it is no form of this state"


def test_what_can_be_kept_is_what_can_be_opened(desk: Desk) -> None:
    """For every form and everybody: kept where it is shown, refused with the same answer else."""
    people = ("filer", "school_filer", "head", "chief", "auditor", "administrator")
    for who in people:
        visitor = let_in(desk.site, who)
        token = {"csrf_token": read_token(visitor)}
        for form, place in PLACES.items():
            with desk.site.app.test_request_context():
                address = url_for(place.endpoint, evaluation_id=desk.evaluation, **place.values)
            shown = visitor.client.get(address).status_code
            kept = keep_bare(visitor, desk, form, token)
            if form is Form.ANSWER and shown == 200:
                # Whoever sees the evaluation reads its points; here are none to answer.
                shown = 409 if who == "filer" else 403
            # Empty drafts cannot be submitted yet; what one says with it can be typed.
            assert kept == 422 if shown in {200, 422} else kept == shown, (who, form)


def keep_bare(visitor: Visitor, desk: Desk, form: str, fields: dict[str, str]) -> int:
    return visitor.client.post(f"{desk.page}/drafts/{form}", data=fields).status_code


def test_every_form_of_the_vocabulary_has_its_place() -> None:
    assert set(PLACES) == set(Form)


def test_every_form_takes_what_it_shows(database: Database, tmp_path: Path) -> None:
    """Each form that a page offers has a place to be kept, and all its fields have one there."""
    site = Site(database, tmp_path)
    stage, seen = Stage(site), set()
    returned = stage.stand(State.SELF_SCORED)
    back = replace(send_back_with_points(stage.desk(returned)), due_at=stage.now + timedelta(9))
    stage.do("head", Action.RETURN, returned, back)
    states = State.DRAFT, State.SELF_SCORED, State.UNIT_APPROVED, State.FINANCE_REVIEWED
    for evaluation in (returned, *map(stage.stand, states)):
        for who in ("filer", "head", "chief"):
            visitor = let_in(site, who)
            desk = Desk(site, visitor, evaluation)
            for address in list_pages(visitor, desk):
                for form, given in list_kept_forms(visitor, address):
                    keep(visitor, desk, form, given)
                    seen.add(form)
    # What is published is corrected, what is late is urged.
    assert seen == set(Form) - {Form.CORRECT, Form.ESCALATE}


def list_pages(visitor: Visitor, desk: Desk) -> list[str]:
    pages = [f"{desk.page}/fill/{section}" for section in ("funds", "indicators", "narrative")]
    pages += [desk.page, f"{desk.page}/points", *(f"{desk.page}/{form}" for form in Form)]
    return [page for page in pages if visitor.client.get(page).status_code == 200]


def list_kept_forms(visitor: Visitor, shown: str) -> list[tuple[str, dict[str, str]]]:
    page = visitor.get(shown)
    marks = [part.partition('"')[0] for part in page.text.split('data-draft="')[1:]]
    found = []
    for mark in marks:
        form = mark.rpartition("/")[2]
        address = {Form.ANSWER: "points"}.get(Form(form), form)
        ending = PLACES[Form(form)].values.get("section", address)
        found.append((form, find_form(page, f"/{ending}").fields))
    return found


def test_ten_tabs_at_the_same_moment(desk: Desk) -> None:
    """Whichever comes last finds the row of the first in its way, and takes its place."""
    page = open_form(desk.filer, desk, "narrative")
    name, address = first(page, "section-"), f"{desk.page}/drafts/narrative"

    def send(number: int) -> int:
        fields = {**page.fields, name: f"第 {number} 页"}
        return desk.filer.client.post(address, data=fields).status_code

    with ThreadPoolExecutor(10) as pool:
        assert set(pool.map(send, range(10))) == {200}
    assert "第" in open_form(desk.filer, desk, "narrative").fields[name]
    assert len(rows_of(desk.site.database, "form_draft")) == 1
