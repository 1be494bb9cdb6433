"""What other sites, frames, caches and proxies get: nothing is written for them, nothing kept."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from models.vocabulary import State
from tests.support.app import Site, Visitor
from tests.support.crawl import TOKEN, Call, Stage, let_in, list_calls, read_token
from tests.support.databases import copy_sqlite
from tests.support.records import dump
from web.app import FORM_ALLOWANCE

POLICY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
DIRECTIVES = {
    "default-src": "'none'",
    "style-src": "'self'",
    "script-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
DOWNLOAD = {"default-src": "'none'", "sandbox": ""}
OUTSIDE = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture(scope="module")
def stage(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("headers")
    with copy_sqlite(sqlite_template, folder) as database:
        yield Stage(Site(database, folder))


@pytest.fixture(scope="module")
def site(stage: Stage) -> Site:
    return stage.site


@pytest.fixture(scope="module")
def draft(stage: Stage) -> UUID:
    return stage.stand(State.DRAFT)


@pytest.fixture
def filer(site: Site) -> Visitor:
    return let_in(site, "filer")


def list_writes(site: Site, evaluation: UUID) -> list[Call]:
    """Every address that takes a form."""
    ids = {"evaluation_id": evaluation, "attachment_id": evaluation}
    calls = list_calls(site.app, **ids, token="none", code="en", filename="style.css")
    return [call for call in calls if call.method == "POST"]


def forge(filer: Visitor, stranger: Visitor) -> list[dict[str, str]]:
    """Tokens that are none of this browser's."""
    good = read_token(filer)
    # Not the last sign of the signature: some of its bits say nothing.
    changed = good[:-9] + ("A" if good[-9] != "A" else "B") + good[-8:]
    return [{}, *({TOKEN: each} for each in ("", "x", changed, read_token(stranger)))]


def test_nothing_is_written_without_the_token_of_this_browser(
    site: Site, draft: UUID, filer: Visitor
) -> None:
    stranger = let_in(site, "second_filer")
    who = {"act.approve": "head", "act.return_": "head"}
    chiefs = {
        "review.save",
        "review_look.look",
        "act.review",
        "act.reopen",
        "act.publish",
        "act.correct",
        "act.escalate",
        "deadlines.urge",
        "points.settle",
    }
    for address in ("drafts.save", "drafts.throw_away"):
        who |= {f"{address} {form}": "head" for form in ("approve", "return")}
        chiefs |= {f"{address} {form}" for form in ("review", "finish", "reopen", "publish")}
        chiefs |= {f"{address} {form}" for form in ("correct", "escalate")}
    for step in ("bulk.ask", "bulk.do"):
        who |= {f"{step} {action}": "head" for action in ("approve", "return")}
        chiefs |= {f"{step} {action}" for action in ("review", "publish")}
    chiefs |= {f"following.judge {how}" for how in ("accept", "refuse")}
    chiefs |= {f"erasing.take {how}" for how in ("ask", "agree", "decline")}
    # Who was refused, who signed in or tried to, and that somebody has read all his notices, which
    # takes nothing but the token, is written beside the trail.
    beside = ("refusal", "login_session", "login_attempt", "contact")
    before = dump(site.database, besides=beside)
    for call in list_writes(site, draft):
        if call.endpoint == "following.report":
            # Whether there is such a measure is said before a body is read that may be long.
            continue
        name = "chief" if call.endpoint in chiefs else who.get(call.endpoint, "filer")
        name = "administrator" if call.endpoint.startswith("admin_") else name
        victim = filer if name == "filer" else let_in(site, name)
        for token in forge(victim, stranger):
            fields = {**token, "content_version": "1", "text": "forged", "title": "forged"}
            content = "multipart/form-data"
            answer = victim.client.post(call.address, data=fields, content_type=content)
            assert answer.status_code == 403, (call, token)
            assert "没有保存" in answer.text
        good = {TOKEN: read_token(victim)}
        answer = victim.client.post(call.address, data=good, content_type="multipart/form-data")
        assert answer.status_code != 403, (call, "only the token was missing")
        if call.endpoint == "sign_in.sign_out":
            filer.client = let_in(site, "filer").client
    assert dump(site.database, besides=beside) == before


@pytest.mark.parametrize("origin", ["cross-site", "same-site"])
def test_a_page_of_another_site_cannot_send_even_a_good_token(
    site: Site, draft: UUID, filer: Visitor, origin: str
) -> None:
    """Another host of the same domain is another site too."""
    fields = {TOKEN: read_token(filer), "content_version": "1"}
    headers = {"Sec-Fetch-Site": origin}
    before = dump(site.database)
    for call in list_writes(site, draft):
        answer = filer.client.post(call.address, data=fields, headers=headers)
        assert answer.status_code == 403, call
    assert dump(site.database) == before
    for harmless in ("same-origin", "none"):
        headers = {"Sec-Fetch-Site": harmless}
        address = f"/evaluations/{draft}/submit"
        found = filer.client.post(address, data={TOKEN: fields[TOKEN]}, headers=headers)
        assert found.status_code == 422, "the form is read and lacks its version"


