"""Where an event went: what was sealed before it, and what it says."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from models.tables import AuditEvent, Seal

PIECE = 500


def list_places(session: Session, event_ids: Sequence[int]) -> dict[int, int]:
    """Return where these events stand in the tree, counted from 0, by their numbers: behind the
    last seal that an event is not in yet, among the events behind that one. Of an event that is not
    sealed it tells where it would stand were it sealed next. One query for every 500 of them.
    """
    before = select(Seal.size).where(Seal.audit_event_id < AuditEvent.id).correlate(AuditEvent)
    before = before.order_by(Seal.id.desc()).limit(1)
    size = func.coalesce(before.scalar_subquery(), 0)
    end = func.coalesce(before.with_only_columns(Seal.audit_event_id).scalar_subquery(), 0)
    each = aliased(AuditEvent)
    counted = select(func.count(each.id)).where(each.id > end, each.id <= AuditEvent.id)
    place = size + counted.correlate(AuditEvent).scalar_subquery() - 1
    found: dict[int, int] = {}
    for start in range(0, len(event_ids), PIECE):
        wanted = AuditEvent.id.in_(event_ids[start : start + PIECE])
        rows = session.execute(select(AuditEvent.id, place).where(wanted).order_by(AuditEvent.id))
        found |= {row[0]: row[1] for row in rows}
    return found


def find_body(session: Session, event_id: int) -> str | None:
    """Return the body of an event, None where there is no such event."""
    return session.scalar(select(AuditEvent.body).where(AuditEvent.id == event_id))
