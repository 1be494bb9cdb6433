"""Sign-in: the database can end every session, and nothing told tells who exists."""

import re
import runpy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

import web.passwords
from models.database import Database
from models.tables import LoginSession
from models.vocabulary import Role
from tests.support.keys import SECRET_KEY
from web import door, sign_in
from web.app import create_app
from web.passwords import hash_password, verify_password
from web.settings import Settings, read_settings
from workflow.offices import add_section, add_unit
from workflow.people import add_person, issue_link, write_password
from workflow.roles import change_roles, set_active

PASSWORD = "nine-brown-geese-42"
OTHER_PASSWORD = "seven-grey-herons-17"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    environ = {"HENGJIAN_SECRET_KEY": SECRET_KEY, "HENGJIAN_FILES": str(tmp_path / "files")}
    return read_settings(environ)


@pytest.fixture
def app(database: Database, settings: Settings) -> Flask:
    return create_app(settings=settings, database=database)


@pytest.fixture
def head(database: Database) -> UUID:
    """A head of a unit who may sign in as `head`."""
    at = datetime.now(UTC)
    with database.writing() as session:
        section = add_section(session, code="F", name="社会保障处", actor_id=None, at=at)
        unit = add_unit(
            session,
            code="U",
            name="中心",
            region="",
            section_id=section,
            supervising_unit_id=None,
            actor_id=None,
            at=at,
        )
        user_id = add_person(
            session,
            login="head",
            name="单位负责人",
            roles=[Role.UNIT_HEAD],
            unit_id=unit,
            section_id=None,
            actor_id=None,
            at=at,
        )
        hashed = hash_password(PASSWORD)
        write_password(session, user_id=user_id, password_hash=hashed, actor_id=None, at=at)
    return user_id


def read_token(page: TestResponse) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found is not None, page.text
    return found[1]


def try_to_sign_in(client: FlaskClient, **fields: str) -> TestResponse:
    token = read_token(client.get("/sign-in"))
    data = {"login": "head", "password": PASSWORD, "csrf_token": token, **fields}
    return client.post("/sign-in", data=data)


@pytest.fixture
def client(app: Flask, head: UUID) -> FlaskClient:  # noqa: ARG001 -- he has to be there
    """A browser in which the head is signed in."""
    client = app.test_client()
    assert try_to_sign_in(client).status_code == 302
    assert client.get("/inbox").status_code == 200
    return client


def test_who_is_not_signed_in_is_asked_to(app: Flask) -> None:
    answer = app.test_client().get("/inbox?state=draft")
    assert answer.status_code == 401
    assert 'value="/inbox?state=draft"' in answer.text


@pytest.mark.usefixtures("head")
def test_sign_in_leads_to_the_page_that_was_wanted(app: Flask) -> None:
    answer = try_to_sign_in(app.test_client(), next="/inbox?state=draft")
    assert (answer.status_code, answer.location) == (302, "/inbox?state=draft")


@pytest.mark.parametrize(
    "target",
    [
        *("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"),
        *("/\t/evil.example", "http:/evil", "\\\\evil", "/ok\r\nSet-Cookie: a=b", ""),
    ],
)
@pytest.mark.usefixtures("head")
def test_sign_in_never_leads_to_another_site(app: Flask, target: str) -> None:
    assert try_to_sign_in(app.test_client(), next=target).location == "/inbox"


def test_unknown_wrong_and_disabled_answer_alike(
    app: Flask, database: Database, head: UUID
) -> None:
    unknown = try_to_sign_in(app.test_client(), login="nobody")
    wrong = try_to_sign_in(app.test_client(), password="x" * 20)
    with database.writing() as session:
        set_active(session, user_id=head, active=False, actor_id=None, at=datetime.now(UTC))
    disabled = try_to_sign_in(app.test_client())

    def bare(answer: TestResponse) -> str:
        without_token = re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text)
        return without_token.replace("nobody", "head")

    assert unknown.status_code == wrong.status_code == disabled.status_code == 401
    assert bare(unknown) == bare(wrong) == bare(disabled)


