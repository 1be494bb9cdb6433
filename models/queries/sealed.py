"""What of the trail the ledger holds: single events as entries of it, and since when."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from models.queries.seals import LAST_SEALED
from models.tables import AuditEvent, Publication, Seal

IS_SEALED: ColumnElement[bool] = AuditEvent.id <= LAST_SEALED
"""The condition that the last seal covers an event."""


class EntryRow(NamedTuple):
    """One event as an entry of the ledger: its number in the trail, its place in its chain, and
    the exact text that was hashed.
    """

    id: int
    evaluation_id: UUID
    seq: int
    hash: str
    body: str


_ENTRIES = select(
    AuditEvent.id, AuditEvent.evaluation_id, AuditEvent.seq, AuditEvent.hash, AuditEvent.body
)


def find_entry(session: Session, evaluation_id: UUID, *, seq: int) -> EntryRow | None:
    """Return one event of an evaluation, None where there is no such number."""
    return _find_one(
        session,
        _ENTRIES.where(AuditEvent.evaluation_id == evaluation_id, AuditEvent.seq == seq),
    )


def find_publishing_entry(session: Session, evaluation_id: UUID) -> EntryRow | None:
    """Return the event that published an evaluation, None where none did."""
    return _find_one(
        session,
        _ENTRIES.join(
            Publication,
            (Publication.evaluation_id == AuditEvent.evaluation_id)
            & (Publication.event_seq == AuditEvent.seq),
        ).where(Publication.evaluation_id == evaluation_id),
    )


def _find_one(session: Session, statement: "Select[*tuple[Any, ...]]") -> EntryRow | None:
    row = session.execute(statement.limit(1)).first()
    return None if row is None else EntryRow(*row)


def find_sealing_time(session: Session, event_id: int) -> datetime | None:
    """Return when the first seal that covers an event was made, None while none does."""
    return session.scalar(
        select(Seal.at).where(Seal.audit_event_id >= event_id).order_by(Seal.id).limit(1)
    )
