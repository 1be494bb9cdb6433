"""Checks of sums of money: totals with their parts."""

from collections.abc import Iterator

from models.vocabulary import Severity
from policies.checking.additions import Addition, find_slip, list_additions
from policies.checking.exact import TOLERANCE, as_exact, put_down, quote
from policies.checking.inconsistency import Inconsistency
from policies.checking.rate_list import INCOME, budget_of
from policies.checking.sheet import Sheet


def check_fund_sums(sheet: Sheet) -> Iterator[Inconsistency]:
    """F03: a total of funds is the sum of its parts.

    `numbers`: what, column (of a line), reported, derived, difference. Information where the gap
    may come from rounding: half a unit of the last printed place for each part. Silent where a
    part has no amount, or only one "其中" is named, unless the parts are more than the total; and
    where a total of zero (F06) or a slip of the unit (F07) says more.
    """
    for addition in list_additions(sheet):
        gap = addition.gap
        apart = abs(gap) > TOLERANCE if addition.whole else gap > TOLERANCE
        if not apart or _is_empty_total(addition) or find_slip(addition) is not None:
            continue
        severity = Severity.INFORMATION if abs(gap) <= addition.rounding else Severity.ERROR
        yield _put_down_sum(sheet, "F03", severity, addition)


def check_zero_totals(sheet: Sheet) -> Iterator[Inconsistency]:
    """F06: no total of zero stands above parts, no budget of zero beside money that was spent.

    `numbers`: what, column (of a line), reported, derived (the sum of the parts, or what was
    spent), difference. Silent for an empty cell, which is no zero; and for income without a budget.
    """
    for addition in list_additions(sheet):
        if _is_empty_total(addition):
            yield _put_down_sum(sheet, "F06", Severity.ERROR, addition)
    for line in sheet.lines:
        budget, actual = as_exact(budget_of(line)), as_exact(line.actual)
        if budget is None or actual is None or any(word in line.name for word in INCOME):
            continue
        if budget == 0 and actual > TOLERANCE:
            yield put_down(
                sheet,
                "F06",
                Severity.ERROR,
                line.id,
                what=quote(line.name),
                column="original" if line.revised is None else "revised",
                reported=budget,
                derived=actual,
                difference=actual,
            )


def check_units_of_money(sheet: Sheet) -> Iterator[Inconsistency]:
    """F07: no amount among a total and its parts is in 元 where the others are in 万元.

    Found where one amount, times or divided by 10,000, makes the sum come right. `numbers`: what,
    column (of a line), reported (the amount as it stands), derived (as it would fit). Silent where
    the sum is right already, and for amounts so small that rounding could do the same.
    """
    for addition in list_additions(sheet):
        slip = find_slip(addition)
        if slip is not None:
            yield put_down(
                sheet,
                "F07",
                Severity.ERROR,
                addition.where,
                **_name(addition),
                reported=slip[0],
                derived=slip[1],
            )


def _is_empty_total(addition: Addition) -> bool:
    return addition.total == 0 and addition.derived > TOLERANCE and addition.column != "adjustment"


def _name(addition: Addition) -> dict[str, str]:
    column = {"column": addition.column} if addition.column else {}
    return {"what": quote(addition.what), **column}


def _put_down_sum(sheet: Sheet, code: str, severity: Severity, addition: Addition) -> Inconsistency:
    return put_down(
        sheet,
        code,
        severity,
        addition.where,
        **_name(addition),
        reported=addition.total,
        derived=addition.derived,
        difference=addition.gap,
    )
