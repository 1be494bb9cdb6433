"""Each guard and each predicate in turn replaced by one that always says yes.

For every one of them there is somebody who was refused for its reason alone, and whom the door
then lets through: so the refusal came from there, and a guard that went missing would be seen.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError

from models.database import Database
from models.vocabulary import Action, State
from policies.facts import Actor, Facts
from policies.permissions import PERMISSIONS
from tests.support.papers import HEADING, OPINION, PLAN, SPENT, VISITS, Desk, fill_in
from tests.support.scenes import Scene
from tests.workflow import people_scenarios, scenarios
from tests.workflow.erasing_scenarios import ERASING_GUARDS, ERASING_PREDICATES
from tests.workflow.measure_scenarios import MEASURE_GUARDS, MEASURE_PREDICATES
from tests.workflow.pointing_scenarios import POINTING_GUARDS, POINTING_PREDICATES
from tests.workflow.scenarios import Scenario, claim
from workflow import machine
from workflow.actions import perform
from workflow.data import Attempt, Data, Filling, Remark, RowScore, Scoring
from workflow.guards import Case
from workflow.refusals import Reason, Refused
from workflow.table import EDGE_OF, EDGES

GUARDS = scenarios.GUARDS | ERASING_GUARDS | MEASURE_GUARDS | POINTING_GUARDS
PREDICATES = (
    people_scenarios.PREDICATES | ERASING_PREDICATES | MEASURE_PREDICATES | POINTING_PREDICATES
)


def submit_as(scene: Scene, scenario: Scenario, action: Action, evaluation: UUID) -> Attempt:
    """What the person of the scenario is about to do."""
    desk = scene.desk(None if action is Action.CREATE else evaluation)
    data = scenario.data(desk) if scenario.data else None
    return scene.attempt(scenario.who, action, evaluation, data, at=scenario.at)


def answer(scene: Scene, attempt: Attempt) -> list[str]:
    """The codes of a refusal, none when it was done; everything is taken back afterwards."""
    separate = scene.home.settings.separate_publisher
    try:
        with scene.database.writing() as session:
            perform(session, attempt, separate_publisher=separate)
            session.rollback()
    except Refused as refused:
        return list(dict.fromkeys(reason.code for reason in refused.reasons))
    except IntegrityError:
        return ["stopped by the database"]
    return []


def yes_guard(_case: Case) -> list[Reason]:
    """A guard that finds nothing."""
    return []


def yes_predicate(_actor: Actor, _facts: Facts) -> bool:
    """A predicate that holds for everybody."""
    return True


def test_every_guard_and_predicate_has_its_scenario() -> None:
    guards = {(edge.action, edge.source, one.__name__) for edge in EDGES for one in edge.guards}
    predicates = {
        (action, one.__name__)
        for action, ways in PERMISSIONS.items()
        for way in ways
        for one in way
    }
    missing = {
        "tests/workflow/scenarios.py": guards ^ set(GUARDS),
        "tests/workflow/people_scenarios.py": predicates ^ set(PREDICATES),
    }
    assert not any(missing.values()), f"scenarios that are missing or of nothing: {missing}"


@pytest.mark.parametrize(
    ("action", "state", "guard"), GUARDS, ids=lambda part: str(part) if part else ""
)
def test_a_guard_bites(
    sqlite_scene: Scene,
    monkeypatch: pytest.MonkeyPatch,
    action: Action,
    state: State,
    guard: str,
) -> None:
    scenario = GUARDS[action, state, guard]
    attempt = submit_as(sqlite_scene, scenario, action, scenario.walk(sqlite_scene))
    assert answer(sqlite_scene, attempt) == (scenario.code or guard).split()
    edge = EDGE_OF[action, state]
    others = tuple(yes_guard if one.__name__ == guard else one for one in edge.guards)
    monkeypatch.setitem(EDGE_OF, (action, state), replace(edge, guards=others))
    expected = ["stopped by the database"] if scenario.stopped else []
    assert answer(sqlite_scene, attempt) == expected


@pytest.mark.parametrize(("action", "predicate"), PREDICATES)
def test_a_predicate_bites(
    shared_sqlite: Database, monkeypatch: pytest.MonkeyPatch, action: Action, predicate: str
) -> None:
    separate = predicate == "did_not_review_where_separated"
    scene = Scene(shared_sqlite, separate_publisher=separate)
    scenario = PREDICATES[action, predicate]
    attempt = submit_as(scene, scenario, action, scenario.walk(scene))
    assert answer(scene, attempt) == (scenario.code or predicate).split()
    ways = tuple(
        tuple(yes_predicate if one.__name__ == predicate else one for one in way)
        for way in PERMISSIONS[action]
    )
    monkeypatch.setitem(PERMISSIONS, action, ways)
    assert answer(scene, attempt) == []


def test_visibility_bites(sqlite_scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = sqlite_scene.attempt(
        "school_head", Action.COMMENT, sqlite_scene.walk(State.DRAFT), Remark(text="看")
    )
    assert answer(sqlite_scene, attempt) == ["not_found"]
    monkeypatch.setattr(machine, "may_see", yes_predicate)
    assert answer(sqlite_scene, attempt) == ["takes_part"]


@pytest.mark.parametrize(
    "filling",
    [
        lambda desk: Filling(lines={desk.unit: SPENT}),
        lambda desk: Filling(
            lines={desk.content.lines[1].id: replace(SPENT, actual=Decimal("-0.01"))}
        ),
        lambda _desk: Filling(sections={"poem": "春眠不觉晓"}),
        claim("-0.01"),
    ],
    ids=["line_is_unknown", "amount_is_negative", "section_is_unknown", "total_out_of_range"],
)
def test_every_fault_of_a_filling_is_told(
    sqlite_scene: Scene, request: pytest.FixtureRequest, filling: Callable[[Desk], Data]
) -> None:
    evaluation = sqlite_scene.walk(State.DRAFT)
    data = filling(sqlite_scene.desk(evaluation))
    attempt = sqlite_scene.attempt("filer", Action.FILL, evaluation, data)
    assert answer(sqlite_scene, attempt) == [request.node.callspec.id]


@pytest.mark.parametrize(
    ("action", "scored", "code"),
    [
        (Action.SCORE, (HEADING, "1"), "row_carries_no_score"),
        (Action.SCORE, (VISITS, "60.01"), "score_out_of_range"),
        (Action.SCORE, (VISITS, "-0.01"), "score_out_of_range"),
    ],
)
def test_every_fault_of_a_score_is_told(
    sqlite_scene: Scene, action: Action, scored: tuple[str, str], code: str
) -> None:
    evaluation = sqlite_scene.walk(State.DRAFT)
    name, points = scored
    data = sqlite_scene.desk(evaluation).scores({name: points}, reason="理由")
    assert answer(sqlite_scene, sqlite_scene.attempt("filer", action, evaluation, data)) == [code]


def test_a_row_of_another_evaluation_is_unknown(sqlite_scene: Scene) -> None:
    """Neither a score nor a document finds its way to a foreign row."""
    evaluation, foreign = sqlite_scene.walk(State.DRAFT), sqlite_scene.walk(State.DRAFT)
    row = sqlite_scene.desk(foreign).row(VISITS)
    for action, data in (
        (Action.SCORE, Scoring(rows={row: RowScore(score=Decimal(1), reason="理由")})),
        (Action.ATTACH, replace(PLAN, indicator_id=row)),
    ):
        attempt = sqlite_scene.attempt("filer", action, evaluation, data)
        assert answer(sqlite_scene, attempt) == ["row_is_unknown"]


def test_a_finance_evaluation_needs_its_result(sqlite_scene: Scene) -> None:
    """A form without rows is complete with a total and a grade."""
    evaluation = sqlite_scene.walk(
        State.DRAFT, cycle="finance", fill=lambda desk: replace(fill_in(desk), claim=None)
    )
    attempt = sqlite_scene.attempt("section_filer", Action.SUBMIT, evaluation)
    assert answer(sqlite_scene, attempt) == ["result_is_missing"]


@pytest.mark.parametrize(
    ("points", "wants"),
    [("26.98", True), ("26.99", False), ("27.00", False), ("27.01", False), ("27.02", True)],
)
def test_a_difference_is_one_beyond_the_tolerance_in_either_direction(
    sqlite_scene: Scene, points: str, *, wants: bool
) -> None:
    """More points than the unit gave itself need a reason as much as fewer."""
    evaluation = sqlite_scene.walk(State.UNIT_APPROVED)
    data = sqlite_scene.desk(evaluation).scores({OPINION: points})
    attempt = sqlite_scene.attempt("chief", Action.RESCORE, evaluation, data)
    assert answer(sqlite_scene, attempt) == (["differences_have_reasons"] if wants else [])
