import ast
import inspect
import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from models.database import Database
from models.tables import Base
from tests.benchmarks import (
    reference,
    reference_filling,
    reference_frozen,
    reference_spelling,
    reference_sql,
    reference_store,
)
from tests.benchmarks.lifecycle import Ours, Story, cast_of, walk
from tests.benchmarks.reference import Reference
from tests.benchmarks.reference_store import find_address
from tests.support.offices import Offices
from workflow.ledger.verify import verify_database

Values = tuple[Any, ...]
TABLES = {table.name: table for table in Base.metadata.sorted_tables}
MODULES = (
    reference,
    reference_filling,
    reference_frozen,
    reference_spelling,
    reference_sql,
    reference_store,
)
BY_POSITION = ("indicator", "budget_line", "section", "finding")


def read_all(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, in the order in which they came."""
    with database.reading() as session:
        return {
            name: [
                dict(row._mapping) for row in session.execute(select(table).order_by(*_order(name)))
            ]
            for name, table in TABLES.items()
        }


def _order(name: str) -> list[Any]:
    table = TABLES[name]
    first = [table.c.evaluation_id, table.c.position] if name in BY_POSITION else []
    return [*first, *table.primary_key.columns]


def find_new(
    before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]
) -> dict[str, list[dict[str, Any]]]:
    known = {name: [repr(row) for row in rows] for name, rows in before.items()}
    return {
        name: [row for row in rows if repr(row) not in known[name]] for name, rows in after.items()
    }


def list_marks(new: dict[str, list[dict[str, Any]]]) -> Iterator[tuple[Any, str]]:
    """What differs from one lifecycle to the next, each with a word for it."""
    for name, rows in new.items():
        for number, row in enumerate(rows):
            for column in ("id", "salt", "commitment", "hash", "content_hash"):
                if row.get(column) is not None:
                    yield row[column], f"{name} {number} {column}"
    agreed = json.loads(new["audit_event"][0]["body"])["data"]["agreed"]
    yield agreed, "agreed"


def replace_marks(value: Any, marks: dict[Any, str]) -> Any:
    if isinstance(value, dict):
        return {key: replace_marks(each, marks) for key, each in value.items()}
    if isinstance(value, list):
        return [replace_marks(each, marks) for each in value]
    if isinstance(value, str) and value.startswith(("{", "[")):
        return replace_marks(json.loads(value), marks)
    # An id of the database is a small number, which elsewhere means something else.
    return value if isinstance(value, int) else marks.get(value, value)


def tell(new: dict[str, list[dict[str, Any]]]) -> dict[str, list[Any]]:
    marks = {mark: word for mark, word in list_marks(new) if not isinstance(mark, int)}
    marks |= {str(mark): word for mark, word in marks.items() if isinstance(mark, UUID)}
    marks |= {mark.hex(): word for mark, word in marks.items() if isinstance(mark, bytes)}
    texts = {row["id"]: number for number, row in enumerate(new["free_text"])}
    told = {}
    for name, rows in new.items():
        for row in rows:
            for column, value in row.items():
                if column.endswith(("text_id", "reason_id")) and value is not None:
                    row[column] = f"text {texts[value]}"
                if column == "id" and isinstance(value, int):
                    row[column] = None
        told[name] = [replace_marks(row, marks) for row in rows]
    return told


@pytest.mark.pg
@pytest.mark.parametrize("story", list(Story))
def test_the_reference_leaves_the_same_rows_in_every_table(
    migrated_postgres: Database, story: Story
) -> None:
    cast, url = cast_of(Offices(migrated_postgres)), find_address(migrated_postgres.engine.url)
    told = []
    for side in (Ours, Reference):
        before = read_all(migrated_postgres)
        with closing(side(url)) as performer:
            walk(performer, url, cast, story=story)
        told.append(tell(find_new(before, read_all(migrated_postgres))))
    ours, theirs = told
    scores = 18 if story is Story.ONE_BY_ONE else 1
    counts = {name: len(rows) for name, rows in ours.items() if rows}
    assert counts == {
        "audit_event": 6 + scores,
        "budget_line": 4,
        "comment": 2,
        "evaluation": 1,
        "evaluation_listing": 1,
        "free_text": 11,
        "indicator": 18,
        "publication": 1,
        "score_change": 36,
        "section": 3,
        "submission": 1,
    }
    for name in TABLES:
        assert theirs[name] == ours[name], name
    with migrated_postgres.reading() as session:
        for report in verify_database(session).values():
            assert report.examined
            assert report.ok, report


def test_the_reference_knows_of_our_code_only_what_is_handed_in_and_the_pure_rules() -> None:
    imported: set[str] = set()
    for module in MODULES:
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.ImportFrom):
                imported.add(node.module or "")
            elif isinstance(node, ast.Import):
                imported.update(alias.name for alias in node.names)
    ours = {name for name in imported if name.partition(".")[0] in {"models", "workflow", "web"}}
    # The vocabulary is words alone.
    assert ours == {"workflow.data", "models.vocabulary"}
