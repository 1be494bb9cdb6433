"""Tokens that scripts sign in with; issuing and revoking leave administrative events."""

import re
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from models.queries.tokens import count_good_tokens, find_token
from models.tables import ApiToken
from models.vocabulary import AdminAction, Scope
from workflow.ids import new_id
from workflow.people import hash_token, record_admin_event
from workflow.refusals import Refused, unmet

PREFIX = "hj_"
"""Begins every token, so that whoever searches for lost secrets finds it."""
USUAL_DAYS = 90
MOST_DAYS = 365
MOST_TOKENS = 20
"""Good tokens that one person may have at a time."""
_RANDOM_BYTES = 32
_TOKEN = re.compile(r"hj_[A-Za-z0-9_-]{43}")


def is_token(text: str) -> bool:
    """Say whether a text could be a token at all."""
    return _TOKEN.fullmatch(text) is not None


def issue_token(
    session: Session,
    *,
    user_id: UUID,
    name: str,
    scope: Scope,
    days: int,
    actor_id: UUID | None,
    at: datetime,
    token_id: UUID | None = None,
) -> str:
    """Return a fresh token; only its hash is kept, so that nobody can show it again.

    `days` is its lifetime, 1 to 365. A `token_id` that was used before is refused by the database.
    Raises Refused when the name is empty, the days are too many, or the person has 20 good ones.
    """
    faults = []
    if not name:
        faults.append(unmet("field_is_required", field="name"))
    if not 1 <= days <= MOST_DAYS:
        faults.append(unmet("number_out_of_range", field="days", least="1", most=str(MOST_DAYS)))
    if count_good_tokens(session, user_id=user_id, at=at) >= MOST_TOKENS:
        faults.append(unmet("tokens_are_too_many", limit=str(MOST_TOKENS)))
    if faults:
        raise Refused(*faults)
    token = PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)
    token_id = token_id or new_id()
    row = {
        "id": token_id,
        "token_hash": hash_token(token),
        "user_id": user_id,
        "name": name,
        "scope": scope,
        "created_at": at,
        "expires_at": at + timedelta(days=days),
    }
    session.execute(insert(ApiToken), [row])
    data = {
        "token": str(token_id),
        "person": str(user_id),
        "name": name,
        "scope": scope,
        "days": days,
    }
    record_admin_event(session, action=AdminAction.ISSUE_TOKEN, actor_id=actor_id, at=at, data=data)
    return token


def revoke_token(session: Session, *, token_id: UUID, actor_id: UUID | None, at: datetime) -> None:
    """Make a token worth nothing from now on; one that was revoked before stays so.

    Raises Refused when there is none with this id.
    """
    token = find_token(session, token_id)
    if token is None:
        raise Refused(unmet("token_does_not_exist"))
    revoked = update(ApiToken).where(ApiToken.id == token_id, ApiToken.revoked_at.is_(None))
    if session.execute(revoked.values(revoked_at=at)).rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result has it
        return
    data = {"token": str(token_id), "person": str(token.user_id)}
    record_admin_event(
        session, action=AdminAction.REVOKE_TOKEN, actor_id=actor_id, at=at, data=data
    )
