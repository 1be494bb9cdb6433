"""What a correct application writes is accepted, so the attacks are refused for what they are."""

import pytest

from models.database import Database
from tests.migrations.raw import (
    APPROVE,
    AT,
    CREATE,
    FIRST,
    PERSON,
    SCORED,
    SECOND,
    UNSCORED,
    Move,
    add_indicator,
    add_line,
    add_part,
    append_event,
    begin_evaluation,
    change_score,
    insert,
    points,
    run,
    set_score,
    take,
)
from tests.migrations.story import REST_OF_THE_WAY, assert_refused, connect, dump, tell_story, walk

NEW = "e" * 31 + "9"


def test_whole_way_is_accepted(database: Database) -> None:
    tell_story(database)
    walk(database, as_application=False)
    rows = dump(database)
    assert len(rows["audit_event"]) == len(REST_OF_THE_WAY) + 5
    assert [len(rows[table]) for table in ("submission", "publication", "attachment")] == [2, 1, 1]


@pytest.mark.pg
def test_whole_way_is_open_to_the_application(migrated_postgres: Database) -> None:
    tell_story(migrated_postgres)
    walk(migrated_postgres, as_application=True)
    with connect(migrated_postgres) as connection:
        run(connection, ["SET LOCAL ROLE hengjian_application", begin_evaluation(NEW)])
        run(connection, [append_event(NEW, CREATE), add_indicator(NEW, "b" * 32, "5")])
        run(
            connection,
            [
                insert("admin_event", action="'add_unit'", at=f"'{AT}'", body="'{}'"),
                f"UPDATE user_account SET active = FALSE WHERE id = '{PERSON}'",
                f"DELETE FROM user_role WHERE user_id = '{PERSON}'",
            ],
        )
    assert len(dump(migrated_postgres)["evaluation"]) == 3


def test_several_events_fit_in_one_transaction(database: Database) -> None:
    tell_story(database)
    with connect(database) as connection:
        run(connection, [*take(FIRST, APPROVE), *take(SECOND, Move(2, "fill", "draft", "draft"))])
        run(connection, take(FIRST, Move(6, "review", "unit_approved", "finance_reviewed")))
    assert len(dump(database)["audit_event"]) == 8


def test_row_of_zero_and_of_full_score_is_accepted(database: Database) -> None:
    tell_story(database)
    with connect(database) as connection:
        ten = points(connection, "10")
        run(connection, take(FIRST, Move(5, "recall", "self_scored", "draft")))
        run(connection, take(FIRST, Move(6, "score", "draft", "draft")))
        run(connection, [change_score(6, old=points(connection, "8"), new="0"), set_score("0")])
        run(connection, [change_score(6, old="NULL", new=ten, indicator=UNSCORED)])
        run(connection, [set_score(ten, UNSCORED)])
    assert len(dump(database)["score_change"]) == 3


KEPT = {
    "evaluation": {
        "id": f"'{NEW}'",
        "unit_id": f"'{NEW}'",
        "cycle_id": f"'{NEW}'",
        "scheme_id": f"'{NEW}'",
        "kind": "'finance_evaluation'",
        "title": "'x'",
    },
    "indicator": {
        "id": f"'{NEW}'",
        "evaluation_id": f"'{SECOND}'",
        "parent_id": f"'{SCORED}'",
        "position": "9",
        "category": "'other'",
        "name": "'x'",
        "weight": "1",
        "target_text": "'x'",
        "rule": "'x'",
    },
    "budget_line": {"id": f"'{NEW}'", "evaluation_id": f"'{SECOND}'", "is_total": "FALSE"},
    "section": {"evaluation_id": f"'{SECOND}'", "key": "'x'"},
}


OF_FIRST = dict.fromkeys(KEPT, f"evaluation_id = '{FIRST}'") | {"evaluation": f"id = '{FIRST}'"}
FILLED_IN = ("budget_line", "section")
RECALL, FILL = Move(5, "recall", "self_scored", "draft"), Move(6, "fill", "draft", "draft")


@pytest.mark.parametrize("table", KEPT)
def test_what_is_agreed_stays(database: Database, table: str) -> None:
    tell_story(database)
    for column, value in KEPT[table].items():
        step = "version = version + 1, " if table == "evaluation" else ""
        attack = f"UPDATE {table} SET {step}{column} = {value} WHERE {OF_FIRST[table]}"
        filling = [*take(FIRST, RECALL), *take(FIRST, FILL)] if table in FILLED_IN else []
        reason = f"{table}: (.* stay|what was agreed|changes only)"
        assert_refused(database, [*filling, attack], reason)


SCORE_AGAIN = Move(7, "score", "draft", "draft")
FILLED = {
    "amounts": "UPDATE budget_line SET actual = 1, name = 'x', position = 2",
    "a narrative": "UPDATE section SET position = 2",
    "a finding": (
        "INSERT INTO finding (id, evaluation_id, position, is_recommendation, category, text_id) "
        f"VALUES ('{NEW}', '{FIRST}', 1, FALSE, '', 1)"
    ),
}
ACTUAL = "UPDATE indicator SET actual_text = 'x'"


def test_content_changes_with_an_event_of_filling_in(database: Database) -> None:
    tell_story(database)
    with connect(database) as connection:
        run(connection, take(FIRST, Move(5, "recall", "self_scored", "draft")))
        run(connection, [*take(FIRST, FILL), *FILLED.values()])
        run(connection, [*take(FIRST, SCORE_AGAIN), ACTUAL])


@pytest.mark.parametrize("attack", [*FILLED.values(), ACTUAL], ids=[*FILLED, "an actual value"])
def test_content_stays_without_such_an_event(database: Database, attack: str) -> None:
    """Submitted; then a draft again, whose last event is another; then behind a comment."""
    tell_story(database)
    refused = "changes only by an event"
    assert_refused(database, [attack], refused)
    with connect(database) as connection:
        run(connection, take(FIRST, Move(5, "recall", "self_scored", "draft")))
    assert_refused(database, [attack], refused)


def test_nothing_is_added_to_what_was_agreed(database: Database) -> None:
    tell_story(database)
    ten = "1000" if database.engine.dialect.name == "sqlite" else "10"
    late = "begins together|changes only by an event"
    assert_refused(database, [add_indicator(FIRST, NEW, ten)], late)
    assert_refused(database, [add_line(FIRST).replace(f"'{FIRST}'", f"'{NEW}'", 1)], late)
    assert_refused(database, [add_part(FIRST).replace("goals", "other")], late)
