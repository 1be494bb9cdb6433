"""What is carried into the next year at the limits of what an evaluation may hold: nobody is kept
from beginning it.
"""

import json
from dataclasses import replace
from datetime import date
from uuid import UUID

from models.vocabulary import Action, State
from policies.limits import MAX_BODY_BYTES, MAX_MEASURES, MAX_NAME, MAX_POINTS, MAX_UNSETTLED
from tests.support.papers import VISITS, report_measure, send_back
from tests.support.records import read_bodies
from tests.support.scenes import Scene
from tests.support.years import begin_next_year
from workflow.data import AnsweringPoints, NewPoint, PlannedMeasure, PlanningMeasures
from workflow.ledger.verify import verify_database
from workflow.points import row_place


def raise_most(scene: Scene, evaluation: UUID) -> None:
    """Send back again and again until no more points can be raised; all are answered."""
    place = row_place(scene.desk(evaluation).row(VISITS))
    for number in range(MAX_UNSETTLED // MAX_POINTS):
        points = tuple(NewPoint(place=place, text=f"问题{number}-{n}") for n in range(MAX_POINTS))
        back = replace(send_back(scene.desk(evaluation)), points=points)
        scene.do("head", Action.RETURN, evaluation, back)
        answers = {point.id: f"已改{number}" for point in scene.points(evaluation).unsettled}
        scene.do("filer", Action.ANSWER, evaluation, AnsweringPoints(answers=answers))
        scene.finish(evaluation, to=State.SELF_SCORED)


def plan_most(scene: Scene, evaluation: UUID, *, owner: str) -> None:
    """Plan as many measures as are carried, a few at a time."""
    for begin in range(0, MAX_MEASURES, 20):
        planned = tuple(
            PlannedMeasure(
                text=f"第{number}项措施",
                owner=owner,
                due_on=date(2099, 1, 1),
                number=number - begin,
            )
            for number in range(begin, begin + 20)
        )
        scene.do("filer", Action.PLAN_MEASURE, evaluation, PlanningMeasures(measures=planned))


def test_the_next_year_begins_with_as_much_as_there_can_be(sqlite_scene: Scene) -> None:
    """Every point comes along, and of the measures as many as one event holds; the others go on in
    last year's evaluation.
    """
    scene = sqlite_scene
    before = scene.walk(State.SELF_SCORED)
    raise_most(scene, before)
    plan_most(scene, before, owner="室" * MAX_NAME)
    later = begin_next_year(scene, before)
    old, new = scene.points(before), scene.points(later)
    assert len(new.all) == MAX_UNSETTLED
    assert [point.id for point in new.all] == [point.id for point in old.unsettled]
    measures = scene.measures(later)
    here = {each.id for each in measures.list_here(later)}
    assert [each.id in here for each in scene.measures(before).all] == [
        *[True] * len(here),
        *[False] * (MAX_MEASURES - len(here)),
    ], "the first ones"
    assert len(here) > MAX_MEASURES // 4
    body = read_bodies(scene.database, later)[0]
    size = len(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())
    assert MAX_BODY_BYTES - 4096 < size <= MAX_BODY_BYTES, "no more would have fitted"
    left = [each for each in scene.measures(before).all if each.id not in here][-1]
    data = replace(report_measure(scene.desk(before)), measure_id=left.id)
    scene.do("filer", Action.REPORT_MEASURE, before, data)
    with scene.database.reading() as session:
        assert all(report.ok for report in verify_database(session).values())
