"""Bounds on numbers before any exact arithmetic: 1E+9999999 as a fraction would fill the memory."""

from decimal import Decimal

_LARGEST_EXPONENT = 15
_SMALLEST_EXPONENT = -10


def is_usable(number: Decimal) -> bool:
    """Whether a number is finite, not negative, and of an order that forms know."""
    if not number.is_finite() or number < 0:
        return False
    exponent = number.as_tuple().exponent
    fine_enough = isinstance(exponent, int) and exponent >= _SMALLEST_EXPONENT
    return fine_enough and number.adjusted() <= _LARGEST_EXPONENT
