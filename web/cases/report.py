"""What a check of one case file says: as data for programs, as lines for people."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from flask_babel import gettext as _

from models.vocabulary import Grade, Severity
from policies.checking import Inconsistency
from policies.checking.sheet import Sheet, SheetRow
from policies.numbers import format_points
from policies.scoring import WhyNot, grade_of, sum_scores
from policies.scoring.whole import Whole
from web.cases.plan import GRADES
from web.cases.sheet import CaseSheet
from web.show.parts import PARTS
from web.texts import describe_check, describe_notice, describe_why_not_computed
from web.words import SEVERITIES, label

WORDS = {grade: word for word, grade in GRADES.items()}


def describe_case(case: CaseSheet, found: Sequence[Inconsistency]) -> dict[str, object]:
    """Return one case as an object of JSON: decimals as texts, null where not known."""
    sheet = case.sheet
    return {
        "id": case.id,
        "weight_sum": _spell(_add_weights(sheet.regular)),
        "score_sum": _spell(sheet.derived_total),
        "reported_total": _spell(sheet.reported_total),
        "reported_grade": sheet.grade_word or None,
        "computed_total": _spell(_derive_computed(sheet).total),
        "recomputed_weight": _spell(_find_recomputed_weight(sheet)),
        "grade": _name_grade(sheet),
        "leaves": [_describe_leaf(row) for row in sheet.leaves],
        "findings": [
            {
                "code": each.code,
                "severity": each.severity.value,
                "where": each.where,
                "message": describe_check(each.code, each.numbers),
                "numbers": dict(each.numbers),
            }
            for each in found
        ],
    }


def _describe_leaf(row: SheetRow) -> dict[str, object]:
    computed = row.computed
    return {
        "id": row.id,
        "name": row.name,
        "weight": _spell(row.weight),
        "reported": _spell(row.score),
        "computed": _spell(computed.score) if computed else None,
        "rule": computed.rule or None if computed else None,
        "explanation": explain(row),
    }


def explain(row: SheetRow) -> str:
    """Return how the score was computed, with what a person should know about it, or why not."""
    computed = row.computed
    if computed is None:
        return ""
    if computed.why_not is not None:
        return describe_why_not_computed(computed.why_not)
    told = [computed.formula or "", *(describe_notice(notice) for notice in computed.notices)]
    separator: str = _("；")
    return separator.join(part for part in told if part)


def write_report(case: CaseSheet, found: Sequence[Inconsistency]) -> Iterator[str]:
    """Yield the lines of a report for people: the totals, what was found, how it was computed."""
    sheet = case.sheet
    yield " · ".join(_list_totals(sheet))
    if not found:
        yield _("现有核对规则未发现矛盾。")
    for each in found:
        place = name_place(sheet, each.where)
        found_here = describe_check(each.code, each.numbers, beside=place)
        yield f"  {SEVERITIES[each.severity]} {each.code:<4} {place}{_('：')}{found_here}"
    for remark in _list_remarks(sheet):
        yield f"  {_('备注')} {remark}"
    for row in sheet.leaves:
        computed = row.computed.score if row.computed else None
        yield "  " + _(
            "%(id)s %(name)s（%(weight)s 分）自报 %(reported)s，核算 %(computed)s：%(how)s",
            id=row.id,
            name=row.name,
            weight=_show(row.weight),
            reported=_show(row.score),
            computed=_show(computed),
            how=explain(row) or "—",
        )


def _list_totals(sheet: Sheet) -> Iterator[str]:
    """Each total with the grade that it means, or that the form says it means."""
    derived, computed = sheet.derived, _derive_computed(sheet)
    by_rule = sum(_is_by_rule(row) for row in sheet.leaves)
    how = _("其中 %(count)s 项按规则重算，其余按自报", count=by_rule)
    if by_rule == len(sheet.leaves):
        how = _("各项都按规则重算")
    elif not by_rule:
        how = _("没有一项能按规则重算，各项都按自报")
    yield _("权重合计 %(weights)s", weights=_show(_add_weights(sheet.regular)))
    yield _("得分合计 %(scores)s", scores=_show(derived.total)) + _add(_tell_grade(sheet, derived))
    yield _("自报总分 %(reported)s", reported=_show(sheet.reported_total)) + _add(
        _("自报等级 %(grade)s", grade=_name_reported_grade(sheet)) if sheet.grade_word else ""
    )
    yield _("核算 %(computed)s", computed=_show(computed.total)) + _add(
        _tell_grade(sheet, computed), how if computed.total is not None else ""
    )


def _add(*told: str) -> str:
    """What is told of a total, in brackets behind it."""
    semicolon: str = _("；")
    joined = semicolon.join(filter(None, told))
    return str(_("（%(told)s）", told=joined)) if joined else ""


def _tell_grade(sheet: Sheet, whole: Whole) -> str:
    grade = _find_grade(sheet, whole)
    return "" if grade is None else str(_("等级 %(grade)s", grade=label(Grade, grade)))


def _name_reported_grade(sheet: Sheet) -> str:
    return label(Grade, sheet.reported_grade) if sheet.reported_grade else sheet.grade_word


def _list_remarks(sheet: Sheet) -> Iterator[str]:
    """What a person should look at that no check judges."""
    for row in sheet.rows:
        if not row.name:
            yield _("%(row)s 没有名称", row=row.id)
        if row.is_leaf and row.computed and row.computed.why_not is WhyNot.RULE_UNKNOWN:
            yield _(
                "%(row)s：没有名为“%(rule)s”的评分规则，由人打分",
                row=f"{row.id} {row.name}".strip(),
                rule=row.family,
            )


def name_place(sheet: Sheet, where: str) -> str:
    """Return the name of the row, the line or the part of the form an inconsistency stands at."""
    row = sheet.row_of.get(where)
    if row is not None:
        return f"{row.id} {row.name}".strip()
    line = next((line for line in sheet.lines if line.id == where), None)
    if line is not None:
        return line.name
    passages = (*sheet.sections, *sheet.findings, *sheet.suggestions)
    passage = next((passage for passage in passages if passage.key == where), None)
    if passage is not None:
        return passage.title or where
    return str(PARTS.get(where, where))


def is_failed(found: Sequence[Inconsistency]) -> bool:
    """Whether something of the highest severity was found."""
    return any(each.severity is Severity.ERROR for each in found)


def _add_weights(rows: Sequence[SheetRow]) -> Decimal | None:
    return sum_scores(row.weight for row in rows)


def _is_by_rule(row: SheetRow) -> bool:
    return row.computed is not None and row.computed.score is not None


def _derive_computed(sheet: Sheet) -> Whole:
    """The result with the computed scores, the reported ones where there are none."""
    scores = {
        row.id: row.computed.score if row.computed and row.computed.score is not None else row.score
        for row in sheet.leaves
    }
    return sheet.derive(scores)


def _find_recomputed_weight(sheet: Sheet) -> Decimal | None:
    if not sheet.leaves:
        return None
    return sum(
        (row.weight for row in sheet.leaves if row.weight is not None and _is_by_rule(row)),
        Decimal(0),
    )


def _find_grade(sheet: Sheet, whole: Whole) -> Grade | None:
    # Of a form that was seen in part, the sum says nothing about the whole.
    if whole.total is None or not sheet.complete or not sheet.terms.bands:
        return None
    return whole.grade or grade_of(whole.total, scheme=sheet.terms)


def _name_grade(sheet: Sheet) -> str | None:
    grade = _find_grade(sheet, sheet.derived)
    return None if grade is None else WORDS[grade]


def _spell(value: Decimal | None) -> str | None:
    return None if value is None else format_points(value)


def _show(value: Decimal | None) -> str:
    return _spell(value) or "—"
