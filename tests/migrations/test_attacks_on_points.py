"""Attacks in raw SQL on the points of a return: each is a step out of its order."""

import pytest

from models.database import Database
from tests.migrations.raw import SECOND, Move, add_step, run, take
from tests.migrations.story import CHECK, assert_refused, connect

OF_ITS_KIND = "point_step: belongs to the newest event, which is of its kind"
ORDER = "point_step: a point is raised once, answered, then settled"
SUBMIT = Move(2, "submit", "draft", "self_scored")
RETURN = Move(3, "return", "self_scored", "draft", 2)
ANSWER = Move(4, "answer", "draft", "draft", 2)
SUBMIT_AGAIN = Move(5, "submit", "draft", "self_scored", 2)
SETTLE = Move(6, "settle", "self_scored", "self_scored", 2)
RETURN_AGAIN = Move(6, "return", "self_scored", "draft", 3)

RETURNED = [*take(SECOND, SUBMIT), *take(SECOND, RETURN)]
RAISED = [*RETURNED, add_step(SECOND, 3, "raise")]
ANSWERED = [*RAISED, *take(SECOND, ANSWER), add_step(SECOND, 4, "answer")]
SENT = [*ANSWERED, *take(SECOND, SUBMIT_AGAIN)]
SETTLED = [*SENT, *take(SECOND, SETTLE), add_step(SECOND, 6, "settle")]
THEN_RETURNED = take(SECOND, Move(7, "return", "self_scored", "draft", 3))
UNANSWERED = [*RAISED, *take(SECOND, ANSWER), *take(SECOND, SUBMIT_AGAIN), *take(SECOND, SETTLE)]

ATTACKS: dict[str, tuple[list[str], str]] = {
    "raised by a creation": ([add_step(SECOND, 1, "raise")], OF_ITS_KIND),
    "carried by a return": ([*RETURNED, add_step(SECOND, 3, "carry")], OF_ITS_KIND),
    "raised by an old event": (
        [*RETURNED, *take(SECOND, ANSWER), add_step(SECOND, 3, "raise")],
        OF_ITS_KIND,
    ),
    "raised for another office": (
        [*RETURNED, add_step(SECOND, 3, "raise", office="'chief'")],
        OF_ITS_KIND,
    ),
    "settled for another office": (
        [*SENT, *take(SECOND, SETTLE), add_step(SECOND, 6, "settle", office="'chief'")],
        f"{OF_ITS_KIND}|{ORDER}",
    ),
    "raised twice": ([*SENT, *take(SECOND, RETURN_AGAIN), add_step(SECOND, 6, "raise")], ORDER),
    "answered without being raised": (
        [*RETURNED, *take(SECOND, ANSWER), add_step(SECOND, 4, "answer")],
        ORDER,
    ),
    "settled without an answer": ([*UNANSWERED, add_step(SECOND, 6, "settle")], ORDER),
    "moved to another place": (
        [*RAISED, *take(SECOND, ANSWER), add_step(SECOND, 4, "answer", place="'funds'")],
        ORDER,
    ),
    "insisted on once settled": ([*SETTLED, *THEN_RETURNED, add_step(SECOND, 7, "insist")], ORDER),
    "raised without a word": ([*RETURNED, add_step(SECOND, 3, "raise", text_id="NULL")], CHECK),
    "settled with words": (
        [*SENT, *take(SECOND, SETTLE), add_step(SECOND, 6, "settle", text_id="1")],
        CHECK,
    ),
    "changed": ([*RAISED, "UPDATE point_step SET place = 'funds'"], "update is refused"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_refused(ready: Database, name: str) -> None:
    statements, reason = ATTACKS[name]
    assert_refused(ready, statements, reason)


@pytest.mark.pg
def test_the_application_may_write_the_steps_in_their_order(ready_postgres: Database) -> None:
    with connect(ready_postgres) as connection:
        run(connection, ["SET LOCAL ROLE hengjian_application", *SETTLED])
        connection.rollback()
