"""The evaluations of one project in several units, and what a roll-up of their tables needs."""

from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.queries.behind import Behind, list_conditions
from models.queries.statistics import Extent, select_extent
from models.queries.visibility import Asker
from models.tables import Cycle, Evaluation, EvaluationListing, Indicator, Unit


class SharedRow(NamedTuple):
    """One project that several units report on in the same cycle, under the same title."""

    cycle_id: UUID
    title: str
    fiscal_year: int
    cycle_name: str
    units: int
    budget: Decimal | None


class MemberRow(NamedTuple):
    """One of the evaluations, with the scheme that it is pinned to."""

    id: UUID
    unit_name: str
    fiscal_year: int
    state: str
    scheme_id: UUID
    budget: Decimal | None
    spent: Decimal | None
    total: Decimal | None


class FormRow(NamedTuple):
    """One row of the form of one of the evaluations."""

    evaluation_id: UUID
    id: UUID
    parent_id: UUID | None
    category: str
    name: str
    weight: Decimal | None
    rule: str
    target_text: str
    actual_text: str
    self_score: Decimal | None
    review_score: Decimal | None


def list_shared(session: Session, asker: Asker, extent: Extent, *, limit: int) -> list[SharedRow]:
    """Return what several units report on, what most of them do first. One query."""
    units = func.count(Evaluation.unit_id.distinct())
    budget = func.sum(EvaluationListing.budget)
    grouped = (
        select_extent(
            asker,
            extent,
            Evaluation.cycle_id.label("cycle_id"),
            Evaluation.title.label("title"),
            units.label("units"),
            budget.label("budget"),
        )
        .group_by(Evaluation.cycle_id, Evaluation.title)
        .having(units > 1)
        .order_by(units.desc(), Evaluation.title, Evaluation.cycle_id)
        .limit(limit)
        .subquery()
    )
    rows = session.execute(
        select(
            grouped.c.cycle_id,
            grouped.c.title,
            Cycle.fiscal_year,
            Cycle.name,
            grouped.c.units,
            grouped.c.budget,
        )
        .join(Cycle, Cycle.id == grouped.c.cycle_id)
        .order_by(grouped.c.units.desc(), grouped.c.title, grouped.c.cycle_id)
    )
    return [SharedRow(*row) for row in rows]


def list_members(
    session: Session, asker: Asker, extent: Extent, *, cycle_id: UUID, title: str, limit: int
) -> list[MemberRow]:
    """Return the evaluations of one project in a cycle, by the codes of their units. One query."""
    rows = session.execute(
        select_extent(
            asker,
            extent,
            Evaluation.id,
            Unit.name,
            Cycle.fiscal_year,
            Evaluation.state,
            Evaluation.scheme_id,
            EvaluationListing.budget,
            EvaluationListing.spent,
            EvaluationListing.total,
        )
        .join(Unit, Unit.id == Evaluation.unit_id)
        .join(Cycle, Cycle.id == Evaluation.cycle_id)
        .where(*list_conditions(Behind(cycle_id=cycle_id, title=title)))
        .order_by(Unit.code, Evaluation.id)
        .limit(limit)
    )
    return [MemberRow(*row) for row in rows]


def list_form_rows(session: Session, ids: Collection[UUID]) -> dict[UUID, list[FormRow]]:
    """Return the rows of these evaluations, each in the order of its form. One query."""
    rows = session.execute(
        select(
            Indicator.evaluation_id,
            Indicator.id,
            Indicator.parent_id,
            Indicator.category,
            Indicator.name,
            Indicator.weight,
            Indicator.rule,
            Indicator.target_text,
            Indicator.actual_text,
            Indicator.self_score,
            Indicator.review_score,
        )
        .where(Indicator.evaluation_id.in_(list(ids)))
        .order_by(Indicator.evaluation_id, Indicator.position, Indicator.id)
    )
    found: dict[UUID, list[FormRow]] = {}
    for row in rows:
        found.setdefault(row.evaluation_id, []).append(FormRow(*row))
    return found
