"""Whether measures are planned as they must be, and may be reported, accepted or refused now."""

from collections.abc import Collection, Iterator
from uuid import UUID

from models.vocabulary import MeasureStep, Standing
from policies.disclosure import find_personal_data
from policies.limits import MAX_MEASURES
from workflow.content import Content
from workflow.data import JudgingMeasures, PlannedMeasure, PlanningMeasures, ReportingMeasure
from workflow.guards.case import Case
from workflow.measures import IN_HAND, Measure
from workflow.refusals import Reason, Why, conflict, unmet


def measures_are_sound(case: Case) -> list[Reason]:
    """At least one measure is planned, or changed while it is in hand; each says what is done, by
    which post and until which day ahead, and which text of this evaluation it answers.
    """
    given = case.data
    if not isinstance(given, PlanningMeasures):
        return []
    if not given.measures:
        return [unmet("no_measure_is_planned", field="measure-0")]
    if len(given.measures) > MAX_MEASURES:
        return [unmet("measures_are_too_many", field="measure-0", limit=str(MAX_MEASURES))]
    known = set(list_marks_to_answer(case.content())) | {
        mark
        for measure in case.measures().all
        for mark in (measure.last.finding_mark, measure.last.recommendation_mark)
    }
    today = case.at.date().isoformat()
    reasons = [
        reason
        for planned in given.measures
        for reason in (
            *_find_missing(planned, today=today),
            *_find_unknown(case, planned, known=known),
        )
    ]
    named = [planned.measure_id for planned in given.measures if planned.measure_id]
    if len(named) != len(set(named)):
        reasons.append(unmet("measure_is_unknown", field="measure-0"))
    return [*reasons, *_find_personal_data(case)]


def list_marks_to_answer(content: Content) -> Iterator[str]:
    """Yield the commitments of the texts that a measure may answer: findings, recommendations and
    the sections of the narrative, where units write of their own problems.
    """
    written = (*content.findings, *content.recommendations, *content.sections.values())
    yield from (text.commitment for text in written if text.commitment and text.text)


def _find_missing(planned: PlannedMeasure, *, today: str) -> Iterator[Reason]:
    number = planned.number
    if not planned.text:
        yield unmet("measure_says_nothing", field=f"measure-{number}")
    if not planned.owner:
        yield unmet("measure_has_no_owner", field=f"owner-{number}")
    if planned.due_on is None:
        yield unmet("measure_has_no_day", field=f"due_on-{number}")
    elif planned.due_on.isoformat() < today:
        yield unmet("measure_day_has_passed", field=f"due_on-{number}", today=today)


def _find_unknown(
    case: Case, planned: PlannedMeasure, *, known: set[str | None]
) -> Iterator[Reason]:
    number = planned.number
    if planned.finding and planned.finding not in known:
        yield unmet("answers_no_text_of_this", field=f"about-{number}")
    if planned.recommendation and planned.recommendation not in known:
        yield unmet("answers_no_text_of_this", field=f"basis-{number}")
    if planned.measure_id is None:
        return
    measure = find_measure(case, planned.measure_id)
    if measure is None:
        yield unmet("measure_is_unknown", field=f"measure-{number}")
    elif measure.last.evaluation_id != case.facts.evaluation_id:
        yield conflict("measure_lives_elsewhere", year=str(measure.last.fiscal_year))
    elif measure.standing not in IN_HAND:
        yield conflict("measure_is_not_in_hand")


def find_measure(case: Case, measure_id: UUID) -> Measure | None:
    """Return a measure of this result, None where it has none of this id."""
    return case.measures().by_id.get(measure_id)


def measure_can_be_reported(case: Case) -> list[Reason]:
    """A measure that was planned, or reported and not answered yet, is reported as done, by words;
    the document that shows it has a name and bytes, or is one of this evaluation.
    """
    given = case.data
    here = [
        measure
        for measure in case.measures().list_here(case.facts.evaluation_id)
        if measure.standing in {Standing.PLANNED, Standing.REFUSED, Standing.DONE}
    ]
    if not here:
        return [conflict("no_measure_to_report")]
    if not isinstance(given, ReportingMeasure):
        return []
    reasons = _find_elsewhere(case, given.measure_id)
    if not reasons and given.measure_id not in {measure.id for measure in here}:
        reasons = [conflict("measure_is_not_in_hand")]
    if not given.text:
        reasons.append(unmet("report_says_nothing", field="text"))
    if given.file is not None and (not given.file.name or given.file.size <= 0):
        reasons.append(unmet("file_is_named", field="file"))
    known = {file.id for file in case.content().attachments}
    if given.attachment_id is not None and given.attachment_id not in known:
        reasons.append(unmet("attachment_is_unknown", field="attachment_id"))
    return [*reasons, *_find_personal_data(case)]


def measures_are_reported(case: Case) -> list[Reason]:
    """What is accepted or refused was reported as done, and nobody has answered yet."""
    given = case.data
    waiting = {
        measure.id
        for measure in case.measures().list_here(case.facts.evaluation_id)
        if measure.standing is Standing.DONE
    }
    if not waiting:
        return [conflict("no_measure_is_reported")]
    if not isinstance(given, JudgingMeasures):
        return []
    if not given.measure_ids:
        return [unmet("no_measure_is_chosen", field="measures")]
    for measure_id in given.measure_ids:
        if reasons := _find_unready(case, measure_id, waiting=waiting):
            return reasons
    return list(_find_personal_data(case))


def _find_unready(case: Case, measure_id: UUID, *, waiting: Collection[UUID]) -> list[Reason]:
    if reasons := _find_elsewhere(case, measure_id):
        return reasons
    if measure_id not in waiting:
        return [conflict("no_measure_is_reported")]
    if case.actor.people & _list_hands(case.measures().by_id[measure_id]):
        return [Reason(why=Why.FORBIDDEN, code="had_no_part_in_measures")]
    return []


def _list_hands(measure: Measure) -> set[UUID]:
    """Who planned or reported it, in whichever year, himself or through a deputy."""
    own = {MeasureStep.PLAN, MeasureStep.CHANGE, MeasureStep.DONE}
    steps = [step for step in measure.steps if step.kind in own]
    return {hand for step in steps for hand in (step.actor_id, step.for_id) if hand is not None}


def _find_elsewhere(case: Case, measure_id: UUID) -> list[Reason]:
    measure = find_measure(case, measure_id)
    if measure is None:
        return [unmet("measure_is_unknown", field="measures")]
    if measure.last.evaluation_id != case.facts.evaluation_id:
        return [conflict("measure_lives_elsewhere", year=str(measure.last.fiscal_year))]
    return []


def _find_personal_data(case: Case) -> Iterator[Reason]:
    """What is said of a measure becomes public with the result: it names no telephone, identity
    number or address of a person.
    """
    for field, text in _list_said(case):
        for hit in find_personal_data(text):
            found = text[hit.start : hit.end]
            yield unmet("measure_tells_personal_data", field=field, found=found)


def _list_said(case: Case) -> Iterator[tuple[str, str]]:
    given = case.data
    if isinstance(given, PlanningMeasures):
        for planned in given.measures:
            yield f"measure-{planned.number}", planned.text
            yield f"owner-{planned.number}", planned.owner
    elif isinstance(given, ReportingMeasure):
        yield "text", given.text
    elif isinstance(given, JudgingMeasures):
        yield "reason", given.reason
