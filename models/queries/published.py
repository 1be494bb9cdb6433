"""What everyone may read: the disclosure copies, and nothing behind them."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.queries.paging import Page, Place, fetch_page
from models.tables import Cycle, Evaluation, Publication, Unit


class PublishedRow(NamedTuple):
    """One disclosure copy: its id in the order of publication, the exact text and its SHA-256."""

    evaluation_id: UUID
    id: int
    published_at: datetime
    content: str
    content_hash: str


_COPIES = select(
    Publication.evaluation_id,
    Publication.id,
    Publication.published_at,
    Publication.content,
    Publication.content_hash,
)


def find_published(session: Session, evaluation_id: UUID) -> PublishedRow | None:
    """Return the disclosure copy of one evaluation, the latest one, or None. One query."""
    row = session.execute(
        _COPIES.where(Publication.evaluation_id == evaluation_id)
        .order_by(Publication.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else PublishedRow(*row)


def list_published(
    session: Session,
    *,
    words: str = "",
    fiscal_year: int | None = None,
    kind: str | None = None,
    place: Place | None = None,
    size: int,
) -> Page[PublishedRow]:
    """Return disclosure copies, the newest first; `words` are looked for in title and unit, as
    they are written. One query.
    """
    statement = (
        _COPIES.join(Evaluation, Evaluation.id == Publication.evaluation_id)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .join(Cycle, Cycle.id == Evaluation.cycle_id)
    )
    for word in words.split():
        statement = statement.where(
            or_(
                Evaluation.title.icontains(word, autoescape=True),
                Unit.name.icontains(word, autoescape=True),
            )
        )
    if fiscal_year is not None:
        statement = statement.where(Cycle.fiscal_year == fiscal_year)
    if kind is not None:
        statement = statement.where(Evaluation.kind == kind)
    page = fetch_page(
        session,
        statement,
        keys=(Publication.published_at, Publication.id),  # type: ignore[arg-type]  # a column is an expression
        descending=True,
        place=place,
        size=size,
    )
    rows = [PublishedRow(*row) for row in page.rows]
    return Page(rows=rows, before=page.before, after=page.after)
