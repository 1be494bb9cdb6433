"""Attempts to sign in: counted before the password is looked at, so that many at once count too."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from models.queries.attempts import count_failures, has_succeeded
from models.tables import LoginAttempt
from policies.throttling import MOST_FOR_NAME, WINDOW, Failures

KEPT = timedelta(days=180)
"""How long attempts are kept: the six months that the Cybersecurity Law (art. 21) asks of logs."""


def hash_login(login: str) -> str:
    """Return what is kept of a name as typed: it may have been a password."""
    return hashlib.sha256(login.casefold().encode(errors="replace")).hexdigest()


def record_attempt(
    session: Session, *, login_hash: str, address: str, known: bool, at: datetime
) -> tuple[int, Failures]:
    """Keep an attempt as failed until it succeeds; return its number and what it is judged by.

    A `known` place proves by itself that this name was signed in with there: a browser has a new
    name after each sign-in, under which none has succeeded yet.
    """
    row = {"login_hash": login_hash, "address": address, "at": at, "succeeded": False}
    statement = insert(LoginAttempt).values(row).returning(LoginAttempt.id)
    attempt_id = session.execute(statement).scalar_one()
    counted = count_failures(session, login_hash=login_hash, address=address, since=at - WINDOW)
    known_here = known or (
        counted.for_name > MOST_FOR_NAME
        and has_succeeded(session, login_hash=login_hash, address=address)
    )
    return attempt_id, Failures(**counted._asdict(), known_here=known_here)


def record_success(
    session: Session, *, attempt_id: int, login_hash: str, address: str, at: datetime
) -> None:
    """Turn an attempt into a success; what is older than half a year goes."""
    session.execute(
        delete(LoginAttempt).where(
            (LoginAttempt.id == attempt_id)
            | ((LoginAttempt.login_hash == login_hash) & (LoginAttempt.at < at - KEPT))
        )
    )
    row = {"login_hash": login_hash, "address": address, "at": at, "succeeded": True}
    session.execute(insert(LoginAttempt), [row])
