"""Checks of what was deducted and what was not: reasons, full marks, deviations."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from models.vocabulary import Category, Severity
from policies.checking.attainment import is_far_over, loses_points, misses_target, read_ratio
from policies.checking.cells import read_cell
from policies.checking.exact import (
    TOLERANCE,
    as_exact,
    gives_reason,
    put_down,
    quote,
    show_percent,
    tolerance_of,
)
from policies.checking.execution import expect_execution
from policies.checking.inconsistency import Inconsistency
from policies.checking.measures import read_measure
from policies.checking.sheet import FundLine, Passage, Sheet, SheetRow
from policies.checking.tree import SUM_OF_CHILDREN, list_below, score_of, weight_of
from policies.reading import ValueKind
from policies.scoring import Notice

_NOT_APPLICABLE = re.compile(
    r"[ (（]{0,3}(?:本项目?|该项目?|[本该]指标)?(?:不适用|不涉及)(?:$|[ ，。；、：,.;:（()）])"
)
_PROJECT_WORDS = ("项目支出", "重点支出", "专项资金", "专项支出")
_PROJECT_LINE = "项目支出"
_FEWEST_ROWS = 2
_HEADING_ENDS = ("指标", "效益", "影响")
_CAUSES = re.compile(
    r"(?:偏差|未完成|未达标|未达到)[^\n]{0,20}?(?:原因|说明)(?:分析|说明)?"
    r"(?:[及和与][^\n：: ，,。无]{2,10})?"
)
_DENIED = re.compile(r"[：: \n]{0,4}(?:无|没有|暂无|不存在)[。.；;]? {0,4}(?:\n|$)")


def check_deductions(sheet: Sheet) -> Iterator[Inconsistency]:
    """S06: points that were deducted have a reason; a deduction by the row's own rule is one.

    `numbers`: weight, self, deducted. A reason may stand on the row, on a detail of it, or on the
    heading above it; "无" is none. A rule is no reason where it could only be applied by taking
    what is not known for full (case 001, A1), nor in a form that gives reasons for most of its
    deductions: there the missing one is found, but not that of the execution rate, which its
    amounts explain. One inconsistency for each row, a warning. All of them are
    errors where nothing in the whole form accounts for any deduction (case 002): two rows or more
    lost points, and for none of them there is a reason, a score by a rule, or so much as a rule on
    it or its details. Case 001 gives no reasons either, but its sub-tables say how the points were
    counted: there it stays a warning, and so it does where rows are cut.
    """
    deducted = [row for row in sheet.leaves if _deducted(row) > TOLERANCE]
    unaccounted = all(not _is_accounted(sheet, row) for row in deducted)
    whole_form = sheet.complete and unaccounted and len(deducted) >= _FEWEST_ROWS
    severity = Severity.ERROR if whole_form else Severity.WARNING
    asks_reasons = _gives_reasons(sheet, deducted)
    for row in deducted:
        weight, score = weight_of(row), score_of(row)
        enough = _is_by_rule(sheet, row) and (
            not asks_reasons or row.category is Category.EXECUTION
        )
        if weight is None or score is None or enough or _has_reason(sheet, row):
            continue
        numbers = {"weight": weight, "self": score, "deducted": weight - score}
        yield put_down(sheet, "S06", severity, row.id, **numbers)


def check_full_marks(sheet: Sheet) -> Iterator[Inconsistency]:
    """S07: no full marks where the target was missed or the row does not apply.

    `numbers`: what (missed, not_applicable, no_projects), self, weight, target, actual. Missed is a
    target by a rule that gives less for nothing else, or, without a score by a rule, where target
    and actual value are two plain numbers and the target says its direction. Not to apply is what
    the actual value says, or "无" for target and actual value of a row that is called like a
    heading ("生态效益指标"). A row that speaks of project expenditure in a form whose own line for
    it is empty is information (case 003). Silent where words have to be weighed.
    """
    without_projects = _is_without_projects(sheet)
    for row in sheet.leaves:
        weight, score = weight_of(row), score_of(row)
        if weight is None or score is None or weight <= 0 or weight - score > TOLERANCE:
            continue
        severity = Severity.WARNING
        if says_not_applicable(row.actual_text) or _holds_nothing(row):
            what = "not_applicable"
        elif misses_target(row):
            what = "missed"
        elif without_projects and _speaks_of_projects(row):
            what, severity = "no_projects", Severity.INFORMATION
        else:
            continue
        numbers = {"self": score, "weight": weight}
        texts = {"what": what, "target": quote(row.target_text), "actual": quote(row.actual_text)}
        yield put_down(sheet, "S07", severity, row.id, **numbers, **texts)


def check_no_deviation(sheet: Sheet) -> Iterator[Inconsistency]:
    """S08x: "偏差原因：无" stands only where nothing deviates.

    It may stand in the row's own cell, or for the whole form in the narrative. In case 004 it
    stands beside 85 of 15, and beside an execution rate of 91.81%. `numbers`: what
    (over, under), target, actual, ratio (in percent of the target, or of the points). Over is
    beyond the limit of the scheme; under is a missed target or deducted points. Silent on a row
    that gives a reason of its own.
    """
    denied = any(_denies_deviation(passage) for passage in sheet.sections)
    for row in sheet.rows:
        claimed = row.claims_no_deviation or (denied and row.is_leaf)
        if not claimed or gives_reason(row.reason):
            continue
        if is_far_over(row, limit=sheet.terms.far_over_target):
            what = "over"
        elif misses_target(row) or (row.is_leaf and (loses_points(row) or _loses(row))):
            what = "under"
        else:
            continue
        yield put_down(
            sheet,
            "S08x",
            Severity.WARNING,
            row.id,
            what=what,
            target=quote(row.target_text),
            actual=quote(row.actual_text),
            ratio=_show_ratio(row),
        )


def says_not_applicable(text: str) -> bool:
    """Whether a cell begins by saying that its row does not apply ("不适用", "本项不涉及：…")."""
    return _NOT_APPLICABLE.match(text.strip()) is not None


def _holds_nothing(row: SheetRow) -> bool:
    """Whether a row is only the heading of the form with "无" beside it, so that nothing was done.

    "无" beside a name of its own ("安全事故") may be what was wanted.
    """
    if not row.name.strip().endswith(_HEADING_ENDS) or not read_measure((row.name,)):
        return False
    cells = (read_cell(row.target_text), read_cell(row.actual_text))
    return all(cell.kind is ValueKind.NONE for cell in cells)


def _deducted(row: SheetRow) -> Fraction:
    weight, score = weight_of(row), score_of(row)
    return Fraction(0) if weight is None or score is None else weight - score


def _loses(row: SheetRow) -> bool:
    return _deducted(row) > TOLERANCE


def _gives_reasons(sheet: Sheet, deducted: Sequence[SheetRow]) -> bool:
    """Whether the form gives reasons for most of what it deducted, two or more; not counting
    the execution rate, which its amounts explain.
    """
    asked = [row for row in deducted if row.category is not Category.EXECUTION]
    reasons = sum(_has_reason(sheet, row) for row in asked)
    return reasons >= _FEWEST_ROWS and 2 * reasons > len(asked)


def _is_by_rule(sheet: Sheet, row: SheetRow) -> bool:
    """Whether the rule of the row takes as much as was taken, or more."""
    by_rule = None if row.computed is None else as_exact(row.computed.score)
    if row.computed is not None and Notice.PARTS_TAKEN_AS_FULL in row.computed.notices:
        return False
    if row.category is Category.EXECUTION:
        by_rule = expect_execution(sheet, row)
    score, tolerance = score_of(row), tolerance_of(sheet)
    return by_rule is not None and score is not None and score >= by_rule - tolerance


def _has_reason(sheet: Sheet, row: SheetRow) -> bool:
    above = sheet.find_above(row)
    near = (row, *list_below(sheet, row), *((above,) if above is not None else ()))
    return any(gives_reason(each.reason) for each in near)


def _is_accounted(sheet: Sheet, row: SheetRow) -> bool:
    """Whether anything says where the points of a row went."""
    if _is_by_rule(sheet, row) or _has_reason(sheet, row):
        return True
    ruled = (row, *list_below(sheet, row))
    return any(
        each.rule_text.strip() or (each.family and each.family not in SUM_OF_CHILDREN)
        for each in ruled
    )


def _is_without_projects(sheet: Sheet) -> bool:
    """Whether the form has a line for project expenditure, empty beside other money."""
    lines = [line for line in sheet.lines if _PROJECT_LINE in line.name]
    spent = any(_has_money(line) for line in sheet.lines)
    return sheet.complete and bool(lines) and spent and not any(_has_money(each) for each in lines)


def _has_money(line: FundLine) -> bool:
    return any((line.original, line.adjustment, line.revised, line.actual))


def _speaks_of_projects(row: SheetRow) -> bool:
    said = row.name[:200] + row.target_text[:500]
    return row.category is not Category.EXECUTION and any(word in said for word in _PROJECT_WORDS)


def _denies_deviation(passage: Passage) -> bool:
    """Whether a passage asks for the causes of deviations and answers "无"."""
    if _CAUSES.search(passage.title) and _DENIED.fullmatch(passage.text.strip()):
        return True
    found = _CAUSES.finditer(passage.text)
    return any(_DENIED.match(passage.text, match.end()) for match in found)


def _show_ratio(row: SheetRow) -> str:
    ratio = read_ratio(row)
    if ratio is not None:
        return show_percent(ratio)
    weight, score = weight_of(row), score_of(row)
    if row.computed is not None and row.computed.score is not None:
        score = as_exact(row.computed.score)
    return show_percent(score / weight) if score is not None and weight else ""
