"""The words of the vocabulary are those that the database knows."""

from collections.abc import Callable
from enum import StrEnum

from models.database import Database
from models.vocabulary import Action, AdminAction, Category, Kind, Role, ScoreKind, Source
from tests.migrations.raw import (
    AT,
    PERSON,
    SECOND,
    UNSCORED,
    add_indicator,
    begin_evaluation,
    change_score,
    insert,
)
from tests.migrations.story import CHECK, assert_refused, connect, tell_story

NEW = "e" * 31 + "9"


def refuse(action: str, source: str) -> str:
    return insert(
        "refusal",
        actor_id=f"'{PERSON}'",
        action=f"'{action}'",
        at=f"'{AT}'",
        source=f"'{source}'",
        reasons="'[]'",
    )


def record(action: str) -> str:
    return insert("admin_event", action=f"'{action}'", at=f"'{AT}'", body="'{}'")


def hold(role: str) -> str:
    return insert("user_role", user_id=f"'{PERSON}'", role=f"'{role}'")


def begin(kind: str) -> str:
    return begin_evaluation(NEW, kind=f"'{kind}'")


def categorise(category: str) -> str:
    return add_indicator(SECOND, NEW, "5", category=f"'{category}'")


def score(kind: str) -> str:
    return change_score(4, old="NULL", new="1", indicator=UNSCORED, kind=f"'{kind}'")


def test_every_word_is_known_and_no_other(database: Database) -> None:
    tell_story(database)
    with connect(database) as connection:
        connection.exec_driver_sql("DELETE FROM user_role")
    statements: dict[type[StrEnum], Callable[[str], str]] = {
        Role: hold,
        Kind: begin,
        Category: categorise,
        ScoreKind: score,
        AdminAction: record,
        Action: lambda action: refuse(action, Source.PAGE),
        Source: lambda source: refuse(Action.FILL, source),
    }
    for words, state in statements.items():
        for word in words:
            with database.engine.connect() as connection:
                connection.exec_driver_sql(state(word))
                connection.rollback()
        assert_refused(database, [state("nonsense")], f"{CHECK}|unknown action")
