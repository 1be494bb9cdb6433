"""A seal takes in more than the one before, and says so in the right form."""

import pytest

from models.database import Database
from tests.migrations.later import add_seal
from tests.migrations.raw import run
from tests.migrations.story import assert_refused, connect

CHECK = "CHECK constraint failed|violates check constraint"
MORE = "a later seal takes in more than the earlier ones"


@pytest.fixture
def sealed(database: Database) -> Database:
    with connect(database) as connection:
        run(connection, [add_seal(5)])
    return database


@pytest.mark.parametrize(
    ("attack", "reason"),
    [
        (add_seal(4), MORE),
        (add_seal(5), f"{MORE}|replace is refused"),
        (add_seal(6, audit_event_id="4"), MORE),
        (add_seal(6, checkpoint="NULL"), "NOT NULL|not-null"),
    ],
)
def test_a_seal_that_cannot_be_is_refused(sealed: Database, attack: str, reason: str) -> None:
    assert_refused(sealed, [attack], reason)


@pytest.mark.parametrize(
    "attack",
    [
        add_seal(0),
        add_seal(6, root="'C'"),
        add_seal(6, audit_event_id="-1"),
        add_seal(6, admin_event_id="-1"),
        add_seal(6, refusal_id="-1"),
    ],
)
def test_a_first_seal_that_is_not_well_formed_is_refused(database: Database, attack: str) -> None:
    assert_refused(database, [attack], CHECK)


def test_a_later_seal_is_taken(sealed: Database) -> None:
    with connect(sealed) as connection:
        run(connection, [add_seal(6), add_seal(60, admin_event_id="3", refusal_id="2")])
