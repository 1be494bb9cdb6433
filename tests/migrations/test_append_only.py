"""No row of the trail is changed, removed or replaced, in any table that has one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.database import Database
from tests.migrations.later import (
    activate,
    add_api_token,
    add_form_token,
    add_measure_step,
    add_seal,
    amend,
)
from tests.migrations.raw import (
    APPROVE,
    AT,
    FIRST,
    PERSON,
    SCORED,
    SECOND,
    Move,
    add_indicator,
    add_publication,
    add_step,
    add_text,
    append_event,
    change_score,
    insert,
    move_evaluation,
    points,
    run,
    take,
)
from tests.migrations.story import (
    add_attachment,
    assert_refused,
    connect,
    tell_story,
    walk,
)
from tests.support.databases import copy_postgres, copy_sqlite

AGREED = "a" * 31 + "9"
TRAIL = {
    "audit_event": "body",
    "score_change": "old",
    "submission": "content",
    "comment": "text_id",
    "publication": "content",
    "attachment": "name",
    "refusal": "reasons",
    "admin_event": "body",
    "free_text": "text",
    "scheme": "text",
    "workflow_edge": "action",
    "agreed_change": "new_name",
    "measure_step": "owner",
    "assignment": "place",
    "point_step": "place",
    "form_token": "outcome",
    "scheme_activation": "activated_at",
    "seal": "checkpoint",
}
RETURNED = Move(4, "submit", "draft", "self_scored"), Move(5, "return", "self_scored", "draft", 2)
KEPT = [*TRAIL, "evaluation", "indicator", "budget_line", "section", "api_token"]


def fill_every_table(database: Database) -> None:
    tell_story(database)
    walk(database, as_application=False)
    with connect(database) as connection:
        ten = points(connection, "10")
        run(connection, [add_indicator(SECOND, AGREED, ten)])
        run(connection, take(SECOND, Move(2, "amend", "draft", "draft")))
        weights = {"old_weight": ten, "new_weight": ten}
        run(connection, [amend(2, evaluation=SECOND, indicator=AGREED, **weights)])
        run(connection, [*take(FIRST, Move(18, "plan_measure", "published", "published", 2))])
        run(connection, [add_text(), add_measure_step(18)])
        run(connection, take(SECOND, Move(3, "assign", "draft", "draft")))
        row = {"evaluation_id": f"'{SECOND}'", "event_seq": "3", "place": "'funds'"}
        run(connection, [insert("assignment", **row)])
        run(connection, [*take(SECOND, RETURNED[0]), *take(SECOND, RETURNED[1])])
        run(connection, [add_step(SECOND, 5, "raise")])
        run(connection, [add_api_token("b" * 32), add_form_token(), activate(), add_seal(5)])
        run(
            connection,
            [
                insert(
                    "refusal",
                    actor_id=f"'{PERSON}'",
                    action="'fill'",
                    at=f"'{AT}'",
                    source="'page'",
                    reasons="'[]'",
                ),
                insert("admin_event", action="'add_unit'", at=f"'{AT}'", body="'{}'"),
            ],
        )


@pytest.fixture(scope="module")
def full_sqlite(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    with copy_sqlite(sqlite_template, tmp_path_factory.mktemp("full")) as database:
        fill_every_table(database)
        yield database


@pytest.fixture(scope="module")
def full_postgres(postgres_template: str) -> Iterator[Database]:
    with copy_postgres(postgres_template) as database:
        fill_every_table(database)
        yield database


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.pg)])
def full(request: pytest.FixtureRequest) -> Database:
    database: Database = request.getfixturevalue(f"full_{request.param}")
    return database


@pytest.mark.parametrize("table", TRAIL)
def test_update_is_refused(full: Database, table: str) -> None:
    column = TRAIL[table]
    attack = f"UPDATE {table} SET {column} = {column}"
    assert_refused(full, [attack], f"{table}: update is refused")


@pytest.mark.parametrize("table", KEPT)
def test_delete_is_refused(full: Database, table: str) -> None:
    assert_refused(full, [f"DELETE FROM {table}"], f"{table}: delete is refused")


@pytest.mark.parametrize("table", [table for table in KEPT if table != "workflow_edge"])
def test_replace_is_refused(full_sqlite: Database, table: str) -> None:
    attack = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    # A row that belongs to an older event is refused for that before it is seen to be there.
    reason = (
        f"{table}: (replace is refused|belongs to|begins|old is not|a later seal|a point is)"
        "|audit_event: an event is"
    )
    assert_refused(full_sqlite, [attack], reason)


def test_event_keeps_the_order_of_ids(full_sqlite: Database) -> None:
    second = "e" * 31 + "2"
    moves = [Move(6, "fill", "draft", "draft", 2), Move(7, "fill", "draft", "draft", 2)]
    first, then = (
        [move_evaluation(second, move), append_event(second, move, id=number)]
        for move, number in zip(moves, ("999", "998"), strict=True)
    )
    assert_refused(full_sqlite, [*first, *then], "audit_event: ids only grow")


def test_what_belongs_to_an_old_event_is_refused(full: Database) -> None:
    late = add_attachment(APPROVE.seq).replace("f" * 32, "9" * 32)
    assert_refused(full, [late], "attachment: belongs to the newest event")
    assert_refused(full, [add_publication(FIRST, 16)], "publication: belongs to the newest event")


def test_key_that_stands_is_refused(full_sqlite: Database) -> None:
    again = [
        add_attachment(17),
        add_publication(FIRST, 17),
        insert("comment", id="1", evaluation_id=f"'{FIRST}'", event_seq="17", text_id="1"),
        change_score(17, old="900", new="1000", kind="'review'", id="1"),
        insert("section", verb="REPLACE", evaluation_id=f"'{FIRST}'", key="'goals'", position="2"),
        (
            f"REPLACE INTO indicator SELECT '{SCORED}', evaluation_id, NULL, 1, 'other', '', 1, "
            "'', '', '', NULL, NULL, NULL, NULL FROM indicator"
        ),
    ]
    for attack in again:
        replacing = attack.replace("INSERT", "REPLACE")
        # A row of an older event, or one that begins too late, is refused for that already.
        assert_refused(full_sqlite, [replacing], "replace is refused|begins together|belongs to")
