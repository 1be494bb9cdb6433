"""Totals, grades and the execution rate: derived, never stored as facts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from models.vocabulary import Grade
from policies.numbers import round_half_up

RATE_PLACES = 2


@dataclass(frozen=True, slots=True)
class Band:
    """Totals from `lower` (included) to `upper` (excluded but in the best band) earn `grade`."""

    grade: Grade
    lower: Decimal
    upper: Decimal


class Graded(Protocol):
    """Whatever has bands: a scheme."""

    @property
    def bands(self) -> Sequence[Band]:
        """The bands, the best first."""


def sum_scores(scores: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of rounded scores, itself never rounded; None if one is missing or there is none."""
    total: Decimal | None = None
    for score in scores:
        if score is None:
            return None
        total = score if total is None else total + score
    return total


def grade_of(total: Decimal, *, scheme: Graded) -> Grade:
    """The grade of `total` by the scheme's bands; 89.995 is below 90, nothing is rounded here."""
    for band in scheme.bands:
        if total >= band.lower:
            return band.grade
    return scheme.bands[-1].grade


def execution_rate(*, budget: Decimal | None, spent: Decimal | None) -> Decimal | None:
    """Spent ÷ budget in percent, half-up to two places (91.81); None where it is undefined."""
    if budget is None or spent is None or budget <= 0:
        return None
    return round_half_up(Fraction(spent) / Fraction(budget) * 100, places=RATE_PLACES)
