"""How a stored number looks in its cell: a number, a share in percent, a day or a time."""

import re
from datetime import datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import Enum, auto

from openpyxl.styles.numbers import (
    BUILTIN_FORMATS,
    STRIP_RE,
    is_date_format,
    is_timedelta_format,
)
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from policies.numbers import format_points

DIGITS = 15
"""As many digits as a spreadsheet keeps and shows; what follows is noise of binary arithmetic."""

_ROUNDED = Context(prec=DIGITS, rounding=ROUND_HALF_UP)
_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{0,40})?([eE][+-]?[0-9]{1,3})?")
_LONGEST_FORMAT = 255
_ESCAPED = re.compile(r"\\.")

_CHINESE_DAYS = frozenset({27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58})
_CHINESE_TIMES = frozenset({32, 33, 34, 35, 55, 56})
"""Formats that a Chinese spreadsheet names by number alone (ECMA-376 part 1, 18.8.30, zh-cn)."""


class Shape(Enum):
    """What a number is shown as."""

    NUMBER = auto()
    PERCENT = auto()
    DAY = auto()
    TIME = auto()
    MOMENT = auto()


def choose_shape(number: int, code: str | None) -> Shape:
    """Return how a format shows numbers: by its number, or by its code where the file has one."""
    if code is None and number in _CHINESE_DAYS:
        return Shape.DAY
    if code is None and number in _CHINESE_TIMES:
        return Shape.TIME
    pattern = BUILTIN_FORMATS.get(number, "General") if code is None else code
    if len(pattern) > _LONGEST_FORMAT or is_timedelta_format(pattern):
        return Shape.NUMBER
    bare = _ESCAPED.sub("", STRIP_RE.sub("", pattern.partition(";")[0])).lower()
    if not is_date_format(pattern):
        return Shape.PERCENT if "%" in bare else Shape.NUMBER
    has_day, has_time = any(sign in bare for sign in "yd"), any(sign in bare for sign in "hs")
    if has_day and has_time:
        return Shape.MOMENT
    return Shape.TIME if has_time else Shape.DAY


def spell_number(stored: str, *, shape: Shape, from_1904: bool) -> str:
    """Return a stored number as people see it, without an exponent or needless zeros.

    What is not a number is returned as it is.
    """
    if not _NUMBER.fullmatch(stored):
        return stored
    value = _ROUNDED.create_decimal(stored)
    if shape is Shape.PERCENT:
        return f"{format_points(value * 100)}%"
    if shape is not Shape.NUMBER:
        moment = _spell_moment(value, shape=shape, from_1904=from_1904)
        if moment is not None:
            return moment
    # Minus zero is a zero.
    return format_points(value + 0)


def _spell_moment(value: Decimal, *, shape: Shape, from_1904: bool) -> str | None:
    epoch = CALENDAR_MAC_1904 if from_1904 else CALENDAR_WINDOWS_1900
    try:
        found = from_excel(float(value), epoch)
    except (OverflowError, ValueError):
        return None
    if not isinstance(found, datetime):
        return found.isoformat(timespec="seconds") if shape is Shape.TIME else None
    patterns = {Shape.DAY: "%Y-%m-%d", Shape.TIME: "%H:%M:%S", Shape.MOMENT: "%Y-%m-%d %H:%M:%S"}
    return found.strftime(patterns[shape])
