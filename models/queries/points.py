"""The steps of the points of one evaluation."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from models.queries.trail import PRINCIPAL
from models.tables import AuditEvent, FreeText, PointStep, User


class StepRow(NamedTuple):
    """One step of a point: by which event, by whom and when, and what was said; `text` is None
    where nothing was, and where it was erased, `commitment` in the first case alone. `for_name` is
    the person for whom a deputy acted.
    """

    point_id: UUID
    seq: int
    kind: str
    office: str
    place: str
    text: str | None
    commitment: str | None
    actor_name: str
    for_name: str | None
    at: datetime


def list_point_steps(session: Session, evaluation_id: UUID) -> list[StepRow]:
    """Return every step of every point of one evaluation, in their order. One query."""
    statement: Select[*tuple[Any, ...]] = (
        select(
            PointStep.point_id,
            PointStep.event_seq,
            PointStep.kind,
            PointStep.office,
            PointStep.place,
            FreeText.text,
            FreeText.commitment,
            User.name,
            PRINCIPAL.name,
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
        .outerjoin(PRINCIPAL, PRINCIPAL.id == AuditEvent.for_id)
        .outerjoin(FreeText, FreeText.id == PointStep.text_id)
        .where(PointStep.evaluation_id == evaluation_id)
        .order_by(PointStep.event_seq, PointStep.id)
    )
    return [StepRow(*row) for row in session.execute(statement)]
