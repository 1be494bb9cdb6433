"""Fifty heads press 审核 at the same instant: one wins, the others are told what happened.

HENGJIAN_RACES sets the number of rounds; the long form is 200.
"""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from models.database import Database
from models.tables import Evaluation
from models.vocabulary import Action, Role, State
from tests.support.app import find_form
from tests.support.scenes import Scene
from web.app import create_app
from workflow.audit import append
from workflow.ledger.verify import verify_database
from workflow.people import begin_session

pytestmark = pytest.mark.pg
HEADS = 50
ROUNDS = int(os.environ.get("HENGJIAN_RACES", "3"))


class Race:
    """One evaluation that waits for its head, and fifty heads before their browsers."""

    def __init__(self, database: Database) -> None:
        self.scene = Scene(database)
        self.app = create_app(settings=self.scene.home.settings, database=database)
        self.app.config["PROPAGATE_EXCEPTIONS"] = False
        self.evaluation = self.scene.walk(State.SELF_SCORED)
        heads = [
            self.scene.add_person(f"head{number}", {Role.UNIT_HEAD}, "center")
            for number in range(HEADS)
        ]
        self.browsers = [self._sign_in(head) for head in heads]
        pages = [browser.get("/inbox") for browser in self.browsers]
        self.tokens = [find_form(page, "/sign-out").fields["csrf_token"] for page in pages]

    def _sign_in(self, head: UUID) -> FlaskClient:
        at = datetime.now(UTC)
        with self.scene.database.writing() as session:
            token = begin_session(session, user_id=head, at=at, lifetime=timedelta(hours=1))
        browser = self.app.test_client()
        with browser.session_transaction() as cookie:
            cookie.update({"_user_id": token, "seen": int(at.timestamp())})
        return browser

    def run(self) -> Counter[int]:
        """Let all heads approve what they see, at once; returns how often each status came."""
        seen = self.scene.header(self.evaluation).evaluation.content_version
        barrier = Barrier(HEADS)

        def approve(number: int) -> tuple[int, str]:
            form = {"csrf_token": self.tokens[number], "content_version": str(seen), "text": ""}
            barrier.wait()
            address = f"/evaluations/{self.evaluation}/approve"
            answer = self.browsers[number].post(address, data=form)
            return answer.status_code, answer.text

        with ThreadPoolExecutor(HEADS) as pool:
            answers = list(pool.map(approve, range(HEADS)))
        for status, page in answers:
            assert status != 409 or "head" in page, "a loser is told who acted"
        return Counter(status for status, _ in answers)

    def go_back(self) -> None:
        """Bring the evaluation back to where its head has to act, if it ever left there."""
        if self.scene.header(self.evaluation).evaluation.state == State.SELF_SCORED:
            return
        self.scene.do("chief", Action.RETURN, self.evaluation, leads_to=State.DRAFT)
        self.scene.do("filer", Action.SUBMIT, self.evaluation, leads_to=State.SELF_SCORED)


def test_of_fifty_heads_exactly_one_wins_every_time(migrated_postgres: Database) -> None:
    race = Race(migrated_postgres)
    for _ in range(ROUNDS):
        before = race.scene.header(race.evaluation).evaluation.version
        assert race.run() == {303: 1, 409: HEADS - 1}
        stands = race.scene.header(race.evaluation).evaluation
        assert (stands.state, stands.version) == (State.UNIT_APPROVED, before + 1)
        race.go_back()
    with migrated_postgres.reading() as session:
        assert all(report.ok for report in verify_database(session).values())


def append_carelessly(session: Session, *, evaluation: Evaluation, **rest: Any) -> None:
    """Append as if nobody else could be writing: the update asks for no version."""
    session.expunge(evaluation)

    def write() -> None:
        columns = ("version", "content_version", "state", "state_since", "head", "round")
        values = {column: getattr(evaluation, column) for column in columns}
        session.execute(update(Evaluation).where(Evaluation.id == evaluation.id).values(values))

    session.flush = write  # type: ignore[assignment, method-assign]
    append(session, evaluation=evaluation, **rest)


def test_without_the_guard_the_race_is_seen(
    migrated_postgres: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the database then refuses by itself is no typed answer any more."""
    race = Race(migrated_postgres)
    monkeypatch.setattr("workflow.actions.append", append_carelessly)
    outcomes = []
    for _ in range(3):
        outcomes.append(race.run())
        race.go_back()
    assert all(outcome[303] == 1 for outcome in outcomes), outcomes
    assert any(outcome[503] > 0 for outcome in outcomes), outcomes
