"""When a cycle and a return let people fill in: to the last instant of the second shown."""

import json
from datetime import datetime, timedelta

import pytest

from models.vocabulary import Action, State
from tests.support.offices import CLOSES, OPENS, START
from tests.support.papers import begin
from tests.support.records import list_refusals
from tests.support.scenes import DUE, Scene
from tests.workflow.refusing import refuse
from workflow.data import Remark, SendingBack
from workflow.ids import new_id

INSTANT = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)
REST = timedelta(microseconds=999_999)
"""What is left of the second that people are shown."""


@pytest.mark.parametrize("action", [Action.FILL, Action.SCORE, Action.ATTACH, Action.SUBMIT])
def test_the_window_closes_with_its_last_instant(scene: Scene, action: Action) -> None:
    """The closing second still counts, to its end; the next does not. One documented rule."""
    evaluation = scene.walk(State.DRAFT)
    late = refuse(scene, "filer", action, evaluation, at=CLOSES + SECOND).codes
    assert late == ["window_is_open"]
    scene.do("filer", action, evaluation, at=CLOSES + REST)


@pytest.mark.parametrize("action", [Action.FILL, Action.SCORE, Action.ATTACH, Action.SUBMIT])
def test_after_the_cycle_a_return_opens_the_window_until_its_due_date(
    scene: Scene, action: Action
) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    due = CLOSES + timedelta(days=9)
    returned = SendingBack(reason="补充", due_at=due)
    scene.do("head", Action.RETURN, evaluation, returned, at=CLOSES + timedelta(days=1))
    late = refuse(scene, "filer", action, evaluation, at=due + SECOND).codes
    assert late == ["window_is_open"]
    scene.do("filer", action, evaluation, at=due + REST)


def test_a_due_date_does_not_close_a_cycle_that_is_open(scene: Scene) -> None:
    """The due date gives time; it takes none of the cycle's away."""
    evaluation = scene.walk(State.SELF_SCORED)
    due = START + timedelta(days=2)
    scene.do("head", Action.RETURN, evaluation, SendingBack(reason="补充", due_at=due))
    scene.do("filer", Action.SCORE, evaluation, at=due + timedelta(days=1))


def test_a_later_return_replaces_the_due_date(scene: Scene) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    scene.do("head", Action.RETURN, evaluation)
    scene.do("filer", Action.SUBMIT, evaluation)
    sooner = DUE - timedelta(days=3)
    scene.do("head", Action.RETURN, evaluation, SendingBack(reason="再补充", due_at=sooner))
    stands = scene.header(evaluation).evaluation
    assert (stands.round, stands.due_at) == (3, sooner)


@pytest.mark.parametrize("action", [Action.APPROVE, Action.RETURN])
def test_the_head_may_act_after_the_cycle_has_closed(scene: Scene, action: Action) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    late = CLOSES + timedelta(days=30)
    back = SendingBack(reason="补充", due_at=late + INSTANT)
    data = Remark() if action is Action.APPROVE else back
    scene.do("head", action, evaluation, data, at=late)


@pytest.mark.parametrize(
    ("at", "opens"),
    [(OPENS - INSTANT, False), (OPENS, True), (CLOSES + REST, True), (CLOSES + SECOND, False)],
)
def test_an_evaluation_begins_while_its_cycle_is_open(
    scene: Scene, at: datetime, *, opens: bool
) -> None:
    evaluation = new_id()
    if opens:
        scene.do("filer", Action.CREATE, evaluation, at=at, leads_to=State.DRAFT)
    else:
        assert refuse(scene, "filer", Action.CREATE, evaluation, at=at).codes == ["cycle_is_open"]


def test_a_sections_cycle_is_for_its_own_units(scene: Scene) -> None:
    desk = scene.desk()
    foreign = begin(desk, cycle=desk.foreign_cycle)
    codes = refuse(scene, "filer", Action.CREATE, new_id(), data=foreign).codes
    assert codes == ["unit_takes_part_in_the_cycle"]


@pytest.mark.parametrize("ahead", [timedelta(0), -INSTANT])
def test_a_due_date_lies_ahead(scene: Scene, ahead: timedelta) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    at = scene.tick()
    back = SendingBack(reason="补充", due_at=at + ahead)
    codes = refuse(scene, "head", Action.RETURN, evaluation, data=back, at=at).codes
    assert codes == ["due_date_is_ahead"]
    back = SendingBack(reason="补充", due_at=at + INSTANT)
    scene.do("head", Action.RETURN, evaluation, back, at=at, leads_to=State.DRAFT)


def test_a_return_tells_everything_that_is_missing(scene: Scene) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    back = SendingBack(reason="", due_at=None)
    codes = refuse(scene, "head", Action.RETURN, evaluation, data=back).codes
    assert codes == ["reason_is_given", "due_date_is_ahead"]
    kept = json.loads(list_refusals(scene.database)[-1].reasons)
    assert [reason["code"] for reason in kept] == codes
