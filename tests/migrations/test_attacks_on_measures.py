"""Attacks in raw SQL on the steps of measures, as the owner of the tables."""

import pytest

from models.database import Database
from tests.migrations.later import MEASURE, add_measure_step
from tests.migrations.raw import FIRST, Move, run, take
from tests.migrations.story import CHECK, assert_refused, connect

PLAN = Move(18, "plan_measure", "published", "published", 2)
REPORT = PLAN._replace(seq=19, action="report_measure")
ACCEPT = PLAN._replace(seq=20, action="accept_measure")
PLANNED = [*take(FIRST, PLAN), add_measure_step(18)]
REPORTED = [*PLANNED, *take(FIRST, REPORT), add_measure_step(19, kind="'done'")]
ACCEPTED = [*REPORTED, *take(FIRST, ACCEPT), add_measure_step(20, kind="'accept'")]
NEWEST = "measure_step: belongs to the newest event, which takes this step"
ORDER = "measure_step: done comes before accept and refuse"

ATTACKS: dict[str, tuple[list[str], str]] = {
    "a step without its event": ([add_measure_step(17)], NEWEST),
    "a step of another event": (
        [*take(FIRST, REPORT._replace(seq=18)), add_measure_step(18)],
        NEWEST,
    ),
    "a step of an old event": (
        [*PLANNED, *take(FIRST, REPORT), add_measure_step(18, measure_id=f"'{'c' * 32}'")],
        NEWEST,
    ),
    "carried without a beginning": (
        [*take(FIRST, PLAN), add_measure_step(18, kind="'carry'")],
        NEWEST,
    ),
    "done before it was planned": (
        [*take(FIRST, REPORT._replace(seq=18)), add_measure_step(18, kind="'done'")],
        ORDER,
    ),
    "accepted before it was done": (
        [*PLANNED, *take(FIRST, ACCEPT._replace(seq=19)), add_measure_step(19, kind="'accept'")],
        ORDER,
    ),
    "changed while it waits": (
        [*REPORTED, *take(FIRST, PLAN._replace(seq=20)), add_measure_step(20, kind="'change'")],
        ORDER,
    ),
    "done once more after the acceptance": (
        [*ACCEPTED, *take(FIRST, REPORT._replace(seq=21)), add_measure_step(21, kind="'done'")],
        ORDER,
    ),
    "without words": ([*take(FIRST, PLAN), add_measure_step(18, text_id="NULL")], CHECK),
    "without a post": ([*take(FIRST, PLAN), add_measure_step(18, owner="''")], CHECK),
    "a day that is none": ([*take(FIRST, PLAN), add_measure_step(18, due_on="'soon'")], CHECK),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_on_a_measure_is_refused(ready: Database, name: str) -> None:
    statements, reason = ATTACKS[name]
    assert_refused(ready, statements, reason)


def test_what_the_application_writes_is_taken(ready: Database) -> None:
    with connect(ready) as connection:
        if ready.engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL ROLE hengjian_application")
        run(connection, ACCEPTED)
        query = f"SELECT count(*) FROM measure_step WHERE measure_id = '{MEASURE}'"
        assert connection.exec_driver_sql(query).scalar_one() == 3
        connection.rollback()
