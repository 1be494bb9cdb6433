"""Problems are put right: planned, reported, accepted, and carried from year to year."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from models.vocabulary import Action, MeasureStep, Role, Standing, State
from tests.support.papers import fill_in, judge_measures, plan_measures, report_measure
from tests.support.records import read_bodies
from tests.support.scenes import Scene
from tests.support.years import begin_next_year
from tests.workflow.refusing import refuse
from workflow.data import Filling, FoundItem, PlannedMeasure, PlanningMeasures
from workflow.ids import new_id
from workflow.ledger.verify import verify_database
from workflow.machine import why_not
from workflow.measures import Measure
from workflow.refusals import Why

WORDS = "每月核对一次台账"
PROBLEM = "服务窗口没有业务台账。"


def find_faults(scene: Scene) -> list[str]:
    with scene.database.reading() as session:
        reports = verify_database(session).values()
    return [fault for report in reports for fault in report.faults]


def fill_with_problem(desk: Any) -> Filling:
    """The unit writes of a problem, and names another one as a finding of its own."""
    filled = fill_in(desk)
    findings = (
        FoundItem(category="项目管理", text=PROBLEM),
        FoundItem(category="", text="建立业务台账。", is_recommendation=True),
    )
    return replace(filled, findings=findings)


def follow(scene: Scene, evaluation: UUID, *steps: tuple[str, Action]) -> Measure:
    for who, action in steps:
        scene.do(who, action, evaluation)
    return scene.measures(evaluation).all[-1]


PLANNED = ("filer", Action.PLAN_MEASURE)
REPORTED = ("filer", Action.REPORT_MEASURE)


def test_a_measure_goes_from_the_plan_to_the_acceptance(scene: Scene) -> None:
    """Handed back once; nothing that it is judged by moves the content; every step is proven."""
    evaluation = scene.walk(State.PUBLISHED)
    seen = scene.header(evaluation).evaluation.content_version
    steps = (PLANNED, REPORTED, ("chief", Action.REFUSE_MEASURE), REPORTED)
    measure = follow(scene, evaluation, *steps, ("chief", Action.ACCEPT_MEASURE))
    assert measure.standing is Standing.ACCEPTED
    assert [step.kind for step in measure.steps] == [
        *(MeasureStep.PLAN, MeasureStep.DONE, MeasureStep.REFUSE),
        *(MeasureStep.DONE, MeasureStep.ACCEPT),
    ]
    assert {(step.text, step.owner, step.due_on) for step in measure.steps} == {
        (WORDS, "综合科", "2099-09-30")
    }
    assert measure.steps[1].attachment_name == "巡检记录.pdf"
    assert measure.steps[2].said == "缺八月的记录"
    assert scene.header(evaluation).evaluation.content_version == seen
    answer = refuse(scene, "filer", Action.REPORT_MEASURE, evaluation)
    assert (answer.why, answer.codes) == (
        Why.CONFLICT,
        ["no_measure_to_report"],
    )
    assert find_faults(scene) == []


def test_only_what_differs_is_a_change_of_a_measure(sqlite_scene: Scene) -> None:
    scene = sqlite_scene
    evaluation = scene.walk(State.UNIT_APPROVED)
    measure = follow(scene, evaluation, PLANNED)
    mark = measure.last.finding_mark or ""
    same = PlannedMeasure(
        text=WORDS, owner="综合科", due_on=date(2099, 9, 30), finding=mark, measure_id=measure.id
    )
    scene.do("filer", Action.PLAN_MEASURE, evaluation, PlanningMeasures(measures=(same,)))
    assert len(scene.measures(evaluation).all[0].steps) == 1
    later = replace(same, due_on=date(2099, 10, 31))
    scene.do("filer", Action.PLAN_MEASURE, evaluation, PlanningMeasures(measures=(later,)))
    last = scene.measures(evaluation).all[0].last
    assert (last.kind, last.due_on, last.finding_mark) == (MeasureStep.CHANGE, "2099-10-31", mark)


@pytest.mark.parametrize(
    ("spoilt", "code", "field"),
    [
        ({"text": ""}, "measure_says_nothing", "measure-0"),
        ({"owner": ""}, "measure_has_no_owner", "owner-0"),
        ({"due_on": None}, "measure_has_no_day", "due_on-0"),
        ({"due_on": date(2026, 3, 17)}, "measure_day_has_passed", "due_on-0"),
        ({"finding": "0" * 64}, "answers_no_text_of_this", "about-0"),
        ({"recommendation": "0" * 64}, "answers_no_text_of_this", "basis-0"),
        ({"measure_id": new_id()}, "measure_is_unknown", "measure-0"),
        ({"owner": "联系电话13812345678"}, "measure_tells_personal_data", "owner-0"),
    ],
)
def test_a_plan_that_lacks_something_is_told_what(
    sqlite_scene: Scene, spoilt: dict[str, Any], code: str, field: str
) -> None:
    evaluation = sqlite_scene.walk(State.DRAFT)
    (sound,) = plan_measures(sqlite_scene.desk(evaluation)).measures
    data = PlanningMeasures(measures=(replace(sound, **spoilt),))
    case = sqlite_scene.case("filer", evaluation, data=data)
    reasons = why_not(action=Action.PLAN_MEASURE, case=case)
    assert [(reason.code, reason.field) for reason in reasons] == [(code, field)]


def test_nobody_accepts_what_he_had_a_part_in_another_year(sqlite_scene: Scene) -> None:
    """He planned it in last year's evaluation, is a chief now, and has done nothing in this one."""
    scene = sqlite_scene
    scene.add_person("planner", {Role.FILER}, "center")
    before = scene.walk(State.PUBLISHED)
    scene.do("planner", Action.PLAN_MEASURE, before)
    later = begin_next_year(scene, before)
    measure = next(each for each in scene.measures(later).all if each.last.text)
    data = replace(report_measure(scene.desk(later)), measure_id=measure.id)
    scene.do("filer", Action.REPORT_MEASURE, later, data)
    scene.move("planner", to="section", role=Role.FINANCE_CHIEF)
    judging = replace(judge_measures(scene.desk(later)), measure_ids=(measure.id,))
    answer = refuse(scene, "planner", Action.ACCEPT_MEASURE, later, data=judging)
    assert answer.codes == ["had_no_part_in_measures"]
    scene.do("chief", Action.ACCEPT_MEASURE, later, judging)


