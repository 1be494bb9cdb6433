"""Whether two numbers may be compared."""

import re

from policies.reading.reading import Reading

_PROPORTIONS = frozenset(("%", "‰", "百分点", "成"))
_SAME = {
    "日": "天",
    "个工作日": "工作日",
    "时": "小时",
    "h": "小时",
    "min": "分钟",
    "公里": "千米",
    "km": "千米",
    "m": "米",
    "㎡": "平方米",
    "m²": "平方米",
    "㎥": "立方米",
    "m³": "立方米",
    "公斤": "千克",
    "kg": "千克",
    "t": "吨",
}
# Words that count the same things one by one.
_COUNTS = (
    frozenset(("个", "人", "名", "位")),
    frozenset(("个", "项", "家", "处")),
    frozenset(("次", "起", "件", "例", "宗")),
)
_MAGNITUDE = re.compile(r"\A[十百千万亿]{1,2}")
_WHOLE_UNITS = frozenset(("千克", "千瓦时", "千瓦", "千米"))
_PER_YEAR = ("", "年")
_PER_MARKS = re.compile(r"[、·/]")


def units_agree(target: Reading, actual: Reading) -> bool:
    """Whether the two numbers may be divided by one another.

    A missing unit is taken from the other side, but never a percent sign or a 万: 0.96 is not a
    share of 95%, and 50000 is not a share of 5万. Two words of counting agree where they count the
    same things ("15个" and "15项", "2次" and "2起"), two spellings of a measure always ("km" and
    "公里"). Nothing is converted: 天 and 小时, 万元 and 元, % and ‰ do not agree. What is no number
    agrees with nothing.
    """
    if target.value is None or actual.value is None:
        return False
    if target.unit == actual.unit:
        return _same_per(target.per, actual.per)
    target_size, target_unit = _split_magnitude(target.unit)
    actual_size, actual_unit = _split_magnitude(actual.unit)
    if target_size != actual_size or {target_unit, actual_unit} & _PROPORTIONS:
        return False
    if not (target_unit and actual_unit):
        # "380" takes all of "400元/人"; "380/人" cannot be written without a unit.
        return True
    if target_unit != actual_unit and not any(
        target_unit in counts and actual_unit in counts for counts in _COUNTS
    ):
        return False
    return _same_per(target.per, actual.per)


def _same_per(target: str, actual: str) -> bool:
    """Whether both count for the same; a value of an evaluation is one of a year anyway."""
    return [each for each in _PER_MARKS.split(target) if each not in _PER_YEAR] == [
        each for each in _PER_MARKS.split(actual) if each not in _PER_YEAR
    ]


def _split_magnitude(unit: str) -> tuple[str, str]:
    """The 千, 万 or 亿 before a unit and the unit in one spelling: "万公里" gives 万 and 千米."""
    if unit in _WHOLE_UNITS:
        return "", unit
    rest = _MAGNITUDE.sub("", unit)
    size = unit.removesuffix(rest)
    # "20台(套)" counts 台.
    rest = rest.partition("(")[0]
    return size, _SAME.get(rest, rest)
