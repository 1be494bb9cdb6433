"""What everyone may read: the disclosure copies, and nothing behind them."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from models.queries.paging import Page, Place, fetch_page
from models.tables import Cycle, Evaluation, Publication, Unit
from models.vocabulary import State


class PublishedRow(NamedTuple):
    """One disclosure copy: its id in the order of publication, the exact text and its SHA-256, and
    which edition of the result it is.
    """

    evaluation_id: UUID
    id: int
    published_at: datetime
    content: str
    content_hash: str
    edition: int


_COPIES = select(
    Publication.evaluation_id,
    Publication.id,
    Publication.published_at,
    Publication.content,
    Publication.content_hash,
    Evaluation.edition,
).join(Evaluation, Evaluation.id == Publication.evaluation_id)


def list_published_editions(session: Session, evaluation_id: UUID) -> list[PublishedRow]:
    """Return the disclosure copies of every published edition of one result, the first edition
    first; `evaluation_id` is any edition, published or not. One query.
    """
    shown = aliased(Evaluation)
    first = func.coalesce(shown.first_edition_id, shown.id)
    rows = session.execute(
        _COPIES.join(shown, shown.id == evaluation_id)
        .where(or_(Evaluation.id == first, Evaluation.first_edition_id == first))
        .order_by(Evaluation.edition)
    )
    return [PublishedRow(*row) for row in rows]


def list_published(
    session: Session,
    *,
    words: str = "",
    fiscal_year: int | None = None,
    kind: str | None = None,
    place: Place | None = None,
    size: int,
) -> Page[PublishedRow]:
    """Return the disclosure copies of the latest editions, the newest first; `words` are looked for
    in title and unit, as they are written. One query.
    """
    later = aliased(Evaluation)
    statement = (
        _COPIES.join(Unit, Unit.id == Evaluation.unit_id)
        .join(Cycle, Cycle.id == Evaluation.cycle_id)
        .where(
            ~exists().where(
                later.supersedes_id == Evaluation.id,
                ~later.discarded,
                later.state == State.PUBLISHED,
            )
        )
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
