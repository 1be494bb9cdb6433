"""A script that uses the interface: a token, keys of its own, JSON in and out."""

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from models.database import Database
from models.vocabulary import Scope
from tests.support.app import Site
from workflow.tokens import issue_token

BASE = "/api/v1"


def give_token(
    database: Database,
    person: UUID,
    *,
    scope: Scope = Scope.ACT,
    days: int = 1,
    at: datetime | None = None,
) -> str:
    """A token, issued this moment unless another one is named."""
    with database.writing() as session:
        return issue_token(
            session,
            user_id=person,
            name="of a test",
            scope=scope,
            days=days,
            actor_id=None,
            at=at or datetime.now(UTC),
        )


class Script:
    """One script in the hands of one person."""

    def __init__(self, client: FlaskClient, token: str = "") -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, *, expect: int = 200, **headers: str) -> Any:
        """Read what an address of the interface answers."""
        answer = self.client.get(_locate(path), headers={**self.headers, **headers}, buffered=True)
        assert answer.status_code == expect, (path, answer.status_code, answer.text)
        return answer.json

    def send(
        self,
        path: str,
        body: object = None,
        *,
        key: str | None = None,
        seen: int | str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> TestResponse:
        """Post JSON, with a fresh key unless one is given; `seen` goes into If-Match."""
        given = {
            **self.headers,
            "Content-Type": "application/json",
            "Idempotency-Key": secrets.token_hex(8) if key is None else key,
            **({} if seen is None else {"If-Match": f'"{seen}"'}),
            **(headers or {}),
        }
        data = body if isinstance(body, bytes) else json.dumps({} if body is None else body)
        return self.client.post(_locate(path), data=data, headers=given, buffered=True)

    def do(
        self,
        evaluation: UUID | str,
        action: str,
        body: object = None,
        *,
        seen: int | None = None,
        expect: int = 200,
        key: str | None = None,
    ) -> Any:
        """Take an action on what stands now, unless another version is named."""
        place = f"/evaluations/{evaluation}"
        if seen is None:
            seen = self.get(place)["content_version"]
        answer = self.send(f"{place}/actions/{action}", body, seen=seen, key=key)
        assert answer.status_code == expect, (action, answer.status_code, answer.text)
        return answer.json


def _locate(path: str) -> str:
    return path if path.startswith(BASE) else f"{BASE}{path}"


def make_script(site: Site, who: str, *, scope: Scope = Scope.ACT) -> Script:
    """A script of somebody on a site."""
    token = give_token(site.database, site.people[who], scope=scope)
    return Script(site.app.test_client(), token)
