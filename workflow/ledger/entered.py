"""Rows of the trail as entries of the ledger, spelled for verification by itself."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from models.queries.entered import list_acts, list_bodies, list_refused
from workflow.audit import BODY_VERSION
from workflow.ledger.growth import find_maker
from workflow.ledger.merkle import LEAF, Hasher, HashName
from workflow.ledger.spelling import ID, render


class Reach(NamedTuple):
    """Rows by their numbers, of events, administrative acts and refused attempts: behind one and
    up to another.
    """

    after: tuple[int, ...]
    upto: tuple[int, ...]


class Entry(NamedTuple):
    """One row: its number, how it is called, its bytes in the ledger, and their hash as a leaf."""

    number: int
    table: str
    entry: bytes
    leaf: bytes

    @property
    def name(self) -> str:
        """How it is called where it is at fault."""
        return f"{self.table} {self.number}"


@dataclass
class Entries:
    """Entries by table, in their order, and how many of each were handed out."""

    tables: tuple[Sequence[Entry], ...]
    places: list[int]

    def take(self, upto: Sequence[int]) -> list[Entry]:
        """Return the next entries up to these numbers, in the order of the ledger."""
        taken: list[Entry] = []
        for place, entries in enumerate(self.tables):
            first = end = self.places[place]
            while end < len(entries) and entries[end].number <= upto[place]:
                end += 1
            taken += entries[first:end]
            self.places[place] = end
        return taken


def read_entries(
    session: Session, reach: Reach, *, hasher: Hasher
) -> tuple[Entries, list[int], int]:
    """Return the entries of these rows, the numbers of the events whose bodies do not give their
    hashes, and how many events there are.
    """
    make = find_maker(hasher)
    same = hasher.name == HashName.SHA256
    after, upto = reach
    events, false = [], []
    for number, body, stored in list_bodies(session, after=after[0], upto=upto[0]):
        entry = body if isinstance(body, bytes) else body.encode()
        made = hashlib.sha256(LEAF + entry)
        if made.hexdigest() != stored:
            false.append(number)
        leaf = made.digest() if same else make(LEAF + entry).digest()
        events.append(Entry(number, "audit_event", entry, leaf))
    acts = list_acts(session, after=after[1], upto=upto[1])
    refusals = list_refused(session, after=after[2], upto=upto[2])
    tables = (
        events,
        [_enter(row[0], "admin_event", _spell_act(row), make) for row in acts],
        [_enter(row[0], "refusal", _spell_refusal(row), make) for row in refusals],
    )
    return Entries(tables, [0, 0, 0]), false, len(events)


def _enter(number: int, table: str, told: dict[str, Any], make: Any) -> Entry:
    try:
        entry = render(told).encode()
    except TypeError:
        # A forger put something there that is neither text nor number; it was not sealed.
        entry = b""
    return Entry(number, table, entry, make(LEAF + entry).digest())


def _spell_act(row: tuple[Any, ...]) -> dict[str, Any]:
    number, actor, action, at, body = row
    return {
        "v": BODY_VERSION,
        "admin_event": number,
        "actor": ID[actor],
        "action": action,
        "at": at,
        "body": body,
    }


def _spell_refusal(row: tuple[Any, ...]) -> dict[str, Any]:
    number, evaluation, actor, action, at, source, reasons = row
    return {
        "v": BODY_VERSION,
        "refusal": number,
        "evaluation": ID[evaluation],
        "actor": ID[actor],
        "action": action,
        "at": at,
        "source": source,
        "reasons": reasons,
    }
