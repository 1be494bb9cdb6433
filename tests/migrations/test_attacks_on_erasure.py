"""A text leaves the store by two people alone, and nothing else leaves with it."""

import pytest
from sqlalchemy import Connection

from models.database import Database
from tests.migrations.raw import (
    FIRST,
    PERSON,
    SECOND,
    UNIT,
    Move,
    append_event,
    insert,
    move_evaluation,
    run,
)
from tests.migrations.story import assert_refused, connect, tell_story, walk

OTHER = "0" * 31 + "7"
"""Somebody else than the person of the story."""
MARK, ALIKE = "a" * 64, "b" * 64
"""The commitments of two texts: one that is asked for, another."""
ASK, AGREE = "ask_erasure", "erase"
WISH = f'{{"data":{{"erasure":{{"text":"{MARK}"}}}}}}'
NO_UPDATE = "update is refused but for an erasure"
TWO_PEOPLE = "a text is erased when another person has asked for it"
ERASE_TEXT = "UPDATE free_text SET text = NULL, salt = NULL WHERE commitment = '%s'"
ERASE_COPY = "UPDATE publication SET content = '' WHERE event_seq = 17"


def answer(request: int, *, text: str = MARK) -> str:
    """What an event of erasing says, as a literal."""
    return f'{{"data":{{"erasure":{{"request":{request},"texts":["{text}"]}}}}}}'


def step(
    seq: int,
    action: str,
    body: str,
    *,
    by: str = PERSON,
    state: str = "published",
    evaluation: str = FIRST,
) -> list[str]:
    """One event of an erasure."""
    move = Move(seq, action, state, state, 2 if evaluation == FIRST else 1)
    event = append_event(evaluation, move, body=f"'{body}'", actor_id=f"'{by}'")
    return [move_evaluation(evaluation, move), event]


ASKED = step(18, ASK, WISH)
AGREED = step(19, AGREE, answer(18), by=OTHER)
DECLINED = step(19, "decline_erasure", answer(18), by=OTHER)
DISCARDED = [
    move_evaluation(SECOND, Move(2, "discard", "draft", "draft")),
    append_event(SECOND, Move(2, "discard", "draft", "draft")),
]


def add_texts(connection: Connection) -> None:
    """Somebody else, and two texts."""
    salt = "decode(repeat('00', 16), 'hex')"
    if connection.dialect.name == "sqlite":
        salt = "zeroblob(16)"
    person = {"login": "'other'", "name": "'别人'", "unit_id": f"'{UNIT}'", "active": "TRUE"}
    run(connection, [insert("user_account", id=f"'{OTHER}'", **person)])
    for mark in (MARK, ALIKE):
        run(connection, [insert("free_text", commitment=f"'{mark}'", salt=salt, text="'文字'")])


@pytest.fixture
def ready(database: Database) -> Database:
    """Published, with a text that nobody has asked for."""
    tell_story(database)
    walk(database, as_application=False)
    with connect(database) as connection:
        add_texts(connection)
    return database


ATTACKS = {
    "a text gone without an event": ([ERASE_TEXT % MARK], NO_UPDATE),
    "a text gone when it is only asked for": ([*ASKED, ERASE_TEXT % MARK], NO_UPDATE),
    "a text gone when it was declined": ([*ASKED, *DECLINED, ERASE_TEXT % MARK], NO_UPDATE),
    "another text gone": ([*ASKED, *AGREED, ERASE_TEXT % ALIKE], NO_UPDATE),
    "a text gone later": (
        [*ASKED, *AGREED, *step(20, ASK, WISH), ERASE_TEXT % MARK],
        NO_UPDATE,
    ),
    "a text rewritten": (
        [*ASKED, *AGREED, f"UPDATE free_text SET text = 'x' WHERE commitment = '{MARK}'"],
        NO_UPDATE,
    ),
    "a commitment rewritten": (
        [*ASKED, *AGREED, (ERASE_TEXT % MARK).replace(" WHERE", f", commitment = '{ALIKE}' WHERE")],
        NO_UPDATE,
    ),
    "an erased text written anew": (
        [
            *ASKED,
            *AGREED,
            ERASE_TEXT % MARK,
            f"UPDATE free_text SET salt = NULL WHERE commitment = '{MARK}'",
        ],
        NO_UPDATE,
    ),
    "a copy emptied without an event": ([ERASE_COPY], NO_UPDATE),
    "a copy emptied when it is only asked for": ([*ASKED, ERASE_COPY], NO_UPDATE),
    "a copy that says more": (
        [*ASKED, *AGREED, "UPDATE publication SET content = content || ' '"],
        NO_UPDATE,
    ),
    "a copy with another hash": (
        [*ASKED, *AGREED, f"UPDATE publication SET content = '', content_hash = '{MARK}'"],
        NO_UPDATE,
    ),
    "nobody asked": (step(18, AGREE, answer(17)), TWO_PEOPLE),
    "he asked himself": ([*ASKED, *step(19, AGREE, answer(18))], TWO_PEOPLE),
    "another text was asked for": (
        [*ASKED, *step(19, AGREE, answer(18, text=ALIKE), by=OTHER)],
        TWO_PEOPLE,
    ),
    "it was declined": (
        [*ASKED, *DECLINED, *step(20, AGREE, answer(18), by=OTHER)],
        TWO_PEOPLE,
    ),
    "it was agreed to already": (
        [*ASKED, *AGREED, *step(20, AGREE, answer(18), by=OTHER)],
        TWO_PEOPLE,
    ),
    "it was asked of another evaluation": (
        [*ASKED, *step(2, AGREE, answer(18), by=OTHER, state="draft", evaluation=SECOND)],
        TWO_PEOPLE,
    ),
    "discarded twice": (
        [
            *DISCARDED,
            move_evaluation(SECOND, Move(3, "discard", "draft", "draft")),
            append_event(SECOND, Move(3, "discard", "draft", "draft")),
        ],
        "discard and nothing else discards",
    ),
    "a discarded draft filled in with a request": (
        [
            *DISCARDED,
            step(3, ASK, WISH, state="draft", evaluation=SECOND)[0].replace(
                " SET ", " SET reported_grade = 'good', ", 1
            ),
        ],
        "what was discarded stays as it is",
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_refused(ready: Database, name: str) -> None:
    statements, reason = ATTACKS[name]
    assert_refused(ready, statements, reason)


def test_two_people_erase(ready: Database) -> None:
    """The application's account may, and of a discarded draft too."""
    asked = step(3, ASK, WISH, state="draft", evaluation=SECOND)
    agreed = step(4, AGREE, answer(3), by=OTHER, state="draft", evaluation=SECOND)
    for statements in (
        [*ASKED, *AGREED, ERASE_TEXT % MARK, ERASE_COPY],
        [*DISCARDED, *asked, *agreed, ERASE_TEXT % MARK],
    ):
        with ready.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SET LOCAL ROLE hengjian_application")
            run(connection, statements)
            left = connection.exec_driver_sql("SELECT commitment FROM free_text WHERE salt IS NULL")
            assert MARK in left.scalars().all()
            connection.rollback()
