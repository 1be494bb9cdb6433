"""What a correct application would have written, in raw SQL, and how to attack it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from models.database import WRITES, Database
from models.tables import Base
from tests.migrations.raw import (
    COMMENT,
    CREATE,
    FIRST,
    SCORE,
    SCORED,
    SECOND,
    SUBMIT,
    UNSCORED,
    add_comment,
    add_indicator,
    add_people_and_cycle,
    add_submission,
    add_text,
    append_event,
    begin_evaluation,
    change_score,
    points,
    run,
    set_score,
    take,
)

FOREIGN_KEY = "FOREIGN KEY constraint failed|violates foreign key constraint"
CHECK = "CHECK constraint failed|violates check constraint"
NOT_NULL = "NOT NULL constraint failed|violates not-null constraint"


@contextmanager
def connect(database: Database) -> Iterator[Connection]:
    """A connection in one writing transaction, committed at the end of the block."""
    with database.engine.execution_options(**WRITES).begin() as connection:
        yield connection


def tell_story(database: Database) -> None:
    """Write what a correct application would have written, one transaction per action."""
    with connect(database) as connection:
        run(connection, add_people_and_cycle())
    with connect(database) as connection:
        run(connection, [begin_evaluation(SECOND), append_event(SECOND, CREATE)])
    with connect(database) as connection:
        ten = points(connection, "10")
        run(connection, [begin_evaluation(FIRST), append_event(FIRST, CREATE)])
        run(connection, [add_indicator(FIRST, i, ten) for i in (SCORED, UNSCORED)])
    with connect(database) as connection:
        eight = points(connection, "8")
        run(connection, take(FIRST, SCORE))
        run(connection, [change_score(2, old="NULL", new=eight), set_score(eight)])
    with connect(database) as connection:
        run(connection, [*take(FIRST, SUBMIT), add_submission(FIRST, 3)])
    with connect(database) as connection:
        run(connection, [*take(FIRST, COMMENT), add_text(), add_comment(FIRST, 4)])


def dump(database: Database) -> dict[str, list[str]]:
    """Every row of every table as text, sorted."""
    with connect(database) as connection:
        return {
            table.name: sorted(
                repr(tuple(row)) for row in connection.exec_driver_sql(f"SELECT * FROM {table}")
            )
            for table in Base.metadata.sorted_tables
        }


def assert_refused(database: Database, statements: list[str], reason: str) -> None:
    """Run the statements in one transaction: refused for this reason, and no row differs."""
    rows = dump(database)
    with pytest.raises(DBAPIError) as refused, connect(database) as connection:
        run(connection, statements)
    assert re.search(reason, str(refused.value.orig)), refused.value.orig
    assert dump(database) == rows
