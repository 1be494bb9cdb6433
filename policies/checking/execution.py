"""The check of the score for the execution rate against the amounts of the form."""

from collections.abc import Iterator
from fractions import Fraction

from models.vocabulary import Category, Severity
from policies.checking.exact import as_exact, put_down, tolerance_of
from policies.checking.inconsistency import Inconsistency
from policies.checking.rate_list import budget_of, find_total_line
from policies.checking.sheet import Sheet, SheetRow
from policies.checking.tree import score_of, weight_of

LINEAR = ("", "exec_rate")


def check_execution_score(sheet: Sheet) -> Iterator[Inconsistency]:
    """S08: the score for the execution rate is what its rule yields of budget and expenditure.

    Without a score by a rule it is W·B/A of the total line of the funds, at most W (case 004:
    20 × 1550.59 ÷ 1688.91 = 18.36); one hundredth more or less is a rounding of the rate. The
    tolerance is that of the scheme. `numbers`: self, computed. Silent where there is no total line
    with a budget above zero, and where another rule was left to a person.
    """
    tolerance = tolerance_of(sheet)
    for row in sheet.leaves:
        if row.category is not Category.EXECUTION:
            continue
        score, expected = score_of(row), expect_execution(sheet, row)
        if score is None or expected is None or abs(score - expected) <= tolerance:
            continue
        yield put_down(sheet, "S08", Severity.ERROR, row.id, self=score, computed=expected)


def expect_execution(sheet: Sheet, row: SheetRow) -> Fraction | None:
    """The score of the row for the execution rate by its rule, else by the amounts of the form."""
    if row.computed is not None and row.computed.score is not None:
        return as_exact(row.computed.score)
    line, weight = find_total_line(sheet), weight_of(row)
    if line is None or weight is None or row.family not in LINEAR:
        return None
    budget, actual = as_exact(budget_of(line)), as_exact(line.actual)
    if budget is None or actual is None or budget <= 0 or actual < 0:
        return None
    return weight * min(actual / budget, Fraction(1))
