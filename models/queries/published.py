"""What everyone may read: the disclosure copies whose publication is sealed, and nothing behind
them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from models.queries.paging import Page, Place, fetch_page
from models.queries.seals import LAST_SEALED
from models.queries.search import Word, contains, find_candidates, is_one_of
from models.queries.superseded import IS_REPLACED
from models.tables import AuditEvent, Cycle, Evaluation, EvaluationListing, Publication, Unit


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


# A value as well, see IS_SUPERSEDED: the list reads copies by time and asks it of those it shows.
_EVENT: ColumnElement[int] = (
    select(AuditEvent.id)
    .where(
        AuditEvent.evaluation_id == Publication.evaluation_id,
        AuditEvent.seq == Publication.event_seq,
    )
    .correlate(Publication)
    .scalar_subquery()
)
_COPIES = (
    select(
        Publication.evaluation_id,
        Publication.id,
        Publication.published_at,
        Publication.content,
        Publication.content_hash,
        Evaluation.edition,
    )
    .join(Evaluation, Evaluation.id == Publication.evaluation_id)
    .where(_EVENT <= LAST_SEALED)
)


def list_published_editions(session: Session, evaluation_id: UUID) -> list[PublishedRow]:
    """Return the sealed disclosure copies of every published edition of one result, the first
    edition first; `evaluation_id` is any edition, published or not. One query.
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
    words: Sequence[Word] = (),
    fiscal_year: int | None = None,
    kind: str | None = None,
    place: Place | None = None,
    size: int,
) -> Page[PublishedRow]:
    """Return the sealed disclosure copies of the latest editions, the newest first, whose words
    hold all of `words`: an edition is the latest until one that corrects it is sealed. One query,
    two where words are looked for.
    """
    statement = (
        _COPIES.join(Unit, Unit.id == Evaluation.unit_id)
        .join(Cycle, Cycle.id == Evaluation.cycle_id)
        .outerjoin(EvaluationListing, EvaluationListing.evaluation_id == Evaluation.id)
        .where(~IS_REPLACED, *(_is_disclosed(word) for word in words))
    )
    candidates = find_candidates(session, [word.folded for word in words])
    if candidates is not None:
        statement = statement.where(is_one_of(Evaluation.id, candidates))
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


def _is_disclosed(word: Word) -> ColumnElement[bool]:
    """A word of the disclosure copy. A listing holds its words and no other but the present name of
    the unit: where the copy bears another name, only the title is looked at.
    """
    named_alike = contains(Publication.content, literal('"unit":"').concat(Unit.name).concat('"'))
    return and_(
        contains(EvaluationListing.text, word.folded),
        or_(
            named_alike,
            contains(Evaluation.title, word.typed),
            contains(func.lower(Evaluation.title), word.folded),
        ),
    )
