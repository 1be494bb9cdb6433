"""Statements that write rows, built once for each table.

Rows are written by Core: the unit of work would group them by what is NULL, send each group by
itself and track every one.
"""

from collections.abc import Sequence
from functools import cache
from typing import TypeAlias, cast

from sqlalchemy import Executable, Insert, Table, Update, bindparam, func, insert, update
from sqlalchemy.orm import Session

from models.tables import Base

Rows: TypeAlias = list[dict[str, object]]
Write: TypeAlias = tuple[Executable, Rows]
OWN = "own_"
"""What the name of a key begins with in a row that is updated."""


def _table(model: type[Base]) -> Table:
    return cast("Table", model.__table__)


@cache
def insert_into(model: type[Base]) -> Insert:
    """Return the statement that inserts rows; all rows of one call name the same columns."""
    return insert(_table(model))


@cache
def update_by_key(model: type[Base], *columns: str, adding: tuple[str, ...] = ()) -> Update:
    """Return the statement that sets these columns of the rows that `own_<key>` names, and adds to
    those of `adding`, where NULL counts as nothing.
    """
    table = _table(model)
    keys = [key == bindparam(f"{OWN}{key.name}") for key in table.primary_key]
    values: dict[str, object] = {column: bindparam(column) for column in columns}
    values |= {each: func.coalesce(table.c[each], 0) + bindparam(each) for each in adding}
    return update(table).where(*keys).values(values)


def write_all(session: Session, writes: Sequence[Write]) -> None:
    """Execute these in their order."""
    connection = session.connection()
    for statement, rows in writes:
        connection.execute(statement, rows or None)
