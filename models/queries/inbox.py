"""What waits for a person."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, false, null, or_, select
from sqlalchemy.orm import Session, aliased

from models.queries.lists import DEADLINE, EvaluationLine, Wanted, as_lines, select_lines
from models.queries.looks import has_news_for
from models.queries.paging import Page, Place, fetch_page
from models.queries.visibility import Asker
from models.tables import AuditEvent, Evaluation, Unit, User, UserRole
from models.vocabulary import Action, Kind, Role, State

EVERYTHING = Wanted()


def list_waiting(
    session: Session,
    asker: Asker,
    wanted: Wanted = EVERYTHING,
    *,
    news_for: UUID | None = None,
    place: Place | None = None,
    size: int,
) -> Page[EvaluationLine]:
    """Return what waits for this person, the oldest deadline first; with `news_for` only that to
    which others did something since he last looked. One query, two where words are looked for.
    """
    statement = select_lines(session, asker, wanted).where(waits_for_any(asker))
    if news_for is not None:
        statement = statement.where(has_news_for(news_for))
    page = fetch_page(
        session,
        statement,
        keys=(DEADLINE, Evaluation.id),  # type: ignore[arg-type]  # a column is an expression
        descending=False,
        place=place,
        size=size,
    )
    return as_lines(page)


def list_deputised(
    session: Session, asker: Asker, evaluations: Collection[UUID]
) -> dict[UUID, int]:
    """Return those of these evaluations that wait for somebody this person may act for and not for
    himself, each with the place of that one among `asker.deputed`. One query; none for nobody.
    """
    if not asker.deputed:
        return {}
    ways = [(waits_for(each), number) for number, each in enumerate(asker.deputed)]
    rows = session.execute(
        select(Evaluation.id, case((waits_for(asker), null()), *ways))
        .join(Unit, Unit.id == Evaluation.unit_id)
        .where(Evaluation.id.in_(list(evaluations)))
        .order_by(Evaluation.id)
    )
    return {row[0]: row[1] for row in rows if row[1] is not None}


def waits_for_any(asker: Asker) -> ColumnElement[bool]:
    """Return the condition that something waits for this person or for one he may act for."""
    return or_(waits_for(asker), *(waits_for(each) for each in asker.deputed))


def waits_for(asker: Asker) -> ColumnElement[bool]:
    """Return the condition on `Evaluation` and `Unit` that something waits for this person: drafts
    for filers, what was submitted for heads, what was approved for chiefs.
    """
    ways: list[ColumnElement[bool]] = [false()]
    own_unit = Unit.id == asker.unit_id
    own_section = Unit.section_id == asker.section_id
    by_finance = Evaluation.kind == Kind.FINANCE
    if Role.FILER in asker.roles:
        drafts = Evaluation.state == State.DRAFT
        if asker.unit_id is not None:
            ways.append(and_(drafts, own_unit, ~by_finance))
        if asker.section_id is not None:
            ways.append(and_(drafts, own_section, by_finance))
    if Role.UNIT_HEAD in asker.roles and asker.unit_id is not None:
        stands_in = and_(Unit.supervising_unit_id == asker.unit_id, ~has_free_head(asker))
        submitted = Evaluation.state == State.SELF_SCORED
        ways.append(and_(submitted, or_(own_unit, stands_in)))
    if Role.FINANCE_CHIEF in asker.roles and asker.section_id is not None:
        approved = Evaluation.state.in_((State.UNIT_APPROVED, State.FINANCE_REVIEWED))
        ways.append(and_(approved, own_section))
    return asker.within_reach(or_(*ways))


def has_free_head(asker: Asker) -> ColumnElement[bool]:
    """Return the condition that the unit of an `Evaluation` has an active head who had no part in
    filling, as `models.queries.evaluations.read_history` has it, the editions before included.
    """
    edition = aliased(Evaluation)
    earlier = and_(
        or_(
            edition.id == Evaluation.first_edition_id,
            edition.first_edition_id == Evaluation.first_edition_id,
        ),
        edition.edition < Evaluation.edition,
        ~edition.discarded,
    )
    filled = (
        exists()
        .where(
            AuditEvent.evaluation_id == edition.id,
            or_(edition.id == Evaluation.id, earlier),
            or_(AuditEvent.actor_id == User.id, AuditEvent.for_id == User.id),
            AuditEvent.action.in_(list(asker.filling)),
            or_(AuditEvent.action != Action.CREATE, edition.edition == 1),
        )
        .correlate(Evaluation, User)
    )
    return (
        exists()
        .where(
            User.unit_id == Evaluation.unit_id,
            User.active,
            UserRole.user_id == User.id,
            UserRole.role == Role.UNIT_HEAD,
            ~filled,
        )
        .correlate(Evaluation)
    )
