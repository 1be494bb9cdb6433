"""What was kept for a person: answers to what he sent, and what he typed and did not save."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import FormDraft, FormToken, LoginSession


class KeptOutcome(NamedTuple):
    """The answer to a form or a request that was sent once, and the hash of what was sent."""

    content_hash: str
    outcome: str


def find_outcome(session: Session, *, user_id: UUID, token_hash: str) -> KeptOutcome | None:
    """Return what was answered to this token of this person, or None. One query."""
    row = session.execute(
        select(FormToken.content_hash, FormToken.outcome).where(
            FormToken.user_id == user_id, FormToken.token_hash == token_hash
        )
    ).one_or_none()
    return None if row is None else KeptOutcome(*row)


class Draft(NamedTuple):
    """What a person typed into a form, the content_version he saw, and when it was kept."""

    content_version: int
    payload: str
    saved_at: datetime


def find_draft(session: Session, *, user_id: UUID, evaluation_id: UUID, form: str) -> Draft | None:
    """Return what this person typed into this form and did not save, or None. One query."""
    row = session.execute(
        select(FormDraft.content_version, FormDraft.payload, FormDraft.saved_at).where(
            FormDraft.user_id == user_id,
            FormDraft.evaluation_id == evaluation_id,
            FormDraft.form == form,
        )
    ).one_or_none()
    return None if row is None else Draft(*row)


def list_drafts(session: Session, *, user_id: UUID, evaluation_id: UUID) -> Mapping[str, Draft]:
    """Return what this person typed into forms of one evaluation and did not save, by form. One
    query.
    """
    rows = session.execute(
        select(
            FormDraft.form, FormDraft.content_version, FormDraft.payload, FormDraft.saved_at
        ).where(FormDraft.user_id == user_id, FormDraft.evaluation_id == evaluation_id)
    )
    return {form: Draft(version, payload, at) for form, version, payload, at in rows}


def find_last_holder(session: Session, *, token_hash: str) -> UUID | None:
    """Return whose sign-in a token was, ended or not; None where there was none. One query."""
    return session.scalar(select(LoginSession.user_id).where(LoginSession.token_hash == token_hash))
