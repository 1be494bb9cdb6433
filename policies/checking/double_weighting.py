"""The check for points that were weighted twice."""

from collections.abc import Iterator
from fractions import Fraction

from models.vocabulary import Severity
from policies.checking.exact import TOLERANCE, as_exact, put_down, sum_known
from policies.checking.inconsistency import Inconsistency
from policies.checking.places import TOTAL
from policies.checking.sheet import Sheet
from policies.checking.tree import add_up, score_of, weight_of
from policies.scoring import WhyNot
from policies.scoring.conversions import take_score

_CONVERTED = "折算"


def check_double_weighting(sheet: Sheet) -> Iterator[Inconsistency]:
    """S11: points that are weighted already are not multiplied by the weight again.

    Points of a hundred may be converted (100 × 25% = 25), points of the weight may not
    (25 × 25% = 6.25; scoring reference, R15). `numbers`: self, weight, points. Found are a row
    whose score is its computed one, or the sum of those below it, times its weight; and a total
    that is the sum of scores times their weights. Silent where these points are above the weight,
    since they were not weighted then, and where multiplying changes nothing. A single score that
    the row itself tells of ("单项得分8分，权重占比8%") counts as its points.
    """
    scores = add_up(sheet, score_of)
    whole = as_exact(sheet.terms.total)
    if whole is None or whole <= 0:
        return
    for row in sheet.rows:
        weight, score = weight_of(row), score_of(row)
        if weight is None or score is None:
            continue
        below = sheet.children_of.get(row.id, ())
        points, all_known = sum_known(scores.get(each.id) for each in below)
        if row.is_leaf and row.computed is not None:
            by_rule = as_exact(row.computed.score)
            points, all_known = (by_rule, True) if by_rule is not None else (points, all_known)
        if not all_known and row.is_leaf and _CONVERTED in row.actual_text:
            told = take_score(row.actual_text.partition(_CONVERTED)[0])
            if not isinstance(told, WhyNot):
                points, all_known = as_exact(told.score) or Fraction(0), True
        if not all_known or not 0 < points <= weight:
            continue
        again = points * weight / whole
        if abs(score - again) <= TOLERANCE and abs(points - again) > 2 * TOLERANCE:
            numbers = {"self": score, "weight": weight, "points": points}
            yield put_down(sheet, "S11", Severity.ERROR, row.id, **numbers)
    yield from _find_weighted_total(sheet, whole)


def _find_weighted_total(sheet: Sheet, whole: Fraction) -> Iterator[Inconsistency]:
    reported = as_exact(sheet.reported_total)
    if reported is None:
        return
    pairs = [(score_of(row), weight_of(row)) for row in sheet.leaves]
    points, again = Fraction(0), Fraction(0)
    for score, weight in pairs:
        if score is None or weight is None or not 0 <= score <= weight:
            return
        points += score
        again += score * weight
    again /= whole
    margin = TOLERANCE * len(pairs)
    if abs(points - again) > 2 * margin and abs(reported - again) <= margin and sheet.complete:
        yield put_down(
            sheet, "S11", Severity.ERROR, TOTAL, self=reported, weight=whole, points=points
        )
