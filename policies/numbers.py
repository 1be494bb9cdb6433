"""One grammar for the numbers people type: points and amounts of money.

Everything is an exact Decimal; nothing here goes through a binary float.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from models.vocabulary import MoneyUnit

POINTS_DIGITS = 3
POINTS_PLACES = 2
YUAN_DIGITS = 12
YUAN_PLACES = 2
WAN_EXPONENT = 4

# Chinese input methods type these; they are folded, any other digit of Unicode is refused.
_FOLDED = str.maketrans("０１２３４５６７８９．，－", "0123456789.,-")
_SPACES = " \u3000"
_PLAIN = re.compile(r"(?P<sign>-?)(?P<whole>[0-9]+)(?:\.(?P<part>[0-9]+))?")
_GROUPED = re.compile(r"(?P<sign>-?)(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+)(?:\.(?P<part>[0-9]+))?")


class NumberProblem(ValueError):  # noqa: N818 -- it tells a person what to change
    """A text is not the number that was asked for.

    `code` is one of not_a_number, too_many_digits, too_many_places, negative, too_large;
    `params` holds what a message needs (`digits`, `places` or `maximum`), never the text itself.
    """

    def __init__(self, code: str, params: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.params: dict[str, str] = dict(params or {})


def fold_digits(text: str) -> str:
    """Full-width digits, dot, comma and minus as ASCII, surrounding spaces removed."""
    return text.translate(_FOLDED).strip(_SPACES)


def parse_points(text: str, *, maximum: Decimal | None = None) -> Decimal:
    """The score or weight that `text` holds, with two places.

    The grammar after folding is one to three digits, and at most two more behind a dot. A signed,
    grouped, exponential or padded form is refused, and so is a value above `maximum`.

    Raises NumberProblem.
    """
    match = _PLAIN.fullmatch(fold_digits(text))
    if match is None:
        raise NumberProblem("not_a_number")
    if match["sign"]:
        raise NumberProblem("negative")
    _refuse_length(match, digits=POINTS_DIGITS, places=POINTS_PLACES)
    value = round_half_up(Fraction(match[0]), places=POINTS_PLACES)
    if maximum is not None and value > maximum:
        raise NumberProblem("too_large", {"maximum": format_points(maximum)})
    return value


def parse_money(text: str, *, unit: MoneyUnit, signed: bool = False) -> Decimal:
    """The amount in yuan, with two places, that `text` names in `unit`.

    元 may have two places, 万元 six; both end at twelve digits of yuan before the point. Thousands
    separators are accepted where a printed table puts them ("2,370.10") and nowhere else. A leading
    minus is accepted only when `signed`.

    Raises NumberProblem.
    """
    folded = fold_digits(text)
    match = _PLAIN.fullmatch(folded) or _GROUPED.fullmatch(folded)
    if match is None:
        raise NumberProblem("not_a_number")
    if match["sign"] and not signed:
        raise NumberProblem("negative")
    shift = _shift(unit)
    _refuse_length(match, digits=YUAN_DIGITS - shift, places=YUAN_PLACES + shift)
    amount = Fraction(match[0].replace(",", "")) * 10**shift
    return round_half_up(amount, places=YUAN_PLACES)


def format_money(amount: Decimal, *, unit: MoneyUnit) -> str:
    """`amount` in yuan as printed in `unit`, without separators; `parse_money` reads it back.

    Two places always, and in 万元 as many more, up to six, as the amount needs.
    """
    shift = _shift(unit)
    text = f"{round_half_up(Fraction(amount) / 10**shift, places=YUAN_PLACES + shift):f}"
    whole, part = text.split(".")
    return f"{whole}.{part[:YUAN_PLACES]}{part[YUAN_PLACES:].rstrip('0')}"


def format_points(value: Decimal) -> str:
    """A number without needless zeros and never with an exponent: 95, 18.36, 0.5."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def round_half_up(value: Decimal | Fraction, *, places: int) -> Decimal:
    """`value` rounded once to `places`, a half away from zero (0.125 gives 0.13), exactly.

    The result does not depend on the precision of the decimal context.
    """
    exact = Fraction(value)
    steps = int(abs(exact) * 10**places + Fraction(1, 2))
    digits = tuple(int(digit) for digit in str(steps))
    return Decimal((1 if exact < 0 and steps else 0, digits, -places))


def _shift(unit: MoneyUnit) -> int:
    return WAN_EXPONENT if unit is MoneyUnit.WAN else 0


def _refuse_length(match: re.Match[str], *, digits: int, places: int) -> None:
    if len(match["whole"].replace(",", "")) > digits:
        raise NumberProblem("too_many_digits", {"digits": str(digits)})
    if len(match["part"] or "") > places:
        raise NumberProblem("too_many_places", {"places": str(places)})
