"""What lists show of an evaluation, and which evaluations they do not show yet."""

from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import Evaluation, EvaluationListing


class Listing(NamedTuple):
    """What one evaluation is found by, and the total and grade it is shown with."""

    text: str
    total: Decimal | None
    grade: str | None


def find_listing(session: Session, evaluation_id: UUID) -> Listing | None:
    """Return the listing of one evaluation, or None. One query."""
    row = session.execute(
        select(EvaluationListing.text, EvaluationListing.total, EvaluationListing.grade).where(
            EvaluationListing.evaluation_id == evaluation_id
        )
    ).one_or_none()
    return None if row is None else Listing(*row)


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
