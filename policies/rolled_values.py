"""The values of one row of several units rolled up into one: added, or averaged by funds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from models.vocabulary import Category
from policies.numbers import format_points, round_half_up
from policies.reading import Reading, ValueKind, read_text, units_agree
from policies.scoring import RuleSpec

PLACES = 2
"""Places of a value that was averaged: 90% of 1,000,000 and 80% of 3,000,000 yuan are 82.50%."""
PROPORTIONS = frozenset({"%", "‰", "百分点", "成"})


class How(StrEnum):
    """How a row came about: its values were ADDED or WEIGHED by funds, it is scored by the FUNDS
    of all units, its SCORES were averaged by funds, it carries NOTHING, or the units DISAGREE about
    its weight or its rule.
    """

    ADDED = "added"
    WEIGHED = "weighed"
    FUNDS = "funds"
    SCORES = "scores"
    NOTHING = "nothing"
    DISAGREE = "disagree"


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """One row of one unit, as it stands in its form; `parent` is the number of the row above it."""

    name: str
    category: Category
    parent: int | None = None
    weight: Decimal | None = None
    rule: RuleSpec | None = None
    target_text: str = ""
    actual_text: str = ""
    self_score: Decimal | None = None
    review_score: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class UnitTable:
    """The table of one unit, with the full-year budget and what was spent of it, in yuan."""

    name: str
    budget: Decimal | None
    spent: Decimal | None
    rows: tuple[TableRow, ...]


@dataclass(frozen=True)
class Part:
    """A row with the unit whose it is."""

    table: UnitTable
    row: TableRow

    @property
    def funds(self) -> Decimal:
        """What the unit weighs; without funds nothing."""
        return max(self.table.budget or Decimal(0), Decimal(0))

    @property
    def applies(self) -> bool:
        """Whether the actual value says anything but "不适用"."""
        return read_text(self.row.actual_text).applies


@dataclass(frozen=True, kw_only=True)
class Value:
    """The rolled-up texts of a row, how they came about, and whose could not enter."""

    how: How
    target_text: str = ""
    actual_text: str = ""
    without: tuple[str, ...] = ()


def roll_values(parts: Sequence[Part]) -> Value:
    """Return what the values of a row come to; those of units to which it does not apply, or that
    have no funds where funds weigh, stay out.
    """
    first = parts[0].row
    if any((part.row.weight, part.row.rule) != (first.weight, first.rule) for part in parts):
        return Value(how=How.DISAGREE)
    if first.category is Category.EXECUTION:
        return Value(how=How.FUNDS, target_text=first.target_text)
    applying = [part for part in parts if part.applies]
    out = tuple(part.table.name for part in parts if not part.applies)
    if not applying:
        return Value(how=How.SCORES, actual_text=first.actual_text, without=out)
    rolled = _roll_numbers(applying)
    if rolled is None:
        how = How.NOTHING if first.weight is None else How.SCORES
        return Value(how=how, target_text=_agree(parts), without=out)
    return replace(rolled, without=(*out, *rolled.without))


def _roll_numbers(parts: Sequence[Part]) -> Value | None:
    """Add or average; None for what is no number, or not the same kind of number everywhere."""
    targets = [read_text(part.row.target_text) for part in parts]
    actuals = [read_text(part.row.actual_text) for part in parts]
    if not _are_of_one_kind(targets, actuals):
        return None
    sides = targets, actuals
    if targets[0].unit not in PROPORTIONS and not targets[0].per:
        sums = [sum((Fraction(each.value or 0) for each in side), Fraction(0)) for side in sides]
        return Value(
            how=How.ADDED,
            target_text=_write(targets[0], sums[0]),
            actual_text=_write(actuals[0], sums[1]),
        )
    funds = [part.funds for part in parts]
    target, actual = (
        average([(each.value, weight) for each, weight in zip(side, funds, strict=True)])
        for side in sides
    )
    if target is None or actual is None:
        return None
    return Value(
        how=How.WEIGHED,
        target_text=_write(targets[0], target),
        actual_text=_write(actuals[0], actual),
        without=tuple(part.table.name for part in parts if part.funds == 0),
    )


def _are_of_one_kind(targets: Sequence[Reading], actuals: Sequence[Reading]) -> bool:
    """Whether all are plain numbers that may be added or averaged with one another."""
    first = targets[0]
    return (
        all(
            reading.kind is ValueKind.NUMBER
            and reading.value is not None
            and units_agree(first, reading)
            for reading in (*targets, *actuals)
        )
        and len({reading.operator for reading in targets}) == 1
    )


def _agree(parts: Sequence[Part]) -> str:
    texts = {part.row.target_text for part in parts}
    return texts.pop() if len(texts) == 1 else ""


def average(pairs: Sequence[tuple[Decimal | None, Decimal]]) -> Fraction | None:
    """Return the average by funds; None where something funded is not known, or nothing is funded
    (funds of 0 drop out).
    """
    funded = [(value, weight) for value, weight in pairs if weight > 0]
    if not funded or any(value is None for value, _ in funded):
        return None
    total = sum((Fraction(weight) for _, weight in funded), Fraction(0))
    return (
        sum((Fraction(value or 0) * Fraction(weight) for value, weight in funded), Fraction(0))
        / total
    )


def _write(pattern: Reading, value: Fraction) -> str:
    number = format_points(round_half_up(value, places=PLACES))
    return f"{pattern.operator}{number}{pattern.unit}{f'/{pattern.per}' if pattern.per else ''}"
