"""Who tried to sign in how often."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from models.tables import LoginAttempt


class Attempts(NamedTuple):
    """Failed attempts since a moment: with a name from one place since it last succeeded there,
    from a place with any name, with a name from anywhere.
    """

    for_name_here: int
    for_address: int
    for_name: int


def count_failures(session: Session, *, login_hash: str, address: str, since: datetime) -> Attempts:
    """Count the failures that concern this name and this place. One query."""
    last_success = (
        select(func.max(LoginAttempt.id))
        .where(
            LoginAttempt.login_hash == login_hash,
            LoginAttempt.address == address,
            LoginAttempt.succeeded,
        )
        .scalar_subquery()
    )
    name, place = LoginAttempt.login_hash == login_hash, LoginAttempt.address == address
    here = and_(name, place, LoginAttempt.id > func.coalesce(last_success, 0))
    row = session.execute(
        select(
            func.coalesce(func.sum(case((here, 1), else_=0)), 0),
            func.coalesce(func.sum(case((place, 1), else_=0)), 0),
            func.coalesce(func.sum(case((name, 1), else_=0)), 0),
        ).where(LoginAttempt.at > since, ~LoginAttempt.succeeded, or_(name, place))
    ).one()
    return Attempts(*row)


def has_succeeded(session: Session, *, login_hash: str, address: str) -> bool:
    """Say whether this name was ever signed in with from this place. One query."""
    found = session.scalar(
        select(LoginAttempt.id)
        .where(
            LoginAttempt.login_hash == login_hash,
            LoginAttempt.address == address,
            LoginAttempt.succeeded,
        )
        .limit(1)
    )
    return found is not None
