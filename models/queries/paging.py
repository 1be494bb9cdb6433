"""Keyset paging: a page begins after a row that was seen, never after a number of rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Row, Select, literal, tuple_
from sqlalchemy.orm import Session

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A row in an order: its keys. A page lies after it, or before it when `backward`."""

    keys: tuple[Any, ...]
    backward: bool = False


@dataclass(frozen=True, kw_only=True)
class Page(Generic[T]):
    """Some rows in their order, and whether there are more on either side."""

    rows: Sequence[T]
    before: bool
    after: bool


def fetch_page(
    session: Session,
    statement: "Select[*tuple[Any, ...]]",
    *,
    keys: Sequence[ColumnElement[Any]],
    descending: bool,
    place: Place | None,
    size: int,
) -> "Page[Row[*tuple[Any, ...]]]":
    """Read one page in one query; the last key is unique and settles ties of the others.

    Keys are never NULL: nothing lies before or after what is unknown.
    """
    downward = descending is not (place is not None and place.backward)
    if place is not None:
        statement = statement.where(_lies_beyond(keys=keys, place=place, downward=downward))
    order = [key.desc() if downward else key.asc() for key in keys]
    rows = list(session.execute(statement.order_by(*order).limit(size + 1)))
    more = len(rows) > size
    rows = rows[:size]
    if place is None or not place.backward:
        return Page(rows=rows, before=place is not None, after=more)
    return Page(rows=rows[::-1], before=more, after=True)


def _lies_beyond(
    *, keys: Sequence[ColumnElement[Any]], place: Place, downward: bool
) -> ColumnElement[bool]:
    # Compared as rows: the engines find the beginning of the page in an index over the keys.
    here = tuple_(*keys)
    there = tuple_(*(literal(value, key.type) for key, value in zip(keys, place.keys, strict=True)))
    return here < there if downward else here > there
