"""Amounts of money that the text of an actual value names itself: planned and spent, or a rate."""

from dataclasses import dataclass

from policies.reading import Doubt, Figure, read_figures, units_agree
from policies.scoring.spec import Notice
from policies.scoring.usable import is_usable
from policies.scoring.values import Taken

_PLANNED = (
    "预算", "预算数", "预算安排", "预算安排数", "全年预算", "全年预算数", "年初预算", "调整预算",
    "下达", "下达资金", "安排", "安排资金", "计划", "到位", "到位资金", "批复",
)  # fmt: skip
_SPENT = (
    "实际", "实际数", "支出", "支出数", "实际支出", "实际支出数", "执行", "执行数", "支付",
    "支付数", "使用", "已用", "决算", "决算数",
)  # fmt: skip
_RATES = ("支出率", "执行率", "支付率", "支出进度", "支付进度", "执行进度")
_OTHER_YEARS = ("上年", "去年", "往年")
_LONGEST_TEXT = 4000
_UNUSABLE = frozenset({Doubt.ROUGH, Doubt.LOOK_ALIKE})
_FILLERS = "为是了：: （(\u3000"
_REACHED = ("达到", "达", "共计", "合计", "计")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a text states: a planned and a spent amount, a rate in percent, each None if it is not
    stated or stated twice.
    """

    planned: Taken | None
    spent: Taken | None
    rate: Taken | None


def read_stated(text: str) -> Stated:
    """Return the amounts and the rate that a text names ("实际下达2500万元，支出2445.41万元，支出率
    97.82%", case 001).
    """
    figures = [figure for figure in read_figures(text[:_LONGEST_TEXT]) if _is_plain(figure)]
    rates = [figure for figure in figures if figure.reading.unit == "%"]
    amounts = [figure for figure in figures if figure.reading.unit != "%"]
    return Stated(
        planned=_only(amounts, _PLANNED),
        spent=_only(amounts, _SPENT),
        rate=_only(rates, _RATES),
    )


def pair_sides(stated: Stated) -> tuple[Taken, Taken] | None:
    """Return the planned and the actual amount when both are stated in one unit, or None."""
    if stated.planned is None or stated.spent is None:
        return None
    agree = units_agree(stated.planned.reading, stated.spent.reading)
    return (stated.planned, stated.spent) if agree else None


def _is_plain(figure: Figure) -> bool:
    reading = figure.reading
    return (
        reading.value is not None
        and reading.operator in {"", "="}
        and is_usable(reading.value)
        and not _UNUSABLE & set(reading.doubts)
    )


def _only(figures: list[Figure], names: tuple[str, ...]) -> Taken | None:
    """The one value whose label ends with one of the names; None if there are two that differ."""
    found = [figure.reading for figure in figures if _is_called(figure.label, names)]
    if not found or any(
        (reading.value, reading.unit) != (found[0].value, found[0].unit) for reading in found
    ):
        return None
    value = found[0].value
    if value is None:
        return None
    return Taken(value=value, reading=found[0], notices=(Notice.TAKEN_FROM_SENTENCE,))


def _is_called(label: str, names: tuple[str, ...]) -> bool:
    """Whether a label ends with one of the names, with or without a filler ("支出率达")."""
    if any(word in label for word in _OTHER_YEARS):
        return False
    bare = label.strip(_FILLERS)
    return bare.endswith(names) or any(
        bare.endswith(filler) and bare.removesuffix(filler).endswith(names) for filler in _REACHED
    )
