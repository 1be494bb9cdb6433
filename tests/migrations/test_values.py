"""Values that a column must not hold are refused on both engines."""

import pytest

from models.database import Database
from tests.migrations.raw import (
    APPROVE,
    AT,
    FIRST,
    PERSON,
    SECOND,
    UNSCORED,
    Move,
    add_indicator,
    append_event,
    begin_evaluation,
    change_score,
    insert,
    move_evaluation,
    run,
    take,
)
from tests.migrations.story import CHECK, assert_refused

NEW = "9" * 32
UPPER, SHORT = f"'{'A' * 64}'", "'abc'"
MOST, TOO_MUCH, FULL, TOO_MANY = "$most", "$too_much", "$full", "$too_many"
"""Amounts and points at their limits, which each engine spells in its own unit."""
LIMITS = {
    "sqlite": {
        MOST: "999999999999999",
        TOO_MUCH: "1000000000000000",
        FULL: "100000",
        TOO_MANY: "100001",
    },
    "postgresql": {
        MOST: "9999999999999.99",
        TOO_MUCH: "10000000000000",
        FULL: "1000",
        TOO_MANY: "1000.01",
    },
}
RESCORE = Move(6, "rescore", "unit_approved", "unit_approved")


def add_line(**row: str) -> str:
    return insert(
        "budget_line",
        id=f"'{NEW}'",
        evaluation_id=f"'{SECOND}'",
        name="''",
        **{"position": "1", "is_total": "TRUE"} | row,
    )


def sign_in(table: str, token: str) -> str:
    return insert(
        table,
        token_hash=token,
        user_id=f"'{PERSON}'",
        created_at=f"'{AT}'",
        expires_at=f"'{AT}'",
    )


def seal(hash_: str) -> str:
    return insert(
        "submission",
        evaluation_id=f"'{FIRST}'",
        round="2",
        event_seq="4",
        content="''",
        content_hash=hash_,
    )


def attach(**row: str) -> str:
    given = {"size": "1", "sha256": f"'{'a' * 64}'"} | row
    return insert(
        "attachment",
        id=f"'{NEW}'",
        evaluation_id=f"'{FIRST}'",
        event_seq="4",
        name="''",
        media_type="''",
        **given,
    )


def add_scheme(sha256: str) -> str:
    return (
        "INSERT INTO scheme (id, name, version, sha256, text) "
        f"VALUES ('{NEW}', 'other', '1', {sha256}, '')"
    )


def add_person(login: str) -> str:
    return f"INSERT INTO user_account (id, login, name, active) VALUES ('{NEW}', {login}, '', TRUE)"


def claim(total: str) -> list[str]:
    move = move_evaluation(SECOND, Move(2, "fill", "draft", "draft"))
    return [move.replace(" WHERE", f", reported_total = {total} WHERE")]


def review(score: str) -> list[str]:
    return [
        *take(FIRST, APPROVE),
        *take(FIRST, RESCORE),
        change_score(6, old="NULL", new=score, indicator=UNSCORED, kind="'review'"),
        f"UPDATE indicator SET review_score = {score} WHERE id = '{UNSCORED}'",
    ]


GOOD = {
    "money": [add_line(original="-" + MOST, revised="0", actual=MOST)],
    "session": [sign_in("login_session", f"'{'a' * 64}'")],
    "link": [sign_in("login_link", f"'{'a' * 64}'")],
    "submission": [seal(f"'{'a' * 64}'")],
    "attachment": [attach()],
    "scheme": [add_scheme(f"'{'a' * 64}'")],
    "person": [add_person("'li'")],
    "text": [insert("free_text", commitment=f"'{'a' * 64}'")],
    "review": review("5"),
    "weight": [add_indicator(SECOND, NEW, FULL)],
    "claim": [*claim(FULL), append_event(SECOND, Move(2, "fill", "draft", "draft"))],
}

BAD = {
    "original too large": [add_line(original=TOO_MUCH)],
    "revised too large": [add_line(revised=TOO_MUCH)],
    "actual too large": [add_line(actual=TOO_MUCH)],
    "actual too small": [add_line(actual="-" + TOO_MUCH)],
    "session token in capitals": [sign_in("login_session", UPPER)],
    "link token in capitals": [sign_in("login_link", UPPER)],
    "submission hash in capitals": [seal(UPPER)],
    "submission hash too short": [seal(SHORT)],
    "attachment hash in capitals": [attach(sha256=UPPER)],
    "attachment of negative size": [attach(size="-1")],
    "scheme hash in capitals": [add_scheme(UPPER)],
    "empty login": [add_person("''")],
    "commitment in capitals": [insert("free_text", commitment=UPPER)],
    "text without salt": [insert("free_text", text="'x'", commitment=f"'{'a' * 64}'")],
    "head too short": [begin_evaluation(NEW, head=SHORT)],
    "reported total below nothing": claim("-1"),
    "reported total beyond measure": claim(TOO_MANY),
    "review score beyond the weight": review("2000"),
    "review score below nothing": review("-1"),
    "weight of nothing": [add_indicator(SECOND, NEW, "0")],
    "weight beyond measure": [add_indicator(SECOND, NEW, TOO_MANY)],
    "score without weight": [
        add_indicator(SECOND, NEW, "NULL"),
        *take(SECOND, Move(2, "score", "draft", "draft")),
        change_score(2, old="NULL", new="1", indicator=NEW, evaluation_id=f"'{SECOND}'"),
        f"UPDATE indicator SET self_score = 1 WHERE id = '{NEW}'",
    ],
}

BAD_ON_SQLITE = {
    "float position": [add_line(position="1.5")],
    "float size": [attach(size="1.5")],
    "time in another spelling": [begin_evaluation(NEW, state_since="'2026-03-18 08:42:00'")],
    "truth of another kind": [add_line(is_total="'yes'")],
    "float score": review("1.5"),
    "text for money": [add_line(actual="'much'")],
    "float for money": [add_line(actual="0.5")],
    "infinite money": [add_line(actual="9e999")],
    "salt as text": [
        insert("free_text", salt="'0123456789abcdef'", text="''", commitment=f"'{'a' * 64}'")
    ],
}


def spell(database: Database, statements: list[str]) -> list[str]:
    """Put the limits of this engine into the statements."""
    spelled = statements
    for name, number in LIMITS[database.engine.dialect.name].items():
        spelled = [statement.replace(name, number) for statement in spelled]
    return spelled


@pytest.mark.parametrize("name", GOOD)
def test_good_value_is_accepted(story: Database, name: str) -> None:
    with story.engine.connect() as connection:
        run(connection, spell(story, GOOD[name]))
        connection.rollback()


@pytest.mark.parametrize("name", BAD)
def test_bad_value_is_refused(story: Database, name: str) -> None:
    assert_refused(story, spell(story, BAD[name]), CHECK)


@pytest.mark.parametrize("name", BAD_ON_SQLITE)
def test_bad_kind_of_value_is_refused(sqlite_story: Database, name: str) -> None:
    assert_refused(sqlite_story, BAD_ON_SQLITE[name], CHECK)
