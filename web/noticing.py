"""What of the trail concerns somebody, and how much of it he has not read."""

from datetime import datetime

import structlog
from flask import session as cookie
from sqlalchemy.exc import SQLAlchemyError

from models.queries.notices import Listener, count_unread
from policies.facts import Actor
from policies.noticing import TOLD, UNREAD_FOR
from web.door import database, now
from web.filters import as_asker
from web.sign_in import current_actor

log = structlog.get_logger()
UNREAD = "unread"
FRESH = 60
"""Seconds that a count is kept in the cookie of a browser: not every page asks anew."""
MOST_UNREAD = 99
"""How far unread notices are counted."""


def as_listener(actor: Actor, *, deputed: tuple[Actor, ...] | None = None) -> Listener:
    """Return somebody as the notices see him; where he stands as a deputy as for `as_asker`."""
    return Listener(user_id=actor.id, asker=as_asker(actor, deputed=deputed), tells=TOLD)


def begin_of_notices(at: datetime) -> datetime:
    """Return the instant before which no notice is unread any more."""
    return at - UNREAD_FOR


def count_notices() -> int:
    """Return how many notices the person has not read who looks at this page, one more than
    MOST_UNREAD for any number beyond; 0 where the database does not answer. At most one query,
    and none within a minute of the last.
    """
    actor = current_actor()
    if actor is None:
        return 0
    at = now()
    match cookie.get(UNREAD):
        case [int() as count, int() as asked] if 0 <= at.timestamp() - asked < FRESH:
            return count
    try:
        with database().reading() as session:
            count = count_unread(
                session, as_listener(actor), since=begin_of_notices(at), limit=MOST_UNREAD + 1
            )
    except SQLAlchemyError as error:
        log.error("notices not counted", error=type(error).__name__)  # noqa: TRY400 -- traces hold values
        return 0
    cookie[UNREAD] = [count, int(at.timestamp())]
    return count


def count_anew() -> None:
    """Forget the count: he has just read something."""
    cookie.pop(UNREAD, None)
