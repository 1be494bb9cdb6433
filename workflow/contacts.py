"""Where a person is told of what happened, and up to when he has read it: outside the trail."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from models.queries.deliveries import find_contact
from models.tables import Contact


def save_contact(
    session: Session, *, user_id: UUID, address: str, digest: bool, language: str, at: datetime
) -> None:
    """Keep where and how a person is told. Who begins to want a digest is told of what happens
    from now on.
    """
    before = find_contact(session, user_id)
    since = before.since if before is not None and before.digest else at
    wish: dict[str, object] = {
        "address": address,
        "digest": digest,
        "language": language,
        "since": since,
    }
    _write(session, user_id=user_id, known=before is not None, values=wish)


def mark_read(session: Session, *, user_id: UUID, at: datetime) -> None:
    """Keep that a person has read every notice up to now."""
    known = find_contact(session, user_id) is not None
    values: dict[str, object] = {"read_at": at}
    if not known:
        values |= {"address": "", "digest": False, "language": "zh", "since": at}
    _write(session, user_id=user_id, known=known, values=values)


def _write(session: Session, *, user_id: UUID, known: bool, values: dict[str, object]) -> None:
    if known:
        session.execute(update(Contact).where(Contact.user_id == user_id).values(**values))
    else:
        session.execute(insert(Contact), [{"user_id": user_id, **values}])


def mark_digested(session: Session, *, user_id: UUID, at: datetime) -> None:
    """Keep that the digest of a person was put together."""
    session.execute(update(Contact).where(Contact.user_id == user_id).values(digested_at=at))
