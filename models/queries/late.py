"""What is late or soon due in the units that a person oversees."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session

from models.queries.inbox import waits_for_any
from models.queries.lists import DEADLINE, EvaluationLine, Wanted, as_lines, select_lines
from models.queries.paging import Page, Place, fetch_page
from models.queries.visibility import Asker
from models.tables import AuditEvent, Delivery, Evaluation, Unit
from models.vocabulary import Action, Role, State

URGED = (State.DRAFT, State.SELF_SCORED, State.UNIT_APPROVED)
"""States in which something waits that can be urged."""


def list_overdue(
    session: Session, asker: Asker, wanted: Wanted, *, place: Place | None = None, size: int
) -> Page[EvaluationLine]:
    """Return what waits in the units this person oversees, the oldest deadline first; `wanted`
    says until when. One query.
    """
    page = fetch_page(
        session,
        select_lines(session, asker, wanted).where(oversees(asker), Evaluation.state.in_(URGED)),
        keys=(DEADLINE, Evaluation.id),  # type: ignore[arg-type]  # a column is an expression
        descending=False,
        place=place,
        size=size,
    )
    return as_lines(page)


def count_overdue(session: Session, asker: Asker, wanted: Wanted, *, limit: int) -> int:
    """Return how many `list_overdue` would list, counted no further than a limit. One query."""
    found = select_lines(session, asker, wanted).with_only_columns(Evaluation.id)
    found = found.where(oversees(asker), Evaluation.state.in_(URGED)).limit(limit)
    return session.scalars(select(func.count()).select_from(found.subquery())).one()


def oversees(asker: Asker) -> ColumnElement[bool]:
    """Return the condition on `Unit` that this person urges it: as a chief of its section or as a
    head of its supervising unit.
    """
    ways: list[ColumnElement[bool]] = [false()]
    if Role.FINANCE_CHIEF in asker.roles and asker.section_id is not None:
        ways.append(Unit.section_id == asker.section_id)
    if Role.UNIT_HEAD in asker.roles and asker.unit_id is not None:
        ways.append(Unit.supervising_unit_id == asker.unit_id)
    return or_(*ways)


def list_untold_deadlines(
    session: Session,
    asker: Asker,
    wanted: Wanted,
    *,
    user_id: UUID | None,
    kind: str,
    limit: int,
) -> list[EvaluationLine]:
    """Return the deadlines of which a person was not told yet in this round, by this kind of
    reminder: of what waits for him and, when it is `late`, of what he oversees, himself or as a
    deputy. Without a person those of which no webhook was told. The oldest first, one query.
    """
    told = exists().where(
        Delivery.evaluation_id == Evaluation.id,
        Delivery.kind == kind,
        Delivery.number == Evaluation.round,
        Delivery.channel == ("webhook" if user_id is None else "mail"),
        Delivery.user_id.is_(None) if user_id is None else Delivery.user_id == user_id,
    )
    any_overseen = or_(*(each.within_reach(oversees(each)) for each in (asker, *asker.deputed)))
    overseen = and_(any_overseen, Evaluation.state.in_(URGED))
    concerned = {
        (False, "soon"): waits_for_any(asker),
        (False, "late"): or_(waits_for_any(asker), overseen),
    }.get((user_id is None, kind), Evaluation.state.in_(URGED))
    rows = session.execute(
        select_lines(session, asker, wanted)
        .where(concerned, ~told.correlate(Evaluation))
        .order_by(DEADLINE, Evaluation.id)
        .limit(limit)
    )
    return [EvaluationLine(*row) for row in rows]


def list_urgings(session: Session, evaluations: Collection[UUID]) -> Mapping[UUID, datetime]:
    """Return when each of these evaluations was last urged, those that were. One query."""
    if not evaluations:
        return {}
    rows = session.execute(
        select(AuditEvent.evaluation_id, func.max(AuditEvent.at))
        .where(
            and_(
                AuditEvent.evaluation_id.in_(list(evaluations)),
                AuditEvent.action == Action.ESCALATE,
            )
        )
        .group_by(AuditEvent.evaluation_id)
        .order_by(AuditEvent.evaluation_id)
    )
    return {row[0]: row[1] for row in rows}
