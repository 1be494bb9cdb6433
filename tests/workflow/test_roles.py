"""Roles, offices and accounts: what fits, who may, and that somebody always administers."""

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest

from models.database import Database
from models.queries.accounts import lock_person
from models.vocabulary import Role
from tests.support.offices import START, Offices
from tests.support.records import dump, rows_of
from workflow.refusals import Refused, Why
from workflow.roles import Post, change_post, change_roles, set_active

HELD_SECONDS = 1


@pytest.fixture
def offices(database: Database) -> Offices:
    return Offices(database)


def refuse(offices: Offices, do: Callable[..., None], **given: Any) -> tuple[Why, list[str]]:
    """Why an act is refused, and that it changed nothing."""
    before = dump(offices.database)
    with pytest.raises(Refused) as refused, offices.database.writing() as session:
        do(session, **{"actor_id": None, "at": START, **given})
    assert dump(offices.database) == before
    return refused.value.why, [reason.code for reason in refused.value.reasons]


def post(offices: Offices, *roles: Role, unit: str = "", section: str = "") -> Post:
    return Post(
        roles=frozenset(roles),
        unit_id=offices.offices[unit] if unit else None,
        section_id=offices.offices[section] if section else None,
    )


@pytest.mark.parametrize(
    ("roles", "unit", "section", "code"),
    [
        ([], "center", "", "role_is_missing"),
        ([Role.FILER], "", "", "filer_needs_an_office"),
        ([Role.UNIT_HEAD], "", "section", "head_needs_a_unit"),
        ([Role.FINANCE_CHIEF], "center", "", "chief_needs_a_section"),
        ([Role.FILER], "center", "section", "office_is_double"),
        ([Role.ADMINISTRATOR], "center", "", "administrator_has_no_office"),
        ([Role.ADMINISTRATOR], "", "section", "administrator_has_no_office"),
        ([Role.ADMINISTRATOR, Role.AUDITOR], "", "", "administrator_has_no_other_role"),
        ([Role.ADMINISTRATOR, Role.UNIT_HEAD], "center", "", "administrator_has_no_other_role"),
    ],
)
def test_roles_and_office_fit_together(
    offices: Offices, roles: list[Role], unit: str, section: str, code: str
) -> None:
    wanted = post(offices, *roles, unit=unit, section=section)
    person = offices.people["school_filer"]
    assert refuse(offices, change_post, user_id=person, post=wanted) == (Why.UNMET, [code])


def test_nobody_changes_his_own(offices: Offices) -> None:
    oneself = offices.people["administrator"]
    given = {"user_id": oneself, "actor_id": oneself}
    expected = (Why.FORBIDDEN, ["is_somebody_else"])
    wanted = post(offices, Role.AUDITOR)
    assert refuse(offices, change_post, **given, post=wanted) == expected
    assert refuse(offices, change_roles, **given, roles=[Role.AUDITOR]) == expected
    assert refuse(offices, set_active, **given, active=False) == expected


@pytest.mark.parametrize("who", ["auditor", "chief"])
def test_only_an_administrator_does_it(offices: Offices, who: str) -> None:
    given = {"user_id": offices.people["filer"], "actor_id": offices.people[who]}
    expected = (Why.FORBIDDEN, ["administers_the_site"])
    assert refuse(offices, set_active, **given, active=False) == expected


def test_one_active_administrator_remains(offices: Offices) -> None:
    last = offices.people["administrator"]
    expected = (Why.UNMET, ["last_administrator_remains"])
    assert refuse(offices, set_active, user_id=last, active=False) == expected
    wanted = post(offices, Role.AUDITOR)
    assert refuse(offices, change_post, user_id=last, post=wanted) == expected
    second = offices.add_person("second", {Role.ADMINISTRATOR})
    with offices.database.writing() as session:
        set_active(session, user_id=last, active=False, actor_id=second, at=START)
    assert refuse(offices, set_active, user_id=second, active=False) == expected


def test_a_stale_look_changes_nothing(offices: Offices) -> None:
    person = offices.people["school_filer"]
    seen = post(offices, Role.FILER, unit="center")
    wanted = post(offices, Role.FILER, unit="hospital")
    given = {"user_id": person, "post": wanted, "seen": seen}
    assert refuse(offices, change_post, **given) == (Why.CONFLICT, ["person_has_moved"])


def test_what_stands_already_is_no_act(offices: Offices) -> None:
    before = dump(offices.database)
    person = offices.people["school_filer"]
    with offices.database.writing() as session:
        set_active(session, user_id=person, active=True, actor_id=None, at=START)
        change_roles(session, user_id=person, roles=[Role.FILER], actor_id=None, at=START)
    assert dump(offices.database) == before


@pytest.mark.pg
def test_two_administrators_who_disable_each_other_leave_one(
    migrated_postgres: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each waits for the other once he has read who administers; the lock lets the second read
    only after the first is done. Without it both would win.
    """
    offices = Offices(migrated_postgres)
    people = offices.people["administrator"], offices.add_person("second", {Role.ADMINISTRATOR})
    barrier = threading.Barrier(2)

    def lock(session: Any, user_id: UUID) -> frozenset[UUID]:
        administrators = lock_person(session, user_id)
        with contextlib.suppress(threading.BrokenBarrierError):
            barrier.wait(HELD_SECONDS)
        return administrators

    monkeypatch.setattr("workflow.roles.lock_person", lock)

    def disable(number: int) -> str:
        try:
            with migrated_postgres.writing() as session:
                set_active(
                    session,
                    user_id=people[1 - number],
                    active=False,
                    actor_id=people[number],
                    at=START,
                )
        except Refused as refused:
            return refused.reasons[0].code
        return "done"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(disable, range(2)))
    assert outcomes == ["administers_the_site", "done"]
    active = [row.id for row in rows_of(migrated_postgres, "user_account") if row.active]
    assert len(set(people) & set(active)) == 1
