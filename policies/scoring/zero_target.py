"""R04: a target of zero. Nothing is divided by zero."""

from decimal import Decimal
from fractions import Fraction

from policies.scoring.formula import compare, spell
from policies.scoring.spec import Notice, Points

ZERO_OPERATORS = frozenset({"", "=", "≤"})


def score_zero_target(
    actual: Decimal, *, weight: Decimal, per_occurrence: Decimal | None = None
) -> Points:
    """Full points when nothing occurred, otherwise none; with `per_occurrence` so many points off
    for each occurrence (case 004: data loss 0 of 0, 8 points).
    """
    notices = (Notice.ZERO_TARGET,)
    if actual == 0:
        return Points(
            value=Fraction(weight), formula="0 = 0", is_condition=True, rule="R04", notices=notices
        )
    if per_occurrence is None:
        formula = compare(actual, ">", Decimal(0))
        return Points(
            value=Fraction(0), formula=formula, is_condition=True, rule="R04", notices=notices
        )
    left = Fraction(weight) - Fraction(per_occurrence) * Fraction(actual)
    formula = f"{spell(weight)} − {spell(per_occurrence)} × {spell(actual)}"
    if left < 0:
        formula = f"max(0, {formula})"
    return Points(value=max(left, Fraction(0)), formula=formula, rule="R04", notices=notices)
