"""Tokens of scripts: whose they are, and what they allow."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models.queries.paging import Page, Place, fetch_page
from models.queries.people import Person, find_person
from models.tables import ApiToken, User
from models.vocabulary import Scope


class TokenRow(NamedTuple):
    """One token as lists show it; nothing here signs anybody in."""

    id: UUID
    user_id: UUID
    login: str
    person_name: str
    name: str
    scope: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None

    def is_good(self, at: datetime) -> bool:
        """Say whether it opens anything at this time."""
        return self.revoked_at is None and at < self.expires_at


def _select_tokens() -> "Select[*tuple[Any, ...]]":
    return select(
        ApiToken.id,
        ApiToken.user_id,
        User.login,
        User.name,
        ApiToken.name,
        ApiToken.scope,
        ApiToken.created_at,
        ApiToken.expires_at,
        ApiToken.revoked_at,
    ).join(User, User.id == ApiToken.user_id)


def list_tokens(
    session: Session, *, user_id: UUID | None, place: Place | None = None, size: int
) -> Page[TokenRow]:
    """Return the tokens of one person, or of everybody, the latest first. One query."""
    statement = _select_tokens()
    if user_id is not None:
        statement = statement.where(ApiToken.user_id == user_id)
    page = fetch_page(
        session,
        statement,
        keys=(ApiToken.created_at, ApiToken.id),  # type: ignore[arg-type]  # a column is an expression
        descending=True,
        place=place,
        size=size,
    )
    rows = [TokenRow(*row) for row in page.rows]
    return Page(rows=rows, before=page.before, after=page.after)


def find_token(session: Session, token_id: UUID) -> TokenRow | None:
    """Return one token by its id. One query."""
    row = session.execute(_select_tokens().where(ApiToken.id == token_id)).one_or_none()
    return None if row is None else TokenRow(*row)


def count_good_tokens(session: Session, *, user_id: UUID, at: datetime) -> int:
    """Return how many tokens open something for this person. One query."""
    return (
        session.scalar(
            select(func.count()).where(
                ApiToken.user_id == user_id,
                ApiToken.revoked_at.is_(None),
                ApiToken.expires_at > at,
            )
        )
        or 0
    )


class Holder(NamedTuple):
    """The active person behind a token that is good, and what it allows."""

    token_id: UUID
    token_name: str
    scope: Scope
    expires_at: datetime
    person: Person


def find_holder(session: Session, *, token_hash: str, at: datetime) -> Holder | None:
    """Return who a token stands for, None unless it is good and he is active. Two queries."""
    token = session.execute(
        select(ApiToken.id, ApiToken.name, ApiToken.scope, ApiToken.expires_at, ApiToken.user_id)
        .where(ApiToken.token_hash == token_hash)
        .where(ApiToken.revoked_at.is_(None), ApiToken.expires_at > at)
    ).one_or_none()
    person = find_person(session, token.user_id) if token else None
    if token is None or person is None or not person.active:
        return None
    return Holder(token.id, token.name, Scope(token.scope), token.expires_at, person)
