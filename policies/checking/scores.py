"""Checks of scores: they add up, keep their bounds, and are those of the rules."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from models.vocabulary import Category, Severity
from policies.checking.deductions import check_deductions, check_full_marks, check_no_deviation
from policies.checking.double_weighting import check_double_weighting
from policies.checking.exact import (
    TOLERANCE,
    as_exact,
    contradicts,
    put_down,
    quote,
    sum_known,
    tolerance_of,
)
from policies.checking.execution import check_execution_score
from policies.checking.inconsistency import Inconsistency
from policies.checking.places import TOTAL
from policies.checking.sheet import Sheet
from policies.checking.tree import add_scores, add_up, list_summed, score_of, weight_of
from policies.scoring import Notice, WhyNot


def check_reported_total(sheet: Sheet) -> Iterator[Inconsistency]:
    """S01: the reported total is the sum of the scores of the rows with points.

    Case 003 reports 97 and its rows yield 95. `numbers`: reported, derived. Silent where a score
    is missing (S10) or rows are cut, unless what is there is already more than was reported; and
    where there are no rows (S90). Rows that do not apply, a bonus and a knock-out count as the
    scheme says.
    """
    reported = as_exact(sheet.reported_total)
    derived, all_known = add_scores(sheet)
    if reported is None or not sheet.leaves or not (all_known or sheet.is_plain):
        return
    if contradicts(printed=reported, derived=derived, whole=sheet.complete and all_known):
        yield _put_down_claim(sheet, "S01", reported=reported, derived=derived)


def check_score_of_parents(sheet: Sheet) -> Iterator[Inconsistency]:
    """S02: the score of a heading is the sum of the scores below it.

    `numbers`: reported, derived, difference. Silent where the form prints no score for the
    heading, or none for a row below it unless the others are already more; below the place where a
    form is cut; and for the details of a row with points, which may be on a scale of their own (the
    sub-tables of case 001).
    """
    scores = add_up(sheet, score_of)
    for row in list_summed(sheet):
        reported = score_of(row)
        if reported is None:
            continue
        derived, all_known = sum_known(scores.get(each.id) for each in sheet.children_of[row.id])
        if contradicts(printed=reported, derived=derived, whole=sheet.is_whole(row) and all_known):
            yield put_down(
                sheet,
                "S02",
                Severity.ERROR,
                row.id,
                reported=reported,
                derived=derived,
                difference=reported - derived,
            )


def check_upper_bound(sheet: Sheet) -> Iterator[Inconsistency]:
    """S03: no score is above its weight, no reported total above the most that the scheme
    gives, with its bonus.

    `numbers`: self, weight, difference. Silent where either is not printed.
    """
    for row in sheet.rows:
        score, weight = score_of(row), weight_of(row)
        if score is not None and weight is not None and score - weight > TOLERANCE:
            numbers = {"self": score, "weight": weight, "difference": score - weight}
            yield put_down(sheet, "S03", Severity.ERROR, row.id, **numbers)
    total, most = as_exact(sheet.reported_total), as_exact(sheet.terms.most)
    if total is not None and most is not None and total - most > TOLERANCE:
        numbers = {"self": total, "weight": most, "difference": total - most}
        yield put_down(sheet, "S03", Severity.ERROR, TOTAL, **numbers)


def check_lower_bound(sheet: Sheet) -> Iterator[Inconsistency]:
    """S04: no score and no reported total is negative.

    `numbers`: self.
    """
    for row in sheet.rows:
        score = score_of(row)
        if score is not None and score < 0:
            yield put_down(sheet, "S04", Severity.ERROR, row.id, self=score)
    total = as_exact(sheet.reported_total)
    if total is not None and total < 0:
        yield put_down(sheet, "S04", Severity.ERROR, TOTAL, self=total)


def check_computed_scores(sheet: Sheet) -> Iterator[Inconsistency]:
    """S05: a self score is the one its rule yields, up to the tolerance of the scheme.

    `numbers`: self, computed. Silent where the rule left the score to a person, and for the row of
    the execution rate (S08).
    """
    tolerance = tolerance_of(sheet)
    for row in sheet.leaves:
        score = score_of(row)
        by_rule = None if row.computed is None else as_exact(row.computed.score)
        if score is None or by_rule is None or row.category is Category.EXECUTION:
            continue
        if abs(score - by_rule) > tolerance:
            numbers = {"self": score, "computed": by_rule}
            yield put_down(sheet, "S05", Severity.ERROR, row.id, **numbers)


def check_total_is_there(sheet: Sheet) -> Iterator[Inconsistency]:
    """S09: a form whose rows have all their scores says what they add up to (case 002).

    `numbers`: derived. Silent while a score is missing (S10), where rows are cut, and in a form
    that is not scored.
    """
    derived, all_known = add_scores(sheet)
    if sheet.complete and all_known and sheet.reported_total is None:
        yield _put_down_claim(sheet, "S09", derived=derived)


def check_missing_scores(sheet: Sheet) -> Iterator[Inconsistency]:
    """S10: every row with points has a score, a computed one too. No reason stands in for it.

    `numbers`: none. Silent for a row that does not apply, where rows are missing between others, on
    the last row of a form that is cut, and in a form that is not scored.
    """
    for row in sheet.leaves:
        if row.score is None and row.standing.applies and sheet.is_whole(row):
            yield Inconsistency("S10", Severity.ERROR, row.id, {}, explained=False)


def check_total_without_rows(sheet: Sheet) -> Iterator[Inconsistency]:
    """S90: a total that was reported without a score table cannot be recomputed (case 000).

    `numbers`: reported. Silent where there is a row with points.
    """
    reported = as_exact(sheet.reported_total)
    if reported is not None and not any(row.is_leaf for row in sheet.rows):
        yield put_down(sheet, "S90", Severity.INFORMATION, TOTAL, reported=reported)


def check_zero_targets(sheet: Sheet) -> Iterator[Inconsistency]:
    """R01z: a ratio to a target of zero is undefined, another rule was used (R04) or none could be.

    Case 004 wants a loss of data of 0. `numbers`: target. Silent for a rule that was made for
    targets of zero.
    """
    for row in sheet.leaves:
        if row.computed is None:
            continue
        used = Notice.ZERO_TARGET in row.computed.notices
        if used or row.computed.why_not is WhyNot.ZERO_TARGET:
            target = quote(row.target_text)
            yield put_down(sheet, "R01z", Severity.INFORMATION, row.id, target=target)


def _put_down_claim(sheet: Sheet, code: str, **numbers: Fraction) -> Inconsistency:
    """About the reported total: the reason for the claim stands in for mending it."""
    found = put_down(sheet, code, Severity.ERROR, TOTAL, **numbers)
    return replace(found, explained=found.explained or sheet.claim_explained)


CHECKS: Mapping[str, Callable[[Sheet], Iterator[Inconsistency]]] = {
    "S01": check_reported_total,
    "S02": check_score_of_parents,
    "S03": check_upper_bound,
    "S04": check_lower_bound,
    "S05": check_computed_scores,
    "S06": check_deductions,
    "S07": check_full_marks,
    "S08": check_execution_score,
    "S08x": check_no_deviation,
    "S09": check_total_is_there,
    "S10": check_missing_scores,
    "S11": check_double_weighting,
    "S90": check_total_without_rows,
    "R01z": check_zero_targets,
}
