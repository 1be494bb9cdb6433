"""A script signs in by its token alone: good, its person active, its scope wide enough."""

import io
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import structlog
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from models.database import Database
from models.tables import ApiToken
from models.vocabulary import Role, Scope, State
from tests.support.app import Site
from tests.support.crawl import Stage, let_in
from tests.support.records import dump
from tests.support.scripts import Script, give_token, make_script
from web.logs import LOG, set_up_logs
from workflow.people import hash_token
from workflow.tokens import PREFIX, is_token, revoke_token


@pytest.fixture
def site(migrated_sqlite: Database, tmp_path: Path) -> Site:
    return Site(migrated_sqlite, tmp_path)


def assert_refused(site: Site, authorization: str | None, *, code: str) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    for path in ("/me", "/evaluations"):
        answer = site.app.test_client().get(f"/api/v1{path}", headers=headers)
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
        assert answer.json is not None
        (reason,) = answer.json["reasons"]
        assert (reason["code"], reason["header"]) == (code, "Authorization")
        assert answer.json["instance"] == answer.headers["X-Request-ID"]


def test_without_a_good_token_nothing_is_answered(site: Site) -> None:
    good = give_token(site.database, site.people["filer"])
    assert_refused(site, None, code="token_is_missing")
    for wrong in (
        *("Bearer", "Bearer ", good, f"Basic {good}", f"Bearer {good[:-1]}", f"Bearer {good}x"),
        *(f"Bearer {PREFIX}{'A' * 43}", f"Bearer {good}, Bearer {good}", "Bearer \u00e4"),
        f"Bearer {hash_token(good)}",
    ):
        assert_refused(site, wrong, code="token_is_unknown")
    assert Script(site.app.test_client(), good).get("/me")["login"].startswith("filer")
    assert is_token(good)


def test_a_cookie_signs_nobody_in(site: Site) -> None:
    browser = let_in(site, "filer").client
    assert browser.get("/inbox").status_code == 200
    assert browser.get("/api/v1/me").status_code == 401
    sent = browser.post("/api/v1/evaluations", json={}, headers={"Idempotency-Key": "1"})
    assert sent.status_code == 401


def test_an_interface_sets_no_cookie_and_reads_no_token_from_the_address(site: Site) -> None:
    token = give_token(site.database, site.people["filer"])
    client = site.app.test_client()
    answer = client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert "Set-Cookie" not in answer.headers
    for name in ("access_token", "token", "authorization"):
        assert client.get(f"/api/v1/me?{name}={token}").status_code == 401
        given = {"Authorization": f"Bearer {token}"}
        assert client.get(f"/api/v1/me?{name}={token}", headers=given).status_code == 400


def test_a_token_ends_with_its_time_its_revocation_and_its_person(site: Site) -> None:
    tokens = [give_token(site.database, site.people["filer"]) for _ in range(3)]
    scripts = [Script(site.app.test_client(), token) for token in tokens]
    ids = [script.get("/me")["token"]["id"] for script in scripts]
    at = datetime.now(UTC)
    with site.database.writing() as session:
        revoke_token(session, token_id=UUID(ids[0]), actor_id=None, at=at)
    longer = update(ApiToken).where(ApiToken.token_hash == hash_token(tokens[1]))
    with site.database.writing() as session, pytest.raises(IntegrityError, match="revoked once"):
        session.execute(longer.values(expires_at=at))
    scripts[0].get("/me", expect=401)
    scripts[1].get("/me")
    site.offices.disable("filer")
    for script in scripts:
        script.get("/me", expect=401)


def test_an_expired_token_is_worth_nothing(site: Site) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=2)
    token = give_token(site.database, site.people["filer"], at=long_ago, days=1)
    Script(site.app.test_client(), token).get("/me", expect=401)


def test_another_role_counts_at_the_next_request(site: Site) -> None:
    script = make_script(site, "filer")
    assert script.get("/me")["roles"] == ["filer"]
    assert script.get("/cycles")["items"]
    site.offices.give_roles("filer", Role.UNIT_HEAD)
    assert script.get("/me")["roles"] == ["unit_head"]
    assert script.get("/cycles")["items"] == []


def test_a_token_that_reads_does_nothing(site: Site) -> None:
    evaluation = Stage(site).stand(State.DRAFT)
    script = make_script(site, "filer", scope=Scope.READ)
    version = script.get(f"/evaluations/{evaluation}")["content_version"]
    before = dump(site.database)
    for path in ("/evaluations", f"/evaluations/{evaluation}/actions/submit"):
        answer = script.send(path, {}, seen=version)
        assert answer.status_code == 403
        assert answer.json is not None
        assert answer.json["reasons"][0]["code"] == "token_only_reads"
        assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]
    assert dump(site.database) == before


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What a server writes to its log; the logs are put back afterwards."""
    kept, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers, root.level
    written = io.StringIO()
    monkeypatch.setattr(LOG, "write", written.write)
    set_up_logs()
    yield written
    structlog.configure(**kept)
    root.handlers = handlers
    root.setLevel(level)


def test_no_token_is_kept_or_logged(site: Site, log: io.StringIO) -> None:
    token = give_token(site.database, site.people["filer"])
    script = Script(site.app.test_client(), token)
    token_id = script.get("/me")["token"]["id"]
    started = {"cycle_id": str(site.cycles["national_project"]), "title": "接口"}
    assert script.send("/evaluations", started).status_code == 201
    assert token_id in log.getvalue()
    assert token not in log.getvalue()
    secret = token.removeprefix(PREFIX)
    assert not any(secret in str(row) for rows in dump(site.database).values() for row in rows)
