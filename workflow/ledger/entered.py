"""Rows of the trail as leaves of the ledger, spelled for verification by itself."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from models.queries.entered import list_acts, list_bodies, list_hashes, list_refused
from workflow.audit import spell_version
from workflow.ledger.merkle import LEAF, Hasher, find_hash
from workflow.ledger.spelling import ID, render


class Reach(NamedTuple):
    """Rows by their numbers, of events, administrative acts and refused attempts: behind one and
    up to another.
    """

    after: tuple[int, ...]
    upto: tuple[int, ...]


@dataclass
class Rows:
    """The rows of one table in their order: numbers and leaves, and how many were handed out."""

    table: str
    numbers: list[int]
    leaves: list[bytes]
    place: int = 0

    def take(self, upto: int) -> "Rows":
        """Return the next rows up to a number."""
        first = self.place
        self.place = end = bisect_right(self.numbers, upto, lo=first)
        return Rows(self.table, self.numbers[first:end], self.leaves[first:end])

    def name(self) -> Iterator[str]:
        """Yield how each row is called."""
        return (f"{self.table} {number}" for number in self.numbers)


def read_rows(session: Session, reach: Reach, *, hasher: Hasher, by_bodies: bool) -> list[Rows]:
    """Return the rows of these numbers, by table in the order of the ledger. The leaf of an event
    is its hash, unless it has to be made anew of its body.
    """
    make, (after, upto) = find_hash(hasher.name), reach
    version = spell_version(hasher.name)
    if by_bodies:
        events: Sequence[tuple[int, Any]] = list_bodies(session, after=after[0], upto=upto[0])
        leaves = [make(LEAF + _to_bytes(body)).digest() for _, body in events]
    else:
        events = list_hashes(session, after=after[0], upto=upto[0])
        leaves = _read_hashes([digest for _, digest in events])
    acts = list_acts(session, after=after[1], upto=upto[1])
    refusals = list_refused(session, after=after[2], upto=upto[2])
    return [
        Rows("audit_event", _number(events), leaves),
        Rows(
            "admin_event",
            [row[0] for row in acts],
            [make(_spell_act(row, version=version)).digest() for row in acts],
        ),
        Rows(
            "refusal",
            [row[0] for row in refusals],
            [make(_spell_refusal(row, version=version)).digest() for row in refusals],
        ),
    ]


def _number(rows: Sequence[tuple[Any, ...]]) -> list[int]:
    return [row[0] for row in rows]


def _to_bytes(body: str | bytes) -> bytes:
    return body if isinstance(body, bytes) else body.encode()


def _read_hashes(digests: list[str]) -> list[bytes]:
    try:
        return [bytes.fromhex(digest) for digest in digests]
    except (TypeError, ValueError):
        # A forger put something there that is no hash; no leaf is empty.
        return [_read_hash(digest) for digest in digests]


def _read_hash(digest: object) -> bytes:
    try:
        return bytes.fromhex(str(digest))
    except ValueError:
        return b""


def _spell(told: dict[str, Any]) -> bytes:
    try:
        return LEAF + render(told).encode()
    except TypeError:
        # A forger put something there that is neither text nor number; it was not sealed.
        return b""


def _spell_act(row: tuple[Any, ...], *, version: str) -> bytes:
    number, actor, action, at, body = row
    return _spell(
        {
            "v": version,
            "admin_event": number,
            "actor": ID[actor],
            "action": action,
            "at": at,
            "body": body,
        }
    )


def _spell_refusal(row: tuple[Any, ...], *, version: str) -> bytes:
    number, evaluation, actor, action, at, source, reasons = row
    return _spell(
        {
            "v": version,
            "refusal": number,
            "evaluation": ID[evaluation],
            "actor": ID[actor],
            "action": action,
            "at": at,
            "source": source,
            "reasons": reasons,
        }
    )
