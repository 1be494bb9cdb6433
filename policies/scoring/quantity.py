"""Reading a target or an actual value as one plain number, or not at all."""

import re
from dataclasses import dataclass
from decimal import Decimal

LONGEST_TEXT = 64

_HALF_WIDTH = str.maketrans(
    {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | {0x3000: " ", ord("≧"): "≥", ord("≦"): "≤"}
)
_SYNONYMS = ((">=", "≥"), ("<=", "≤"), ("(百分比)", ""), ("百分比", "%"))
_BEFORE = {
    "≥": ("≥", "不少于", "不低于", "不小于", "至少"),
    "≤": ("≤", "不超过", "不高于", "不大于", "不多于", "至多"),
    ">": (">", "超过", "高于", "大于", "多于"),
    "<": ("<", "少于", "低于", "小于", "不足"),
    "=": ("=",),
    "": ("",),
}
_BEHIND = {"≥": ("及以上", "以上"), "≤": ("及以下", "以下", "以内", "之内", "内"), "": ("",)}
_OPERATORS = {word: sign for sign, words in _BEFORE.items() for word in words}
_SUFFIXES = {word: sign for sign, words in _BEHIND.items() for word in words}
_QUANTITY = re.compile(
    rf"(?P<operator>{'|'.join(_OPERATORS)}) *"
    r"(?P<number>[0-9]{1,12}(?:\.[0-9]{1,6})?|[0-9]{1,3}(?:,[0-9]{3}){1,3}(?:\.[0-9]{1,6})?) *"
    r"(?P<unit>[A-Za-z%‰℃㎡㎥²³/\u4e00-\u9fff]{0,8}?) *"
    rf"(?P<suffix>{'|'.join(_SUFFIXES)})"
)
# "100余人" and "10个左右" are not exact, "9月" and "2021年底" are dates: none is a quantity.
_NOT_A_UNIT = re.compile(r"^[年月日号时点]|[余多约几前后底初]|左右|上下|以上|以下|以内|之内")
_PROPORTIONS = ("%", "‰", "百分点", "成")
_MULTIPLIERS = ("千", "万", "亿")


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number with the operator (≥ ≤ > < = or none) and the unit written beside it."""

    operator: str
    value: Decimal
    unit: str


def read_quantity(text: str) -> Quantity | None:
    """The one plain number in `text`, or None for anything that leaves room for doubt.

    Read are a number with an operator before it ("≥266米", "不少于12种") or behind it ("95%以上",
    "6小时以内"), and a bare number with or without unit. A text with two numbers, with words before
    the number, of a date, of a rough number or of a quality is not read.
    """
    if len(text) > LONGEST_TEXT:
        return None
    folded = text.translate(_HALF_WIDTH).strip()
    for written, meant in _SYNONYMS:
        folded = folded.replace(written, meant)
    match = _QUANTITY.fullmatch(folded)
    if match is None or _NOT_A_UNIT.search(match["unit"]):
        return None
    before, after = _OPERATORS[match["operator"]], _SUFFIXES[match["suffix"]]
    if before and after:
        return None
    return Quantity(before or after, Decimal(match["number"].replace(",", "")), match["unit"])


def units_agree(target: Quantity, actual: Quantity) -> bool:
    """Whether the two numbers may be divided by one another.

    A missing unit is taken from the other side, but never a percent sign or a 万: 0.96 is not a
    share of 95%, and 50000 is not a share of 5万.
    """
    if target.unit == actual.unit:
        return True
    unit = target.unit or actual.unit
    one_is_missing = not (target.unit and actual.unit)
    return one_is_missing and not any(mark in unit for mark in _PROPORTIONS + _MULTIPLIERS)
