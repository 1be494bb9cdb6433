"""Attacks in raw SQL on editions and discards, as the owner and as the application."""

import pytest

from models.database import Database
from tests.migrations.later import (
    AMEND,
    AS_REPLICA,
    CORRECT_AGAIN,
    DENIED,
    DISCARD,
    FILL,
    HEADING,
    NEXT,
    OF_SECOND,
    OTHER,
    OTHER_UNIT,
    amend,
    begin_edition,
    change_second,
    correct,
    rename,
)
from tests.migrations.raw import (
    AT,
    CREATE,
    FIRST,
    PERSON,
    SECOND,
    Move,
    add_comment,
    add_indicator,
    append_event,
    begin_evaluation,
    insert,
    move_evaluation,
    run,
    take,
)
from tests.migrations.story import CHECK, FOREIGN_KEY, assert_refused, connect, dump

NOT_OPENED = "evaluation: an edition begins with the correction of the last"
IDENTITY = "evaluation: id, unit, cycle, scheme, kind, title and edition stay"
DISCARDS = "audit_event: discard and nothing else discards"
STAYS = "evaluation: what was discarded stays as it is"

ATTACKS: dict[str, tuple[list[str], str]] = {
    "an edition without a correction": (
        [begin_edition(), append_event(NEXT, CREATE)],
        NOT_OPENED,
    ),
    "an edition of a draft": (
        [begin_edition(supersedes_id=f"'{SECOND}'", first_edition_id=f"'{SECOND}'")],
        NOT_OPENED,
    ),
    "an edition of nothing": (
        [begin_edition(supersedes_id=f"'{OTHER}'", first_edition_id=f"'{OTHER}'")],
        NOT_OPENED,
    ),
    "a second edition that supersedes nothing": (
        [begin_edition(supersedes_id="NULL", first_edition_id="NULL")],
        NOT_OPENED,
    ),
    "a first edition before the first": ([begin_edition(supersedes_id="NULL")], NOT_OPENED),
    "an edition of another number": (correct(edition="3"), NOT_OPENED),
    "an edition of the same number": (correct(edition="1"), NOT_OPENED),
    "another first edition": (correct(first_edition_id=f"'{SECOND}'"), NOT_OPENED),
    "no first edition": (correct(first_edition_id="NULL"), NOT_OPENED),
    "an edition of another title": (correct(title="'别的'"), NOT_OPENED),
    "an edition of another kind": (correct(kind="'finance_evaluation'"), NOT_OPENED),
    "an edition of another unit": (correct(unit_id=f"'{OTHER_UNIT}'"), NOT_OPENED),
    "a second edition beside the first correction": (
        [*correct(), *correct(OTHER, CORRECT_AGAIN)],
        "evaluation: replace is refused|duplicate key value",
    ),
    "a second edition by one correction": (
        [*correct(), begin_edition(OTHER), append_event(OTHER, CREATE)],
        f"{NOT_OPENED}|evaluation: replace is refused",
    ),
    "a second edition by one correction, the first discarded": (
        [*correct(), *take(NEXT, DISCARD), begin_edition(OTHER), append_event(OTHER, CREATE)],
        NOT_OPENED,
    ),
    "a correction of a draft": (
        take(SECOND, Move(2, "correct", "draft", "draft")),
        FOREIGN_KEY,
    ),
    "an edition changed": (change_second("edition = 2"), IDENTITY),
    "a draft that comes to supersede": (change_second(f"supersedes_id = '{FIRST}'"), IDENTITY),
    "another first edition later": (change_second(f"first_edition_id = '{FIRST}'"), IDENTITY),
    "another predecessor later": (change_second(f"predecessor_id = '{FIRST}'"), IDENTITY),
    "a predecessor of another unit": (
        [begin_evaluation(NEXT, unit_id=f"'{OTHER_UNIT}'", predecessor_id=f"'{FIRST}'")],
        "evaluation: its predecessor is of the same unit",
    ),
    "a predecessor that is not there": (
        [begin_evaluation(NEXT, predecessor_id=f"'{OTHER}'")],
        "evaluation: its predecessor is of the same unit",
    ),
    "born discarded": ([begin_evaluation(NEXT, discarded="TRUE")], "begins as a draft"),
    "discarded without an event": (
        [f"UPDATE evaluation SET discarded = TRUE {OF_SECOND}"],
        "evaluation: changes only together",
    ),
    "discarded by another event": (change_second("discarded = TRUE"), DISCARDS),
    "a discard that discards nothing": (
        [
            move_evaluation(SECOND, DISCARD).replace("discarded = TRUE", "discarded = FALSE"),
            append_event(SECOND, DISCARD),
        ],
        DISCARDS,
    ),
    "a discard of what is published": (
        take(FIRST, Move(18, "discard", "published", "published", 2)),
        FOREIGN_KEY,
    ),
    "an event after the discard": (
        [*take(SECOND, DISCARD), *take(SECOND, FILL._replace(seq=3))],
        DISCARDS,
    ),
    "a comment after the discard": (
        [*take(SECOND, DISCARD), *take(SECOND, Move(3, "comment", "draft", "draft"))],
        DISCARDS,
    ),
    "undone without an event": (
        [*take(SECOND, DISCARD), f"UPDATE evaluation SET discarded = FALSE {OF_SECOND}"],
        STAYS,
    ),
    "undone with an event": (
        [*take(SECOND, DISCARD), *change_second("discarded = FALSE", FILL._replace(seq=3))],
        STAYS,
    ),
    "a remark behind the event before": (
        [*take(SECOND, DISCARD), add_comment(SECOND, 1)],
        "comment: belongs to the newest event",
    ),
}
ON_SQLITE: dict[str, tuple[list[str], str]] = {
    "a correction replaced": (
        [*correct(), *take(FIRST, CORRECT_AGAIN), begin_edition(OTHER, verb="INSERT OR REPLACE")],
        "evaluation: replace is refused",
    ),
    "an edition replaced by its id": (
        [*correct(), *take(FIRST, CORRECT_AGAIN), begin_edition(NEXT, verb="REPLACE")],
        "evaluation: replace is refused",
    ),
    "a successor pushed aside": (
        [*correct(), f"UPDATE OR REPLACE evaluation SET supersedes_id = '{FIRST}' {OF_SECOND}"],
        IDENTITY,
    ),
    "a discarded edition pushed back": (
        [
            *correct(),
            *take(NEXT, DISCARD),
            *correct(OTHER, CORRECT_AGAIN),
            f"UPDATE OR REPLACE evaluation SET discarded = 0 WHERE id = '{NEXT}'",
        ],
        STAYS,
    ),
    "discarded as a word": (
        [move_evaluation(SECOND, DISCARD).replace("TRUE", "'yes'")],
        f"{CHECK}|must be integer",
    ),
    "discarded a little": (
        [move_evaluation(SECOND, DISCARD).replace("TRUE", "2")],
        CHECK,
    ),
    "an edition between two": (correct(edition="1.5"), NOT_OPENED),
}
ON_POSTGRES: dict[str, tuple[list[str], str]] = {
    "an edition as a replica": ([AS_REPLICA, begin_edition()], NOT_OPENED),
    "a discard as a replica": (
        [AS_REPLICA, f"UPDATE evaluation SET discarded = TRUE {OF_SECOND}"],
        "evaluation: changes only together",
    ),
    "a temporary table that answers for the real one": (
        [
            "CREATE TEMPORARY TABLE evaluation (LIKE public.evaluation) ON COMMIT DROP",
            f"INSERT INTO pg_temp.evaluation SELECT * FROM public.evaluation WHERE id = '{FIRST}'",
            begin_edition().replace("INTO ", "INTO public."),
        ],
        NOT_OPENED,
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


def test_what_a_correct_application_writes_is_accepted(ready: Database) -> None:
    """So the attacks are refused for what they are; everything is rolled back at the end."""
    row, before = "a" * 31 + "7", dump(ready)
    draft = {"user_id": f"'{PERSON}'", "evaluation_id": f"'{OTHER}'", "form": "'funds'"}
    kept = {"content_version": "1", "payload": "'{}'", "saved_at": f"'{AT}'"}
    steps = [
        *(*take(SECOND, AMEND), amend(2, evaluation=SECOND, indicator=HEADING)),
        *(rename(HEADING, "新名"), *take(SECOND, DISCARD._replace(seq=3))),
        *(*correct(), add_indicator(NEXT, row, "NULL"), amend(1, evaluation=NEXT, indicator=row)),
        *(rename(row, "新名"), *take(NEXT, DISCARD), *correct(OTHER, CORRECT_AGAIN)),
        f"UPDATE api_token SET revoked_at = '{AT}'",
        *(insert("form_draft", **draft, **kept), "DELETE FROM form_draft"),
        insert("evaluation_listing", evaluation_id=f"'{OTHER}'", text="'x'"),
        "UPDATE evaluation_listing SET text = 'y'",
    ]
    with connect(ready) as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL ROLE hengjian_application")
        run(connection, steps)
        connection.rollback()
    assert dump(ready) == before
