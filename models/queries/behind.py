"""Which evaluations stand behind a figure: the conditions that statistics count by and that lists
are narrowed by, so that the two cannot differ.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, SQLColumnExpression, and_, exists, literal, or_

from models.tables import Evaluation, EvaluationListing, Indicator
from models.vocabulary import LIFECYCLE, State

Listed = EvaluationListing
MOST_ROUNDS = 10
"""Evaluations with so many rounds or more are counted together."""


class Has(StrEnum):
    """What an evaluation must have to enter a figure."""

    TOTAL = "total"
    WEIGHT = "weight"
    RATE = "rate"
    BOTH = "both"
    ROUND = "round"


class Gap(StrEnum):
    """How much higher the unit's own total is than the reviewed one, in points."""

    BELOW = "below"
    EQUAL = "equal"
    TO_2 = "to2"
    TO_5 = "to5"
    TO_10 = "to10"
    OVER_10 = "over10"


class Rate(StrEnum):
    """The execution rate in percent; the lower edge belongs to each."""

    UNKNOWN = "unknown"
    UNDER_50 = "under50"
    UNDER_80 = "under80"
    UNDER_90 = "under90"
    UNDER_100 = "under100"
    FULL = "full"
    OVER = "over"


class Days(StrEnum):
    """How long all stays in a state took together; the upper edge belongs to each."""

    TO_1 = "to1"
    TO_3 = "to3"
    TO_7 = "to7"
    TO_30 = "to30"
    OVER_30 = "over30"


@dataclass(frozen=True, kw_only=True)
class Behind:
    """What narrows a list to the evaluations behind a figure. `reached` are those that stand in
    this state or a later one, `alone` leaves out what stands below the unit, `left` are those that
    left this state, `days` says how long they were in it, `codes` is the code of a check or empty
    for those without any. `indicator` is the whole name of a row. `counted` leaves out corrections
    that are not published yet: until then the edition that they correct is the one that counts.
    """

    reached: State | None = None
    alone: bool = False
    ungraded: bool = False
    has: Has | None = None
    gap: Gap | None = None
    rate: Rate | None = None
    round: int | None = None
    left: State | None = None
    days: Days | None = None
    code: str | None = None
    cycle_id: UUID | None = None
    title: str | None = None
    indicator: str | None = None
    counted: bool = False


NOTHING = Behind()


HAS: Mapping[Has, ColumnElement[bool]] = {
    Has.TOTAL: Listed.total.is_not(None),
    Has.WEIGHT: and_(Listed.total.is_not(None), Listed.budget > Decimal(0)),
    Has.RATE: and_(Listed.budget > Decimal(0), Listed.spent.is_not(None)),
    Has.BOTH: and_(Listed.self_total.is_not(None), Listed.review_total.is_not(None)),
    Has.ROUND: Listed.codes.is_not(None),
}


def _between(low: int, high: int | None) -> ColumnElement[bool]:
    """The condition that the unit's own total is higher by more than `low`, by `high` at most."""
    above = Listed.self_total > Listed.review_total + literal(Decimal(low), Listed.total.type)
    if high is None:
        return above
    limit = Listed.review_total + literal(Decimal(high), Listed.total.type)
    return and_(above, Listed.self_total <= limit)


GAPS: Mapping[Gap, ColumnElement[bool]] = {
    Gap.BELOW: Listed.self_total < Listed.review_total,
    Gap.EQUAL: Listed.self_total == Listed.review_total,
    Gap.TO_2: _between(0, 2),
    Gap.TO_5: _between(2, 5),
    Gap.TO_10: _between(5, 10),
    Gap.OVER_10: _between(10, None),
}


def _executed(low: int, high: int) -> ColumnElement[bool]:
    """The condition that the execution rate is at least `low` percent and less than `high`."""
    # Plain numbers: as amounts they would be written in hundredths on SQLite.
    spent = Listed.spent * literal(100, Integer())
    return and_(
        HAS[Has.RATE],
        *([] if low == 0 else [spent >= Listed.budget * literal(low, Integer())]),
        spent < Listed.budget * literal(high, Integer()),
    )


RATES: Mapping[Rate, ColumnElement[bool]] = {
    Rate.UNKNOWN: or_(Listed.budget.is_(None), Listed.budget <= Decimal(0), Listed.spent.is_(None)),
    Rate.UNDER_50: _executed(0, 50),
    Rate.UNDER_80: _executed(50, 80),
    Rate.UNDER_90: _executed(80, 90),
    Rate.UNDER_100: _executed(90, 100),
    Rate.FULL: and_(HAS[Has.RATE], Listed.spent == Listed.budget),
    Rate.OVER: and_(HAS[Has.RATE], Listed.spent > Listed.budget),
}

STAYS: Mapping[State, SQLColumnExpression[int | None]] = {
    State.DRAFT: Listed.draft_seconds,
    State.SELF_SCORED: Listed.self_scored_seconds,
    State.UNIT_APPROVED: Listed.unit_approved_seconds,
    State.FINANCE_REVIEWED: Listed.finance_reviewed_seconds,
}
DAY = 24 * 60 * 60
_DAYS: Mapping[Days, tuple[int | None, int | None]] = {
    Days.TO_1: (None, 1),
    Days.TO_3: (1, 3),
    Days.TO_7: (3, 7),
    Days.TO_30: (7, 30),
    Days.OVER_30: (30, None),
}


def stays_for(state: State, days: Days) -> ColumnElement[bool]:
    """Return the condition that the stays in a state that have ended took so long together."""
    low, high = _DAYS[days]
    column = STAYS[state]
    return and_(
        column.is_not(None),
        *([] if low is None else [column > low * DAY]),
        *([] if high is None else [column <= high * DAY]),
    )


def has_code(code: str) -> ColumnElement[bool]:
    """Return the condition that the last sealed round holds a code; none at all for no code."""
    if not code:
        return Listed.codes == ""
    return (literal(" ") + Listed.codes + " ").contains(f" {code} ", autoescape=True)


def _has_reached(state: State) -> ColumnElement[bool]:
    return Evaluation.state.in_(LIFECYCLE[LIFECYCLE.index(state) :])


def _has_rounds(number: int) -> ColumnElement[bool]:
    if number >= MOST_ROUNDS:
        return Evaluation.round >= MOST_ROUNDS
    return Evaluation.round == number


def _has_indicator(name: str) -> ColumnElement[bool]:
    return exists().where(Indicator.evaluation_id == Evaluation.id, Indicator.name == name)


_MAKERS: Mapping[str, Callable[[Any], ColumnElement[bool]]] = {
    "reached": _has_reached,
    "has": HAS.__getitem__,
    "gap": GAPS.__getitem__,
    "rate": RATES.__getitem__,
    "round": _has_rounds,
    "code": has_code,
    "cycle_id": lambda cycle_id: Evaluation.cycle_id == cycle_id,
    "title": lambda title: Evaluation.title == title,
    "indicator": _has_indicator,
}


def list_conditions(behind: Behind) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions on `Evaluation` and its listing; that of `alone` is the list's own."""
    for name, make in _MAKERS.items():
        if (wanted := getattr(behind, name)) is not None:
            yield make(wanted)
    if behind.ungraded:
        yield Listed.grade.is_(None)
    if behind.counted:
        yield or_(Evaluation.supersedes_id.is_(None), Evaluation.state == State.PUBLISHED)
    if behind.left is not None and behind.days is not None:
        yield stays_for(behind.left, behind.days)
    elif behind.left is not None:
        yield STAYS[behind.left].is_not(None)
