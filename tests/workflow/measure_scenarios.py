"""For every guard and predicate of a measure somebody who is refused for its reason alone."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from models.vocabulary import LIFECYCLE, Action, Role, State
from tests.support.papers import judge_measures, report_measure
from tests.support.scenes import Scene
from tests.workflow.scenarios import Scenario, stand
from workflow.data import JudgingMeasures, PlanningMeasures

WHO = {
    Action.PLAN_MEASURE: "filer",
    Action.REPORT_MEASURE: "filer",
    Action.ACCEPT_MEASURE: "chief",
    Action.REFUSE_MEASURE: "chief",
}


def planned(state: State) -> Callable[[Scene], UUID]:
    """A measure is planned."""

    def walk(scene: Scene) -> UUID:
        evaluation = scene.walk(state)
        scene.do("filer", Action.PLAN_MEASURE, evaluation)
        return evaluation

    return walk


def reported(state: State) -> Callable[[Scene], UUID]:
    """A measure is reported."""

    def walk(scene: Scene) -> UUID:
        evaluation = planned(state)(scene)
        scene.do("filer", Action.REPORT_MEASURE, evaluation)
        return evaluation

    return walk


def discarded(walk: Callable[[State], Callable[[Scene], UUID]]) -> Callable[[Scene], UUID]:
    """All that, and then the draft was discarded."""

    def walk_on(scene: Scene) -> UUID:
        evaluation = walk(State.DRAFT)(scene)
        scene.do("filer", Action.DISCARD, evaluation)
        return evaluation

    return walk_on


def planned_by_a_chief(scene: Scene) -> UUID:
    """A chief has planned a measure here when he was a filer; another one waits for a chief."""
    scene.add_person("planner", {Role.FILER}, "center")
    evaluation = scene.walk(State.PUBLISHED)
    scene.do("planner", Action.PLAN_MEASURE, evaluation)
    scene.do("filer", Action.PLAN_MEASURE, evaluation)
    scene.do("filer", Action.REPORT_MEASURE, evaluation)
    scene.move("planner", to="section", role=Role.FINANCE_CHIEF)
    return evaluation


MEASURE_GUARDS: dict[tuple[Action, State, str], Scenario] = {
    **{
        (action, state, guard): scenario
        for state in LIFECYCLE
        for action, guard, scenario in (
            (
                Action.PLAN_MEASURE,
                "measures_are_sound",
                Scenario(
                    who="filer",
                    walk=stand(state),
                    data=lambda _desk: PlanningMeasures(measures=()),
                    code="no_measure_is_planned",
                ),
            ),
            (
                Action.REPORT_MEASURE,
                "measure_can_be_reported",
                Scenario(
                    who="filer",
                    walk=planned(state),
                    data=lambda desk: replace(report_measure(desk), text=""),
                    code="report_says_nothing",
                ),
            ),
            *(
                (
                    action,
                    "measures_are_reported",
                    Scenario(
                        who="chief",
                        walk=reported(state),
                        data=lambda _desk: JudgingMeasures(measure_ids=(), reason="缺记录"),
                        code="no_measure_is_chosen",
                    ),
                )
                for action in (Action.ACCEPT_MEASURE, Action.REFUSE_MEASURE)
            ),
            (
                Action.REFUSE_MEASURE,
                "reason_is_given",
                Scenario(
                    who="chief",
                    walk=reported(state),
                    data=lambda desk: replace(judge_measures(desk), reason=""),
                ),
            ),
        )
    },
    **{
        (action, State.DRAFT, "is_not_discarded"): Scenario(
            who=WHO[action], walk=discarded(walk), stopped=True
        )
        for action, walk in (
            (Action.PLAN_MEASURE, stand),
            (Action.REPORT_MEASURE, planned),
            (Action.ACCEPT_MEASURE, reported),
            (Action.REFUSE_MEASURE, reported),
        )
    },
}
MEASURE_PREDICATES: dict[tuple[Action, str], Scenario] = {
    (Action.PLAN_MEASURE, "files_in_the_unit"): Scenario(who="head", walk=stand(State.PUBLISHED)),
    (Action.REPORT_MEASURE, "files_in_the_unit"): Scenario(
        who="head", walk=planned(State.PUBLISHED)
    ),
    **{
        (action, predicate): Scenario(who=who, walk=walk)
        for action in (Action.ACCEPT_MEASURE, Action.REFUSE_MEASURE)
        for predicate, who, walk in (
            ("oversees_the_unit", "head", reported(State.PUBLISHED)),
            ("had_no_part_in_measures", "planner", planned_by_a_chief),
        )
    },
}
