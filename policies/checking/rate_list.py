"""The execution rates of a form: those of its lines of funds and those it prints elsewhere."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from policies.checking.exact import as_exact, gives_reason
from policies.checking.places import FUNDS
from policies.checking.sheet import FundLine, Sheet

INCOME = ("收入", "利息", "结余", "结转")
"""Words of lines that may well come in above the budget, or without one."""

SAVINGS = ("三公", "固定资产")
"""Words of lines of which less is no failure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """One rate of the form: where it stands, what it is of, the two amounts, and as printed.

    `judged` says that it is an execution rate which ought to be high.
    """

    where: str
    what: str
    budget: Fraction
    actual: Fraction
    text: str
    has_reason: bool
    judged: bool


def budget_of(line: FundLine) -> Decimal | None:
    """The budget that a rate of the line is of: the revised one, else the original one."""
    return line.original if line.revised is None else line.revised


def find_total_line(sheet: Sheet) -> FundLine | None:
    """The line of all funds: the one marked so, else the only line with amounts that is no part of
    another one; None where it is not clear.
    """
    totals = [line for line in sheet.lines if line.is_total] or [
        line for line in sheet.lines if line.parent_id is None and _has_amounts(line)
    ]
    return totals[0] if len(totals) == 1 else None


def _has_amounts(line: FundLine) -> bool:
    amounts = (line.original, line.adjustment, line.revised, line.actual)
    return any(amount is not None for amount in amounts)


def list_rates(sheet: Sheet) -> tuple[Rate, ...]:
    """The rates of lines, then those printed elsewhere that are not the rate of a line again."""
    total = find_total_line(sheet)
    found = []
    seen = set()
    for line in sheet.lines:
        budget, actual = as_exact(budget_of(line)), as_exact(line.actual)
        if budget is None or actual is None:
            continue
        kept = bool(line.rate_text) or line.is_total or line is total
        seen.add((budget, actual))
        found.append(
            Rate(
                where=line.id,
                what=line.name,
                budget=budget,
                actual=actual,
                text=line.rate_text,
                has_reason=gives_reason(line.reason),
                judged=kept and not any(word in line.name for word in (*INCOME, *SAVINGS)),
            )
        )
    for rate in sheet.rates:
        budget, actual = as_exact(rate.budget), as_exact(rate.actual)
        if budget is None or actual is None:
            continue
        again = (budget, actual) in seen
        found.append(
            Rate(
                where=FUNDS,
                what=rate.what,
                budget=budget,
                actual=actual,
                text=rate.rate_text,
                has_reason=False,
                judged=not again and not any(word in rate.what for word in (*INCOME, *SAVINGS)),
            )
        )
    return tuple(found)
