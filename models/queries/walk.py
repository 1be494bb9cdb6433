"""Every step of the scores of one evaluation, and who signed for them."""

from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from models.tables import AuditEvent, FreeText, ScoreChange, User
from models.vocabulary import Action

MOST_STEPS = 10_000
"""Steps that are read for one page or one file, the latest of them."""


class StepRow(NamedTuple):
    """One score of one row given by one event; a signature for the unit has no row. An erased
    reason is None though `reason_id` is there.
    """

    event_seq: int
    action: str
    actor_name: str
    at: datetime
    indicator_id: UUID | None
    kind: str | None
    old: Decimal | None
    new: Decimal | None
    reason_id: int | None
    reason: str | None
    for_name: str | None = None


_PRINCIPAL = aliased(User)


def list_steps(session: Session, evaluation_id: UUID) -> list[StepRow]:
    """Return every score that was given and every signature of the unit's head, the oldest first.
    One query.
    """
    columns: tuple[Any, ...] = (
        AuditEvent.seq,
        AuditEvent.action,
        User.name,
        AuditEvent.at,
        ScoreChange.indicator_id,
        ScoreChange.kind,
        ScoreChange.old,
        ScoreChange.new,
        ScoreChange.reason_id,
        FreeText.text,
        _PRINCIPAL.name,
    )
    rows = session.execute(
        select(*columns)
        .join(User, User.id == AuditEvent.actor_id)
        .outerjoin(_PRINCIPAL, _PRINCIPAL.id == AuditEvent.for_id)
        .outerjoin(
            ScoreChange,
            (ScoreChange.evaluation_id == AuditEvent.evaluation_id)
            & (ScoreChange.event_seq == AuditEvent.seq),
        )
        .outerjoin(FreeText, FreeText.id == ScoreChange.reason_id)
        .where(
            AuditEvent.evaluation_id == evaluation_id,
            or_(ScoreChange.id.is_not(None), AuditEvent.action == Action.APPROVE),
        )
        .order_by(AuditEvent.seq.desc(), ScoreChange.id.desc())
        .limit(MOST_STEPS)
    )
    return [StepRow(*row) for row in rows][::-1]
