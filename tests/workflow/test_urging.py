"""Urging: after the deadline somebody above says so; nothing moves by itself."""

from datetime import timedelta

import pytest

from models.vocabulary import Action, State
from policies.deadlines import URGED_FOR
from tests.support.offices import CLOSES
from tests.support.records import read_bodies
from tests.support.scenes import DUE, Scene
from workflow.ledger.verify import verify_database
from workflow.refusals import Refused

LATE = CLOSES + timedelta(hours=1)


def test_an_urging_is_an_event_that_names_the_deadline_and_moves_nothing(
    sqlite_scene: Scene,
) -> None:
    """What somebody has open to fill in still stands: he saves it as if nobody had urged."""
    evaluation = sqlite_scene.walk(State.SELF_SCORED)
    sqlite_scene.do("head", Action.RETURN, evaluation)
    before = sqlite_scene.header(evaluation).evaluation
    late = DUE + timedelta(seconds=1)
    sqlite_scene.do("chief", Action.ESCALATE, evaluation, at=late)
    after = sqlite_scene.header(evaluation).evaluation
    told = read_bodies(sqlite_scene.database, evaluation)[-1]
    assert told["data"]["deadline"] == f"{DUE:%Y-%m-%dT%H:%M:%S.%fZ}"
    assert "comment" in told["data"]
    assert (after.state, after.round, after.content_version, after.state_since) == (
        before.state,
        before.round,
        before.content_version,
        before.state_since,
    )
    assert after.version == before.version + 1
    # The cycle is still open: the unit may hand in what is late.
    sqlite_scene.do("filer", Action.SUBMIT, evaluation, at=late, leads_to=State.SELF_SCORED)
    with sqlite_scene.database.reading() as session:
        assert all(report.ok for report in verify_database(session).values())


def test_who_was_urged_is_left_a_working_day(sqlite_scene: Scene) -> None:
    evaluation = sqlite_scene.walk(State.DRAFT)
    sqlite_scene.do("bureau_head", Action.ESCALATE, evaluation, at=LATE)
    again = LATE + URGED_FOR
    with pytest.raises(Refused) as refused:
        sqlite_scene.do("chief", Action.ESCALATE, evaluation, at=again - timedelta(seconds=1))
    assert [reason.code for reason in refused.value.reasons] == ["nobody_has_urged_lately"]
    sqlite_scene.do("chief", Action.ESCALATE, evaluation, at=again)
