"""Attacks in raw SQL on delegations, and on events that somebody did for another."""

import pytest

from models.database import Database
from tests.migrations.later import AS_REPLICA, OTHER_UNIT, prepare
from tests.migrations.raw import (
    AT,
    PERSON,
    SECOND,
    UNIT,
    Move,
    append_event,
    insert,
    move_evaluation,
    run,
)
from tests.migrations.story import CHECK, assert_refused, connect

HEAD, THIRD = "0" * 31 + "7", "0" * 31 + "8"
LENT, NARROW, ENDED, OVER = ("d" * 31 + digit for digit in "1234")
BEFORE, LATER = "2026-03-17T08:42:00.000000Z", "2199-01-01T00:00:00.000000Z"
LAST_SECOND = "2026-03-18T08:42:00.500000Z"
NOBODYS = "audit_event: nobody acts for another without a delegation"
STAYS = "delegation: it can be ended once and stays otherwise"


def spell(own: str) -> str:
    """An id as a body has it."""
    return "-".join((own[:8], own[8:12], own[12:16], own[16:20], own[20:]))


def lend(own: str, **other: str) -> str:
    """The statement that makes the person of the story the deputy of the head."""
    row = {
        "id": f"'{own}'",
        "principal_id": f"'{HEAD}'",
        "deputy_id": f"'{PERSON}'",
        "role": "'unit_head'",
        "starts_at": f"'{BEFORE}'",
        "ends_at": f"'{AT}'",
        "reason": "'出差'",
        "created_at": f"'{BEFORE}'",
    } | other
    return insert("delegation", **row)


def act_for(own: str = LENT, *, told: str = HEAD, **other: str) -> list[str]:
    """The statements of one step that the deputy takes for the head."""
    move = Move(2, "comment", "draft", "draft")
    body = f"""'{{"data":{{"delegation":"{spell(own)}","for":"{spell(told)}"}}}}'"""
    row = {"for_id": f"'{HEAD}'", "body": body} | other
    return [move_evaluation(SECOND, move), append_event(SECOND, move, **row)]


@pytest.fixture
def lent(database: Database) -> Database:
    """Delegations of the head to the person of the story: one, one for another unit, one that was
    ended, one that is over.
    """
    prepare(database)
    with connect(database) as connection:
        for own in (HEAD, THIRD):
            person = {"login": f"'{own}'", "name": "'别人'", "unit_id": f"'{UNIT}'"}
            run(connection, [insert("user_account", id=f"'{own}'", **person, active="TRUE")])
        run(connection, [lend(LENT), lend(NARROW, unit_id=f"'{OTHER_UNIT}'")])
        run(connection, [lend(ENDED, ended_at=f"'{BEFORE}'")])
        run(connection, [lend(OVER, ends_at="'2026-03-18T08:41:59.000000Z'")])
    return database


ATTACKS: dict[str, tuple[list[str], str]] = {
    "no delegation": (act_for("e" * 32), NOBODYS),
    "a delegation that the body does not name": (act_for(body="'{\"data\":{}}'"), NOBODYS),
    "another principal": (act_for(for_id=f"'{THIRD}'"), NOBODYS),
    "another principal in the body": (act_for(told=THIRD), NOBODYS),
    "another deputy": (act_for(actor_id=f"'{THIRD}'"), NOBODYS),
    "for another unit": (act_for(NARROW), NOBODYS),
    "ended": (act_for(ENDED), NOBODYS),
    "over": (act_for(OVER), NOBODYS),
    "his own deputy": ([lend("d" * 32, deputy_id=f"'{HEAD}'")], CHECK),
    "a role that nobody lends": ([lend("d" * 32, role="'auditor'")], CHECK),
    "without a reason": ([lend("d" * 32, reason="''")], CHECK),
    "ends before it begins": ([lend("d" * 32, ends_at=f"'{BEFORE}'")], CHECK),
    "begins before it was made": ([lend("d" * 32, created_at=f"'{AT}'")], CHECK),
    "taken up again": (["UPDATE delegation SET ended_at = NULL"], STAYS),
    "ended twice": ([f"UPDATE delegation SET ended_at = '{LATER}' WHERE id = '{ENDED}'"], STAYS),
    "forgotten": (["DELETE FROM delegation"], "delegation: delete is refused"),
    **{
        f"its {column} changed": ([f"UPDATE delegation SET {column} = {value}"], STAYS)
        for column, value in {
            "principal_id": f"'{THIRD}'",
            "deputy_id": f"'{THIRD}'",
            "role": "'filer'",
            "unit_id": f"'{UNIT}'",
            "starts_at": f"'{AT}'",
            "ends_at": f"'{LATER}'",
            "reason": "'x'",
        }.items()
    },
}


def test_nobody_acts_for_another_behind_the_back_of_the_database(lent: Database) -> None:
    for name, (attack, reason) in ATTACKS.items():
        try:
            assert_refused(lent, attack, reason)
        except BaseException as error:
            error.add_note(name)
            raise
    if lent.engine.dialect.name == "postgresql":
        emptied = "delegation: truncate is refused"
        assert_refused(lent, ["TRUNCATE delegation CASCADE"], emptied)
        assert_refused(lent, [AS_REPLICA, *act_for(OVER)], NOBODYS)
    else:
        replaced = lend(LENT).replace("INSERT", "INSERT OR REPLACE")
        assert_refused(lent, [replaced], "delegation: replace is refused")


def test_a_deputy_acts_to_the_last_second_and_an_end_is_written_once(lent: Database) -> None:
    with connect(lent) as connection:
        run(connection, act_for(at=f"'{LAST_SECOND}'"))
        run(connection, [f"UPDATE delegation SET ended_at = '{AT}' WHERE id = '{LENT}'"])
