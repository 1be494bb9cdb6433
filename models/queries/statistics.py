"""Figures over many evaluations, added up by the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from models.exact_sums import sum_exactly, sum_products
from models.queries.behind import (
    GAPS,
    HAS,
    MOST_ROUNDS,
    RATES,
    STAYS,
    Behind,
    Days,
    Gap,
    Has,
    Rate,
    list_conditions,
    stays_for,
)
from models.queries.subtree import stands_in_subtree
from models.queries.visibility import Asker
from models.tables import Cycle, Evaluation, EvaluationListing, Unit
from models.vocabulary import Grade, Role, State

Listed = EvaluationListing


@dataclass(frozen=True, kw_only=True)
class Extent:
    """Over which evaluations figures are made: those of a list with the same filters. `unit_id`
    takes everything below the unit along.
    """

    fiscal_year: int | None = None
    unit_id: UUID | None = None
    kind: str | None = None
    reached: State | None = None


def select_extent(asker: Asker, extent: Extent, *columns: Any) -> "Select[*tuple[Any, ...]]":
    """Select over the extent. Units and cycles are few: they are chosen by themselves, so that an
    evaluation is joined with its listing alone.
    """
    return (
        select(*columns)
        .select_from(Evaluation)
        .outerjoin(Listed, Listed.evaluation_id == Evaluation.id)
        .where(*_conditions(asker, extent))
    )


def _conditions(asker: Asker, extent: Extent) -> Iterator[ColumnElement[bool]]:
    later = aliased(Evaluation)
    # As in lists: neither what a published edition superseded nor what was discarded.
    yield ~Evaluation.discarded
    yield ~exists().where(
        later.supersedes_id == Evaluation.id, ~later.discarded, later.state == State.PUBLISHED
    )
    if Role.AUDITOR not in asker.roles or extent.unit_id is not None:
        units = select(Unit.id).where(asker.may_see_unit())
        if extent.unit_id is not None:
            units = units.where(stands_in_subtree(extent.unit_id))
        yield Evaluation.unit_id.in_(units)
    if extent.fiscal_year is not None:
        cycles = select(Cycle.id).where(Cycle.fiscal_year == extent.fiscal_year)
        yield Evaluation.cycle_id.in_(cycles)
    if extent.kind is not None:
        yield Evaluation.kind == extent.kind
    yield from list_conditions(Behind(reached=extent.reached, counted=True))


class Place(NamedTuple):
    """Of whom and of which year figures are."""

    unit_id: UUID
    fiscal_year: int


class SumsRow(NamedTuple):
    """What is added up of some evaluations. `score_sum` is over those with a total, `weight_sum`
    and `weighed_sum` (budget × total) over those with a budget too, `executed_budget` and
    `executed_spent` over those with an execution rate. Sums over nothing are None.
    """

    number: int
    scored: int
    score_sum: Decimal | None
    budget: Decimal | None
    spent: Decimal | None
    weighed: int
    weight_sum: Decimal | None
    weighed_sum: Decimal | None
    executed: int
    executed_budget: Decimal | None
    executed_spent: Decimal | None
    excellent: int
    good: int
    fair: int
    poor: int


_WEIGHED = HAS[Has.WEIGHT]
_EXECUTED = HAS[Has.RATE]


def _filtered(column: Any, condition: ColumnElement[bool]) -> Any:
    return column.filter(condition)


_SUMS = (
    func.count(),
    func.count(Listed.total),
    sum_exactly(Listed.total),
    sum_exactly(Listed.budget),
    sum_exactly(Listed.spent),
    _filtered(func.count(), _WEIGHED),
    _filtered(sum_exactly(Listed.budget), _WEIGHED),
    _filtered(sum_products(Listed.budget, Listed.total), _WEIGHED),
    _filtered(func.count(), _EXECUTED),
    _filtered(sum_exactly(Listed.budget), _EXECUTED),
    _filtered(sum_exactly(Listed.spent), _EXECUTED),
    *(_filtered(func.count(), Listed.grade == grade) for grade in Grade),
)


def sum_up(session: Session, asker: Asker, extent: Extent) -> dict[Place, list[SumsRow]]:
    """Return what is added up by unit and year. Two queries."""
    return _by_place(session, asker, extent, _SUMS, SumsRow)


class GapsRow(NamedTuple):
    """The unit's own totals beside the reviewed ones, of the evaluations with both: their sums, the
    largest difference either way, and how many lie in each span of `Gap`.
    """

    number: int
    own_sum: Decimal | None
    review_sum: Decimal | None
    least: Decimal | None
    most: Decimal | None
    below: int
    equal: int
    to2: int
    to5: int
    to10: int
    over10: int


_BOTH = HAS[Has.BOTH]
_DIFFERENCE: Any = Listed.self_total - Listed.review_total
_GAP_SUMS = (
    _filtered(func.count(), _BOTH),
    _filtered(sum_exactly(Listed.self_total), _BOTH),
    _filtered(sum_exactly(Listed.review_total), _BOTH),
    func.min(_DIFFERENCE, type_=Listed.total.type),
    func.max(_DIFFERENCE, type_=Listed.total.type),
    *(_filtered(func.count(), GAPS[gap]) for gap in Gap),
)


def sum_gaps(session: Session, asker: Asker, extent: Extent) -> dict[Place, list[GapsRow]]:
    """Return how self scores and reviews differ, by unit and year. Two queries."""
    return _by_place(session, asker, extent, _GAP_SUMS, GapsRow)


def _by_place(
    session: Session, asker: Asker, extent: Extent, columns: tuple[Any, ...], row_type: Any
) -> dict[Place, list[Any]]:
    # Plain rows, thousands of them: the session would load each as if it were an object.
    connection = session.connection()
    cycles = connection.execute(select(Cycle.id, Cycle.fiscal_year))
    years = {row.id: row.fiscal_year for row in cycles}
    statement = select_extent(asker, extent, Evaluation.unit_id, Evaluation.cycle_id, *columns)
    found: dict[Place, list[Any]] = {}
    for unit_id, cycle_id, *rest in connection.execute(
        statement.group_by(Evaluation.unit_id, Evaluation.cycle_id)
    ):
        found.setdefault(Place(unit_id, years[cycle_id]), []).append(row_type(*rest))
    return found


class RateRow(NamedTuple):
    """Evaluations with one span of the execution rate and one grade, None for none."""

    rate: Rate
    grade: str | None
    number: int
    scored: int
    score_sum: Decimal | None


def sum_rates(session: Session, asker: Asker, extent: Extent) -> list[RateRow]:
    """Return the totals by execution rate and grade. One query."""
    span: Any = case(*((condition, rate.value) for rate, condition in RATES.items()))
    statement = select_extent(
        asker,
        extent,
        span.label("span"),
        Listed.grade,
        func.count(),
        func.count(Listed.total),
        sum_exactly(Listed.total),
    )
    rows = session.execute(statement.group_by("span", Listed.grade))
    # An evaluation that is not listed yet has no rate.
    return [RateRow(Rate(row[0] or Rate.UNKNOWN), *row[1:]) for row in rows]


class StayRow(NamedTuple):
    """One state: how many evaluations left it, their seconds in it, the longest, how many took how
    long; how many stand in it now, and since when the first of them.
    """

    state: State
    left: int
    seconds: int
    longest: int | None
    spans: tuple[int, ...]
    standing: int
    since: datetime | None


def sum_stays(session: Session, asker: Asker, extent: Extent) -> list[StayRow]:
    """Return how long evaluations stay in each state that they leave again. One query."""
    columns: list[Any] = []
    for state, seconds in STAYS.items():
        now = Evaluation.state == state
        columns += [
            func.count(seconds),
            func.coalesce(func.sum(seconds), 0),
            func.max(seconds),
            *(_filtered(func.count(), stays_for(state, days)) for days in Days),
            _filtered(func.count(), now),
            _filtered(func.min(Evaluation.state_since), now),
        ]
    row = session.execute(select_extent(asker, extent, *columns)).one()
    width = len(columns) // len(STAYS)
    return [
        StayRow(
            state=state,
            left=part[0],
            seconds=int(part[1]),
            longest=part[2],
            spans=tuple(part[3:-2]),
            standing=part[-2],
            since=part[-1],
        )
        for state, part in (
            (state, row[at * width : (at + 1) * width]) for at, state in enumerate(STAYS)
        )
    ]


def count_rounds(session: Session, asker: Asker, extent: Extent) -> dict[int, int]:
    """Return how many evaluations came to how many rounds; MOST_ROUNDS stands for more too. One
    query.
    """
    rounds: Any = case((Evaluation.round >= MOST_ROUNDS, MOST_ROUNDS), else_=Evaluation.round)
    statement = select_extent(asker, extent, rounds.label("rounds"), func.count()).group_by(
        "rounds"
    )
    return {row[0]: row[1] for row in session.execute(statement.order_by("rounds"))}


def count_codes(session: Session, asker: Asker, extent: Extent) -> dict[str, int]:
    """Return how many evaluations were last submitted with which codes, as the listing spells them
    together. One query.
    """
    statement = select_extent(asker, extent, Listed.codes, func.count()).where(HAS[Has.ROUND])
    return {row[0]: row[1] for row in session.execute(statement.group_by(Listed.codes))}


class UnitRow(NamedTuple):
    """One unit of the tree, and whether somebody may see its evaluations."""

    id: UUID
    code: str
    name: str
    above_id: UUID | None
    seen: bool


def list_tree(session: Session, asker: Asker) -> list[UnitRow]:
    """Return every unit by code, those too that this person may not see: others that he may see
    stand below them. One query.
    """
    rows = session.connection().execute(
        select(
            Unit.id,
            Unit.code,
            Unit.name,
            Unit.supervising_unit_id,
            case((asker.may_see_unit(), 1), else_=0),
        ).order_by(Unit.code)
    )
    return [UnitRow._make((*row[:4], bool(row[4]))) for row in rows]
