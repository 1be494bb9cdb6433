"""What stands, or does not stand, in the cells of a row."""

import re
from collections.abc import Iterator

from models.vocabulary import Category, Severity
from policies.checking.cells import (
    LONGEST_CELL,
    Indicator,
    join_words,
    list_indicators,
    quote,
    read_cell,
    report,
)
from policies.checking.inconsistency import Inconsistency
from policies.checking.measures import measure_of
from policies.checking.restated import find_restated_targets
from policies.checking.sheet import OUTCOME, QUANTITY, SATISFACTION, Sheet, SheetRow
from policies.reading import Reading, ValueKind
from policies.scoring import Target, target_of

_WORDS_FOR_DONE = frozenset(
    (
        *("已完成", "完成", "已达标", "达标", "已达成", "达成", "已实现", "实现", "全部完成"),
        *("已全部完成", "均已完成", "均完成", "全面完成", "按时完成", "按期完成", "如期完成"),
        *("已按时完成", "达到目标", "已达到目标", "达到", "已达到", "达到预期", "达到预期目标"),
        *("完成目标", "已完成目标", "达成目标", "达成预期指标", "完成任务", "已完成任务"),
    )
)
_FEWEST_ROWS = 4
_TENDENCIES = (
    *("进一步", "推进", "提升", "提高", "加强", "促进", "改善", "增强", "显著", "明显", "逐步"),
    *("不断", "有效", "持续", "较好", "优化", "完善", "一定程度", "积极", "大力", "推动"),
)
_COUNTED_IN_WORDS = re.compile(
    "(?<![第十百])[二三四五六七八九十百两]{1,4}[期次个份场台册本人项篇套件]"
)
_QUOTED_TARGET = re.compile(
    "(?:指标值|目标值|绩效目标)[^“”，。；\n]{0,6}?(?:设定?|定|确定|填|写)[为成是]“([^“”\n]{2,60})”"
)
_BY_DISCRETION = re.compile(
    r"酌情|视情况|视[^，,。；;]{0,12}(?:情况|程度|效果)|(?:根据|按照?|依据|结合)[^，,。；;]{0,16}"
    r"(?:情况|程度|效果)[^，,。；;]{0,6}(?:打分|评分|赋分|给分|计分|评定|得分)|由[^，,。；;]{1,12}(?:打分|评分)"
)
_GRADING = re.compile(r"[0-9０-９①-⑩]|[档级]|[一二三四五]类|满分|是否|按比例")
_END_MARKS = "。．.，,；;！! "


def check_quantified_targets(sheet: Sheet) -> Iterator[Inconsistency]:
    """I08: a target is quantified or graded, and an actual value answers it.

    Found are an indicator of outcome, satisfaction or quantity that has neither a target nor a
    figure (case 002: 4.1, 4.2); a target that only names a tendency, without a rule that grades it,
    also one that a passage quotes (case 000: 年度指标值设为“进一步推进业务网上办理”); "已完成" or
    "已达标" where the target is a number (case 003). Silent where a rule of the form grades the
    row, for words that hold or do not ("及时"), and for rows of other kinds without a target. A
    rule that leaves the points to discretion ("根据工作完成情况酌情打分") grades nothing.
    """
    for indicator in list_indicators(sheet):
        row = indicator.row
        if target_of(row.family) is Target.ANYTHING or _is_untouched(sheet, indicator):
            continue
        if not row.target_text.strip():
            vague = _should_have_target(row) and not _has_digit(row.actual_text)
        elif _is_counted(indicator.target):
            vague = _is_word_for_done(row.actual_text)
        else:
            vague = _is_only_words(indicator.target) and not _says_how(row.rule_text)
        if vague:
            target, actual = quote(row.target_text), quote(row.actual_text)
            yield report(sheet, "I08", Severity.WARNING, row.id, target=target, actual=actual)
    yield from _find_quoted_targets(sheet)


def _find_quoted_targets(sheet: Sheet) -> Iterator[Inconsistency]:
    """Targets of another form that a finding or the narrative quotes, each of them once."""
    told = {join_words(row.target_text) for row in sheet.rows}
    for passage in (*sheet.findings, *sheet.sections):
        for match in _QUOTED_TARGET.finditer(passage.text):
            words = join_words(match[1])
            if words not in told and _is_only_words(read_cell(match[1])):
                target = quote(match[1])
                yield report(sheet, "I08", Severity.WARNING, passage.key, target=target, actual="")
            told.add(words)


def check_copied_actuals(sheet: Sheet) -> Iterator[Inconsistency]:
    """I09: an actual value is a value, not the text of the target with its operator.

    Case 004: seven rows ("每年故障少于2次", "6小时以内", "省级和6个市州"). Silent where the common
    text is a plain value ("100%", "20个", "0"), a date or words without a number. A passage of
    targets that tells what was done instead is found as well (case 001).
    """
    for indicator in list_indicators(sheet):
        row = indicator.row
        if _is_bound(indicator.target) and _says_the_same(indicator):
            target, actual = quote(row.target_text), quote(row.actual_text)
            yield report(sheet, "I09", Severity.WARNING, row.id, target=target, actual=actual)
    for place, figures in find_restated_targets(sheet):
        actual = quote("、".join(figures))
        yield report(sheet, "I09", Severity.WARNING, place, target=actual, actual=actual)