def test_what_is_left_over_is_carried_into_the_next_year(scene: Scene) -> None:
    """A measure in hand goes on there under its number, a problem without one comes along in words
    of its own; what waits for the chief or was accepted stays where it is.
    """
    before = scene.walk(State.PUBLISHED, fill=fill_with_problem)
    accepted = follow(scene, before, PLANNED, REPORTED, ("chief", Action.ACCEPT_MEASURE))
    waiting = follow(scene, before, PLANNED, REPORTED)
    in_hand = follow(scene, before, PLANNED)
    later = begin_next_year(scene, before)
    here = {each.id: each for each in scene.measures(later).list_here(later)}
    assert in_hand.id in here
    assert not here.keys() & {accepted.id, waiting.id}
    moved = here[in_hand.id].last
    assert (moved.kind, moved.text, moved.owner, moved.due_on, moved.fiscal_year) == (
        *(MeasureStep.CARRY, WORDS, "综合科", "2099-09-30"),
        2026,
    )
    assert moved.text_mark != in_hand.last.text_mark
    left = {each.last.finding for each in here.values() if each.standing is Standing.OPEN}
    assert PROBLEM in left
    assert in_hand.last.finding not in left
    # In the old year it can only be looked at.
    data = replace(report_measure(scene.desk(before)), measure_id=in_hand.id)
    answer = refuse(scene, "filer", Action.REPORT_MEASURE, before, data=data)
    assert answer.codes == ["measure_lives_elsewhere"]
    body = next(each for each in read_bodies(scene.database, later))["data"]
    origin = scene.header(before).evaluation
    assert body["measures_from"] == {
        "evaluation": str(before),
        "event": origin.version,
        "hash": origin.head,
    }
    assert find_faults(scene) == []
    # A problem that came along is answered here; then somebody begins anew and this draft is gone.
    problem = next(each for each in here.values() if each.last.finding == PROBLEM)
    (sound,) = plan_measures(scene.desk(later)).measures
    plan = replace(sound, finding=problem.last.finding_mark or "", measure_id=problem.id)
    scene.do("filer", Action.PLAN_MEASURE, later, PlanningMeasures(measures=(plan,)))
    assert scene.measures(later).by_id[problem.id].last.kind == MeasureStep.PLAN
    scene.do("filer", Action.DISCARD, later)
    back = scene.measures(before).by_id[in_hand.id]
    assert back.last.evaluation_id == before
    scene.do("filer", Action.REPORT_MEASURE, before, data)


def test_without_findings_the_problems_of_the_narrative_are_carried(sqlite_scene: Scene) -> None:
    """A unit that evaluates itself writes of its problems in a section; "无" is none."""
    scene = sqlite_scene
    for words, carried in (("窗口人手不足。", ["窗口人手不足。"]), ("无。", [])):

        def fill(desk: Any, words: str = words) -> Filling:
            filled = fill_in(desk)
            return replace(filled, sections={**filled.sections, "variance": words})

        later = begin_next_year(scene, scene.walk(State.PUBLISHED, fill=fill))
        assert [each.last.finding for each in scene.measures(later).all] == carried


def test_a_later_edition_shows_the_measures_of_the_first(sqlite_scene: Scene) -> None:
    """They go on where they were planned."""
    scene = sqlite_scene
    first = scene.walk(State.PUBLISHED)
    measure = follow(scene, first, PLANNED)
    second = scene.correct(first)
    assert [each.id for each in scene.measures(second).all] == [measure.id]
    assert scene.measures(second).list_here(second) == ()
    scene.do("filer", Action.REPORT_MEASURE, first)
    assert scene.measures(second).all[0].standing is Standing.DONE


def test_the_words_of_a_measure_can_be_erased(scene: Scene) -> None:
    evaluation = scene.walk(State.PUBLISHED)
    follow(scene, evaluation, PLANNED)
    scene.erase(evaluation, WORDS)
    last = scene.measures(evaluation).all[0].last
    assert (last.text, last.text_mark is None) == (None, False)
    assert find_faults(scene) == []
