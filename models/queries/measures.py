"""Measures by which problems are put right: their steps, in the evaluation of every year."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from models.queries.seals import LAST_SEALED
from models.tables import (
    Attachment,
    AuditEvent,
    Comment,
    Cycle,
    Evaluation,
    FreeText,
    MeasureStepRow,
    User,
)


class StepRow(NamedTuple):
    """One step of one measure, with the event that took it. Texts come with their commitments; of
    an erased one the text is None. `said` is what was said with the event.
    """

    id: int
    evaluation_id: UUID
    fiscal_year: int
    edition: int
    state: str
    event_seq: int
    measure_id: UUID
    kind: str
    finding_id: int | None
    finding: str | None
    finding_mark: str | None
    recommendation_id: int | None
    recommendation: str | None
    recommendation_mark: str | None
    text_id: int | None
    text: str | None
    text_mark: str | None
    owner: str
    due_on: str | None
    attachment_id: UUID | None
    attachment_name: str | None
    said: str | None
    said_mark: str | None
    actor_id: UUID
    actor_name: str
    at: datetime
    hash: str
    sealed: bool


_FINDING, _ADVICE, _TEXT, _SAID = (aliased(FreeText) for _ in range(4))


def select_steps() -> "Select[*tuple[Any, ...]]":
    """Return the statement for steps as `StepRow` has them, without conditions and order."""
    return (
        select(
            MeasureStepRow.id,
            MeasureStepRow.evaluation_id,
            Cycle.fiscal_year,
            Evaluation.edition,
            Evaluation.state,
            MeasureStepRow.event_seq,
            MeasureStepRow.measure_id,
            MeasureStepRow.kind,
            MeasureStepRow.finding_id,
            _FINDING.text,
            _FINDING.commitment,
            MeasureStepRow.recommendation_id,
            _ADVICE.text,
            _ADVICE.commitment,
            MeasureStepRow.text_id,
            _TEXT.text,
            _TEXT.commitment,
            MeasureStepRow.owner,
            MeasureStepRow.due_on,
            MeasureStepRow.attachment_id,
            Attachment.name,
            _SAID.text,
            _SAID.commitment,
            AuditEvent.actor_id,
            User.name,
            AuditEvent.at,
            AuditEvent.hash,
            AuditEvent.id <= LAST_SEALED,
        )
        .join(Evaluation, Evaluation.id == MeasureStepRow.evaluation_id)
        .join(Cycle, Cycle.id == Evaluation.cycle_id)
        .join(
            AuditEvent,
            and_(
                AuditEvent.evaluation_id == MeasureStepRow.evaluation_id,
                AuditEvent.seq == MeasureStepRow.event_seq,
            ),
        )
        .join(User, User.id == AuditEvent.actor_id)
        .outerjoin(_FINDING, _FINDING.id == MeasureStepRow.finding_id)
        .outerjoin(_ADVICE, _ADVICE.id == MeasureStepRow.recommendation_id)
        .outerjoin(_TEXT, _TEXT.id == MeasureStepRow.text_id)
        .outerjoin(Attachment, Attachment.id == MeasureStepRow.attachment_id)
        .outerjoin(
            Comment,
            and_(
                Comment.evaluation_id == MeasureStepRow.evaluation_id,
                Comment.event_seq == MeasureStepRow.event_seq,
            ),
        )
        .outerjoin(_SAID, _SAID.id == Comment.text_id)
    )


def list_steps(session: Session, evaluation: Evaluation) -> list[StepRow]:
    """Return every step of the measures of one result, all its editions together, those that were
    taken in the evaluations of other years included; in the order they were taken. Steps in
    discarded drafts are left out, but for those of the evaluation itself. One query.
    """
    edition, first = aliased(Evaluation), evaluation.first_edition_id or evaluation.id
    here = aliased(MeasureStepRow)
    own = (
        select(here.measure_id)
        .join(edition, edition.id == here.evaluation_id)
        .where(
            or_(edition.id == first, edition.first_edition_id == first),
            or_(~edition.discarded, edition.id == evaluation.id),
        )
    )
    rows = session.execute(
        select_steps()
        .where(
            MeasureStepRow.measure_id.in_(own),
            or_(~Evaluation.discarded, Evaluation.id == evaluation.id),
        )
        .order_by(MeasureStepRow.id)
    )
    return [StepRow(*row) for row in rows]
