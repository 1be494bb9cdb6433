"""A form that comes after the end of a sign-in goes through the next one, unsaved."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from markupsafe import escape
from werkzeug.test import TestResponse

from models.database import Database
from models.tables import AuditEvent
from models.vocabulary import State
from tests.support.app import PASSWORD, PageForm, Site, Visitor, find_form
from tests.support.crawl import Stage, let_in
from tests.support.drafts import Desk
from tests.support.records import rows_of
from web.drafts import MOST_BYTES
from workflow.people import end_sessions

NOTE = "这里有您填写后还没有保存的内容"
EVIL = '"><script>alert(1)</script>'
HERE = {"Sec-Fetch-Site": "same-origin"}


def expire(site: Site, who: str) -> None:
    """End every sign-in of somebody, as time does."""
    with site.database.writing() as session:
        end_sessions(session, user_id=site.people[who], at=datetime.now(UTC))


def send_late(
    desk: Desk, page: str = "/fill/narrative", typed: dict[str, str] | None = None
) -> tuple[str, TestResponse]:
    """Type into a form whose sign-in ends meanwhile, and send it."""
    form = find_form(desk.filer.get(desk.page + page), page)
    name = next((name for name in form.fields if name.startswith("section-")), "")
    given = typed or {name: "写了很久的一段"}
    expire(desk.site, "filer")
    return name, desk.filer.send_form(form, given, expect=401)


def sign_in(site: Site, page: TestResponse, visitor: Visitor, who: str) -> TestResponse:
    """Sign in on this very page, with all that it carries."""
    login = {"login": f"{who}-{site.offices.mark}", "password": PASSWORD}
    return visitor.send_form(find_form(page, "/sign-in"), login, expect=302)


def list_carried(page: TestResponse) -> dict[str, str]:
    fields = find_form(page, "/sign-in").fields
    return {name: text for name, text in fields.items() if name.startswith("carried")}


def test_the_form_is_restored_and_nothing_saved(desk: Desk) -> None:
    version = desk.version()
    name, late = send_late(desk)
    assert "内容会放回原来的表单里" in late.text
    assert "写了很久的一段</textarea>" in late.text, "it can be read, and copied"
    answer = sign_in(desk.site, late, desk.filer, "filer")
    assert answer.headers["Location"] == f"{desk.page}/fill/narrative"
    page = desk.filer.get(answer.headers["Location"])
    assert NOTE in page.text
    form = find_form(page, "/fill/narrative")
    assert form.fields[name] == "写了很久的一段"
    assert desk.version() == version
    desk.filer.send_form(form, button="save")
    assert desk.version() == version + 1


def test_every_kind_of_form_is_carried(database: Database, tmp_path: Path) -> None:
    site = Site(database, tmp_path)
    stage = Stage(site)
    draft, submitted, approved = (
        stage.stand(state) for state in (State.DRAFT, State.SELF_SCORED, State.UNIT_APPROVED)
    )
    for who, evaluation, path, field in (
        ("filer", draft, "/fill/funds", "revised-"),
        ("filer", draft, "/fill/indicators", "reason-"),
        ("filer", draft, "/amend", "reason"),
        ("filer", draft, "/comment", "text"),
        ("head", submitted, "/return", "reason"),
        ("head", submitted, "/approve", "text"),
        ("chief", approved, "/review", "comment"),
        ("chief", approved, "/finish", "comment"),
    ):
        visitor, address = let_in(site, who), f"/evaluations/{evaluation}{path}"
        form = find_form(visitor.get(address), path)
        name = next(name for name in form.fields if name.startswith(field))
        expire(site, who)
        late = visitor.send_form(form, {name: "12.50"}, expect=401)
        answer = sign_in(site, late, visitor, who)
        assert answer.headers["Location"] == address
        page = visitor.get(address)
        assert NOTE in page.text
        assert find_form(page, path).fields[name] == "12.50", path


def test_a_wrong_password_does_not_cost_the_text(desk: Desk) -> None:
    name, late = send_late(desk, typed=None)
    again = desk.filer.send_form(
        find_form(late, "/sign-in"), {"login": "nobody", "password": "x"}, expect=401
    )
    assert list_carried(again) == list_carried(late)
    assert "写了很久的一段</textarea>" in again.text
    answer = sign_in(desk.site, again, desk.filer, "filer")
    page = desk.filer.get(answer.headers["Location"])
    assert find_form(page, "/fill/narrative").fields[name] == "写了很久的一段"


def test_the_page_carries_text_as_text_and_nothing_secret(desk: Desk) -> None:
    form = find_form(desk.filer.get(f"{desk.page}/fill/narrative"), "/narrative")
    name = next(name for name in form.fields if name.startswith("section-"))
    _name, late = send_late(desk, typed={name: EVIL})
    assert EVIL not in late.text
    assert str(escape(EVIL)) in late.text
    carried = list_carried(late)
    assert carried[f"carried-{name}"] == EVIL
    assert not [each for each in carried if "token" in each or "button" in each]


@pytest.mark.parametrize("who", ["school_filer", "auditor", "head", "administrator"])
def test_nobody_else_gets_what_is_not_his_to_fill_in(desk: Desk, who: str) -> None:
    name, late = send_late(desk)
    answer = sign_in(desk.site, late, desk.filer, who)
    assert rows_of(desk.site.database, "form_draft") == []
    page = desk.filer.client.get(answer.headers["Location"])
    assert "写了很久的一段" not in page.text
    assert "写了很久的一段" not in desk.filer.client.get(f"{desk.page}/fill/narrative").text
    assert name not in answer.headers["Location"]


def test_a_colleague_keeps_what_he_typed_himself(desk: Desk) -> None:
    """He may fill in the form, so he is shown the text; but not in place of his own."""
    second = desk.site.visitor("second_filer")
    own = find_form(second.get(f"{desk.page}/fill/narrative"), "/narrative")
    name = next(name for name in own.fields if name.startswith("section-"))
    _name, late = send_late(desk)
    sign_in(desk.site, late, desk.filer, "second_filer")
    shown = find_form(desk.filer.get(f"{desk.page}/fill/narrative"), "/narrative")
    assert shown.fields[name] == "写了很久的一段"
    second.post(f"{desk.page}/drafts/narrative", {**own.fields, name: "我自己的"}, expect=200)
    stranger = desk.site.visitor()
    fields = find_form(stranger.get("/sign-in"), "/sign-in").fields
    login = {"login": f"second_filer-{desk.site.offices.mark}", "password": PASSWORD}
    stranger.post("/sign-in", {**fields, **login, **list_carried(late)}, expect=302)
    shown = find_form(stranger.get(f"{desk.page}/fill/narrative"), "/narrative")
    assert shown.fields[name] == "我自己的"


def test_the_writer_himself_replaces_what_was_kept_earlier(desk: Desk) -> None:
    form = find_form(desk.filer.get(f"{desk.page}/fill/narrative"), "/narrative")
    name = next(name for name in form.fields if name.startswith("section-"))
    desk.filer.post(f"{desk.page}/drafts/narrative", {**form.fields, name: "早些"}, expect=200)
    _name, late = send_late(desk)
    sign_in(desk.site, late, desk.filer, "filer")
    shown = find_form(desk.filer.get(f"{desk.page}/fill/narrative"), "/narrative")
    assert shown.fields[name] == "写了很久的一段"


def test_it_is_kept_even_when_the_form_is_closed_meanwhile(desk: Desk) -> None:
    _name, late = send_late(desk)
    second = desk.site.visitor("second_filer")
    second.send(f"{desk.page}/discard", {"reason": "建错了"}, ending="/discard")
    answer = sign_in(desk.site, late, desk.filer, "filer")
    page = desk.filer.get(answer.headers["Location"], expect=409)
    assert "写了很久的一段</textarea>" in page.text


def test_too_much_is_listed_and_not_carried(desk: Desk) -> None:
    form = find_form(desk.filer.get(f"{desk.page}/comment"), "/comment")
    expire(desk.site, "filer")
    large = {**form.fields, "text": "x" * (MOST_BYTES + 1)}
    late = desk.filer.client.post(form.action, data=large)
    assert late.status_code == 401
    assert list_carried(late) == {}
    assert "都列在下面：请先复制" in late.text


@pytest.mark.parametrize(
    "nonsense",
    [
        {"carried_form": "nonsense"},
        {"carried_form": ""},
        {"carried_evaluation": "x"},
        {"carried_evaluation": "00000000-0000-0000-0000-000000000000"},
        {"carried_by": "x" * 10_000, "carried-__proto__": "1", "carried-": "1"},
        {"carried_form": "review"},
        {"carried-content_version": "x"},
    ],
)
def test_nonsense_in_what_is_carried_stops_nobody(desk: Desk, nonsense: dict[str, str]) -> None:
    _name, late = send_late(desk)
    form = find_form(late, "/sign-in")
    fields = {**form.fields, **nonsense}
    login = {"login": f"filer-{desk.site.offices.mark}", "password": PASSWORD}
    desk.filer.post("/sign-in", {**fields, **login}, expect=302)
    desk.filer.get("/inbox")
    with desk.site.database.reading() as session:
        assert session.query(AuditEvent).count() == 1


def stale(desk: Desk, text: str = "写了很久的一段") -> tuple[PageForm, dict[str, str]]:
    """A form whose own token is worth nothing any more."""
    form = find_form(desk.filer.get(f"{desk.page}/comment"), "/comment")
    return form, {**form.fields, "csrf_token": "x", "text": text}


@pytest.mark.parametrize(
    ("headers", "carried"),
    [
        (HERE, True),
        ({"Origin": "http://localhost"}, True),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({}, False),
        ({"Sec-Fetch-Site": "none"}, False),
    ],
)
def test_without_the_token_it_is_carried_only_from_a_page_of_ours(
    desk: Desk, *, headers: dict[str, str], carried: bool
) -> None:
    """The browser says so itself; else anybody could plant a text in a form."""
    form, fields = stale(desk)
    desk.filer.send(desk.page, ending="/sign-out", expect=302)
    late = desk.filer.client.post(form.action, data=fields, headers=headers)
    assert late.status_code == 403
    assert "写了很久的一段</textarea>" in late.text
    assert ('name="carried_form"' in late.text) is carried
    if not carried:
        return
    answer = sign_in(desk.site, late, desk.filer, "filer")
    page = desk.filer.get(answer.headers["Location"])
    assert find_form(page, "/comment").fields["text"] == "写了很久的一段"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_carries_nothing(desk: Desk, site: str) -> None:
    form, fields = stale(desk)
    for given in (fields, form.fields):
        headers = {"Sec-Fetch-Site": site}
        late = desk.filer.client.post(form.action, data=given, headers=headers)
        assert late.status_code == 403
        assert "carried" not in late.text
        assert "写了很久的一段" not in late.text


def test_whoever_has_signed_in_again_goes_on_with_one_more_press(desk: Desk) -> None:
    form, fields = stale(desk)
    late = desk.filer.client.post(form.action, data=fields, headers=HERE)
    assert late.status_code == 403
    form = find_form(late, "/comment")
    # What is listed below the form belongs to none.
    again = desk.filer.send_form(form, button="continue", without=("",), expect=200)
    shown = find_form(again, "/comment")
    assert shown.fields["text"] == "写了很久的一段"
    before = desk.version()
    desk.filer.send_form(shown)
    assert desk.version() == before + 1


def test_the_state_of_a_sign_in_tells_only_its_own(desk: Desk) -> None:
    told = desk.filer.get("/sign-in/state").get_json()
    assert set(told) == {"person", "csrf_token"}
    assert told["person"] == str(desk.site.people["filer"])
    form = find_form(desk.filer.get(desk.page), "/comment")
    typed = {"text": "说", "csrf_token": told["csrf_token"]}
    desk.filer.send_form(form, typed)
    assert desk.site.visitor().get("/sign-in/state").get_json()["person"] is None
    expire(desk.site, "filer")
    assert desk.filer.get("/sign-in/state").get_json()["person"] is None
