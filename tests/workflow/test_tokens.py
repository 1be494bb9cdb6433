"""Tokens: hashed, bounded, revocable, and every act on them in the record of administration."""

from datetime import timedelta
from uuid import UUID

import pytest

from models.database import Database
from models.queries.tokens import find_holder, list_tokens
from models.vocabulary import AdminAction, Scope
from tests.support.offices import START, Offices
from tests.support.records import dump, rows_of
from workflow.people import hash_token, write_password
from workflow.refusals import Refused
from workflow.roles import set_active
from workflow.tokens import MOST_TOKENS, is_token, issue_token, revoke_token


def issue(offices: Offices, *, name: str = "报表", days: int = 90, who: str = "filer") -> str:
    with offices.database.writing() as session:
        return issue_token(
            session,
            user_id=offices.people[who],
            name=name,
            scope=Scope.READ,
            days=days,
            actor_id=offices.people[who],
            at=START,
        )


def list_ids(offices: Offices, who: str | None) -> list[UUID]:
    with offices.database.reading() as session:
        user_id = offices.people[who] if who else None
        return [row.id for row in list_tokens(session, user_id=user_id, size=50).rows]


def find(offices: Offices, token: str, *, days: float = 0) -> str | None:
    with offices.database.reading() as session:
        at = START + timedelta(days=days)
        holder = find_holder(session, token_hash=hash_token(token), at=at)
        return holder.person.name if holder else None


def list_acts(offices: Offices) -> list[tuple[str, UUID | None]]:
    acts = {AdminAction.ISSUE_TOKEN, AdminAction.REVOKE_TOKEN}
    rows = rows_of(offices.database, "admin_event")
    return [(row.action, row.actor_id) for row in rows if row.action in acts]


def test_a_token_stands_for_its_person_until_its_time(database: Database) -> None:
    offices = Offices(database)
    token = issue(offices, days=2)
    assert is_token(token)
    assert token.startswith("hj_")
    assert find(offices, token) == find(offices, token, days=1.99) == "filer"
    assert find(offices, token, days=2) is None
    assert find(offices, f"{token[:-1]}_") is None
    assert token.removeprefix("hj_") not in str(dump(database))
    assert list_acts(offices) == [("issue_token", offices.people["filer"])]


def test_a_revoked_token_stays_revoked(database: Database) -> None:
    offices = Offices(database)
    token = issue(offices)
    (token_id,) = list_ids(offices, "filer")
    administrator = offices.people["administrator"]
    for _ in range(2):
        with database.writing() as session:
            revoke_token(session, token_id=token_id, actor_id=administrator, at=START)
    assert find(offices, token) is None
    assert list_acts(offices)[1:] == [("revoke_token", administrator)]
    with pytest.raises(Refused, match="token_does_not_exist"), database.writing() as session:
        revoke_token(session, token_id=UUID(int=1), actor_id=None, at=START)


def test_a_disabled_person_has_no_token_that_works(database: Database) -> None:
    offices = Offices(database)
    token = issue(offices)
    offices.disable("filer")
    assert find(offices, token) is None
    with database.writing() as session:
        set_active(session, user_id=offices.people["filer"], active=True, actor_id=None, at=START)
    assert find(offices, token) is None, "it does not come back with the person"


def test_a_new_password_ends_what_scripts_sign_in_with(database: Database) -> None:
    offices = Offices(database)
    tokens = [issue(offices), issue(offices, who="head")]
    with database.writing() as session:
        write_password(
            session,
            user_id=offices.people["filer"],
            password_hash="another",
            actor_id=None,
            at=START,
        )
    assert [find(offices, token) for token in tokens] == [None, "head"]


@pytest.mark.parametrize("days", [0, -1, 366, 10**6])
def test_no_token_lives_longer_than_a_year(database: Database, days: int) -> None:
    offices = Offices(database)
    with pytest.raises(Refused, match="number_out_of_range"):
        issue(offices, days=days)
    with pytest.raises(Refused, match="field_is_required"):
        issue(offices, name="")
    assert list_ids(offices, None) == []


def test_a_person_has_so_many_good_tokens_at_a_time(database: Database) -> None:
    offices = Offices(database)
    for _ in range(MOST_TOKENS):
        issue(offices)
    with pytest.raises(Refused, match="tokens_are_too_many"):
        issue(offices)
    issue(offices, who="head")
    with database.writing() as session:
        revoke_token(session, token_id=list_ids(offices, "filer")[0], actor_id=None, at=START)
    issue(offices)
    assert len(list_ids(offices, None)) == MOST_TOKENS + 2
