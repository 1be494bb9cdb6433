"""What waits for a person, and what he may look at."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from models.queries.paging import Page, Place, fetch_page
from models.queries.visibility import visible_to
from models.tables import AuditEvent, Cycle, Evaluation, Unit, User, UserRole
from models.vocabulary import Kind, Role, State


class EvaluationLine(NamedTuple):
    """One evaluation in a list. `deadline` is the due date of its round, else the cycle's end;
    `due_at` is set by the last return.
    """

    id: UUID
    title: str
    kind: str
    state: str
    round: int
    state_since: datetime
    unit_name: str
    fiscal_year: int
    deadline: datetime
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who asks for a list: his office and his roles. `filling` names the actions after which a
    head is no longer free to approve, so that the supervising unit's head stands in for him.
    """

    unit_id: UUID | None
    section_id: UUID | None
    roles: Collection[Role]
    filling: Collection[str] = ()


_DEADLINE = func.coalesce(Evaluation.due_at, Cycle.closes_at)


def _select_lines(
    asker: Asker, *, state: str | None, kind: str | None
) -> "Select[*tuple[Any, ...]]":
    statement = (
        select(
            Evaluation.id,
            Evaluation.title,
            Evaluation.kind,
            Evaluation.state,
            Evaluation.round,
            Evaluation.state_since,
            Unit.name,
            Cycle.fiscal_year,
            _DEADLINE,
            Evaluation.due_at,
        )
        .join(Unit, Unit.id == Evaluation.unit_id)
        .join(Cycle, Cycle.id == Evaluation.cycle_id)
        .where(
            visible_to(actor_unit_id=asker.unit_id, section_id=asker.section_id, roles=asker.roles)
        )
    )
    statement = statement.where(~Evaluation.discarded)
    if state is not None:
        statement = statement.where(Evaluation.state == state)
    if kind is not None:
        statement = statement.where(Evaluation.kind == kind)
    return statement


def list_waiting(
    session: Session,
    asker: Asker,
    *,
    state: str | None = None,
    kind: str | None = None,
    place: Place | None = None,
    size: int,
) -> Page[EvaluationLine]:
    """Return what waits for this person, the oldest deadline first. One query."""
    page = fetch_page(
        session,
        _select_lines(asker, state=state, kind=kind).where(_waits_for(asker)),
        keys=(_DEADLINE, Evaluation.id),  # type: ignore[arg-type]  # a column is an expression
        descending=False,
        place=place,
        size=size,
    )
    return _as_lines(page)


def list_visible(
    session: Session,
    asker: Asker,
    *,
    state: str | None = None,
    kind: str | None = None,
    place: Place | None = None,
    size: int,
) -> Page[EvaluationLine]:
    """Return everything this person may see, what moved last first. One query."""
    page = fetch_page(
        session,
        _select_lines(asker, state=state, kind=kind),
        keys=(Evaluation.state_since, Evaluation.id),  # type: ignore[arg-type]  # as above
        descending=True,
        place=place,
        size=size,
    )
    return _as_lines(page)


def _as_lines(page: Page[Any]) -> Page[EvaluationLine]:
    rows = [EvaluationLine(*row) for row in page.rows]
    return Page(rows=rows, before=page.before, after=page.after)


def _waits_for(asker: Asker) -> ColumnElement[bool]:
    """Drafts wait for filers, what was submitted for heads, what was approved for chiefs."""
    ways: list[ColumnElement[bool]] = [false()]
    own_unit = Evaluation.unit_id == asker.unit_id
    own_section = Unit.section_id == asker.section_id
    by_finance = Evaluation.kind == Kind.FINANCE
    if Role.FILER in asker.roles:
        drafts = Evaluation.state == State.DRAFT
        if asker.unit_id is not None:
            ways.append(and_(drafts, own_unit, ~by_finance))
        if asker.section_id is not None:
            ways.append(and_(drafts, own_section, by_finance))
    if Role.UNIT_HEAD in asker.roles and asker.unit_id is not None:
        stands_in = and_(Unit.supervising_unit_id == asker.unit_id, ~_has_free_head(asker))
        submitted = Evaluation.state == State.SELF_SCORED
        ways.append(and_(submitted, or_(own_unit, stands_in)))
    if Role.FINANCE_CHIEF in asker.roles and asker.section_id is not None:
        approved = Evaluation.state.in_((State.UNIT_APPROVED, State.FINANCE_REVIEWED))
        ways.append(and_(approved, own_section))
    return or_(*ways)


def _has_free_head(asker: Asker) -> ColumnElement[bool]:
    edition = aliased(Evaluation)
    filled = (
        exists()
        .where(
            AuditEvent.evaluation_id == edition.id,
            or_(
                edition.id == Evaluation.id,
                edition.id == Evaluation.first_edition_id,
                edition.first_edition_id == Evaluation.first_edition_id,
            ),
            AuditEvent.actor_id == User.id,
            AuditEvent.action.in_(list(asker.filling)),
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