def test_a_password_is_hashed_as_dearly_as_it_should_be() -> None:
    """RFC 9106, section 4: Argon2id, three passes over 64 MiB in four lanes. The other tests pay
    less, so the module is read again.
    """
    hashed = runpy.run_path(web.passwords.__file__)["hash_password"](PASSWORD)
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_unknown_people_cost_a_verification_too(monkeypatch: pytest.MonkeyPatch) -> None:
    verified = []

    class Hasher:
        def verify(self, stored: str, given: str) -> bool:
            verified.append((stored, given))
            return True

    monkeypatch.setattr("web.passwords._hasher", Hasher())
    assert not verify_password(password="x", password_hash=None)
    assert verify_password(password="x", password_hash="stored")
    assert len(verified) == 2


def test_the_cookie_of_a_signed_out_browser_is_worth_nothing(client: FlaskClient) -> None:
    cookie = client.get_cookie("hengjian")
    assert cookie is not None
    client.post("/sign-out", data={"csrf_token": read_token(client.get("/inbox"))})
    client.set_cookie("hengjian", cookie.value)
    assert client.get("/inbox").status_code == 401


def test_disabling_a_person_counts_at_the_next_request(
    client: FlaskClient, database: Database, head: UUID
) -> None:
    with database.writing() as session:
        set_active(session, user_id=head, active=False, actor_id=None, at=datetime.now(UTC))
    assert client.get("/inbox").status_code == 401


def test_a_changed_role_counts_at_the_next_request(
    client: FlaskClient, database: Database, head: UUID
) -> None:
    assert client.get("/evaluations/new").status_code == 403
    with database.writing() as session:
        change_roles(session, user_id=head, roles=[Role.FILER], actor_id=None, at=datetime.now(UTC))
    assert client.get("/evaluations/new").status_code == 200


def test_a_new_password_ends_every_other_sign_in(
    client: FlaskClient, app: Flask, database: Database, head: UUID
) -> None:
    with database.writing() as session:
        token = issue_link(session, user_id=head, actor_id=None, at=datetime.now(UTC))
    stranger = app.test_client()
    form = {
        "password": OTHER_PASSWORD,
        "password_again": OTHER_PASSWORD,
        "csrf_token": read_token(stranger.get(f"/link/{token}")),
    }
    assert stranger.post(f"/link/{token}", data=form).status_code == 302
    assert client.get("/inbox").status_code == 401
    assert try_to_sign_in(app.test_client()).status_code == 401
    assert try_to_sign_in(app.test_client(), password=OTHER_PASSWORD).status_code == 302


