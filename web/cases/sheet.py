"""A case file laid out as the sheet that the checks read."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from models.vocabulary import Kind
from policies.checking import (
    Balance,
    FundLine,
    Identity,
    Passage,
    PrintedRate,
    Sheet,
    SheetRow,
    Staff,
    Terms,
    YearOnYear,
)
from policies.checking.exact import gives_reason
from policies.checking.lines import find_parents, read_balance
from policies.checking.measures import read_measure
from policies.limits import MAX_CELL, MAX_FINDINGS, MAX_NAME, MAX_TEXT, MAX_TITLE
from policies.reading import ValueKind, read_text
from policies.scheme import Scheme
from policies.scoring.rows import Amounts
from web.cases.format import require_format
from web.cases.notes import Noted, read_notes
from web.cases.parts import Part
from web.cases.plan import GRADES
from web.cases.rows import lay_rows
from web.cases.strict_json import FileProblem

PLACES = 2
KINDS = {
    "project_self_eval": Kind.PROJECT,
    "dept_self_eval": Kind.DEPARTMENT,
    "finance_dept_eval": Kind.FINANCE,
    "third_party_eval": Kind.FINANCE,
}
UNSCORED_KINDS = {"project_target", "project_list"}
BELOW_ZERO = ("结转", "结余", "余额", "差额", "盈余", "收支", "调", "冲", "核减", "收回", "退")
"""Words in the name of a line of funds whose amount may be below zero."""


@dataclass(frozen=True, kw_only=True)
class CaseSheet:
    """A case: its own id, what it says about itself, and the sheet."""

    id: str
    form_family: str
    sheet: Sheet


def lay_case(data: object, *, scheme: Scheme | None, usual: Terms) -> CaseSheet:
    """Return a case as the checks see it; `usual` are the terms where there is no scheme.

    Raises FileProblem with the path of the first value that cannot be read.
    """
    case = Part(data, path="")
    require_format(case.raw("schema"))
    lines = tuple(_lay_lines(case.part("funds")))
    amounts = _find_amounts(case, lines)
    rows = lay_rows(
        case, scheme=scheme, amounts=amounts, places=scheme.places if scheme else PLACES
    )
    kind = case.text("kind")
    noted = Noted(terms=scheme.terms) if scheme else read_notes(case, usual=usual)
    terms = noted.terms
    if kind in UNSCORED_KINDS or not any(row.is_leaf for row in rows):
        terms = replace(terms, scored=False)
    totals = case.part("totals")
    grade_word = totals.text("grade_reported")
    sheet = Sheet(
        terms=terms,
        kind=KINDS.get(kind, Kind.PROJECT),
        year=_read_year(case),
        complete=(case.text("completeness") or "full") == "full",
        funds_only=case.text("completeness") == "funds_only",
        cut_at_end=case.text("completeness") == "table_cut",
        money_unit=case.part("funds").text("unit") or "万元",
        rows=(*rows, *_lay_goals(case)),
        lines=(*lines, *_lay_blank_projects(case.part("funds"))),
        sums=tuple(_lay_sums(case.part("funds"))),
        rates=tuple(_lay_rates(case.part("funds"))),
        years=tuple(_lay_years(case.part("funds"))),
        balance=_lay_balance(case.part("funds"), lines),
        staff=_lay_staff(case),
        sections=tuple(_lay_passages(case, "narrative")),
        findings=tuple(_lay_passages(case, "findings")),
        suggestions=tuple(_lay_passages(case, "suggestions")),
        reported_total=totals.number("score_reported"),
        reported_grade=GRADES.get(grade_word) or noted.grades.get(grade_word),
        grade_word=grade_word,
        weight_total_printed=totals.number("weight"),
        claim_explained=bool(totals.text("reason", limit=MAX_TEXT)),
    )
    return CaseSheet(id=case.text("id"), form_family=case.text("form_family"), sheet=sheet)


def _read_year(case: Part) -> int | None:
    year = case.number("year")
    return int(year) if year is not None and year == year.to_integral_value() else None


def _lay_lines(funds: Part) -> Iterator[FundLine]:
    parts = funds.parts("lines")
    names = [part.text("name", limit=MAX_NAME) for part in parts]
    parents = find_parents(names)
    for part, name, parent in zip(parts, names, parents, strict=True):
        yield FundLine(
            id=part.path,
            name=name,
            is_total=part.has("weight") or "支出合计" in name,
            parent_id=None if parent is None else parts[parent].path,
            original=_read_money(part, "initial", name=name),
            adjustment=part.number("adjustment"),
            revised=_read_money(part, "adjusted", name=name),
            actual=_read_money(part, "actual", name=name),
            rate_text=part.text("rate_text", limit=MAX_CELL),
            reason=part.text("reason", limit=MAX_TEXT),
        )


def _read_money(part: Part, key: str, *, name: str) -> Decimal | None:
    """An amount of a line; only a remainder or a correction is below zero."""
    amount = part.number(key)
    if amount is not None and amount < 0 and not any(word in name for word in BELOW_ZERO):
        raise part.refuse(key, "negative")
    return amount


def _lay_blank_projects(funds: Part) -> Iterator[FundLine]:
    """The line for project expenditure of a table of expense that leaves it blank (case 003)."""
    expense = funds.part("expense")
    if expense.is_blank("project") and expense.number("total"):
        yield FundLine(id=f"{expense.path}.project", name="项目支出")


def _find_amounts(case: Part, lines: tuple[FundLine, ...]) -> Amounts:
    """The budget and what was spent, of the line that carries points, else of the only line; with
    the year of the form.
    """
    total = next((line for line in lines if line.is_total), lines[0] if lines else None)
    expense, income = case.part("funds").part("expense"), case.part("funds").part("income")
    named = {
        "结余": expense.number("balance_year"),
        "当年结余": expense.number("balance_year"),
        "上年结转": income.number("carry_over"),
        "收入": income.number("total"),
        "支出": expense.number("total"),
    }
    return Amounts(
        budget=total.revised if total else None,
        spent=total.actual if total else None,
        named={name: amount for name, amount in named.items() if amount is not None},
        year=_read_year(case),
    )


def _lay_goals(case: Part) -> Iterator[SheetRow]:
    """The targets of a department's form that stand in a table of their own, without points.

    A place where the form holds no target ("无") is no row.
    """
    quantified = case.part("extra").part("goals").raw("quant") if case.has("extra") else None
    for place, cells in enumerate(quantified if isinstance(quantified, list) else ()):
        if not isinstance(cells, list) or not all(isinstance(cell, str) for cell in cells):
            continue
        group, measure, target, actual = (*cells, "", "", "", "")[:4]
        if not gives_reason(target):
            continue
        yield SheetRow(
            id=f"extra.goals.quant[{place}]",
            name=target[:MAX_NAME],
            measures=read_measure((group, measure)),
            target_text=target[:MAX_CELL],
            actual_text=actual[:MAX_CELL],
        )


def _lay_sums(funds: Part) -> Iterator[Identity]:
    for part in funds.parts("sums"):
        total = part.number("total")
        if total is not None:
            yield Identity(what=part.text("what"), total=total, parts=part.numbers("parts"))


def _lay_rates(funds: Part) -> Iterator[PrintedRate]:
    for part in funds.parts("rates"):
        actual, budget = part.number("actual"), part.number("budget")
        if actual is not None and budget is not None:
            yield PrintedRate(
                what=part.text("what"),
                actual=actual,
                budget=budget,
                rate_text=part.text("rate_text", limit=MAX_CELL),
            )


def _lay_years(funds: Part) -> Iterator[YearOnYear]:
    for part in funds.parts("yoy"):
        this, change = part.number("this"), part.number("change")
        if this is not None and change is not None:
            yield YearOnYear(
                what=part.text("what"),
                this=this,
                change=change,
                last=part.number("last") or part.number("last_derived"),
                percent=part.number("percent") or _read_percent(part),
            )


def _read_percent(part: Part) -> Decimal | None:
    """The percentage of a change as printed ("8.04%"), None where that is no single number."""
    printed = (part.text(key, limit=MAX_CELL) for key in ("pct_text", "percent_text"))
    reading = read_text(next((text for text in printed if text), ""))
    is_percent = reading.kind is ValueKind.NUMBER and reading.unit == "%" and not reading.operator
    return reading.value if is_percent else None


def _lay_balance(funds: Part, lines: tuple[FundLine, ...]) -> Balance:
    income, expense = funds.part("income"), funds.part("expense")
    named = read_balance(lines)

    def choose(printed: Decimal | None, found: Decimal | None) -> Decimal | None:
        return found if printed is None else printed

    return Balance(
        income=choose(income.number("total"), named.income),
        expense=choose(expense.number("total"), named.expense),
        balance=choose(expense.number("balance_year"), named.balance),
        carried_over=choose(income.number("carry_over"), named.carried_over),
    )


def _lay_staff(case: Part) -> Staff:
    staff = case.part("staff")
    return Staff(
        authorised=staff.number("authorized"),
        actual=staff.number("actual"),
        ratio_text=staff.text("ratio_text", limit=MAX_CELL),
    )


def _lay_passages(case: Part, key: str) -> Iterator[Passage]:
    parts = case.parts(key)
    if key != "narrative" and len(parts) > MAX_FINDINGS:
        raise FileProblem("case_field_is_wrong", place=key, found="too_many_rows")
    for part in parts:
        yield Passage(
            key=part.path,
            title=part.text("title", limit=MAX_TITLE),
            text=part.text("text", limit=MAX_TEXT),
        )
