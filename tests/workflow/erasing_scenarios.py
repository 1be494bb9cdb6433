"""For every guard and predicate of an erasure somebody who is refused for its reason alone."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from models.vocabulary import LIFECYCLE, Action, State
from tests.support.papers import Desk, ask_erasure
from tests.support.scenes import Scene
from tests.workflow.scenarios import Scenario, stand
from workflow.data import AnsweringErasure, Data


def asked(state: State, *, by: str = "chief") -> Callable[[Scene], UUID]:
    """Somebody has asked for the erasure of a text."""

    def walk(scene: Scene) -> UUID:
        evaluation = scene.walk(state)
        scene.do(by, Action.ASK_ERASURE, evaluation)
        return evaluation

    return walk


def answered(state: State) -> Callable[[Scene], UUID]:
    """A chief has asked, and an auditor has said no."""

    def walk(scene: Scene) -> UUID:
        evaluation = asked(state)(scene)
        scene.do("auditor", Action.DECLINE_ERASURE, evaluation)
        return evaluation

    return walk


def ask_again(desk: Desk) -> Data:
    """The text that somebody has asked for already."""
    return replace(ask_erasure(desk), text=replace(desk, request=0).text)


ERASING_GUARDS: dict[tuple[Action, State, str], Scenario] = {
    (action, state, guard): scenario
    for state in LIFECYCLE
    for action, guard, scenario in (
        (
            Action.ASK_ERASURE,
            "text_can_be_erased",
            Scenario(
                who="auditor", walk=asked(state), data=ask_again, code="erasure_is_asked_already"
            ),
        ),
        (
            Action.ASK_ERASURE,
            "reason_is_given",
            Scenario(
                who="auditor",
                walk=stand(state),
                data=lambda desk: replace(ask_erasure(desk), reason=""),
            ),
        ),
        (
            Action.ERASE,
            "request_is_waiting",
            Scenario(who="auditor", walk=answered(state), stopped=True),
        ),
        (
            Action.ERASE,
            "another_office_asked",
            Scenario(who="second_chief", walk=asked(state)),
        ),
        (
            Action.DECLINE_ERASURE,
            "request_is_waiting",
            Scenario(who="auditor", walk=answered(state)),
        ),
        (
            Action.DECLINE_ERASURE,
            "reason_is_given",
            Scenario(
                who="auditor",
                walk=asked(state),
                data=lambda desk: AnsweringErasure(request=desk.request),
            ),
        ),
    )
}
ERASING_PREDICATES: dict[tuple[Action, str], Scenario] = {
    **{
        (Action.ASK_ERASURE, predicate): Scenario(
            who="head", walk=stand(State.DRAFT), code="oversees_the_unit"
        )
        for predicate in ("oversees_the_unit", "audits")
    },
    **{
        (action, predicate): Scenario(who="head", walk=asked(State.DRAFT), code="oversees_the_unit")
        for action in (Action.ERASE, Action.DECLINE_ERASURE)
        for predicate in ("oversees_the_unit", "audits")
    },
}
