"""plan_measure, report_measure, accept_measure, refuse_measure, and what `create` brings along: how
problems are put right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from models.queries.measures import StepRow
from models.tables import Attachment, MeasureStepRow
from models.vocabulary import MeasureStep
from models.writing import Rows, Write, insert_into
from workflow.audit import KeptText, keep_texts
from workflow.changes.change import Change, number_event, say
from workflow.data import (
    JudgingMeasures,
    NewFile,
    PlannedMeasure,
    PlanningMeasures,
    ReportingMeasure,
)
from workflow.guards import Case
from workflow.ids import new_id


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of one measure as it is to be written; texts as they were kept."""

    measure_id: UUID
    kind: MeasureStep
    finding: KeptText | None
    recommendation: KeptText | None
    text: KeptText | None
    owner: str
    due_on: str | None
    attachment_id: UUID | None = None


def write_steps(
    *, evaluation_id: UUID, event_seq: int, steps: Sequence[Step]
) -> tuple[list[dict[str, object]], list[Write]]:
    """Return steps as the trail spells them, and the writes that bring them about."""
    if not steps:
        return [], []
    rows: Rows = [
        {
            "evaluation_id": evaluation_id,
            "event_seq": event_seq,
            "measure_id": step.measure_id,
            "kind": step.kind,
            "finding_id": step.finding.id if step.finding else None,
            "recommendation_id": step.recommendation.id if step.recommendation else None,
            "text_id": step.text.id if step.text else None,
            "owner": step.owner,
            "due_on": step.due_on,
            "attachment_id": step.attachment_id,
        }
        for step in steps
    ]
    return [*map(spell_step, steps)], [(insert_into(MeasureStepRow), rows)]


def spell_step(step: Step) -> dict[str, object]:
    """Return one step as the trail spells it."""
    return {
        "id": str(step.measure_id),
        "kind": step.kind,
        "finding": step.finding.commitment if step.finding else None,
        "recommendation": step.recommendation.commitment if step.recommendation else None,
        "text": step.text.commitment if step.text else None,
        "owner": step.owner,
        "due_on": step.due_on,
        "attachment": str(step.attachment_id) if step.attachment_id else None,
    }


def plan_measures(session: Session, case: Case) -> Change:
    """Name measures against problems, or change those in hand; one that is sent as it stands is no
    change of it.
    """
    given = case.data
    if not isinstance(given, PlanningMeasures):
        raise TypeError(given)
    planned = [each for each in given.measures if _differs(case, each)]
    texts = keep_texts(session, [each.text for each in planned])
    known = _index_texts(case)
    steps = [
        Step(
            measure_id=each.measure_id or new_id(),
            kind=_find_kind(case, each),
            finding=known.get(each.finding),
            recommendation=known.get(each.recommendation),
            text=text,
            owner=each.owner,
            due_on=each.due_on.isoformat() if each.due_on else None,
        )
        for each, text in zip(planned, texts, strict=True)
    ]
    return _make_change(case, steps=steps)


def _differs(case: Case, planned: PlannedMeasure) -> bool:
    if planned.measure_id is None:
        return True
    last = case.measures().by_id[planned.measure_id].last
    due_on = planned.due_on.isoformat() if planned.due_on else None
    return (
        planned.text,
        planned.owner,
        due_on,
        planned.finding or None,
        planned.recommendation or None,
    ) != (last.text, last.owner, last.due_on, last.finding_mark, last.recommendation_mark)


def _find_kind(case: Case, planned: PlannedMeasure) -> MeasureStep:
    if planned.measure_id is None:
        return MeasureStep.PLAN
    last = case.measures().by_id[planned.measure_id].last
    return MeasureStep.PLAN if last.text_id is None else MeasureStep.CHANGE


def _index_texts(case: Case) -> Mapping[str, KeptText]:
    """The texts that a measure may answer, by their commitments."""
    content = case.content()
    written = (*content.findings, *content.recommendations, *content.sections.values())
    known = {
        text.commitment: KeptText(text.text_id, text.commitment)
        for text in written
        if text.text_id is not None and text.commitment is not None
    }
    for measure in case.measures().all:
        for kept in (_keep_finding(measure.last), _keep_advice(measure.last)):
            if kept is not None:
                known.setdefault(kept.commitment, kept)
    return known


def _keep_finding(step: StepRow) -> KeptText | None:
    return _join(step.finding_id, step.finding_mark)


def _keep_advice(step: StepRow) -> KeptText | None:
    return _join(step.recommendation_id, step.recommendation_mark)


def _join(text_id: int | None, mark: str | None) -> KeptText | None:
    return None if text_id is None or mark is None else KeptText(text_id, mark)


def report_measure(session: Session, case: Case) -> Change:
    """Say what was done of a measure, with the document that shows it."""
    given = case.data
    if not isinstance(given, ReportingMeasure):
        raise TypeError(given)
    said, writes = say(session, case=case, text=given.text)
    attachment_id, data, filing = given.attachment_id, said, list[Write]()
    if given.file is not None:
        attachment_id = new_id()
        spelled, filing = _write_file(case, file=given.file, attachment_id=attachment_id)
        data = {"attachment": spelled, **said}
    step = _repeat(case, given.measure_id, kind=MeasureStep.DONE, attachment_id=attachment_id)
    return _make_change(case, steps=[step], data=data, writes=[*filing, *writes])


def _write_file(
    case: Case, *, file: NewFile, attachment_id: UUID
) -> tuple[dict[str, object], list[Write]]:
    plain: dict[str, object] = {
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.sha256,
    }
    row: dict[str, object] = {
        "id": attachment_id,
        "evaluation_id": case.facts.evaluation_id,
        "event_seq": number_event(case),
        "indicator_id": None,
        **plain,
    }
    spelled = {"id": str(attachment_id), "indicator": None, **plain}
    return spelled, [(insert_into(Attachment), [row])]


def accept_measures(session: Session, case: Case) -> Change:
    """Accept what was reported as done."""
    return _judge(session, case, kind=MeasureStep.ACCEPT)


def refuse_measures(session: Session, case: Case) -> Change:
    """Hand back what was reported as done, and say why."""
    return _judge(session, case, kind=MeasureStep.REFUSE)


def _judge(session: Session, case: Case, *, kind: MeasureStep) -> Change:
    given = case.data
    if not isinstance(given, JudgingMeasures):
        raise TypeError(given)
    said, writes = say(session, case=case, text=given.reason)
    steps = [_repeat(case, own, kind=kind) for own in dict.fromkeys(given.measure_ids)]
    return _make_change(case, steps=steps, data=said, writes=writes)


def _repeat(
    case: Case, measure_id: UUID, *, kind: MeasureStep, attachment_id: UUID | None = None
) -> Step:
    """Return a step that leaves the measure as it stands."""
    last = case.measures().by_id[measure_id].last
    return Step(
        measure_id=measure_id,
        kind=kind,
        finding=_keep_finding(last),
        recommendation=_keep_advice(last),
        text=_join(last.text_id, last.text_mark),
        owner=last.owner,
        due_on=last.due_on,
        attachment_id=attachment_id,
    )


def _make_change(
    case: Case,
    *,
    steps: Sequence[Step],
    data: Mapping[str, object] | None = None,
    writes: Sequence[Write] = (),
) -> Change:
    spelled, stepping = write_steps(
        evaluation_id=case.facts.evaluation_id, event_seq=number_event(case), steps=steps
    )
    return Change(data={"measures": spelled, **(data or {})}, writes=[*writes, *stepping])
