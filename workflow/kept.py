"""What is kept for a person beside the trail: answers for what is sent twice, and typed text."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from models.queries.kept import find_outcome
from models.tables import FormDraft, FormToken
from models.vocabulary import Form, State
from workflow.actions import Outcome
from workflow.audit import hash_text, write_canonical
from workflow.refusals import Refused, unmet


@dataclass(frozen=True, kw_only=True)
class SentOnce:
    """What makes two sendings the same: the token that came with them, and what they hold."""

    token: str
    content: str


def recall_answer(session: Session, *, user_id: UUID, sent: SentOnce) -> dict[str, Any] | None:
    """Return what this very sending was told before, or None.

    Raises Refused when the token came with another content before.
    """
    kept = find_outcome(session, user_id=user_id, token_hash=hash_text(sent.token))
    if kept is None:
        return None
    if kept.content_hash != hash_text(sent.content):
        raise Refused(unmet("token_was_used", field="form_token"))
    told: dict[str, Any] = json.loads(kept.outcome)
    return told


def recall_outcome(session: Session, *, user_id: UUID, sent: SentOnce) -> Outcome | None:
    """Return the outcome of this very sending before, or None. Raises as `recall_answer`."""
    told = recall_answer(session, user_id=user_id, sent=sent)
    if told is None:
        return None
    successor = told["successor_id"]
    return Outcome(
        evaluation_id=UUID(told["evaluation_id"]),
        state=State(told["state"]),
        round=told["round"],
        version=told["version"],
        content_version=told["content_version"],
        successor_id=UUID(successor) if successor else None,
    )


def keep_answer(
    session: Session, *, user_id: UUID, sent: SentOnce, told: Mapping[str, object], at: datetime
) -> None:
    """Keep an answer in the transaction of the change, for when the same is sent again."""
    row: dict[str, object] = {
        "user_id": user_id,
        "token_hash": hash_text(sent.token),
        "content_hash": hash_text(sent.content),
        "outcome": write_canonical(dict(told)),
        "at": at,
    }
    session.execute(insert(FormToken), [row])


def keep_outcome(
    session: Session, *, user_id: UUID, sent: SentOnce, outcome: Outcome, at: datetime
) -> None:
    """Keep the outcome of an action, for when the same is sent again."""
    told: dict[str, object] = {
        "evaluation_id": str(outcome.evaluation_id),
        "state": outcome.state,
        "round": outcome.round,
        "version": outcome.version,
        "content_version": outcome.content_version,
        "successor_id": str(outcome.successor_id) if outcome.successor_id else None,
    }
    keep_answer(session, user_id=user_id, sent=sent, told=told, at=at)


def keep_draft(
    session: Session,
    *,
    user_id: UUID,
    evaluation_id: UUID,
    form: Form,
    content_version: int,
    fields: Mapping[str, str],
    at: datetime,
) -> None:
    """Keep what a person typed and has not saved, in place of what was kept before.

    Raises IntegrityError when he begins to type in two places at the same moment: the second time
    it finds the row of the first.
    """
    typed: dict[str, object] = {
        "content_version": content_version,
        "payload": write_canonical(dict(fields)),
        "saved_at": at,
    }
    row: dict[str, object] = {"user_id": user_id, "evaluation_id": evaluation_id, "form": form}
    changed = session.execute(
        update(FormDraft)
        .where(*(getattr(FormDraft, name) == value for name, value in row.items()))
        .values(**typed)
        .returning(FormDraft.form)
    )
    if changed.one_or_none() is None:
        session.execute(insert(FormDraft), [row | typed])


def drop_draft(session: Session, *, user_id: UUID, evaluation_id: UUID, form: Form) -> None:
    """Forget what a person typed into a form: it was saved, or thrown away by himself."""
    session.execute(
        delete(FormDraft).where(
            FormDraft.user_id == user_id,
            FormDraft.evaluation_id == evaluation_id,
            FormDraft.form == form,
        )
    )
