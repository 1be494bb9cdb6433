"""Counts what a block asks of the database."""

import contextlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import event

from models.database import Database


@contextlib.contextmanager
def count_queries(database: Database) -> Iterator[list[str]]:
    """Every statement of the block, without those that only open a transaction."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN", "SET ")):
            asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
