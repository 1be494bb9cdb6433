"""The check of budgets that were changed in the course of the year."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from models.vocabulary import Severity
from policies.checking.exact import (
    TOLERANCE,
    as_exact,
    differ,
    gives_reason,
    put_down,
    show_number,
    show_percent,
)
from policies.checking.inconsistency import Inconsistency
from policies.checking.sheet import FundLine, Sheet

_SMALL_CHANGE = Fraction(1, 10)
_CHANGE_WORDS = ("追加", "调整", "调增", "调减", "追减", "压减", "核减", "增加", "减少")
_BEFORE, _BEHIND = 20, 12


def check_budget_changes(sheet: Sheet) -> Iterator[Inconsistency]:
    """F05: original budget and adjustment make the revised one, and a change has a reason.

    `numbers`: what (sum, change), original, adjustment, revised, derived, percent. In case 004
    1779.83 became 1688.91 without a reason: −90.92, −5.11%. A warning; information for a change
    under 10% of the original budget. Silent where a reason is given, where the narrative
    tells of a change by this amount, with or without needless zeros ("年中追加预算84.72万元",
    case 000), and on a part where its whole gives a reason or changed as well.
    """
    changed = {line.id for line in sheet.lines if _change_of(line)}
    texts = [passage.text.replace(",", "") for passage in sheet.sections]
    line_of: dict[str | None, FundLine] = {line.id: line for line in sheet.lines}
    for line in sheet.lines:
        original = as_exact(line.original)
        if original is None:
            continue
        if _is_wrong_sum(line):
            yield _put_down_change(sheet, "sum", Severity.WARNING, line)
            continue
        whole = line_of.get(line.parent_id)
        told_above = whole is not None and (whole.id in changed or gives_reason(whole.reason))
        change = _change_of(line)
        if not change or gives_reason(line.reason) or told_above or _is_told(texts, change):
            continue
        small = original > 0 and abs(change) / original < _SMALL_CHANGE
        severity = Severity.INFORMATION if small else Severity.WARNING
        yield _put_down_change(sheet, "change", severity, line)


def _is_told(texts: Sequence[str], change: Fraction) -> bool:
    """Whether a text names the amount of a change beside a word for changing."""
    amount = show_number(abs(change))
    zeros = "0{0,8}" if "." in amount else r"(?:\.0{1,8})?"
    printed = re.compile(rf"(?<![0-9.]){re.escape(amount)}{zeros}(?![0-9]|\.[0-9])")
    for text in texts:
        for match in printed.finditer(text):
            near = text[max(0, match.start() - _BEFORE) : match.end() + _BEHIND]
            if any(word in near for word in _CHANGE_WORDS):
                return True
    return False


def _is_wrong_sum(line: FundLine) -> bool:
    original, revised = as_exact(line.original), as_exact(line.revised)
    change = as_exact(line.adjustment)
    if original is None or revised is None or change is None:
        return False
    return differ(original + change, revised)


def _change_of(line: FundLine) -> Fraction | None:
    """How much the budget of a line changed; None where that is not printed or is nothing."""
    original, revised = as_exact(line.original), as_exact(line.revised)
    change = as_exact(line.adjustment)
    if original is not None and revised is not None:
        change = revised - original
    return change if change is not None and abs(change) > TOLERANCE else None


def _put_down_change(sheet: Sheet, what: str, severity: Severity, line: FundLine) -> Inconsistency:
    original = as_exact(line.original) or Fraction(0)
    change = as_exact(line.adjustment)
    revised = as_exact(line.revised)
    if change is None:
        change = (revised or Fraction(0)) - original
    derived = original + change
    revised = derived if revised is None else revised
    share = show_percent((revised - original) / original) if original else ""
    return put_down(
        sheet,
        "F05",
        severity,
        line.id,
        what=what,
        original=original,
        adjustment=change,
        revised=revised,
        derived=derived,
        percent=share,
    )
