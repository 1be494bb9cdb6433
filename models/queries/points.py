"""The steps of the points of one evaluation."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from models.tables import AuditEvent, FreeText, PointStep, User


class StepRow(NamedTuple):
    """One step of a point: by which event, by whom and when, and what was said; `text` is None
    where nothing was, and where it was erased, `commitment` in the first case alone.
    """

    point_id: UUID
    seq: int
    kind: str
    office: str
    place: str
    text: str | None
    commitment: str | None
    actor_name: str
    at: datetime


def list_point_steps(session: Session, evaluation_id: UUID) -> list[StepRow]:
    """Return every step of every point of one evaluation, in their order. One query."""
    rows = session.execute(
        select(
            PointStep.point_id,
            PointStep.event_seq,
            PointStep.kind,
            PointStep.office,
            PointStep.place,
            FreeText.text,
            FreeText.commitment,
            User.name,
            AuditEvent.at,
        )
        .join(
            AuditEvent,
            and_(
                AuditEvent.evaluation_id == PointStep.evaluation_id,
                AuditEvent.seq == PointStep.event_seq,
            ),
        )
        .join(User, User.id == AuditEvent.actor_id)
        .outerjoin(FreeText, FreeText.id == PointStep.text_id)
        .where(PointStep.evaluation_id == evaluation_id)
        .order_by(PointStep.event_seq, PointStep.id)
    )
    return [StepRow(*row) for row in rows]