def test_a_link_works_once_and_for_half_an_hour(
    app: Flask, database: Database, head: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = datetime.now(UTC)
    with database.writing() as session:
        older = issue_link(session, user_id=head, actor_id=None, at=at)
        token = issue_link(session, user_id=head, actor_id=None, at=at)
    client = app.test_client()
    assert client.get(f"/link/{older}").status_code == 410
    assert client.get(f"/link/{token}x").status_code == 410
    page = client.get(f"/link/{token}")
    form = {"password": OTHER_PASSWORD, "password_again": OTHER_PASSWORD}
    form["csrf_token"] = read_token(page)
    with monkeypatch.context() as later:
        later.setattr(sign_in, "now", lambda: at + timedelta(minutes=30, seconds=1))
        assert client.post(f"/link/{token}", data=form).status_code == 410
    assert client.post(f"/link/{token}", data=form).status_code == 302
    assert client.post(f"/link/{token}", data=form).status_code == 410


@pytest.mark.parametrize(
    ("password", "again"),
    [
        ("short", "short"),
        ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa"),
        ("the-head-of-unit", "the-head-of-unit"),
        ("password1234567", "password1234567"),
        (OTHER_PASSWORD, PASSWORD),
        ("x1y2z3" * 40, "x1y2z3" * 40),
    ],
)
def test_a_poor_password_is_refused_and_the_link_stays_good(
    app: Flask, database: Database, head: UUID, password: str, again: str
) -> None:
    with database.writing() as session:
        token = issue_link(session, user_id=head, actor_id=None, at=datetime.now(UTC))
    client = app.test_client()
    form = {"password": password, "password_again": again}
    form["csrf_token"] = read_token(client.get(f"/link/{token}"))
    assert client.post(f"/link/{token}", data=form).status_code == 422
    assert client.get(f"/link/{token}").status_code == 200


@pytest.mark.usefixtures("head")
def test_a_planted_cookie_does_not_survive_sign_in(app: Flask) -> None:
    client = app.test_client()
    client.get("/sign-in")
    planted = client.get_cookie("hengjian")
    assert try_to_sign_in(client).status_code == 302
    signed_in = client.get_cookie("hengjian")
    assert planted is not None
    assert signed_in is not None
    client.set_cookie("hengjian", planted.value)
    assert client.get("/inbox").status_code == 401
    client.set_cookie("hengjian", signed_in.value)
    assert client.get("/inbox").status_code == 200


def test_only_a_hash_of_the_token_is_stored(client: FlaskClient, database: Database) -> None:
    with client.session_transaction() as cookie:
        token = cookie["_user_id"]
    with database.reading() as session:
        stored = session.scalars(select(LoginSession.token_hash)).all()
    assert len(stored) == 1
    assert token not in stored[0]


def test_an_idle_and_an_old_sign_in_end(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = datetime.now(UTC)
    with monkeypatch.context() as later:
        later.setattr(sign_in, "now", lambda: begun + timedelta(minutes=29))
        assert client.get("/inbox").status_code == 200
        later.setattr(sign_in, "now", lambda: begun + timedelta(minutes=58))
        assert client.get("/inbox").status_code == 200, "each request counts from the last"
        later.setattr(sign_in, "now", lambda: begun + timedelta(minutes=89))
        assert client.get("/inbox").status_code == 401
    with client.session_transaction() as cookie:
        cookie["seen"] = int((begun + timedelta(hours=8)).timestamp())
    monkeypatch.setattr(sign_in, "now", lambda: begun + timedelta(hours=8, minutes=1))
    assert client.get("/inbox").status_code == 401


@pytest.mark.usefixtures("head")
def test_cookies_are_out_of_reach_of_scripts_and_other_sites(app: Flask) -> None:
    client = app.test_client()
    plain = try_to_sign_in(client).headers["Set-Cookie"]
    assert "HttpOnly" in plain
    assert "SameSite=Lax" in plain
    over_tls = app.test_client().get("/sign-in", base_url="https://localhost")
    assert over_tls.headers["Set-Cookie"].startswith("__Host-hengjian=")
    assert "Secure" in over_tls.headers["Set-Cookie"]


def test_plain_http_beyond_this_machine_is_refused_and_says_so(
    app: Flask, database: Database, settings: Settings
) -> None:
    outside = {"REMOTE_ADDR": "192.0.2.7"}
    answer = app.test_client().get("/sign-in", environ_base=outside)
    assert answer.status_code == 426
    assert "HENGJIAN_ALLOW_HTTP" in answer.text
    allowing = create_app(settings=replace(settings, allow_http=True), database=database)
    assert allowing.test_client().get("/sign-in", environ_base=outside).status_code == 200


def test_the_house_of_a_request_is_the_applications(app: Flask) -> None:
    with app.test_request_context():
        assert door.house() is app.extensions["hengjian"]


def test_the_public_pages_lead_to_the_sign_in_form(app: Flask) -> None:
    page = app.test_client().get("/published")
    assert re.search(r'href="/sign-in"[^>]*>登录<', page.text)
