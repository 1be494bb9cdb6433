"""Where an event went: what was sealed before it, and what it says."""

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.tables import AuditEvent, Seal


class Sealed(NamedTuple):
    """How far a seal went: the size of its tree, and the last event in it."""

    size: int = 0
    audit_event_id: int = 0


def find_seal_before(session: Session, event_id: int) -> Sealed:
    """Return the last seal that an event is not in yet; of the first seal nothing is before it."""
    row = session.execute(
        select(Seal.size, Seal.audit_event_id)
        .where(Seal.audit_event_id < event_id)
        .order_by(Seal.id.desc())
        .limit(1)
    ).first()
    return Sealed() if row is None else Sealed._make(row)


def count_events(session: Session, *, after: int, upto: int) -> int:
    """Return how many events there are behind one and up to another."""
    query = select(func.count()).where(AuditEvent.id > after, AuditEvent.id <= upto)
    return session.scalar(query) or 0


def find_body(session: Session, event_id: int) -> str | None:
    """Return the body of an event, None where there is no such event."""
    return session.scalar(select(AuditEvent.body).where(AuditEvent.id == event_id))