def check_actuals(sheet: Sheet) -> Iterator[Inconsistency]:
    """I10: an actual value is there where the form asks for it (E; no reason stands in for it);
    "无" is asked about, it may mean zero or that the row does not apply (W).

    A row that was computed without a text (the execution rate, from the funds) has its actual
    value, and so has one with details that have theirs. A form asks for it where its scheme says
    so, or where nearly every row with a target has one: then an empty cell beside a target and a
    score is found in what was seen of a form, too. "不适用", and "无" for a question of yes or no,
    are answers.
    """
    required = sheet.complete and sheet.terms.actuals_required
    usual = _usually_has_actuals(sheet)
    for row in sheet.leaves:
        scored = bool(row.target_text.strip()) and row.score is not None
        if row.actual_text.strip() or not (required or (usual and scored)):
            continue
        computed = row.computed is not None and row.computed.score is not None
        below = sheet.children_of.get(row.id)
        detailed = below is not None and all(detail.actual_text.strip() for detail in below)
        if not computed and not detailed and row.category is not Category.EXECUTION:
            yield Inconsistency("I10", Severity.ERROR, row.id, {}, explained=False)
    for indicator in list_indicators(sheet):
        row, actual = indicator.row, indicator.actual
        asked = row.family == "boolean" or indicator.target.kind is ValueKind.BOOLEAN
        if actual.kind is ValueKind.NONE and actual.applies and row.actual_text.strip():
            if asked or row.reason.strip():
                continue
            target, text = quote(row.target_text), quote(row.actual_text)
            yield report(sheet, "I10", Severity.WARNING, row.id, target=target, actual=text)


def check_single_targets(sheet: Sheet) -> Iterator[Inconsistency]:
    """I12: an indicator has one target (case 004: "持卡人数5917万(当年制卡人数300万张)").

    Silent where the text itself draws one value from the others, and where fewer than two of its
    parts are numbers ("省级和6个市州").
    """
    for indicator in list_indicators(sheet):
        target = indicator.target
        if target.kind is not ValueKind.COMPOSITE or target.stated is not None:
            continue
        numbers = [part for part in target.parts if part.kind is ValueKind.NUMBER]
        if len(numbers) > 1:
            yield report(
                sheet,
                "I12",
                Severity.WARNING,
                indicator.row.id,
                target=quote(indicator.row.target_text),
                count=str(len(numbers)),
            )


def _usually_has_actuals(sheet: Sheet) -> bool:
    """Whether at most every fourth row with points and a target, of four or more, has no actual
    value.
    """
    rows = [row for row in sheet.leaves if row.target_text.strip()]
    empty = sum(not row.actual_text.strip() for row in rows)
    return len(rows) >= _FEWEST_ROWS and _FEWEST_ROWS * empty <= len(rows)


def _is_untouched(sheet: Sheet, indicator: Indicator) -> bool:
    """Whether a form of which only a part was seen simply shows nothing here."""
    row = indicator.row
    empty = not row.target_text.strip() and not row.actual_text.strip()
    return empty and not sheet.complete


def _should_have_target(row: SheetRow) -> bool:
    return not _says_how(row.rule_text) and measure_of(row) in (OUTCOME, SATISFACTION, QUANTITY)


def _has_digit(text: str) -> bool:
    return any(sign.isdecimal() for sign in text)


def _is_counted(target: Reading) -> bool:
    """Whether a target is a number, or tells one in words ("四期期刊印制"): one thing is done or it
    is not, so "一次" is no such number, and "第三期" is none either.
    """
    return target.kind is ValueKind.NUMBER or (
        target.kind in (ValueKind.UNREAD, ValueKind.QUALITATIVE)
        and _COUNTED_IN_WORDS.search(target.raw) is not None
    )


def _says_how(rule_text: str) -> bool:
    """Whether the words of a rule say what points are given for, not only who gives them."""
    said = rule_text[:LONGEST_CELL]
    if not said.strip():
        return False
    return _BY_DISCRETION.search(said) is None or _GRADING.search(said) is not None


def _is_word_for_done(text: str) -> bool:
    return join_words(text).strip(_END_MARKS) in _WORDS_FOR_DONE


def _is_only_words(target: Reading) -> bool:
    """Whether a target is only words of a tendency, without a number, a level or a share."""
    if target.kind not in (ValueKind.QUALITATIVE, ValueKind.UNREAD) or _has_digit(target.raw):
        return False
    tends = any(word in target.raw for word in _TENDENCIES)
    return target.level is None and target.share is None and tends


def _is_bound(target: Reading) -> bool:
    if target.kind is ValueKind.NUMBER:
        return bool(target.operator)
    return target.kind in (ValueKind.COMPOSITE, ValueKind.UNREAD) and _has_digit(target.raw)


def _says_the_same(indicator: Indicator) -> bool:
    target, actual = indicator.target, indicator.actual
    if join_words(target.raw) == join_words(actual.raw):
        return True
    if target.kind is not ValueKind.NUMBER or actual.kind is not ValueKind.NUMBER:
        return False
    bounds = [(read.operator, read.value, read.unit, read.per) for read in (target, actual)]
    return bounds[0] == bounds[1]