@pytest.mark.parametrize("content", ["text/plain", "application/json", "", "text/xml"])
def test_other_kinds_of_bodies_are_no_forms(
    site: Site, draft: UUID, filer: Visitor, content: str
) -> None:
    token = read_token(filer)
    before = dump(site.database, besides=("refusal",))
    for call in list_writes(site, draft):
        if call.endpoint in {"act.submit", "fill.save funds", "attachments.add", "create.save"}:
            body = f'{{"csrf_token": "{token}", "content_version": 1}}&{TOKEN}={token}'
            answer = filer.client.post(call.address, data=body, content_type=content)
            assert answer.status_code == 403, call
    assert dump(site.database, besides=("refusal",)) == before


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "PROPFIND", "X"])
def test_methods_that_nobody_needs_are_refused(
    site: Site, draft: UUID, filer: Visitor, method: str
) -> None:
    before = dump(site.database)
    for path in (f"/evaluations/{draft}", f"/evaluations/{draft}/submit", "/inbox", "/published"):
        answer = filer.client.open(path, method=method, data={TOKEN: read_token(filer)})
        assert answer.status_code == 405, path
        assert set(answer.headers["Allow"].split(", ")) <= {"GET", "HEAD", "POST", "OPTIONS"}
    assert dump(site.database) == before


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_a_method_cannot_be_overridden(site: Site, draft: UUID, filer: Visitor, name: str) -> None:
    address = f"/evaluations/{draft}/submit"
    before = dump(site.database)
    for given in ({"headers": {name: "POST"}}, {"query_string": {"_method": "POST"}}):
        assert filer.client.get(address, **given).status_code == 200
    fields = {TOKEN: read_token(filer), "_method": "GET"}
    answer = filer.client.post(address, data=fields, headers={name: "GET"})
    assert answer.status_code == 422
    assert dump(site.database) == before


def ask_for_everything(stage: Stage, filer: Visitor, draft: UUID) -> dict[int, TestResponse]:
    """One answer of every status this application gives, each in its own way."""
    site, client = stage.site, filer.client
    token, page = read_token(filer), f"/evaluations/{draft}"
    version = {TOKEN: token, "content_version": "0", "text": ""}
    big = {TOKEN: token, "text": "x" * FORM_ALLOWANCE}
    answers = [
        client.get(page),
        client.get("/"),
        client.get("/published?kind=none"),
        site.visitor().client.get("/inbox"),
        client.post("/sign-out"),
        client.get("/nowhere"),
        client.put("/inbox"),
        client.post(f"{page}/submit", data=version),
        client.get("/link/none"),
        client.post(f"{page}/submit", data=big),
        client.post(f"{page}/comment", data={TOKEN: token, "text": ""}),
        client.get(page, environ_base=OUTSIDE),
    ]
    views = site.app.view_functions
    for fault in (ZeroDivisionError(), OperationalError("", {}, Exception())):
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(views, "inbox.show", raise_it(fault))
            answers.append(client.get("/inbox"))
    return {answer.status_code: answer for answer in answers}


def raise_it(fault: Exception) -> Callable[[], None]:
    def view() -> None:
        raise fault

    return view


def read_policy(answer: TestResponse) -> dict[str, str]:
    parts = answer.headers["Content-Security-Policy"].split("; ")
    return {name: value for name, _space, value in (part.partition(" ") for part in parts)}


def test_every_answer_carries_the_headers(stage: Stage, draft: UUID, filer: Visitor) -> None:
    answers = ask_for_everything(stage, filer, draft)
    codes = {200, 302, 400, 401, 403, 404, 405, 409, 410, 413, 422, 426, 500, 503}
    assert set(answers) == codes
    for status, answer in answers.items():
        assert {name: answer.headers.get(name) for name in POLICY} == POLICY, status
        assert read_policy(answer) == DIRECTIVES, status
        assert "Strict-Transport-Security" not in answer.headers, status
        assert answer.headers["Cache-Control"] == "no-store", status
        assert not {"Server", "X-Powered-By", "Via"} & set(answer.headers.keys()), status
        assert "Access-Control-Allow-Origin" not in answer.headers, status
        assert len(answer.headers["X-Request-ID"]) == 32, status
    assert len({answer.headers["X-Request-ID"] for answer in answers.values()}) == len(codes)
    assert answers[503].headers["Retry-After"]


def test_files_carry_the_headers_too(stage: Stage, draft: UUID, filer: Visitor) -> None:
    document = stage.document(draft)
    for path, policy in (
        ("/static/style.css", DIRECTIVES),
        ("/static/page.js", DIRECTIVES),
        ("/static/nowhere", DIRECTIVES),
        (f"/evaluations/{draft}/attachments/{document}", DOWNLOAD),
    ):
        answer = filer.client.get(path, buffered=True)
        assert {name: answer.headers.get(name) for name in POLICY} == POLICY, path
        assert read_policy(answer) == policy, path
        if path.startswith("/static/") and answer.status_code == 200:
            assert "Set-Cookie" not in answer.headers
        else:
            assert answer.headers["Cache-Control"] == "no-store", path


def test_over_tls_the_browser_is_told_to_stay_there(site: Site) -> None:
    client = site.visitor().client
    for path in ("/sign-in", "/nowhere", "/static/style.css"):
        answer = client.get(path, base_url="https://localhost", buffered=True)
        kept = answer.headers["Strict-Transport-Security"]
        assert int(kept.partition("max-age=")[2].partition(";")[0]) >= 365 * 24 * 3600
