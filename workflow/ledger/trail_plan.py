"""In which pieces verification goes through what was sealed: none so large that it takes much room,
and none so small that asking for it takes longer than looking at it.
"""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy.orm import Session

from models.queries.entered import Sealed, step_on, stream_seals
from models.tables import AdminEvent, AuditEvent, Refusal
from workflow.ledger.entered import Reach
from workflow.ledger.trail import LookAtTrail
from workflow.ledger.trusted import Trusted

PIECE = 8_192
"""Rows of a piece, about: seals that took in less are looked at together, one that took in more is
cut.
"""
_BEFORE_ALL = -(1 << 62)
"""Below every number, those too that only a forger can have given."""
_TABLES = (AuditEvent, AdminEvent, Refusal)


def plan_trail(
    session: Session, trusted: Trusted, *, by_bodies: bool = False
) -> Iterator[LookAtTrail]:
    """Yield jobs that look at everything that was sealed, in its order."""
    group: list[Sealed] = []
    whole = LookAtTrail(
        reach=Reach((_BEFORE_ALL,) * len(_TABLES), ()),
        start=0,
        seals=(),
        total=find_total(session),
        trusted=trusted,
        by_bodies=by_bodies,
    )
    for seal in stream_seals(session):
        if group and seal.size - whole.start > PIECE:
            yield from _cut(session, whole, group)
            last = group[-1]
            whole = replace(whole, start=last.size, reach=Reach(_end_of(last), ()))
            group = []
        group.append(seal)
    if group:
        yield from _cut(session, whole, group)


def find_total(session: Session) -> int:
    """Return how many leaves the tree has by the largest of its seals."""
    return max((seal.size for seal in stream_seals(session)), default=0)


def _end_of(seal: Sealed) -> tuple[int, ...]:
    return seal.audit_event, seal.admin_event, seal.refusal


def _cut(session: Session, whole: LookAtTrail, group: list[Sealed]) -> Iterator[LookAtTrail]:
    """Yield these seals as one job, or as several where one of them took in much at once."""
    whole = replace(whole, seals=tuple(group), reach=Reach(whole.reach.after, _end_of(group[-1])))
    if len(group) == 1 and group[0].size - whole.start > 2 * PIECE:
        for end, count in _step_through(session, whole.reach):
            yield replace(whole, reach=Reach(whole.reach.after, end), ends=False)
            whole = replace(whole, start=whole.start + count, reach=Reach(end, whole.reach.upto))
    yield whole


def _step_through(session: Session, reach: Reach) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield up to where each next part goes, and how many rows it has: one table after another."""
    at = list(reach.after)
    for place, table in enumerate(_TABLES):
        count = PIECE
        while count == PIECE:
            count, at[place] = step_on(
                session, table, after=at[place], upto=reach.upto[place], most=PIECE
            )
            if count:
                yield tuple(at), count
