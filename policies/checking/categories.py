"""Whether indicators stand under the heading of what they measure, and none that is asked for is
missing.
"""

from collections.abc import Iterator

from models.vocabulary import Severity
from policies.checking.cells import list_indicators, quote, report
from policies.checking.inconsistency import Inconsistency
from policies.checking.measures import guess_measure, is_about
from policies.checking.places import INDICATORS
from policies.checking.sheet import (
    COST,
    OUTCOME,
    QUALITY,
    QUANTITY,
    SATISFACTION,
    TIMELINESS,
    Sheet,
    SheetRow,
)
from policies.reading import ValueKind

_FAIRNESS, _CONTENT = "公平性", "满意"
_MISPLACED = {
    TIMELINESS: (QUANTITY, QUALITY, COST),
    SATISFACTION: (QUANTITY, QUALITY, TIMELINESS, COST),
    COST: (QUANTITY, QUALITY, TIMELINESS),
    QUANTITY: (QUALITY, TIMELINESS, COST),
}
"""What a row looks like, and the headings under which that is clearly out of place."""


def check_headings(sheet: Sheet) -> Iterator[Inconsistency]:
    """I02: an indicator stands under the heading of what it measures.

    Case 004: 故障处理响应时间 under 质量指标; case 003: "四期期刊印制" there; case 002: 满意度
    under 公平性. Silent where the headings do not say what they hold, where the row does not show
    clearly what it is, and under 效益, where times and costs may be the benefit.
    """
    for indicator in list_indicators(sheet):
        row = indicator.row
        looks = guess_measure(row.name, indicator.target)
        if _is_called_fairness(sheet, row):
            filed, looks = "fairness", SATISFACTION
        elif row.measures in _MISPLACED.get(looks, ()):
            filed = row.measures
        else:
            continue
        yield report(
            sheet,
            "I02",
            Severity.WARNING,
            row.id,
            name=quote(row.name),
            target=quote(row.target_text),
            filed=filed,
            looks=looks,
        )


def check_outcomes(sheet: Sheet) -> Iterator[Inconsistency]:
    """I04: there is an indicator of outcome, where the scheme asks for one (case 004)."""
    return _check_presence(sheet, "I04", OUTCOME)


def check_satisfaction(sheet: Sheet) -> Iterator[Inconsistency]:
    """I05: there is an indicator of satisfaction, where the scheme asks for one (case 004)."""
    return _check_presence(sheet, "I05", SATISFACTION)


def check_costs(sheet: Sheet) -> Iterator[Inconsistency]:
    """I06: there is an indicator of cost, where the scheme asks for one (case 004)."""
    return _check_presence(sheet, "I06", COST)


def check_timeliness(sheet: Sheet) -> Iterator[Inconsistency]:
    """I07: there is an indicator of timeliness, where the scheme asks for one.

    One that stands under 质量指标 is not one of timeliness (case 004, and I02).
    """
    return _check_presence(sheet, "I07", TIMELINESS)


def _check_presence(sheet: Sheet, code: str, measure: str) -> Iterator[Inconsistency]:
    """Silent for a form of which only a part was seen, and for one that has no indicators at all:
    that is another inconsistency. A row whose target is "无" is none.
    """
    if measure not in sheet.terms.asks_for or not sheet.complete:
        return
    indicators = list(list_indicators(sheet))
    there = (
        is_about(indicator.row, measure)
        for indicator in indicators
        if indicator.target.kind is not ValueKind.NONE and indicator.row.name.strip() != "无"
    )
    if indicators and not any(there):
        yield report(sheet, code, Severity.WARNING, INDICATORS, measure=measure)


def _is_called_fairness(sheet: Sheet, row: SheetRow) -> bool:
    """Whether satisfaction stands as 公平性: in the row's own name, or in the heading above it."""
    if _CONTENT not in row.name:
        return False
    above = sheet.find_above(row)
    return _FAIRNESS in row.name or (above is not None and _FAIRNESS in above.name)
