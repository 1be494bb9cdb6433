"""In which pieces verification goes through the trail: none so large that it takes much room, and
none so small that asking for it takes longer than looking at it.
"""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy.orm import Session

from models.queries.entered import Sealed, find_last_number, step_on, stream_seals
from models.tables import AdminEvent, AuditEvent, Refusal
from workflow.ledger.entered import Reach
from workflow.ledger.trail import LookAtTrail, SealedPiece
from workflow.ledger.trusted import Trusted

PIECE = 4_096
"""Rows of a piece, about: seals that took in less are looked at together, one that took in more is
cut.
"""
_BEFORE_ALL = -(1 << 62)
"""Below every number, those too that only a forger can have given."""
_TABLES = (AuditEvent, AdminEvent, Refusal)


def plan_trail(session: Session, trusted: Trusted | None) -> Iterator[LookAtTrail]:
    """Yield jobs that look at the whole trail: at what was sealed, in its order, and behind that at
    the events that no seal knows yet.
    """
    after = _BEFORE_ALL
    if trusted is not None:
        for job in _plan_sealed(session, trusted):
            after = job.reach.upto[0]
            yield job
    upto = find_last_number(session, AuditEvent)
    while True:
        count, end = step_on(session, AuditEvent, after=after, upto=upto, most=PIECE)
        if not count:
            return
        yield LookAtTrail(reach=Reach((after, 0, 0), (end, 0, 0)))
        after = end


def _plan_sealed(session: Session, trusted: Trusted) -> Iterator[LookAtTrail]:
    total = max((seal.size for seal in stream_seals(session)), default=0)
    group: list[Sealed] = []
    start, after = 0, (_BEFORE_ALL,) * len(_TABLES)
    for seal in stream_seals(session):
        if group and seal.size - start > PIECE:
            piece = SealedPiece(start=start, seals=tuple(group), total=total, trusted=trusted)
            yield from _cut(session, piece, after=after)
            start, after, group = group[-1].size, _end_of(group[-1]), []
        group.append(seal)
    if group:
        piece = SealedPiece(start=start, seals=tuple(group), total=total, trusted=trusted)
        yield from _cut(session, piece, after=after)


def _end_of(seal: Sealed) -> tuple[int, ...]:
    return seal.audit_event, seal.admin_event, seal.refusal


def _cut(session: Session, piece: SealedPiece, *, after: tuple[int, ...]) -> Iterator[LookAtTrail]:
    """Yield the piece as it is, or in parts where one seal took in much at once."""
    upto, start = _end_of(piece.seals[-1]), piece.start
    if len(piece.seals) == 1 and piece.seals[0].size - start > 2 * PIECE:
        for end, count in _step_through(session, after=after, upto=upto):
            part = replace(piece, start=start, ends=False)
            yield LookAtTrail(reach=Reach(after, end), sealed=part)
            start, after = start + count, end
    yield LookAtTrail(reach=Reach(after, upto), sealed=replace(piece, start=start))


def _step_through(
    session: Session, *, after: tuple[int, ...], upto: tuple[int, ...]
) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield up to where each next part goes, and how many rows it has: one table after another."""
    at = list(after)
    for place, table in enumerate(_TABLES):
        count = PIECE
        while count == PIECE:
            count, at[place] = step_on(
                session, table, after=at[place], upto=upto[place], most=PIECE
            )
            if count:
                yield tuple(at), count
