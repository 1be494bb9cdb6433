"""Rows above and below one another, in whatever order they come."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from policies.checking.exact import as_exact, sum_known
from policies.checking.sheet import Sheet, SheetRow

SUM_OF_CHILDREN = ("hierarchical_sum",)
"""Families of a row with points of its own whose details add up to it."""


def order_rows(sheet: Sheet) -> tuple[SheetRow, ...]:
    """The rows, each parent before its children. Rows that stand above themselves are left out."""
    known = sheet.row_of
    waiting = [row for row in sheet.rows if row.parent_id is None or row.parent_id not in known]
    seen: set[str] = set()
    for row in waiting:  # the list grows while it is read
        if row.id not in seen:
            seen.add(row.id)
            waiting.extend(sheet.children_of.get(row.id, ()))
    return tuple(waiting)


def find_details(sheet: Sheet) -> frozenset[str]:
    """The ids of the rows below a row that carries points: details of it, not sums of the form."""
    found: set[str] = set()
    for row in order_rows(sheet):
        above = sheet.find_above(row)
        if above is not None and (above.is_leaf or above.id in found):
            found.add(row.id)
    return frozenset(found)


def list_summed(sheet: Sheet) -> tuple[SheetRow, ...]:
    """The rows that are the sum of the rows directly below them, in the order of the form.

    These are the headings, and a row with points whose rule says so ("hierarchical_sum", case
    002). The details of any other row may be on a scale of their own (a sub-table, case 001).
    """
    details = find_details(sheet)
    return tuple(
        row
        for row in sheet.rows
        if row.id in sheet.children_of
        and (row.family in SUM_OF_CHILDREN or not (row.is_leaf or row.id in details))
    )


def add_up(
    sheet: Sheet, printed: Callable[[SheetRow], Fraction | None]
) -> Mapping[str, Fraction | None]:
    """For each row what is printed on it, else the sum of the rows below it; None for neither."""
    values: dict[str, Fraction | None] = {}
    for row in reversed(order_rows(sheet)):
        value = printed(row)
        if value is None and not row.is_leaf and row.id in sheet.children_of:
            below = [values.get(child.id) for child in sheet.children_of[row.id]]
            total, all_known = sum_known(below)
            value = total if all_known else None
        values[row.id] = value
    return values


def list_below(sheet: Sheet, row: SheetRow) -> tuple[SheetRow, ...]:
    """All rows below a row, at any depth."""
    below = list(sheet.children_of.get(row.id, ()))
    seen = {row.id}
    for each in below:  # the list grows while it is read
        if each.id not in seen:
            seen.add(each.id)
            below.extend(sheet.children_of.get(each.id, ()))
    return tuple(below)


def add_scores(sheet: Sheet) -> tuple[Fraction, bool]:
    """Return what the scores of the rows come to, and whether all of them are there. Where rows are
    left out, add a bonus or knock out, it is the result that the scheme makes of them.
    """
    derived = as_exact(sheet.derived_total)
    if derived is not None:
        return derived, True
    known, _ = sum_known(score_of(row) for row in sheet.leaves)
    return known, False


def weight_of(row: SheetRow) -> Fraction | None:
    """The weight of a row as an exact number."""
    return as_exact(row.weight)


def score_of(row: SheetRow) -> Fraction | None:
    """The score of a row as an exact number."""
    return as_exact(row.score)
