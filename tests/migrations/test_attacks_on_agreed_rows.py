"""Attacks in raw SQL on agreed rows, as the owner and as the application."""

import pytest

from models.database import Database
from tests.migrations.later import (
    AGREED,
    AMEND,
    AS_REPLICA,
    DENIED,
    FILL,
    HEADING,
    NEXT,
    amend,
    rename,
)
from tests.migrations.raw import (
    CREATE,
    SECOND,
    add_indicator,
    append_event,
    begin_evaluation,
    take,
)
from tests.migrations.story import CHECK, FOREIGN_KEY, NOT_NULL, assert_refused

AMENDS = "agreed_change: belongs to the newest event, which amends"
AGREED_STAYS = "indicator: what was agreed changes only by the newest event"

ATTACKS: dict[str, tuple[list[str], str]] = {
    "a change without its event": ([amend(1, evaluation=SECOND, indicator=HEADING)], AMENDS),
    "a change by another event": (
        [*take(SECOND, FILL), amend(2, evaluation=SECOND, indicator=HEADING)],
        AMENDS,
    ),
    "a change by an old event": (
        [
            *take(SECOND, AMEND),
            *take(SECOND, FILL._replace(seq=3)),
            amend(2, evaluation=SECOND, indicator=HEADING),
        ],
        AMENDS,
    ),
    "a change by an event to come": (
        [*take(SECOND, AMEND), amend(3, evaluation=SECOND, indicator=HEADING)],
        AMENDS,
    ),
    "another name before": (
        [*take(SECOND, AMEND), amend(2, evaluation=SECOND, indicator=HEADING, old_name="'x'")],
        "agreed_change: old is not what stands",
    ),
    "another weight before": (
        [*take(SECOND, AMEND), amend(2, evaluation=SECOND, indicator=HEADING, old_weight="1")],
        "agreed_change: old is not what stands",
    ),
    "another target before": (
        [*take(SECOND, AMEND), amend(2, evaluation=SECOND, indicator=HEADING, old_target="'x'")],
        "agreed_change: old is not what stands",
    ),
    "a row of another evaluation": (
        [
            *take(SECOND, AMEND),
            amend(2, evaluation=SECOND, indicator="a" * 31 + "1", old_weight="10"),
        ],
        f"{FOREIGN_KEY}|old is not what stands",
    ),
    "a change without a reason": (
        [*take(SECOND, AMEND), amend(2, evaluation=SECOND, indicator=HEADING, reason_id="NULL")],
        NOT_NULL,
    ),
    "a name without a change": ([*take(SECOND, AMEND), rename(HEADING, "新名")], AGREED_STAYS),
    "a name other than its change": (
        [
            *take(SECOND, AMEND),
            amend(2, evaluation=SECOND, indicator=HEADING),
            rename(HEADING, "别的"),
        ],
        AGREED_STAYS,
    ),
    "the name of another row": (
        [
            *take(SECOND, AMEND),
            amend(2, evaluation=SECOND, indicator=HEADING),
            rename(AGREED, "新名"),
        ],
        AGREED_STAYS,
    ),
    "a name by the change of an old event": (
        [
            *take(SECOND, AMEND),
            amend(2, evaluation=SECOND, indicator=HEADING),
            *take(SECOND, FILL._replace(seq=3)),
            rename(HEADING, "新名"),
        ],
        AGREED_STAYS,
    ),
    "a target beside the change": (
        [
            *take(SECOND, AMEND),
            amend(2, evaluation=SECOND, indicator=HEADING),
            f"UPDATE indicator SET name = '新名', target_text = 'x' WHERE id = '{HEADING}'",
        ],
        AGREED_STAYS,
    ),
    "points beside the change": (
        [
            *take(SECOND, AMEND),
            amend(2, evaluation=SECOND, indicator=HEADING),
            f"UPDATE indicator SET name = '新名', weight = 1 WHERE id = '{HEADING}'",
        ],
        AGREED_STAYS,
    ),
    "a rule with the change": (
        [
            *take(SECOND, AMEND),
            amend(2, evaluation=SECOND, indicator=HEADING),
            f"UPDATE indicator SET name = '新名', rule = 'x' WHERE id = '{HEADING}'",
        ],
        AGREED_STAYS,
    ),
    "a second change by one event": (
        [
            *take(SECOND, AMEND),
            amend(2, evaluation=SECOND, indicator=HEADING),
            amend(2, evaluation=SECOND, indicator=HEADING, new_name="'别的'"),
        ],
        "agreed_change: replace is refused|duplicate key value",
    ),
    "a change when an evaluation of its own begins": (
        [
            begin_evaluation(NEXT),
            append_event(NEXT, CREATE),
            add_indicator(NEXT, "a" * 31 + "7", "NULL"),
            amend(1, evaluation=NEXT, indicator="a" * 31 + "7"),
        ],
        AMENDS,
    ),
    "a change rewritten": (
        [
            *take(SECOND, AMEND),
            amend(2, evaluation=SECOND, indicator=HEADING),
            "UPDATE agreed_change SET new_name = 'x'",
        ],
        "agreed_change: update is refused",
    ),
    "a change taken back": (
        [
            *take(SECOND, AMEND),
            amend(2, evaluation=SECOND, indicator=HEADING),
            "DELETE FROM agreed_change",
        ],
        "agreed_change: delete is refused",
    ),
    "no points any more": (
        [
            *take(SECOND, AMEND),
            amend(2, evaluation=SECOND, indicator=HEADING, new_weight="-1"),
            f"UPDATE indicator SET name = '新名', weight = -1 WHERE id = '{HEADING}'",
        ],
        CHECK,
    ),
}
ON_SQLITE: dict[str, tuple[list[str], str]] = {
    "a change replaced": (
        [
            *take(SECOND, AMEND),
            amend(2, evaluation=SECOND, indicator=HEADING),
            amend(2, evaluation=SECOND, indicator=HEADING, new_name="'x'").replace(
                "INSERT", "INSERT OR REPLACE"
            ),
        ],
        "agreed_change: replace is refused",
    ),
    "points as a binary float": (
        [*take(SECOND, AMEND), amend(2, evaluation=SECOND, indicator=HEADING, new_weight="1.5")],
        CHECK,
    ),
}
ON_POSTGRES: dict[str, tuple[list[str], str]] = {
    "a name as a replica": ([AS_REPLICA, rename(HEADING, "x")], AGREED_STAYS),
    "a change as a replica": (
        [AS_REPLICA, amend(1, evaluation=SECOND, indicator=HEADING)],
        AMENDS,
    ),
    "points that are no number": (
        [
            *take(SECOND, AMEND),
            amend(2, evaluation=SECOND, indicator=HEADING, new_weight="'NaN'"),
            f"UPDATE indicator SET name = '新名', weight = 'NaN' WHERE id = '{HEADING}'",
        ],
        CHECK,
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_refused(ready: Database, name: str) -> None:
    statements, reason = ATTACKS[name]
    assert_refused(ready, statements, reason)


@pytest.mark.parametrize("name", ON_SQLITE)
def test_attack_that_only_sqlite_knows_is_refused(ready_sqlite: Database, name: str) -> None:
    statements, reason = ON_SQLITE[name]
    assert_refused(ready_sqlite, statements, reason)


@pytest.mark.pg
@pytest.mark.parametrize("name", ON_POSTGRES)
def test_attack_that_only_postgres_knows_is_refused(ready_postgres: Database, name: str) -> None:
    statements, reason = ON_POSTGRES[name]
    assert_refused(ready_postgres, statements, reason)


@pytest.mark.pg
@pytest.mark.parametrize("name", ATTACKS)
def test_attack_as_application_is_refused(ready_postgres: Database, name: str) -> None:
    """What it has the right to write is guarded like the owner's."""
    statements, reason = ATTACKS[name]
    attack = ["SET LOCAL ROLE hengjian_application", *statements]
    assert_refused(ready_postgres, attack, f"{reason}|{DENIED}")
