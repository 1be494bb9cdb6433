"""Spelling numbers and comparisons in the formulas that are shown beside a score."""

from decimal import Decimal
from fractions import Fraction

from policies.numbers import format_points, round_half_up

_PLACES = 6

Number = Decimal | Fraction


def spell(value: Number) -> str:
    """A number without needless zeros; a share that never ends is rounded to six places."""
    if isinstance(value, Fraction):
        value = round_half_up(value, places=_PLACES)
    text = format_points(value.copy_abs())
    return f"−{text}" if value < 0 else text


def spell_in_sum(value: Number) -> str:
    """As `spell`, a negative number in parentheses, for the places behind another sign."""
    return f"({spell(value)})" if value < 0 else spell(value)


def compare(left: Number, sign: str, right: Number) -> str:
    """What held or did not: "85 ≥ 15"."""
    return f"{spell(left)} {sign} {spell(right)}"


def spell_share(*, weight: Number, part: Number, whole: Number) -> str:
    """A part of the weight: "20 × 1550.59 ÷ 1688.91"."""
    return f"{spell(weight)} × {spell(part)} ÷ {spell(whole)}"
