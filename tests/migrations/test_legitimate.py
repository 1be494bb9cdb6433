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
    add_comment,
    add_indicator,
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
from tests.migrations.story import assert_refused, connect, dump, tell_story

NEW = "e" * 31 + "9"

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


def add_attachment(seq: int) -> str:
    return insert(
        "attachment",
        id=f"'{NEW}'",
        evaluation_id=f"'{FIRST}'",
        event_seq=str(seq),
        indicator_id=f"'{SCORED}'",
        name="'合同.pdf'",
        media_type="'application/pdf'",
        size="10",
        sha256=f"'{'d' * 64}'",
    )


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


@pytest.mark.parametrize("table", KEPT)
def test_what_is_agreed_stays(database: Database, table: str) -> None:
    tell_story(database)
    with connect(database) as connection:
        run(
            connection,
            [
                (
                    "INSERT INTO budget_line (id, evaluation_id, position, name, is_total) "
                    f"VALUES ('{FIRST}', '{FIRST}', 1, '总额', TRUE)"
                ),
                f"INSERT INTO section (evaluation_id, key, position) VALUES ('{FIRST}', 'k', 1)",
            ],
        )
    for column, value in KEPT[table].items():
        step = "version = version + 1, " if table == "evaluation" else ""
        attack = f"UPDATE {table} SET {step}{column} = {value}"
        assert_refused(database, [attack], f"{table}: (.* stay|what was agreed)")
    with connect(database) as connection:
        run(connection, ["UPDATE budget_line SET actual = 1, name = 'x', position = 2"])
        run(connection, ["UPDATE section SET position = 2"])
        run(connection, ["UPDATE indicator SET actual_text = 'x'"])
