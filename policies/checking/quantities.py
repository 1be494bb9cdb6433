"""Numbers in the narrative beside those of the table."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from models.vocabulary import Severity
from policies.checking.cells import list_indicators, quote, report
from policies.checking.inconsistency import Inconsistency
from policies.checking.sheet import Sheet
from policies.reading import Doubt, Figure, Reading, read_figures

SHORTEST_NAME = 4
LONGEST_LABEL = 60
_SENTENCE_ENDS = re.compile("[。；;！!？?\n]")
_LINKS = re.compile(r"(?:[为是达有共计：:“” ]|达到|合计|累计)+\Z")
_COLONS = "：: "
_YEARS = re.compile(r"(20[0-9]{2})\s*年")
_BEFORE, _BEHIND = 400, 100
_LEADS = (
    *("年", "年度", "全年", "本年", "实际", "完成", "实现", "分别为", "其中", "其中：", "和", "及"),
    *("与", "、", "“", "”", "年末", "年底", "截至目前", "中心", "单位", "我局", "项目", "共"),
)
_OF_TARGETS = (
    *("目标", "计划", "预算", "年初", "预计", "预期", "拟", "标准", "分值", "得分", "满分", "力争"),
    *("应", "将", "要求", "指标值"),
)
_OF_LINES = (
    "预计",
    "拟",
    "力争",
    "其余",
    "用于",
    "安排",
    "占",
    "同比",
    "增长",
    "下降",
    "减少",
    "增加",
)
_ELSEWHEN = (
    "上年",
    "去年",
    "上一年",
    "同期",
    "前年",
    "次年",
    "下年",
    "明年",
    "较上",
    "比上",
    "同比",
)


def check_named_numbers(sheet: Sheet) -> Iterator[Inconsistency]:
    """N03: a number of the narrative that is named exactly like an indicator or a line of funds (of
    four signs or more) is in the table, where it has the same unit.

    Silent for rounded numbers and bounds, for sentences about another year, a target or a part of
    the money, for names that stand behind another word ("电子社保卡持卡人数" for "持卡人数"), and
    where any row or line of that name holds the number.
    """
    known = _list_known_numbers(sheet)
    lengths = sorted({len(name) for name in known}, reverse=True)
    for passage in sheet.sections:
        for sentence, figure in _list_named_figures(passage.text):
            label = _LINKS.sub("", figure.label[-LONGEST_LABEL:])
            name = next((label[-size:] for size in lengths if label[-size:] in known), None)
            if name is None or not _stands_alone(label[: -len(name)]):
                continue
            values = known[name]
            if _contradicts(figure.reading, values, sentence) and not _is_elsewhen(
                sentence, sheet.year
            ):
                yield report(
                    sheet,
                    "N03",
                    Severity.WARNING,
                    passage.key,
                    name=quote(name),
                    said=figure.reading.value or Decimal(0),
                    table="、".join(sorted(f"{value:f}" for value in values.numbers)),
                    unit=values.unit,
                )


@dataclass(frozen=True, slots=True)
class _Known:
    """The numbers the tables hold under one name, in one unit."""

    numbers: frozenset[Decimal]
    unit: str
    of_funds: bool


def _list_known_numbers(sheet: Sheet) -> Mapping[str, _Known]:
    """Each name with its numbers; a name in several units is left out."""
    numbers: dict[str, set[Decimal]] = {}
    units: dict[str, set[tuple[str, bool]]] = {}
    unread: set[str] = set()
    for indicator in list_indicators(sheet):
        actual, name = indicator.actual, indicator.row.name.strip()
        if actual.value is not None:
            numbers.setdefault(name, set()).add(actual.value)
            units.setdefault(name, set()).add((actual.unit, False))
        elif indicator.row.actual_text.strip():
            unread.add(name)
    for line in sheet.lines:
        name = line.name.strip().removeprefix("其中").lstrip(_COLONS)
        amounts = (line.original, line.adjustment, line.revised, line.actual)
        printed = {amount for amount in amounts if amount is not None}
        if printed:
            numbers.setdefault(name, set()).update(printed)
            units.setdefault(name, set()).add((sheet.money_unit, True))
    return {
        name: _Known(frozenset(values), *next(iter(units[name])))
        for name, values in numbers.items()
        if len(name) >= SHORTEST_NAME and len(units[name]) == 1 and name not in unread
    }


def _list_named_figures(text: str) -> Iterator[tuple[str, Figure]]:
    """Each number, and the sentence it stands in."""
    ends = [match.start() for match in _SENTENCE_ENDS.finditer(text)]
    for figure in read_figures(text):
        number = bisect_right(ends, figure.start)
        begin = ends[number - 1] + 1 if number else 0
        end = ends[number] if number < len(ends) else len(text)
        yield text[max(begin, figure.start - _BEFORE) : min(end, figure.end + _BEHIND)], figure


def _stands_alone(before: str) -> bool:
    before = before.strip()
    return not before or before.endswith(_LEADS)


def _contradicts(reading: Reading, known: _Known, sentence: str) -> bool:
    if reading.value is None or reading.unit != known.unit or reading.per:
        return False
    if reading.operator not in ("", "=") or Doubt.ROUGH in reading.doubts:
        return False
    if any(word in sentence for word in (_OF_LINES if known.of_funds else _OF_TARGETS)):
        return False
    return reading.value not in known.numbers


def _is_elsewhen(sentence: str, year: int | None) -> bool:
    if any(word in sentence for word in _ELSEWHEN):
        return True
    return year is not None and any(int(named) != year for named in _YEARS.findall(sentence))
