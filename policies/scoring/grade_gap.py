"""What becomes of a score where the review found a lower grade than the unit itself (R22)."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from models.vocabulary import Grade
from policies.numbers import round_half_up
from policies.scoring.formula import spell


def discount_for_grade_gap(
    score: Decimal,
    *,
    own: Grade,
    reviewed: Grade,
    factors: Sequence[Decimal],
    places: int,
) -> tuple[Decimal, str]:
    """Return the final score where a review found a lower grade than the unit itself, and how.

    `factors` are for one, two and three grades below (Sichuan: 0.9, 0.8, 0.7, to be verified); a
    wider gap counts as the last of them. A review of 75 (fair) against a unit's own excellent is
    75 × 0.8 = 60.00, rounded to `places`. The same or a better grade leaves the score as it is
    (R22).
    """
    order = list(Grade)
    gap = order.index(reviewed) - order.index(own)
    if gap <= 0 or not factors:
        return score, spell(score)
    factor = factors[min(gap, len(factors)) - 1]
    final = round_half_up(Fraction(score) * Fraction(factor), places=places)
    return final, f"{spell(score)} × {spell(factor)} = {final}"
