"""What every view stands on: the database, the clock, and the one way to act."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

import structlog
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from models.database import Database
from models.vocabulary import Action, Source
from web.settings import Settings
from workflow.actions import Outcome, perform, record_refusal
from workflow.data import Attempt, Data
from workflow.refusals import Refused

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class House:
    """What one running application holds."""

    settings: Settings
    database: Database


def house() -> House:
    """Return what the running application holds."""
    return cast("House", current_app.extensions["hengjian"])


def database() -> Database:
    """Return the database of the running application."""
    return house().database


def now() -> datetime:
    """Return the time, UTC. The only clock that decisions are judged by."""
    return datetime.now(UTC)


def act(
    home: House,
    *,
    action: Action,
    evaluation_id: UUID,
    actor_id: UUID,
    data: Data,
    at: datetime,
    source: Source,
    seen: int | None = None,
) -> Outcome:
    """Perform one action in one transaction; keep a refusal in a transaction of its own.

    A writer that lost only to a comment is retried once: what he looked at still stands.
    Raises Refused.
    """
    attempt = Attempt(
        action=action,
        evaluation_id=evaluation_id,
        actor_id=actor_id,
        data=data,
        at=at,
        source=source,
        seen=seen,
    )
    try:
        outcome = _perform(home, attempt)
    except Refused as refused:
        keep_refusal(home, attempt, refused=refused)
        raise
    log.info(
        "action",
        action=action,
        evaluation=str(evaluation_id),
        actor=str(actor_id),
        outcome="done",
        state=outcome.state,
        version=outcome.version,
    )
    return outcome


def _perform(home: House, attempt: Attempt, *, tries: int = 2) -> Outcome:
    try:
        with home.database.writing() as session:
            return perform(session, attempt, separate_publisher=home.settings.separate_publisher)
    except Refused as refused:
        if refused.reasons[0].code != "version_has_moved" or tries == 1:
            raise
    return _perform(home, attempt, tries=tries - 1)


def keep_refusal(home: House, attempt: Attempt, *, refused: Refused) -> None:
    """Log a refused attempt and keep it in a transaction of its own."""
    log.info(
        "action",
        action=attempt.action,
        evaluation=str(attempt.evaluation_id),
        actor=str(attempt.actor_id),
        outcome="refused",
        reasons=[reason.code for reason in refused.reasons],
    )
    # The answer to the person is the refusal itself, even when it cannot be kept right now.
    try:
        with home.database.writing() as session:
            record_refusal(session, attempt, refused=refused)
    except SQLAlchemyError as error:
        log.error("refusal not kept", error=type(error).__name__)  # noqa: TRY400 -- traces hold values
