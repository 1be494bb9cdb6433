"""Running the SQL files of a revision."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from alembic import op

FOLDER = Path(__file__).parent / "sql"


def run_sql(revision: str, name: str) -> None:
    """Run the file `sql/<revision>/<database>/<name>` in the transaction of the migration.

    The text goes to the database as it stands: colons and percent signs mean nothing here.
    """
    connection = op.get_bind()
    database = connection.dialect.name
    text = (FOLDER / revision / database / name).read_text(encoding="utf-8")
    # SQLite takes one statement at a time, PostgreSQL a whole file.
    for statement in split_statements(text) if database == "sqlite" else [text]:
        connection.exec_driver_sql(statement)


def split_statements(text: str) -> Iterator[str]:
    """Split SQLite's SQL at the semicolons that end a statement; those inside a trigger do not.

    Raises:
        ValueError: the last statement has no end.
    """
    statement = ""
    for line in text.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        raise ValueError(f"a statement has no end: {statement.strip()[:80]}")
