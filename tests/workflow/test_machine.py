"""The machine without the traps of its library."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session
from transitions import MachineError

from models.vocabulary import Action, State
from tests.support.papers import hand_in
from tests.support.records import dump
from tests.support.scenes import Scene
from workflow.changes import CHANGES
from workflow.changes.change import Change
from workflow.guards import Case
from workflow.machine import MACHINE, Step, step, why_not
from workflow.refusals import Refused, Why


def test_a_guard_that_is_false_in_silence_is_a_refusal(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T23: the library answers with False and no exception; nobody may take that for a yes."""
    evaluation = scene.walk(State.SELF_SCORED)
    (transition,) = MACHINE.events["approve"].transitions["self_scored"]
    monkeypatch.setattr(transition.conditions[0], "func", lambda _event: False)
    before = dump(scene.database, besides=("refusal",))
    with pytest.raises(Refused) as refused:
        scene.do("head", Action.APPROVE, evaluation)
    assert refused.value.why is Why.CONFLICT
    assert dump(scene.database, besides=("refusal",)) == before


def test_a_change_that_fails_leaves_everything_as_it_was(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine has decided already: the transaction takes everything back."""
    evaluation = scene.walk(State.SELF_SCORED)

    def fail(session: Session, case: Case) -> Change:
        raise RuntimeError(session, case)

    monkeypatch.setitem(CHANGES, Action.APPROVE, fail)
    before = dump(scene.database)
    with pytest.raises(RuntimeError):
        scene.do("head", Action.APPROVE, evaluation)
    assert dump(scene.database) == before


def test_deciding_changes_nothing(sqlite_scene: Scene) -> None:
    """A step moves a thing of its own, never the stored evaluation."""
    evaluation = sqlite_scene.walk(State.SELF_SCORED)
    case = sqlite_scene.case("head", evaluation)
    assert step(action=Action.APPROVE, case=case) is State.UNIT_APPROVED
    assert case.header is not None
    assert case.header.evaluation.state == State.SELF_SCORED
    assert case.facts.state is State.SELF_SCORED


def test_an_edge_that_keeps_the_state_is_taken_too(sqlite_scene: Scene) -> None:
    evaluation = sqlite_scene.walk(State.UNIT_APPROVED)
    case = sqlite_scene.case("chief", evaluation)
    assert step(action=Action.RESCORE, case=case) is State.UNIT_APPROVED


def test_the_page_and_the_machine_give_the_same_reasons(sqlite_scene: Scene) -> None:
    """`why_not` is asked by both; with no reason the step is taken, with reasons it raises them."""
    for state in (State.DRAFT, State.SELF_SCORED, State.FINANCE_REVIEWED, State.PUBLISHED):
        evaluation = sqlite_scene.walk(state)
        for who in ("filer", "head", "chief", "auditor", "school_head"):
            case = sqlite_scene.case(who, evaluation)
            for action in Action:
                reasons = why_not(action=action, case=case)
                if reasons:
                    with pytest.raises(Refused) as refused:
                        step(action=action, case=case)
                    assert list(refused.value.reasons) == reasons
                else:
                    step(action=action, case=case)


def test_the_library_refuses_what_has_no_edge(sqlite_scene: Scene) -> None:
    """Even one who reaches the machine past `step` finds no way out of what is published; a
    correction leaves it there, and so does whatever two people do to erase a text.
    """
    evaluation = sqlite_scene.walk(State.PUBLISHED)
    sqlite_scene.do("auditor", Action.ASK_ERASURE, evaluation)
    for action in (Action.PLAN_MEASURE, Action.REPORT_MEASURE):
        sqlite_scene.do("second_filer", action, evaluation)
    desk = sqlite_scene.desk(evaluation)
    stays = {Action.CORRECT, Action.ASK_ERASURE, Action.ERASE, Action.DECLINE_ERASURE}
    measuring = {Action.PLAN_MEASURE, Action.REPORT_MEASURE}
    stays |= measuring | {Action.ACCEPT_MEASURE, Action.REFUSE_MEASURE}
    for action in stays:
        who = "filer" if action in measuring else "chief"
        case = sqlite_scene.case(who, evaluation, data=hand_in(action, desk))
        assert step(action=action, case=case) is State.PUBLISHED
    case = sqlite_scene.case("chief", evaluation)
    for action in set(Action) - stays:
        with pytest.raises(MachineError):
            MACHINE.events[str(action)].trigger(Step(state="published"), action=action, case=case)


def test_what_stands_before_hides_what_stands_behind(sqlite_scene: Scene) -> None:
    """Visibility, office, what was seen, the state, the history, the conditions."""
    evaluation = sqlite_scene.walk(State.DRAFT)
    case = sqlite_scene.case("filer", evaluation, seen=1)
    answers = [
        why_not(action=Action.SUBMIT, case=sqlite_scene.case("school_filer", evaluation, seen=1)),
        why_not(action=Action.SUBMIT, case=sqlite_scene.case("head", evaluation, seen=1)),
        why_not(action=Action.RECALL, case=case),
        why_not(action=Action.RECALL, case=replace(case, seen=None)),
    ]
    codes = [[reason.code for reason in reasons] for reasons in answers]
    assert codes == [
        ["not_found"],
        ["files_for_the_unit"],
        ["content_has_moved"],
        ["not_from_this_state"],
    ]
