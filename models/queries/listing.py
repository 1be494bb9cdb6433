"""What lists show of an evaluation, and which evaluations they do not show yet."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import AuditEvent, Evaluation, EvaluationListing, Submission


class Listing(NamedTuple):
    """What one evaluation is found by, the total and grade it is shown with, and what figures are
    made of.
    """

    text: str
    total: Decimal | None
    grade: str | None
    self_total: Decimal | None
    review_total: Decimal | None
    budget: Decimal | None
    spent: Decimal | None
    codes: str | None
    draft_seconds: int | None
    self_scored_seconds: int | None
    unit_approved_seconds: int | None
    finance_reviewed_seconds: int | None


_COLUMNS = [getattr(EvaluationListing, name) for name in Listing._fields]


def find_listing(session: Session, evaluation_id: UUID) -> Listing | None:
    """Return the listing of one evaluation, or None. One query."""
    row = session.execute(
        select(*_COLUMNS).where(EvaluationListing.evaluation_id == evaluation_id)
    ).one_or_none()
    return None if row is None else Listing(*row)


def list_listings(session: Session, ids: Collection[UUID]) -> dict[UUID, Listing]:
    """Return the listings of these evaluations. One query."""
    rows = session.execute(
        select(EvaluationListing.evaluation_id, *_COLUMNS).where(
            EvaluationListing.evaluation_id.in_(list(ids))
        )
    )
    return {row[0]: Listing(*row[1:]) for row in rows}


class MoveRow(NamedTuple):
    """One event that took an evaluation from one state into another, and when."""

    from_state: str
    to_state: str
    at: datetime


def list_moves(session: Session, evaluation_id: UUID) -> list[MoveRow]:
    """Return how an evaluation came to where it stands, in the order of its events. One query."""
    rows = session.execute(
        select(AuditEvent.from_state, AuditEvent.to_state, AuditEvent.at)
        .where(
            AuditEvent.evaluation_id == evaluation_id,
            AuditEvent.from_state != AuditEvent.to_state,
        )
        .order_by(AuditEvent.seq)
    )
    return [MoveRow(*row) for row in rows]


def find_last_round(session: Session, evaluation_id: UUID) -> str | None:
    """Return what was last submitted, canonical JSON; None before that. One query."""
    return session.scalar(
        select(Submission.content)
        .where(Submission.evaluation_id == evaluation_id)
        .order_by(Submission.round.desc())
        .limit(1)
    )


def list_evaluations_after(
    session: Session, last: UUID | None, *, only_unlisted: bool = False, size: int
) -> list[UUID]:
    """Return the next evaluations by id, all of them or those that no list shows. One query."""
    query = select(Evaluation.id).order_by(Evaluation.id).limit(size)
    if only_unlisted:
        listed = select(EvaluationListing.evaluation_id)
        query = query.where(Evaluation.id.not_in(listed))
    if last is not None:
        query = query.where(Evaluation.id > last)
    return list(session.scalars(query))
