"""What the ledger reads: how far it went, and the rows of the trail behind that."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, LargeBinary, cast, exists, func, select, text
from sqlalchemy.orm import Session

from models.tables import AdminEvent, AuditEvent, Refusal, Seal
from models.vocabulary import Action

PIECE = 5_000


class SealRow(NamedTuple):
    """One seal as it is stored."""

    id: int
    at: datetime
    size: int
    root: str
    audit_event_id: int
    admin_event_id: int
    refusal_id: int
    checkpoint: str


class Ends(NamedTuple):
    """The number of the last row of each table of the trail, 0 for none."""

    audit_event: int = 0
    admin_event: int = 0
    refusal: int = 0


class Window(NamedTuple):
    """What of the trail is not sealed yet: how many rows, and when the oldest of them came about
    (UTC; None where there is none).
    """

    rows: int
    since: datetime | None


class AdminEventRow(NamedTuple):
    """One administrative act as it is stored."""

    id: int
    actor_id: UUID | None
    action: str
    at: datetime
    body: str


class RefusalRow(NamedTuple):
    """One refused attempt as it is stored."""

    id: int
    evaluation_id: UUID | None
    actor_id: UUID
    action: str
    at: datetime
    source: str
    reasons: str


_SEALS = select(
    Seal.id,
    Seal.at,
    Seal.size,
    Seal.root,
    Seal.audit_event_id,
    Seal.admin_event_id,
    Seal.refusal_id,
    Seal.checkpoint,
)


def _end_of_last(column: ColumnElement[int]) -> ColumnElement[int]:
    """The last sealed row of one table, 0 before the first seal; as a value of a statement."""
    last = select(column).order_by(Seal.id.desc()).limit(1)
    return func.coalesce(last.scalar_subquery(), 0)


LAST_SEALED = _end_of_last(Seal.audit_event_id)  # type: ignore[arg-type]  # a column is an expression
"""The number of the last sealed event, to be compared with in a statement."""


def find_last_seal(session: Session, *, below: int | None = None) -> SealRow | None:
    """Return the last seal, or the last one of fewer entries than `below`."""
    query = _SEALS.order_by(Seal.size.desc()).limit(1)
    row = session.execute(query if below is None else query.where(Seal.size < below)).first()
    return None if row is None else SealRow(*row)


def list_seals(session: Session) -> Iterator[SealRow]:
    """Yield every seal in its order."""
    for row in session.execute(_SEALS.order_by(Seal.id)):
        yield SealRow(*row)


def read_trail_ends(session: Session) -> Ends:
    """Return the last numbers up to which nothing can be added any more.

    On PostgreSQL it waits for everybody who is writing (audit design, section 4); on SQLite the
    transaction must be one that writes, which are one at a time.
    """
    if session.connection().dialect.name == "postgresql":
        return Ends(*session.execute(text("SELECT * FROM read_trail_ends()")).one())
    return Ends(
        *(
            session.scalar(select(func.coalesce(func.max(table.id), 0))) or 0
            for table in (AuditEvent, AdminEvent, Refusal)
        )
    )


def count_trail(session: Session, ends: Ends) -> int:
    """Return how many rows the trail has up to these. One query."""
    tables = (
        (AuditEvent, ends.audit_event),
        (AdminEvent, ends.admin_event),
        (Refusal, ends.refusal),
    )
    # All less those behind: for those up to a number SQLite would read every body, and counts all
    # by its smallest index.
    columns = []
    for table, end in tables:
        counted = select(func.count()).select_from(table)
        behind = counted.where(table.id > end)
        columns.append(counted.scalar_subquery() - behind.scalar_subquery())
    return sum(session.execute(select(*columns)).one())


def find_unsealed_publication(session: Session) -> bool:
    """Say whether something was published that is not sealed yet. One query, by an index."""
    published = exists().where(AuditEvent.action == Action.PUBLISH, AuditEvent.id > LAST_SEALED)
    return bool(session.scalar(select(published)))


def read_window(session: Session) -> Window:
    """Return what of the trail is not sealed yet. One query, as long as the window is."""
    tables = (
        (AuditEvent, Seal.audit_event_id),
        (AdminEvent, Seal.admin_event_id),
        (Refusal, Seal.refusal_id),
    )
    columns = []
    for table, end in tables:
        behind = table.id > _end_of_last(end)  # type: ignore[arg-type]  # as above
        first = select(table.at).where(behind).order_by(table.id).limit(1)
        counted = select(func.count()).select_from(table).where(behind)
        columns += [counted.scalar_subquery(), first.scalar_subquery()]
    found = session.execute(select(*columns)).one()
    times = [at for at in found[1::2] if at is not None]
    return Window(rows=sum(found[0::2]), since=min(times, default=None))


def stream_bodies(session: Session, *, after: int, upto: int) -> Iterator[tuple[int, str]]:
    """Yield number and body of the events behind one and up to another, in their order."""
    query = select(AuditEvent.id, AuditEvent.body).where(AuditEvent.id <= upto)
    last = after
    while piece := session.execute(
        query.where(AuditEvent.id > last).order_by(AuditEvent.id).limit(PIECE)
    ).all():
        yield from ((row.id, row.body) for row in piece)
        last = piece[-1].id


# What is sealed is bytes: as text each body would be decoded, only to be encoded again.
_BYTES = {
    "sqlite": cast(AuditEvent.body, LargeBinary),
    "postgresql": func.convert_to(AuditEvent.body, "UTF8", type_=LargeBinary),
}


def stream_body_bytes(session: Session, *, after: int, upto: int) -> Iterator[bytes]:
    """Yield the bodies of the events behind one and up to another, in their order, in UTF-8."""
    # Not by way of the session, which costs as much again as the database.
    connection = session.connection()
    query = select(_BYTES[connection.dialect.name]).order_by(AuditEvent.id)
    for start in range(after, upto, PIECE):
        end = min(start + PIECE, upto)
        piece = query.where(AuditEvent.id > start, AuditEvent.id <= end)
        yield from connection.scalars(piece).all()


def stream_admin_events(session: Session, *, after: int, upto: int) -> Iterator[AdminEventRow]:
    """Yield the administrative acts behind one and up to another, in their order."""
    columns = select(
        AdminEvent.id, AdminEvent.actor_id, AdminEvent.action, AdminEvent.at, AdminEvent.body
    )
    last = after
    while piece := session.execute(
        columns.where(AdminEvent.id > last, AdminEvent.id <= upto)
        .order_by(AdminEvent.id)
        .limit(PIECE)
    ).all():
        yield from (AdminEventRow(*row) for row in piece)
        last = piece[-1].id


def stream_refusals(session: Session, *, after: int, upto: int) -> Iterator[RefusalRow]:
    """Yield the refused attempts behind one and up to another, in their order."""
    columns = select(
        Refusal.id,
        Refusal.evaluation_id,
        Refusal.actor_id,
        Refusal.action,
        Refusal.at,
        Refusal.source,
        Refusal.reasons,
    )
    last = after
    while piece := session.execute(
        columns.where(Refusal.id > last, Refusal.id <= upto).order_by(Refusal.id).limit(PIECE)
    ).all():
        yield from (RefusalRow(*row) for row in piece)
        last = piece[-1].id
