"""Whether a row met its target, as far as its score or its texts say so without doubt."""

from decimal import Decimal
from fractions import Fraction

from policies.checking.exact import TOLERANCE, as_exact
from policies.checking.sheet import SheetRow
from policies.checking.tree import weight_of
from policies.reading import Reading, ValueKind, read_text, units_agree
from policies.scoring import Notice

TARGET_RULES = ("R01", "R02", "R03", "R04", "R10", "R13b", "R21")
"""Rules that give less than all points only where the target was missed."""

LONGEST_CELL = 500
_LOWER_IS_BETTER = ("≤", "<")


def loses_points(row: SheetRow) -> bool:
    """Whether the rule of the row gives less than all of its points."""
    weight = weight_of(row)
    by_rule = None if row.computed is None else as_exact(row.computed.score)
    return weight is not None and by_rule is not None and weight - by_rule > TOLERANCE


def misses_target(row: SheetRow) -> bool:
    """Whether the row missed its target: by its rule, or, without a score, by its two numbers.

    False wherever there is room for doubt: no operator in the target, words, two numbers in one
    cell, units that do not agree.
    """
    if row.computed is not None and row.computed.score is not None:
        return row.computed.rule in TARGET_RULES and loses_points(row)
    pair = _read_pair(row)
    if pair is None:
        return False
    target, actual, operator = pair
    return {
        "≥": actual < target,
        ">": actual <= target,
        "≤": actual > target,
        "<": actual >= target,
    }.get(operator, False)


def read_ratio(row: SheetRow) -> Fraction | None:
    """Actual over target (1 is exactly met), None where either is no plain number above zero."""
    pair = _read_pair(row)
    if pair is None or pair[0] <= 0 or pair[1] < 0:
        return None
    return Fraction(pair[1]) / Fraction(pair[0])


def is_far_over(row: SheetRow, *, limit: Decimal) -> bool:
    """Whether the actual value is above `limit` percent of the target, more being better."""
    if row.computed is not None and Notice.FAR_OVER_TARGET in row.computed.notices:
        return True
    pair, ratio, most = _read_pair(row), read_ratio(row), as_exact(limit)
    if pair is None or ratio is None or most is None:
        return False
    return pair[2] not in _LOWER_IS_BETTER and ratio * 100 > most


def _read_pair(row: SheetRow) -> tuple[Fraction, Fraction, str] | None:
    if max(len(row.target_text), len(row.actual_text)) > LONGEST_CELL:
        return None
    target, actual = read_text(row.target_text), read_text(row.actual_text)
    if not (_is_plain(target) and _is_plain(actual)) or actual.operator not in ("", "="):
        return None
    asked, reached = as_exact(target.value), as_exact(actual.value)
    if asked is None or reached is None or not units_agree(target, actual):
        return None
    return asked, reached, target.operator


def _is_plain(reading: Reading) -> bool:
    return reading.kind is ValueKind.NUMBER and reading.applies and not reading.doubts
