"""Columns as the trail spells them, read as plain texts and numbers on both engines.

Verification reads millions of rows: making an object of every id, time and amount would cost more
than all that is done with it. What a forger put there that is no id or no time at all comes out as
it stands, and differs from what the trail says.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BindParameter, Executable, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement

NO_ID = "00000000-0000-0000-0000-000000000000"


class _Spelled(FunctionElement[Any]):
    type = Text()


class raw_id(_Spelled):  # noqa: N801 -- it stands in statements, as functions do
    """An id as text: with dashes on PostgreSQL, without on SQLite."""

    inherit_cache = True


class raw_time(_Spelled):  # noqa: N801 -- as above
    """An instant as the trail spells it."""

    inherit_cache = True


class raw_points(_Spelled):  # noqa: N801 -- as above
    """An amount with two places: text on PostgreSQL, hundredths as a number on SQLite."""

    inherit_cache = True


class raw_bytes(_Spelled):  # noqa: N801 -- as above
    """A text as its bytes on SQLite, where a forger may have written some that are no text, and
    where that is quicker; as text on PostgreSQL.
    """

    inherit_cache = True


class as_id(_Spelled):  # noqa: N801 -- as above
    """The other way round: a text that is compared with a column of ids."""

    inherit_cache = True


@compiles(_Spelled)
def _spell_plain(element: _Spelled, compiler: Any, **named: Any) -> str:
    return str(compiler.process(element.clauses, **named))


@compiles(raw_id, "postgresql")
@compiles(raw_points, "postgresql")
def _spell_as_text(element: _Spelled, compiler: Any, **named: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **named)} AS TEXT)"


@compiles(raw_bytes, "sqlite")
def _spell_as_bytes(element: _Spelled, compiler: Any, **named: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **named)} AS BLOB)"


@compiles(raw_time, "postgresql")
def _spell_time(element: _Spelled, compiler: Any, **named: Any) -> str:
    column = compiler.process(element.clauses, **named)
    return f"to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"


@compiles(as_id, "postgresql")
def _read_id(element: _Spelled, compiler: Any, **named: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **named)} AS UUID)"


def text_param(name: str) -> "ColumnElement[Any]":
    """Return a parameter that holds an id as `raw_id` spells it."""
    return as_id(BindParameter(name, type_=Text()))


def fetch_rows(
    session: Session, statement: Executable, values: Mapping[str, object] | None = None
) -> list[tuple[Any, ...]]:
    """Return the rows of a statement as the driver hands them out: nothing of the columns asked for
    here has to be made into something else.
    """
    result = session.connection().execute(statement, values)
    rows: list[tuple[Any, ...]] = list(result.cursor.fetchall())
    result.close()
    return rows
