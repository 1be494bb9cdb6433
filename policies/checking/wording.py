"""What the words of a report say against its tables, against each other and against its year."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from models.vocabulary import Grade, Severity
from policies.checking.cells import Place, list_indicators, list_narrative, quote, report
from policies.checking.inconsistency import Inconsistency
from policies.checking.sheet import FundLine, Sheet
from policies.scoring import grade_of

_CLAUSE_ENDS = re.compile(r"[，,。；;！!？?\n]")
_DENIAL = re.compile(
    "(?:未发生|未出现|未进行|没有发生|没有进行|没有|不存在|无(?!需|法|论|须|偿))"
    "[^，,。；;\n]{0,12}?"
    "(?:预算调整|预算调剂|资金调整|经费调整|资金调剂|经费调剂|项目调剂|追加|调剂)|未发生调整"
)
_CLAIM = re.compile(
    "(?:年中|当年|本年|年内)[^，,。；;\n]{0,20}追加|追加(?:预算|资金|经费|指标|项目)?[^，,。；;\n]{0,8}[0-9０-９]"
    "|追加使用|调剂使用|(?:调增|调减|追减)[^，,。；;\n]{0,8}[0-9０-９]"
)
_NEGATED = re.compile(
    "[未无没不非]|严禁|杜绝|避免|减少|防止|如果|如需|若|需要|确需|应当|建议|原则上|下一步|制度|办法|规定"
    "|程序|上年|去年|上一年|次年|下年|明年"
)
_DEGREE = re.compile("完成度(?:为|较|均|总体|整体)?“?(优秀|良好)")
_GRADES = {"优秀": Grade.EXCELLENT, "良好": Grade.GOOD}
_ELSEWHEN = ("上年", "去年", "上一年", "同期", "前年", "次年", "下年", "明年")
_YEAR = re.compile("(?<![0-9])(20[0-9]{2})(?![0-9])")
_AS_OF = re.compile(
    "截[至止] ?(?:到 ?)?(?:(20[0-9]{2}) ?年 ?|今年 ?|本年 ?)?([0-9]{1,2}) ?月"
    "(?: ?(?:[0-9]{1,2} ?[日号]|底|末|份|初|中旬|上旬|下旬))?"
)
_EXPECTED = re.compile("预计(?:到|至|在|于)? ?(?:(20[0-9]{2}) ?年|今年|本年|当年)?(?:年)?[底末]")
_LAST_MONTH = 12


def check_wording(sheet: Sheet) -> Iterator[Inconsistency]:
    """N01, as far as it can be computed: "未发生预算调剂和年中追加" against a line of funds that
    was changed or another passage that tells of it (case 001); "完成度良好" against another grade
    (case 002). What else the words contradict is for a reader.

    Silent for what is said of another year, of rules ("不得调剂"), or of a wish.
    """
    yield from _find_denied_changes(sheet)
    yield from _find_other_degrees(sheet)


def check_stale_dates(sheet: Sheet) -> Iterator[Inconsistency]:
    """N02: a report of a whole year holds no date before its end: "截至11月底", "预计年底" (case
    001), or a deadline of an earlier year in a target. Found once for each place.

    Silent for December, for a date after the year, for comparisons with another year ("上年同期"),
    and, without a year of the form, for every date that names one.
    """
    for place in list_narrative(sheet):
        phrases = list(_list_stale_phrases(place.text, sheet.year))
        if phrases:
            count, year = str(len(phrases)), "" if sheet.year is None else str(sheet.year)
            text = quote(phrases[0])
            yield report(
                sheet, "N02", Severity.WARNING, place.where, text=text, count=count, year=year
            )
    for indicator in list_indicators(sheet):
        until = indicator.target.until
        if until is not None and sheet.year is not None and until.year < sheet.year:
            text, year = quote(indicator.row.target_text), str(sheet.year)
            where = indicator.row.id
            yield report(sheet, "N02", Severity.WARNING, where, text=text, count="1", year=year)


@dataclass(frozen=True, slots=True)
class _Clause:
    """A part of a sentence, and where it stands."""

    where: str
    text: str


def _find_denied_changes(sheet: Sheet) -> Iterator[Inconsistency]:
    clauses = [
        clause for place in _list_places(sheet) for clause in _split(place, _may_tell_of_changes)
    ]
    denials = [clause for clause in clauses if _DENIAL.search(clause.text)]
    claims = [clause for clause in clauses if _is_claim(clause, sheet.year)]
    changed = next((line for line in sheet.lines if _is_changed(line)), None)
    if changed is not None:
        against, original, revised = changed.name, changed.original, changed.revised
    elif claims:
        against, original, revised = claims[0].text, None, None
    else:
        return
    blamed: set[str] = set()
    for denial in denials:
        if denial.where in blamed or _speaks_of_other_year(denial.text, sheet.year):
            continue
        blamed.add(denial.where)
        yield report(
            sheet,
            "N01",
            Severity.WARNING,
            denial.where,
            said=quote(denial.text),
            against=quote(against),
            original="" if original is None else original,
            revised="" if revised is None else revised,
        )


def _find_other_degrees(sheet: Sheet) -> Iterator[Inconsistency]:
    grade = _grade_of(sheet)
    if grade is None:
        return
    for place in list_narrative(sheet):
        for clause in _split(place, lambda text: "完成" in text):
            said = _DEGREE.search(clause.text)
            if said is None or _speaks_of_other_year(clause.text, sheet.year):
                continue
            if _GRADES[said[1]] is not grade:
                yield report(
                    sheet,
                    "N01",
                    Severity.WARNING,
                    place.where,
                    said=quote(clause.text),
                    against=grade.value,
                    original="",
                    revised="",
                )
                break


def _list_places(sheet: Sheet) -> Iterator[Place]:
    yield from list_narrative(sheet)
    for passage in (*sheet.findings, *sheet.suggestions):
        yield Place(passage.key, passage.text)
    for row in sheet.rows:
        if row.reason.strip():
            yield Place(row.id, row.reason)


def _split(place: Place, wanted: Callable[[str], bool]) -> Iterator[_Clause]:
    for text in _CLAUSE_ENDS.split(place.text):
        if wanted(text):
            yield _Clause(place.where, text)


def _may_tell_of_changes(text: str) -> bool:
    return "追" in text or "调" in text


def _is_claim(clause: _Clause, year: int | None) -> bool:
    if _CLAIM.search(clause.text) is None or _NEGATED.search(clause.text) is not None:
        return False
    return not _speaks_of_other_year(clause.text, year)


def _is_changed(line: FundLine) -> bool:
    if line.original is not None and line.revised is not None:
        return line.original != line.revised
    return line.adjustment is not None and line.adjustment != Decimal(0)


def _grade_of(sheet: Sheet) -> Grade | None:
    """The grade that was reported, else the one of the total."""
    if sheet.reported_grade is not None:
        return sheet.reported_grade
    total = sheet.reported_total if sheet.derived_total is None else sheet.derived_total
    if total is None or not sheet.terms.bands:
        return None
    return grade_of(total, scheme=sheet.terms)


def _speaks_of_other_year(text: str, year: int | None) -> bool:
    if any(word in text for word in _ELSEWHEN):
        return True
    return year is not None and any(int(found) != year for found in _YEAR.findall(text))


def _list_stale_phrases(text: str, year: int | None) -> Iterator[str]:
    if "截" not in text and "预计" not in text:
        return
    for clause in _CLAUSE_ENDS.split(text):
        if any(word in clause for word in _ELSEWHEN):
            continue
        for found in _AS_OF.finditer(clause):
            if _is_of_year(found[1], year) and 0 < int(found[2]) < _LAST_MONTH:
                yield found[0]
        for found in _EXPECTED.finditer(clause):
            if _is_of_year(found[1], year):
                yield found[0]


def _is_of_year(named: str | None, year: int | None) -> bool:
    return named is None or (year is not None and int(named) == year)
