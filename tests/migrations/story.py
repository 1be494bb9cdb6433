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
    Move,
    add_comment,
    add_indicator,
    add_line,
    add_part,
    add_people_and_cycle,
    add_publication,
    add_submission,
    add_text,
    append_event,
    begin_evaluation,
    change_score,
    insert,
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
        run(connection, [add_line(FIRST), add_part(FIRST)])
    with connect(database) as connection:
        eight = points(connection, "8")
        run(connection, take(FIRST, SCORE))
        run(connection, [change_score(2, old="NULL", new=eight), set_score(eight)])
    with connect(database) as connection:
        run(connection, [*take(FIRST, SUBMIT), add_submission(FIRST, 3)])
    with connect(database) as connection:
        run(connection, [*take(FIRST, COMMENT), add_text(), add_comment(FIRST, 4)])


REST_OF_THE_WAY = [
    Move(5, "approve", "self_scored", "unit_approved"),
    Move(6, "rescore", "unit_approved", "unit_approved"),
    Move(7, "return", "unit_approved", "draft", 2),
    Move(8, "attach", "draft", "draft", 2),
    Move(9, "submit", "draft", "self_scored", 2),
    Move(10, "recall", "self_scored", "draft", 2),
    Move(11, "submit", "draft", "self_scored", 2),
    Move(12, "approve", "self_scored", "unit_approved", 2),
    Move(13, "review", "unit_approved", "finance_reviewed", 2),
    Move(14, "reopen", "finance_reviewed", "unit_approved", 2),
    Move(15, "review", "unit_approved", "finance_reviewed", 2),
    Move(16, "comment", "finance_reviewed", "finance_reviewed", 2),
    Move(17, "publish", "finance_reviewed", "published", 2),
]


def add_attachment(seq: int) -> str:
    """The statement that attaches a document to an indicator of the first evaluation."""
    return insert(
        "attachment",
        id=f"'{'f' * 32}'",
        evaluation_id=f"'{FIRST}'",
        event_seq=str(seq),
        indicator_id=f"'{SCORED}'",
        name="'合同.pdf'",
        media_type="'application/pdf'",
        size="10",
        sha256=f"'{'d' * 64}'",
    )


def walk(database: Database, *, as_application: bool) -> None:
    """Take the first evaluation from its fourth event to publication, by the shortest of SQL."""
    for move in REST_OF_THE_WAY:
        with connect(database) as connection:
            nine = points(connection, "9")
            if as_application:
                connection.exec_driver_sql("SET LOCAL ROLE hengjian_application")
            run(connection, take(FIRST, move))
            belongings = {
                6: [
                    add_text(),
                    change_score(6, old="NULL", new=nine, kind="'review'", reason_id="2"),
                    (
                        "UPDATE indicator SET review_reason_id = 2, review_score = "
                        f"{nine} WHERE id = '{SCORED}'"
                    ),
                ],
                7: [add_comment(FIRST, 7)],
                8: [add_attachment(8)],
                11: [add_submission(FIRST, 11, 2)],
                17: [add_publication(FIRST, 17)],
            }
            run(connection, belongings.get(move.seq, []))


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
