"""The chain of one evaluation and its disclosure copies, as they are handed out in a bundle."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import AuditEvent, Publication


class EventRow(NamedTuple):
    """One event as it is stored."""

    id: int
    evaluation_id: UUID
    seq: int
    prev_seq: int | None
    action: str
    from_state: str
    to_state: str
    actor_id: UUID
    at: object
    body: str
    hash: str


def list_event_rows(session: Session, evaluation_id: UUID) -> list[EventRow]:
    """Return the whole chain of one evaluation in its order."""
    rows = session.execute(
        select(
            AuditEvent.id,
            AuditEvent.evaluation_id,
            AuditEvent.seq,
            AuditEvent.prev_seq,
            AuditEvent.action,
            AuditEvent.from_state,
            AuditEvent.to_state,
            AuditEvent.actor_id,
            AuditEvent.at,
            AuditEvent.body,
            AuditEvent.hash,
        )
        .where(AuditEvent.evaluation_id == evaluation_id)
        .order_by(AuditEvent.seq, AuditEvent.id)
    )
    return [EventRow(*row) for row in rows]


class FrozenRow(NamedTuple):
    """A sealed round with its number, or a disclosure copy with its time."""

    id: int
    event_seq: int
    content: str
    content_hash: str
    mark: int | datetime


def list_publication_rows(session: Session, evaluation_id: UUID) -> list[FrozenRow]:
    """Return the disclosure copies of one evaluation."""
    rows = session.execute(
        select(
            Publication.id,
            Publication.event_seq,
            Publication.content,
            Publication.content_hash,
            Publication.published_at,
        )
        .where(Publication.evaluation_id == evaluation_id)
        .order_by(Publication.event_seq)
    )
    return [FrozenRow(*row) for row in rows]
