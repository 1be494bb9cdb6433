"""What was typed into a form that nobody took comes back with the refusal, and nothing secret."""

import pytest
from markupsafe import escape
from werkzeug.test import TestResponse

from tests.support.app import PASSWORD, Visitor, find_form
from tests.support.drafts import Desk
from web.typed import MOST_FIELDS

EVIL = '</textarea><script>alert("x")</script>'
HIDDEN = ("csrf_token", "content_version", "form_token")


def send_signed_out(
    desk: Desk, section: str, typed: dict[str, str], **headers: str
) -> TestResponse:
    """Type into a form and save it after the end of the sign-in, but with a good token."""
    form = find_form(desk.filer.get(f"{desk.page}/fill/{section}"), section)
    stranger = desk.site.visitor()
    token = find_form(stranger.get("/sign-in"), "/sign-in").fields["csrf_token"]
    fields = {**form.fields, **typed, "csrf_token": token, "button": "save"}
    return stranger.client.post(form.action, data=fields, headers=headers)


def first(desk: Desk, section: str, prefix: str) -> str:
    form = find_form(desk.filer.get(f"{desk.page}/fill/{section}"), section)
    return next(name for name in form.fields if name.startswith(prefix))


def test_what_was_typed_is_shown_as_text(desk: Desk) -> None:
    name = first(desk, "narrative", "section-")
    answer = send_signed_out(desk, "narrative", {name: EVIL, "reported_grade": "good"})
    assert answer.status_code == 401
    assert "您刚才填写的内容还没有保存" in answer.text
    assert f"\n{escape(EVIL)}</textarea></bdi>" in answer.text
    assert EVIL not in answer.text
    assert ">\n良</textarea>" in answer.text
    assert answer.text.count("<textarea") == 2
    for hidden in HIDDEN:
        assert f">{hidden}" not in answer.text


def test_a_form_whose_token_has_expired_shows_it_too(desk: Desk) -> None:
    name = first(desk, "funds", "revised-")
    typed = {name: "12.34", "csrf_token": "x"}
    form = find_form(desk.filer.get(f"{desk.page}/fill/funds"), "funds")
    answer = desk.filer.post(form.action, {**form.fields, **typed}, expect=403)
    assert ">\n12.34</textarea>" in answer.text
    assert "调整后预算" in answer.text
    assert answer.text.count("<textarea") == 1


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_is_shown_nothing(desk: Desk, site: str) -> None:
    name = first(desk, "narrative", "section-")
    answer = send_signed_out(desk, "narrative", {name: EVIL}, **{"Sec-Fetch-Site": site})
    assert answer.status_code == 403
    assert "alert" not in answer.text


def test_no_password_comes_back(desk: Desk) -> None:
    typed = {"login": "zhang", "password": PASSWORD, "password_again": PASSWORD, "text": "留下"}
    for address in ("/sign-in", "/link/x"):
        answer = desk.site.visitor().post(address, typed, expect=403)
        assert PASSWORD not in answer.text
        assert "zhang" not in answer.text
        assert "留下" in answer.text


def test_more_fields_than_are_shown_are_counted(desk: Desk) -> None:
    visitor = Visitor(desk.site.app)
    typed = {f"score-{number}": "1" for number in range(MOST_FIELDS + 7)}
    answer = visitor.post("/evaluations/new", typed, expect=403)
    assert answer.text.count("<textarea") == MOST_FIELDS
    assert "另有 7 项" in answer.text


def test_a_document_is_not_read_for_a_stranger(desk: Desk) -> None:
    answer = desk.site.visitor().post(
        f"{desk.page}/attachments", {"text": "不读", "indicator_id": ""}, expect=401
    )
    assert "不读" not in answer.text
    assert "刚才的操作没有办理" in answer.text
