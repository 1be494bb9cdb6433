"""What every view stands on: the database, the clock, and the one way to act."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

import structlog
from flask import current_app
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from models.database import Database
from models.vocabulary import Form
from web.settings import Settings
from workflow.actions import Outcome, perform, record_refusal
from workflow.data import Attempt
from workflow.kept import SentOnce, drop_draft, keep_outcome, recall_outcome
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
    home: House, attempt: Attempt, *, sent: SentOnce | None = None, form: Form | None = None
) -> Outcome:
    """Perform one action in one transaction; keep a refusal in a transaction of its own.

    A writer that lost only to a comment is retried once: what he looked at still stands. What was
    `sent` before is not done again: it gets the answer it got then. The text kept of a `form` goes
    in the transaction that saves it. Raises Refused.
    """
    try:
        outcome = _answer(home, attempt, sent=sent, form=form)
    except Refused as refused:
        keep_refusal(home, attempt, refused=refused)
        raise
    log.info(
        "action",
        action=attempt.action,
        evaluation=str(attempt.evaluation_id),
        actor=str(attempt.actor_id),
        outcome="done",
        state=outcome.state,
        version=outcome.version,
    )
    return outcome


def _answer(home: House, attempt: Attempt, *, sent: SentOnce | None, form: Form | None) -> Outcome:
    try:
        return _perform(home, attempt, sent=sent, form=form)
    except (Refused, IntegrityError):
        # Two sendings at the same moment: the other one may have been the first.
        if before := recall(home, actor_id=attempt.actor_id, sent=sent):
            return before
        raise


def _perform(
    home: House, attempt: Attempt, *, sent: SentOnce | None, form: Form | None, tries: int = 2
) -> Outcome:
    actor_id, evaluation_id = attempt.actor_id, attempt.evaluation_id
    separate = home.settings.separate_publisher
    try:
        with home.database.writing() as session:
            if sent and (before := recall_outcome(session, user_id=actor_id, sent=sent)):
                return before
            outcome = perform(session, attempt, separate_publisher=separate)
            if sent:
                keep_outcome(session, user_id=actor_id, sent=sent, outcome=outcome, at=attempt.at)
            if form:
                drop_draft(session, user_id=actor_id, evaluation_id=evaluation_id, form=form)
            return outcome
    except Refused as refused:
        if refused.reasons[0].code != "version_has_moved" or tries == 1:
            raise
    return _perform(home, attempt, sent=sent, form=form, tries=tries - 1)


def recall(home: House, *, actor_id: UUID, sent: SentOnce | None) -> Outcome | None:
    """Return the answer that this very sending got before, or None. Raises Refused when its token
    came with other content then.
    """
    if sent is None:
        return None
    with home.database.reading() as session:
        return recall_outcome(session, user_id=actor_id, sent=sent)


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
