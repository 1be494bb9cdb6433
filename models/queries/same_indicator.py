"""The same indicator in many evaluations: rows of forms that bear the same name."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models.exact_sums import sum_exactly
from models.queries.search import contains_all, find_candidates, is_one_of
from models.queries.statistics import Extent, select_extent
from models.queries.visibility import Asker
from models.tables import Cycle, Evaluation, EvaluationListing, Indicator, Unit

LATEST = 200
"""Evaluations whose rows are offered by name."""


class YearRow(NamedTuple):
    """One year: how many evaluations have the row, and what its scores and the weights they are of
    add up to, the unit's own and the reviewed ones.
    """

    fiscal_year: int
    number: int
    own: int
    own_sum: Decimal | None
    own_weight: Decimal | None
    reviewed: int
    review_sum: Decimal | None
    review_weight: Decimal | None


class IndicatorLine(NamedTuple):
    """The row of one evaluation."""

    evaluation_id: UUID
    title: str
    unit_name: str
    fiscal_year: int
    target_text: str
    actual_text: str
    weight: Decimal | None
    self_score: Decimal | None
    review_score: Decimal | None


def _select_rows(
    session: Session, asker: Asker, extent: Extent, name: str, words: Sequence[str], *columns: Any
) -> "Select[*tuple[Any, ...]]":
    statement = (
        select_extent(asker, extent, *columns)
        .join(Indicator, Indicator.evaluation_id == Evaluation.id)
        .join(Cycle, Cycle.id == Evaluation.cycle_id)
        .where(Indicator.name == name)
    )
    # The listing holds the names of all rows: its index finds the few evaluations first.
    candidates = find_candidates(session, words)
    if candidates is not None:
        return statement.where(is_one_of(Evaluation.id, candidates))
    return statement.where(contains_all(EvaluationListing.text, words))


def sum_by_year(
    session: Session, asker: Asker, extent: Extent, *, name: str, words: Sequence[str]
) -> list[YearRow]:
    """Return the rows with this name by year; `words` are those of the name, folded. Two queries at
    most.
    """
    own, reviewed = Indicator.self_score.is_not(None), Indicator.review_score.is_not(None)
    statement = _select_rows(
        session,
        asker,
        extent,
        name,
        words,
        Cycle.fiscal_year,
        func.count(Evaluation.id.distinct()),
        func.count(Indicator.self_score),
        sum_exactly(Indicator.self_score),
        sum_exactly(Indicator.weight).filter(own),
        func.count(Indicator.review_score),
        sum_exactly(Indicator.review_score),
        sum_exactly(Indicator.weight).filter(reviewed),
    )
    rows = session.execute(statement.group_by(Cycle.fiscal_year).order_by(Cycle.fiscal_year))
    return [YearRow(*row) for row in rows]


def list_rows(
    session: Session,
    asker: Asker,
    extent: Extent,
    *,
    name: str,
    words: Sequence[str],
    limit: int,
) -> list[IndicatorLine]:
    """Return the rows with this name, those of the latest year first. Two queries at most."""
    statement = _select_rows(
        session,
        asker,
        extent,
        name,
        words,
        Evaluation.id,
        Evaluation.title,
        Unit.name,
        Cycle.fiscal_year,
        Indicator.target_text,
        Indicator.actual_text,
        Indicator.weight,
        Indicator.self_score,
        Indicator.review_score,
    ).join(Unit, Unit.id == Evaluation.unit_id)
    order = (Cycle.fiscal_year.desc(), Unit.code, Evaluation.id, Indicator.position)
    return [IndicatorLine(*row) for row in session.execute(statement.order_by(*order).limit(limit))]


def list_names(session: Session, asker: Asker, extent: Extent, *, limit: int) -> list[str]:
    """Return the names of rows that most of the latest evaluations have. One query."""
    latest = (
        select_extent(asker, extent, Evaluation.id)
        .order_by(Evaluation.state_since.desc(), Evaluation.id.desc())
        .limit(LATEST)
        .subquery()
    )
    number = func.count(Indicator.evaluation_id.distinct())
    statement = (
        select(Indicator.name)
        .join(latest, latest.c.id == Indicator.evaluation_id)
        .where(Indicator.weight.is_not(None))
        .group_by(Indicator.name)
        .order_by(number.desc(), Indicator.name)
        .limit(limit)
    )
    return list(session.scalars(statement))
