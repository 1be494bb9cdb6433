"""Indicators that stand twice in one form."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from models.vocabulary import Severity
from policies.checking.cells import Indicator, join_words, list_indicators, quote, report
from policies.checking.inconsistency import Inconsistency
from policies.checking.sheet import Sheet
from policies.reading import ValueKind

_NOT_TELLING = re.compile(
    "[^\u4e00-\u9fff]|每年|每月|全年|年底|年末|不少于|不低于|不超过|不高于|少于|多于|高于|低于|超过"
    "|大于|小于|等于|达到|以上|以下|以内|完成|百分|[年月日前后内次个万元人天]"
)
_TELLING_WORDS = 2
_WORDLESS = (ValueKind.EMPTY, ValueKind.NONE, ValueKind.DATE, ValueKind.BOOLEAN)


def check_duplicates(sheet: Sheet) -> Iterator[Inconsistency]:
    """I01: no indicator stands twice with the same name and target (E, at the first of them); no
    two indicators share a whole target text (W, at each further name).

    Case 004: "信息系统运行稳定" three times, 30 points, and "网络稳定性" with the same target.
    Silent where the target is empty or "无", and, between two names, where the target is only a
    value ("≥95%", "2次以内", a date, a level): such targets repeat in every good form. A row that
    has its target for a name repeats no other row's target, it states it (case 003).
    """
    alike: dict[str, list[Indicator]] = {}
    for indicator in list_indicators(sheet):
        target = join_words(indicator.row.target_text)
        if target and indicator.target.kind is not ValueKind.NONE:
            alike.setdefault(target, []).append(indicator)
    for target, group in alike.items():
        yield from _compare_names(sheet, group, target=target)


def _compare_names(
    sheet: Sheet, group: Sequence[Indicator], *, target: str
) -> Iterator[Inconsistency]:
    named: dict[str, list[Indicator]] = {}
    for indicator in group:
        named.setdefault(join_words(indicator.row.name), []).append(indicator)
    for rows in named.values():
        if len(rows) > 1:
            first = rows[0].row
            points = sum((found.row.weight or Decimal(0) for found in rows), start=Decimal(0))
            yield report(
                sheet,
                "I01",
                Severity.ERROR,
                first.id,
                name=quote(first.name),
                target=quote(first.target_text),
                count=str(len(rows)),
                points=points,
            )
    named.pop(target, None)
    if any(_tells_something(indicator) for indicator in group):
        yield from _report_shared_target(sheet, named)


def _report_shared_target(
    sheet: Sheet, named: dict[str, list[Indicator]]
) -> Iterator[Inconsistency]:
    often = Counter({name: len(rows) for name, rows in named.items()})
    ranked = sorted(often, key=lambda name: (-often[name], name))
    for name in ranked[1:]:
        row = named[name][0].row
        yield report(
            sheet,
            "I01",
            Severity.WARNING,
            row.id,
            name=quote(row.name),
            other=quote(named[ranked[0]][0].row.name),
            target=quote(row.target_text),
        )


def _tells_something(indicator: Indicator) -> bool:
    """Whether a target says in words and a number what is counted ("每年故障少于2次")."""
    text = indicator.row.target_text
    if indicator.target.kind in _WORDLESS or not any(sign.isdecimal() for sign in text):
        return False
    return len(_NOT_TELLING.sub("", text)) >= _TELLING_WORDS
