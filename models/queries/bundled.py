"""What a bundle holds of an evaluation: its events, and its disclosure copies."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import AuditEvent, Publication


class EventRow(NamedTuple):
    """One event as it was sealed."""

    id: int
    seq: int
    action: str
    body: str
    hash: str


class FrozenRow(NamedTuple):
    """A disclosure copy, and the number of its event."""

    event_seq: int
    content: str


def list_event_rows(session: Session, evaluation_id: UUID) -> list[EventRow]:
    """Return the whole chain of one evaluation in its order."""
    rows = session.execute(
        select(AuditEvent.id, AuditEvent.seq, AuditEvent.action, AuditEvent.body, AuditEvent.hash)
        .where(AuditEvent.evaluation_id == evaluation_id)
        .order_by(AuditEvent.seq)
    )
    return [EventRow(*row) for row in rows]


def list_publication_rows(session: Session, evaluation_id: UUID) -> list[FrozenRow]:
    """Return the disclosure copies of one evaluation in their order."""
    rows = session.execute(
        select(Publication.event_seq, Publication.content)
        .where(Publication.evaluation_id == evaluation_id)
        .order_by(Publication.event_seq)
    )
    return [FrozenRow(*row) for row in rows]
