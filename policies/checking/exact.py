"""Exact numbers for the checks, and how what they find is put down."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm

from models.vocabulary import Severity
from policies.checking.inconsistency import Inconsistency
from policies.checking.sheet import Sheet
from policies.numbers import format_points, round_half_up
from policies.scoring.usable import is_usable

TOLERANCE = Fraction(5, 1000)
"""Numbers as close as this are the same as printed (scoring reference, section 3)."""

LONGEST_QUOTE = 40
_FINEST = 10
_RATE_PLACES = 2
_NO_REASONS = frozenset(("", "无", "没有", "-", "--", "—", "——", "/", "\\", "、", "空"))


def as_exact(number: Decimal | None) -> Fraction | None:
    """Return a number as a fraction, None for none and for an order that no form knows.

    A number that is not finite, or that would fill the memory, is so kept out of all arithmetic.
    """
    return None if number is None or not number.is_finite() else _turn_exact(number)


@lru_cache(maxsize=1024)
def _turn_exact(number: Decimal) -> Fraction | None:
    return Fraction(number) if is_usable(number.copy_abs()) else None


def sum_known(numbers: Iterable[Fraction | None]) -> tuple[Fraction, bool]:
    """Return the sum of the numbers that are there, and whether all are and there is one."""
    values = list(numbers)
    known = [value for value in values if value is not None]
    # One denominator for all: a fraction is reduced once instead of with every part.
    whole = lcm(*(value.denominator for value in known))
    total = sum(value.numerator * (whole // value.denominator) for value in known)
    return Fraction(total, whole), bool(values) and len(known) == len(values)


def tolerance_of(sheet: Sheet) -> Fraction:
    """How far a score may be from the one of its rule, by the scheme."""
    tolerance = as_exact(sheet.terms.tolerance)
    return TOLERANCE if tolerance is None else tolerance


def differ(one: Fraction, other: Fraction) -> bool:
    """Whether two printed numbers are further apart than the tolerance."""
    return abs(one - other) > TOLERANCE


def contradicts(*, printed: Fraction, derived: Fraction, whole: bool) -> bool:
    """Whether a printed sum is not the sum of its parts; of only some of the parts, whether they
    are more than the whole already.
    """
    return differ(printed, derived) if whole else derived - printed > TOLERANCE


def show_number(value: Fraction | Decimal) -> str:
    """A number as a sentence quotes it, exact to ten places: 95, -8.58."""
    return format_points(round_half_up(value, places=_FINEST))


def show_percent(share: Fraction) -> str:
    """A share in percent with at most two places: 0.9181 is 91.81."""
    return format_points(round_half_up(share * 100, places=_RATE_PLACES))


def quote(text: str) -> str:
    """The beginning of a text, short enough for a sentence."""
    folded = " ".join(text[: LONGEST_QUOTE * 2].split())
    return folded if len(folded) <= LONGEST_QUOTE else folded[:LONGEST_QUOTE] + "…"


def gives_reason(text: str) -> bool:
    """Whether a cell for reasons holds one: a dash or "无" is none."""
    return text.strip().rstrip("。.") not in _NO_REASONS


def places_of(numbers: Sequence[Decimal]) -> int:
    """The places behind the point that these amounts are printed with, at most two: cents."""
    exponents = [number.as_tuple().exponent for number in numbers]
    return max((max(0, min(2, -each)) for each in exponents if isinstance(each, int)), default=0)


def put_down(
    sheet: Sheet,
    code: str,
    severity: Severity,
    where: str,
    **numbers: Fraction | Decimal | str,
) -> Inconsistency:
    """Return an inconsistency at a place; it is explained where the sheet holds a reason for it."""
    quoted = {
        name: value if isinstance(value, str) else show_number(value)
        for name, value in numbers.items()
    }
    return Inconsistency(code, severity, where, quoted, explained=sheet.is_explained(code, where))
