"""Attacks that only SQLite knows: REPLACE, hidden row numbers, values of any type."""

import pytest

from models.database import Database
from tests.migrations.raw import (
    APPROVE,
    COMMENT,
    FIRST,
    SCORED,
    SECOND,
    UNSCORED,
    Move,
    add_indicator,
    append_event,
    begin_evaluation,
    insert,
    move_evaluation,
)
from tests.migrations.story import CHECK, assert_refused

NEW = "e" * 31 + "9"

ATTACKS: dict[str, tuple[list[str], str]] = {
    "an event replaced by its number": (
        [append_event(FIRST, COMMENT, verb="INSERT OR REPLACE", body="'{1}'")],
        "audit_event: replace is refused",
    ),
    "an event replaced by its id": (
        [append_event(FIRST, COMMENT, verb="REPLACE", id="1")],
        "audit_event: replace is refused",
    ),
    "an event dated back": (
        [
            move_evaluation(FIRST, APPROVE),
            append_event(FIRST, APPROVE, id="5"),
            move_evaluation(SECOND, Move(2, "fill", "draft", "draft")),
            append_event(SECOND, Move(2, "fill", "draft", "draft"), id="9"),
            move_evaluation(SECOND, Move(3, "fill", "draft", "draft")),
            append_event(SECOND, Move(3, "fill", "draft", "draft"), id="8"),
        ],
        "ids only grow|replace is refused",
    ),
    "an evaluation replaced": (
        [begin_evaluation(SECOND, verb="INSERT OR REPLACE")],
        "evaluation: replace is refused",
    ),
    "an evaluation replaced by its hidden number": (
        [begin_evaluation(NEW, verb="INSERT OR REPLACE", rowid="1")],
        "no column named rowid",
    ),
    "an id taken by another": (
        [f"UPDATE OR REPLACE indicator SET id = '{SCORED}' WHERE id = '{UNSCORED}'"],
        "agreed changes only",
    ),
    "a text of the same id": (
        [insert("free_text", verb="REPLACE", id="1", commitment=f"'{'f' * 64}'")],
        "free_text: replace is refused",
    ),
    "a scheme of the same name": (
        [
            (
                "REPLACE INTO scheme (id, name, version, sha256, text) "
                f"SELECT '{NEW}', name, version, sha256, 'x' FROM scheme"
            )
        ],
        "scheme: replace is refused",
    ),
    "a refused row ignored": (
        ["UPDATE OR IGNORE audit_event SET body = 'x'"],
        "audit_event: update is refused",
    ),
    "a score as a binary float": (
        [add_indicator(SECOND, NEW, "10.5")],
        CHECK,
    ),
    "money as text": (
        [
            insert(
                "budget_line",
                id=f"'{NEW}'",
                evaluation_id=f"'{SECOND}'",
                position="1",
                name="''",
                is_total="TRUE",
                actual="'much'",
            )
        ],
        CHECK,
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_refused(sqlite_story: Database, name: str) -> None:
    statements, reason = ATTACKS[name]
    assert_refused(sqlite_story, statements, reason)
