"""Rates as forms print them."""

import re
from dataclasses import dataclass
from fractions import Fraction

from policies.numbers import fold_digits, round_half_up

_LONGEST_RATE = 40
_RATE = re.compile(r"(?:约|=|＝)? {0,3}([0-9]{1,9}(?:\.([0-9]{1,8}))?) {0,3}([%％]?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedShare:
    """A rate as printed: a share of one, the unit of its last place, and its number."""

    share: Fraction
    unit: Fraction
    places: int
    in_percent: bool


def read_share(text: str, *, near: Fraction) -> PrintedShare | None:
    """Read a printed rate; of a bare number, the reading (0.92 or 92) that is nearer to `near`."""
    if len(text) > _LONGEST_RATE:
        return None
    match = _RATE.fullmatch(fold_digits(text))
    if match is None:
        return None
    number, places = Fraction(match[1]), len(match[2] or "")
    as_percent = PrintedShare(
        share=number / 100, unit=Fraction(1, 10 ** (places + 2)), places=places, in_percent=True
    )
    as_share = PrintedShare(
        share=number, unit=Fraction(1, 10**places), places=places, in_percent=False
    )
    if match[3] or abs(as_percent.share - near) <= abs(as_share.share - near):
        return as_percent
    return as_share


def is_rounded(printed: PrintedShare, share: Fraction) -> bool:
    """Whether the printed rate is `share` rounded half-up to the places it is printed with."""
    scale = 100 if printed.in_percent else 1
    return round_half_up(share * scale, places=printed.places) == printed.share * scale
