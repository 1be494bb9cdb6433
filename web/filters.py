"""What a list is asked for in its address, and what its filters offer."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session

from models.queries.doers import DoerRow, list_doers
from models.queries.subtree import UnitRow, list_units
from models.queries.visibility import Asker
from policies.facts import Actor
from policies.noticing import NEAR_DAYS
from policies.predicates import FILLING
from web.asking import read_id, read_word, read_words
from web.show.working import end_of_working_day
from web.standing import list_own_deputed

LONGEST_SEARCH = 100
MOST_PEOPLE = 20
MOST_UNITS = 300
"""Units that a chooser offers; those that are not offered are found by their name in the text."""


def as_asker(actor: Actor, *, deputed: tuple[Actor, ...] | None = None) -> Asker:
    """Return somebody as lists see him, with those for whom he may act: unless they are given, as
    he who signed in may at the time of this request, which takes one query at most.
    """
    standings = list_own_deputed(actor) if deputed is None else deputed
    return replace(_as_one(actor), deputed=tuple(map(_as_one, standings)))


def _as_one(actor: Actor) -> Asker:
    return Asker(
        unit_id=actor.unit_id,
        section_id=actor.section_id,
        roles=actor.roles,
        filling=FILLING,
        only_unit_id=actor.mandate.unit_id if actor.mandate else None,
        principal_id=actor.principal_id,
        since=actor.mandate.starts_at if actor.mandate else None,
    )


@dataclass(frozen=True, kw_only=True)
class People:
    """Whom somebody looks for: by `name`, or one who was chosen. `found` are those it may be; they
    are `too_many` to look for all of them.
    """

    name: str
    chosen: UUID | None
    found: tuple[DoerRow, ...]
    too_many: bool

    @property
    def ids(self) -> Collection[UUID] | None:
        """The ids to look for; None where nobody in particular is looked for."""
        if not self.name and self.chosen is None:
            return None
        return () if self.too_many else tuple(one.id for one in self.found)


def read_people(session: Session, asker: Asker) -> People:
    """Return whom the address names: `who` by a name, else `person` by an id. At most one query."""
    name, chosen = read_words("who", longest=LONGEST_SEARCH), read_id("person")
    found: list[DoerRow] = []
    if name:
        found = list_doers(session, asker, name=name, limit=MOST_PEOPLE + 1)
    elif chosen is not None:
        found = list_doers(session, asker, person_id=chosen, limit=1)
    return People(
        name=name,
        chosen=None if name else chosen,
        found=tuple(found[:MOST_PEOPLE]),
        too_many=len(found) > MOST_PEOPLE,
    )


class Branch(NamedTuple):
    """One unit in the tree of a chooser; `depth` is 0 where nobody above it may be seen."""

    id: UUID
    name: str
    depth: int


@dataclass(frozen=True, kw_only=True)
class Tree:
    """The units to choose from, and whether there are more than are offered."""

    branches: tuple[Branch, ...]
    has_more: bool


def read_tree(session: Session, asker: Asker) -> Tree:
    """Return the units whose evaluations this person may see, each below its supervising unit. One
    query.
    """
    rows = list_units(session, asker, limit=MOST_UNITS + 1)
    return Tree(branches=tuple(_walk(rows[:MOST_UNITS])), has_more=len(rows) > MOST_UNITS)


def _walk(rows: list[UnitRow]) -> Iterator[Branch]:
    below: dict[UUID | None, list[UnitRow]] = {}
    known = {row.id for row in rows}
    for row in rows:
        above = row.supervising_unit_id if row.supervising_unit_id in known else None
        below.setdefault(above, []).append(row)
    left = dict.fromkeys(row.id for row in rows)
    # Whoever is left stands in a circle of supervision: he is shown as well, at the top.
    while left:
        tops = [row for row in below.get(None, []) if row.id in left]
        tops = tops or [next(row for row in rows if row.id in left)]
        waiting = [(row, 0) for row in reversed(tops)]
        while waiting:
            row, depth = waiting.pop()
            if row.id not in left:
                continue
            del left[row.id]
            yield Branch(row.id, row.name, depth)
            waiting += [(child, depth + 1) for child in reversed(below.get(row.id, []))]


def keep_filters(names: Collection[str]) -> Mapping[str, str]:
    """Return the filters that are in force, by name, for the address of the same rows elsewhere;
    what is longer than a search may be is cut.
    """
    given = ((name, request.args.get(name, "")[: 2 * LONGEST_SEARCH]) for name in names)
    return {name: text for name, text in given if text.strip()}


class When(StrEnum):
    """How a deadline lies to now."""

    LATE = "late"
    NEAR = "near"


class Span(NamedTuple):
    """Between which instants a deadline lies, the first with and the last without it; None where
    that does not matter.
    """

    begin: datetime | None = None
    end: datetime | None = None


def find_span(when: When | None, *, at: datetime) -> Span:
    """Return where a deadline lies that is over, or that is over within the next working days."""
    # A deadline holds to the end of its second.
    second = at.replace(microsecond=0)
    if when is When.LATE:
        return Span(end=second)
    return Span(begin=second, end=end_of_working_day(NEAR_DAYS, at=at)) if when else Span()


def read_when() -> When | None:
    """Return how the deadlines that somebody asks for lie to now."""
    return read_word("when", When)
