"""What is told by mail or webhook: claimed first, in a transaction of its own, and sent after it.

What was claimed is never claimed again, so that two workers do not tell the same thing, and nothing
leaves before the event it tells of is committed. What could not be sent stays a batch and is tried
again as it is; a worker that died in between leaves one too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from models.tables import Delivery
from models.writing import Rows
from workflow.ids import new_id


class Channel(StrEnum):
    """How somebody is told."""

    MAIL = "mail"
    WEBHOOK = "webhook"


class Subject(StrEnum):
    """What is told: an event, that a deadline is near, or that it is over."""

    EVENT = "event"
    SOON = "soon"
    LATE = "late"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing to tell: `number` is that of the event, or of the round of a deadline."""

    evaluation_id: UUID
    subject: Subject
    number: int


def claim(
    session: Session,
    items: Sequence[Item],
    *,
    channel: Channel,
    user_id: UUID | None,
    at: datetime,
) -> UUID:
    """Keep that these things are about to be told together; return the id of the batch.

    Raises IntegrityError when another worker has claimed one of them.
    """
    batch = new_id()
    rows: Rows = [
        {
            "id": new_id(),
            "channel": channel,
            "user_id": user_id,
            "evaluation_id": item.evaluation_id,
            "kind": item.subject,
            "number": item.number,
            "batch": batch,
            "made_at": at,
            "tried_at": at,
            "tries": 0,
            "sent_at": None,
            "problem": None,
        }
        for item in items
    ]
    session.execute(insert(Delivery), rows)
    return batch


def take_up(session: Session, batch: UUID, *, tries: int, at: datetime) -> bool:
    """Keep that a batch is tried once more; answers False where another worker was first."""
    changed = session.execute(
        update(Delivery)
        .where(Delivery.batch == batch, Delivery.sent_at.is_(None), Delivery.tries == tries)
        .values(tries=tries + 1, tried_at=at)
        .returning(Delivery.id)
    )
    return bool(changed.all())


def mark_sent(session: Session, batch: UUID, *, at: datetime) -> None:
    """Keep that a batch was sent, or that nobody wants it any more."""
    session.execute(
        update(Delivery).where(Delivery.batch == batch).values(sent_at=at, problem=None)
    )


def mark_failed(session: Session, batch: UUID, *, problem: str) -> None:
    """Keep why a batch could not be sent; it is tried again."""
    session.execute(update(Delivery).where(Delivery.batch == batch).values(problem=problem))
