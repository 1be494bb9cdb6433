"""What verification reads of the trail in the order of the ledger: by number, as it stands."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from models.queries.spelled import fetch_rows, raw_bytes, raw_id, raw_time
from models.tables import AdminEvent, AuditEvent, Refusal, Seal

PIECE = 5_000


class Sealed(NamedTuple):
    """One seal as it is stored: the tree it signs, and the last row of each table in it."""

    id: int
    size: int
    root: str
    audit_event: int
    admin_event: int
    refusal: int
    checkpoint: str


def stream_seals(session: Session) -> Iterator[Sealed]:
    """Yield every seal in its order, reading a piece at a time."""
    last = None
    query = select(
        Seal.id,
        Seal.size,
        Seal.root,
        Seal.audit_event_id,
        Seal.admin_event_id,
        Seal.refusal_id,
        Seal.checkpoint,
    ).order_by(Seal.id)
    while True:
        behind = query if last is None else query.where(Seal.id > last)
        piece = [Sealed._make(row) for row in session.execute(behind.limit(PIECE))]
        yield from piece
        if len(piece) < PIECE:
            return
        last = piece[-1].id


def _between(statement: "Select[*tuple[Any, ...]]", column: Any) -> "Select[*tuple[Any, ...]]":
    bounds = column > bindparam("after"), column <= bindparam("upto")
    return statement.where(*bounds).order_by(column)


_HASHES = _between(select(AuditEvent.id, AuditEvent.hash), AuditEvent.id)
_BODIES = _between(select(AuditEvent.id, raw_bytes(AuditEvent.body)), AuditEvent.id)
_ACTS = _between(
    select(
        AdminEvent.id,
        raw_id(AdminEvent.actor_id),
        AdminEvent.action,
        raw_time(AdminEvent.at),
        AdminEvent.body,
    ),
    AdminEvent.id,
)
_REFUSALS = _between(
    select(
        Refusal.id,
        raw_id(Refusal.evaluation_id),
        raw_id(Refusal.actor_id),
        Refusal.action,
        raw_time(Refusal.at),
        Refusal.source,
        Refusal.reasons,
    ),
    Refusal.id,
)


def list_hashes(session: Session, *, after: int, upto: int) -> list[tuple[int, str]]:
    """Return number and hash of the events behind one and up to another."""
    return _list(session, _HASHES, after=after, upto=upto)


def list_bodies(session: Session, *, after: int, upto: int) -> list[tuple[int, str | bytes]]:
    """Return number and body of these events."""
    return _list(session, _BODIES, after=after, upto=upto)


def list_acts(session: Session, *, after: int, upto: int) -> list[tuple[Any, ...]]:
    """Return the administrative acts: number, actor, action, time and body."""
    return _list(session, _ACTS, after=after, upto=upto)


def list_refused(session: Session, *, after: int, upto: int) -> list[tuple[Any, ...]]:
    """Return the refused attempts: number, evaluation, actor, action, time, source and reasons."""
    return _list(session, _REFUSALS, after=after, upto=upto)


def _list(
    session: Session, statement: "Select[*tuple[Any, ...]]", *, after: int, upto: int
) -> list[Any]:
    if upto <= after:
        return []
    return fetch_rows(session, statement, {"after": after, "upto": upto})


def step_on(session: Session, table: Any, *, after: int, upto: int, most: int) -> tuple[int, int]:
    """Return how many rows follow behind a number, `most` at most, and the last of them; the
    number itself where there are none.
    """
    if upto <= after:
        return 0, after
    rows = (
        select(table.id)
        .where(table.id > after, table.id <= upto)
        .order_by(table.id)
        .limit(most)
        .subquery()
    )
    count, last = session.execute(select(func.count(), func.max(rows.c.id))).one()
    return (0, after) if last is None else (count, last)
