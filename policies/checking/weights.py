"""Checks of weights: they add up, and are those that were agreed."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from models.vocabulary import Category, Severity
from policies.checking.exact import as_exact, contradicts, differ, put_down, quote, sum_known
from policies.checking.inconsistency import Inconsistency
from policies.checking.places import WEIGHTS
from policies.checking.sheet import Sheet, SheetRow
from policies.checking.tree import add_up, list_below, list_summed, weight_of

_HEADING_ENDS = ("指标", "类")
_MOST_ROWS = 4


def check_weights_add_up(sheet: Sheet) -> Iterator[Inconsistency]:
    """W01: the weights of all rows with points add up to the total of the scheme.

    A printed total of weights has to be their sum as well. A bonus stands outside the whole.
    `numbers`: expected, derived. Silent for a form that is not scored; where no row has a weight
    (W07) or rows are cut, unless what is there is already too much; where a total was reported
    without any row (S90).
    """
    expected = as_exact(sheet.terms.total)
    if not sheet.terms.scored or expected is None or _is_without_table(sheet):
        return
    weights = [weight_of(row) for row in sheet.regular]
    derived, _ = sum_known(weights)
    whole = sheet.complete and (not weights or any(weight is not None for weight in weights))
    printed = as_exact(sheet.weight_total_printed)
    for sum_expected in (expected, printed):
        if sum_expected is not None and contradicts(
            printed=sum_expected, derived=derived, whole=whole
        ):
            yield put_down(
                sheet, "W01", Severity.ERROR, WEIGHTS, expected=sum_expected, derived=derived
            )
            return


def check_weight_of_parents(sheet: Sheet) -> Iterator[Inconsistency]:
    """W02: the weight of a heading is the sum of the weights below it.

    `numbers`: reported, derived, difference. A row with a score and without a weight (W07) counts
    as nothing, also where it is the only one below its heading, if at most every fourth row is
    without a weight. Silent where the form does not print the weight of the heading or of another
    row below it, except that parts may never be more than the whole; below the place where a form
    is cut; and for the details of a row with points, which may be on a scale of their own.
    """
    weights = add_up(sheet, weight_of)
    weighted = sum(row.weight is not None for row in sheet.leaves)
    usual = _MOST_ROWS * weighted >= (_MOST_ROWS - 1) * len(sheet.leaves) > 0
    for row in list_summed(sheet):
        reported = weight_of(row)
        below = sheet.children_of[row.id]
        if reported is None or row.weight_inferred or any(each.weight_inferred for each in below):
            continue
        known = [weights.get(each.id) for each in below]
        derived, _ = sum_known(known)
        counted = (usual or any(weight is not None for weight in known)) and all(
            weight is not None or (each.is_leaf and each.score is not None)
            for each, weight in zip(below, known, strict=True)
        )
        if contradicts(printed=reported, derived=derived, whole=sheet.is_whole(row) and counted):
            yield put_down(
                sheet,
                "W02",
                Severity.ERROR,
                row.id,
                reported=reported,
                derived=derived,
                difference=derived - reported,
            )


def check_level_one(sheet: Sheet) -> Iterator[Inconsistency]:
    """W03: the headings of the first level have the weights that the scheme agreed for them.

    Case 004 has 80 for outputs. `numbers`: name, expected, reported. Headings are told by their
    names, "产出" and "产出指标" being the same. Silent about a heading that only one of form and
    scheme has: weights that are missing somewhere are too much elsewhere. Silent where rows are
    cut and the heading does not print its weight. A bonus stands outside the whole, and a heading
    of nothing else has no weight to agree on.
    """
    agreed = {_fold_name(name): weight for name, weight in sheet.terms.level_one.items()}
    weights = add_up(sheet, _weight_within)
    first: dict[str, list[SheetRow]] = {}
    for row in sheet.rows:
        if row.parent_id is not None or _holds_only_bonus(sheet, row):
            continue
        if _fold_name(row.name) in agreed:
            first.setdefault(_fold_name(row.name), []).append(row)
    for name, rows in first.items():
        expected = as_exact(agreed[name])
        total, all_known = sum_known(
            weight_of(row) if not sheet.complete else weights.get(row.id) for row in rows
        )
        if all_known and expected is not None and differ(total, expected):
            yield put_down(
                sheet,
                "W03",
                Severity.WARNING,
                min(row.id for row in rows),
                name=quote(min(row.name for row in rows)),
                expected=expected,
                reported=total,
            )


def check_missing_weights(sheet: Sheet) -> Iterator[Inconsistency]:
    """W07: every row that carries points says how many.

    `numbers`: count. A form in which no row has a weight is told once, not row by row. Silent
    where rows are cut, and in a form that is not scored.
    """
    if not sheet.complete:
        return
    missing = [row.id for row in sheet.leaves if row.weight is None]
    if missing and len(missing) == len(sheet.leaves):
        yield put_down(sheet, "W07", Severity.ERROR, WEIGHTS, count=str(len(missing)))
        return
    for place in missing:
        yield put_down(sheet, "W07", Severity.ERROR, place, count="1")


def check_single_indicator(sheet: Sheet) -> Iterator[Inconsistency]:
    """W10: no single indicator carries all the points that the form gives to indicators.

    The row for the execution rate is none. `numbers`: weight. Silent where a weight is missing,
    and where rows are cut.
    """
    indicators = [row for row in sheet.regular if row.category is not Category.EXECUTION]
    total, all_known = sum_known(weight_of(row) for row in indicators)
    carriers = [row for row in indicators if weight_of(row) != 0]
    if sheet.complete and all_known and len(carriers) == 1 and total > 0:
        yield put_down(sheet, "W10", Severity.ERROR, carriers[0].id, weight=total)


def _weight_within(row: SheetRow) -> Fraction | None:
    return Fraction(0) if row.standing.is_bonus else weight_of(row)


def _holds_only_bonus(sheet: Sheet, heading: SheetRow) -> bool:
    carriers = [row for row in (heading, *list_below(sheet, heading)) if row.is_leaf]
    return bool(carriers) and all(row.standing.is_bonus for row in carriers)


def _is_without_table(sheet: Sheet) -> bool:
    return sheet.reported_total is not None and not any(row.is_leaf for row in sheet.rows)


def _fold_name(name: str) -> str:
    folded = "".join(name.split())
    for end in _HEADING_ENDS:
        folded = folded.removesuffix(end)
    return folded


CHECKS: Mapping[str, Callable[[Sheet], Iterator[Inconsistency]]] = {
    "W01": check_weights_add_up,
    "W02": check_weight_of_parents,
    "W03": check_level_one,
    "W07": check_missing_weights,
    "W10": check_single_indicator,
}
