"""Saved views: the filters of a list under a name, and the one that is open."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from sqlalchemy.orm import Session

from models.queries.views import list_views
from policies.facts import Actor
from web.behind import FILTERS as BEHIND
from web.filters import LONGEST_SEARCH

PAGES: Mapping[str, tuple[str, ...]] = {
    "inbox": ("q", "state", "kind", "year", "unit", "when", "new"),
    "evaluations": (
        *("q", "year", "unit", "kind", "state", "grade", "who", "person"),
        *("superseded", "discarded"),
        *BEHIND,
    ),
}
"""The lists that have views, and their filters."""


@dataclass(frozen=True, kw_only=True)
class View:
    """One view; `is_open` where the list shows just what it stands for."""

    id: UUID
    name: str
    query: str
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class Views:
    """The views of one list, and the query that could be saved; nothing where no filter is set."""

    page: str
    rows: tuple[View, ...]
    query: str


def spell_query(filters: Mapping[str, str]) -> str:
    """Return filters as the query of an address, in one order."""
    return urlencode(sorted(filters.items()))


def clean_query(page: str, query: str) -> str:
    """Return of a query what is a filter of this list."""
    given = dict(parse_qsl(query[:4000], max_num_fields=50))
    return spell_query(
        {
            name: text.strip()[: 2 * LONGEST_SEARCH]
            for name in PAGES[page]
            if (text := given.get(name, "")).strip()
        }
    )


def read_views(session: Session, *, actor: Actor, page: str, filters: Mapping[str, str]) -> Views:
    """Return the views of a person for a list that shows these filters. One query."""
    now = clean_query(page, spell_query(filters))
    rows = list_views(session, user_id=actor.id, page=page)
    return Views(
        page=page,
        rows=tuple(
            View(id=row.id, name=row.name, query=row.query, is_open=row.query == now)
            for row in rows
        ),
        query=now,
    )
