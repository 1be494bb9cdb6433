"""For every guard and predicate about points somebody who is refused for its reason alone."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from models.vocabulary import Action, Role, State
from tests.support.papers import Desk, send_back
from tests.support.scenes import Scene
from tests.workflow.scenarios import LATE, RETURNS, Scenario
from workflow.data import AnsweringPoints, Data, NewPoint, SettlingPoints
from workflow.ids import new_id


def pointed(state: State) -> Callable[[Scene], UUID]:
    """Points were raised, and, unless it is a draft again, answered."""
    return lambda scene: scene.walk_with_points(state)


def discarded_correction(scene: Scene) -> UUID:
    """A correction brought a point along, and was discarded."""
    evaluation = scene.walk_with_points(State.DRAFT)
    scene.do("filer", Action.ANSWER, evaluation)
    scene.finish(evaluation)
    correction = scene.correct(evaluation)
    scene.do("chief", Action.DISCARD, correction)
    return correction


def both(state: State, *, part: str, role: Role) -> Callable[[Scene], UUID]:
    """Somebody plays a part before points are answered and holds another role afterwards."""

    def walk(scene: Scene) -> UUID:
        scene.add_person("both", {Role.FILER if part == "filer" else Role.UNIT_HEAD}, "center")
        evaluation = scene.walk_with_points(state, cast={part: "both"})
        if role is Role.FINANCE_CHIEF:
            scene.move("both", to="section", role=role)
        else:
            scene.give_roles("both", role)
        return evaluation

    return walk


def nowhere(desk: Desk) -> Data:
    """A point at a place that the form does not have."""
    return replace(send_back(desk), points=(NewPoint(place="row:x", text="缺少签字"),))


def settle_another(_desk: Desk) -> Data:
    """A point that nobody raised."""
    return SettlingPoints(points=frozenset({new_id()}))


POINTING_GUARDS: dict[tuple[Action, State, str], Scenario] = {
    (Action.ANSWER, State.DRAFT, "is_not_discarded"): Scenario(
        who="filer", walk=discarded_correction, stopped=True
    ),
    (Action.ANSWER, State.DRAFT, "window_is_open"): Scenario(
        who="filer", walk=pointed(State.DRAFT), at=LATE
    ),
    (Action.ANSWER, State.DRAFT, "answers_are_sound"): Scenario(
        who="filer",
        walk=pointed(State.DRAFT),
        data=lambda _desk: AnsweringPoints(answers={}),
        code="nothing_is_answered",
    ),
    (Action.SUBMIT, State.DRAFT, "points_are_answered"): Scenario(
        who="filer", walk=pointed(State.DRAFT)
    ),
    **{
        (Action.RETURN, state, "points_are_sound"): Scenario(
            who=who, walk=pointed(state), data=nowhere, code="place_is_unknown"
        )
        for state, who in RETURNS.items()
    },
    **{
        (Action.SETTLE, state, "points_can_be_settled"): Scenario(
            who=who, walk=pointed(state), data=settle_another, code="point_cannot_be_settled"
        )
        for state, who in RETURNS.items()
    },
}
POINTING_PREDICATES: dict[tuple[Action, str], Scenario] = {
    (Action.ANSWER, "files_for_the_unit"): Scenario(who="head", walk=pointed(State.DRAFT)),
    (Action.SETTLE, "heads_the_unit"): Scenario(
        who="second_filer", walk=pointed(State.SELF_SCORED)
    ),
    (Action.SETTLE, "lies_with_the_head"): Scenario(who="head", walk=pointed(State.UNIT_APPROVED)),
    (Action.SETTLE, "had_no_part_in_filling"): Scenario(
        who="both", walk=both(State.SELF_SCORED, part="filer", role=Role.UNIT_HEAD)
    ),
    (Action.SETTLE, "oversees_the_unit"): Scenario(
        who="second_filer", walk=pointed(State.UNIT_APPROVED)
    ),
    (Action.SETTLE, "lies_with_the_chief"): Scenario(
        who="chief", walk=pointed(State.SELF_SCORED), code="heads_the_unit"
    ),
    (Action.SETTLE, "did_not_approve"): Scenario(
        who="both", walk=both(State.UNIT_APPROVED, part="head", role=Role.FINANCE_CHIEF)
    ),
}
