"""Who wants to be told, what was told, and what could not be."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models.queries.lists import DEADLINE
from models.tables import AuditEvent, Contact, Cycle, Delivery, Evaluation, User


class ContactRow(NamedTuple):
    """Where and how a person is told; `since` is from when on."""

    user_id: UUID
    address: str
    digest: bool
    language: str
    since: datetime
    read_at: datetime | None


_CONTACT = (
    Contact.user_id,
    Contact.address,
    Contact.digest,
    Contact.language,
    Contact.since,
    Contact.read_at,
)


def find_contact(session: Session, user_id: UUID) -> ContactRow | None:
    """Return where a person is told, or None where he never said. One query."""
    row = session.execute(select(*_CONTACT).where(Contact.user_id == user_id)).one_or_none()
    return None if row is None else ContactRow(*row)


def list_subscribers(session: Session, *, before: datetime, size: int) -> list[ContactRow]:
    """Return people who want a digest, may sign in, and had none put together since a moment, by
    id. One query.
    """
    statement = (
        select(*_CONTACT)
        .join(User, User.id == Contact.user_id)
        .where(
            Contact.digest,
            User.active,
            or_(Contact.digested_at.is_(None), Contact.digested_at < before),
        )
        .order_by(Contact.user_id)
        .limit(size)
    )
    return [ContactRow(*row) for row in session.execute(statement)]


class ToldRow(NamedTuple):
    """One row of a batch that is to be told, with what it is about: of a deadline the event is
    None. `deadline` is the one that stands now.
    """

    batch: UUID
    channel: str
    user_id: UUID | None
    evaluation_id: UUID
    title: str
    kind: str
    number: int
    deadline: datetime
    action: str | None
    from_state: str | None
    to_state: str | None
    at: datetime | None


class WaitingBatch(NamedTuple):
    """One batch that was not sent yet: how often and when it was last tried."""

    batch: UUID
    channel: str
    tries: int
    tried_at: datetime


def list_waiting_batches(session: Session, *, channel: str, limit: int) -> list[WaitingBatch]:
    """Return the batches of a channel that were not sent, the one that was not tried for longest
    first. One query.
    """
    tried_at = func.max(Delivery.tried_at)
    rows = session.execute(
        select(Delivery.batch, Delivery.channel, func.max(Delivery.tries), tried_at)
        .where(Delivery.channel == channel, Delivery.sent_at.is_(None))
        .group_by(Delivery.batch, Delivery.channel)
        .order_by(tried_at, Delivery.batch)
        .limit(limit)
    )
    return [WaitingBatch(*row) for row in rows]


def list_batch(session: Session, batch: UUID) -> list[ToldRow]:
    """Return what one batch tells, deadlines first, then events in their order. One query."""
    rows = session.execute(
        select(
            Delivery.batch,
            Delivery.channel,
            Delivery.user_id,
            Delivery.evaluation_id,
            Evaluation.title,
            Delivery.kind,
            Delivery.number,
            DEADLINE,
            AuditEvent.action,
            AuditEvent.from_state,
            AuditEvent.to_state,
            AuditEvent.at,
        )
        .join(Evaluation, Evaluation.id == Delivery.evaluation_id)
        .join(Cycle, Cycle.id == Evaluation.cycle_id)
        .outerjoin(
            AuditEvent,
            (AuditEvent.evaluation_id == Delivery.evaluation_id)
            & (AuditEvent.seq == Delivery.number)
            & (Delivery.kind == "event"),
        )
        .where(Delivery.batch == batch)
        .order_by(Delivery.kind.desc(), AuditEvent.id, Delivery.evaluation_id)
    )
    return [ToldRow._make(row) for row in rows]


class ChannelRow(NamedTuple):
    """How one channel fares: when something was last sent, how many things wait, since when, and
    what the last problem was.
    """

    channel: str
    sent_at: datetime | None
    waiting: int
    since: datetime | None
    problem: str | None


def list_channels(session: Session) -> list[ChannelRow]:
    """Return how each channel fares on which something was ever told. Two queries."""
    sent = session.execute(
        select(Delivery.channel, func.max(Delivery.sent_at))
        .group_by(Delivery.channel)
        .order_by(Delivery.channel)
    )
    waits = session.execute(
        select(
            Delivery.channel,
            func.count(),
            func.min(Delivery.made_at),
            func.max(Delivery.problem),
        )
        .where(Delivery.sent_at.is_(None))
        .group_by(Delivery.channel)
        .order_by(Delivery.channel)
    )
    waiting = {row[0]: row for row in waits}
    return [
        ChannelRow(channel, at, row[1], row[2], row[3])
        if (row := waiting.get(channel)) is not None
        else ChannelRow(channel, at, 0, None, None)
        for channel, at in sent
    ]
