"""Splitting the points of a heading equally among its rows (R19)."""

from decimal import Decimal
from fractions import Fraction
from math import floor

from policies.numbers import round_half_up
from policies.scoring.usable import is_usable


def split_equally(whole: Decimal, count: int, *, places: int = 0) -> tuple[Decimal, ...]:
    """Return `count` equal weights rounded to `places`, the last one taking what is left (R19).

    10 among 3 is 3, 3, 4. Where rounding up would leave less than nothing for the last, the others
    are rounded down. Raises ValueError for a count below one or a whole that is negative.
    """
    if count < 1 or not is_usable(whole):
        raise ValueError("a weight is split among one item or more")
    share = round_half_up(Fraction(whole) / count, places=places)
    if share * (count - 1) > whole:
        steps = floor(Fraction(whole) / count * 10**places)
        share = round_half_up(Fraction(steps, 10**places), places=places)
    return (share,) * (count - 1) + (whole - share * (count - 1),)
