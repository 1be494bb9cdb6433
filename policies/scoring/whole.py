"""From the scores of the rows to the result of a whole form, in one fixed order.

Not applicable → scores of the rows → caps → veto → scaling for what does not apply → bonus →
grade (scoring reference, section 1; R12, R17, R18). The percentages, ceilings and caps are those of
a scheme. R19 and R22 stand here too, for they also work on whole scores.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor

from models.vocabulary import Grade
from policies.numbers import round_half_up
from policies.scoring.formula import spell
from policies.scoring.totals import Band, grade_of
from policies.scoring.usable import is_usable

PLACES = 2


class NotApplicable(StrEnum):
    """What becomes of the weight of rows that do not apply: none may be left out, the rest is
    scaled to the whole, or the weight goes to the rows of the same group.
    """

    NONE = "none"
    SCALE = "scale"
    REDISTRIBUTE = "redistribute"


class VetoState(StrEnum):
    """Whether the knock-out condition of a row holds; UNKNOWN is one that nobody has answered."""

    NO_VETO = "no_veto"
    CLEAR = "clear"
    HOLDS = "holds"
    UNKNOWN = "unknown"


class VetoKind(StrEnum):
    """What a knock-out takes: the points of its row, of the group of its row, the better grades, or
    all points above a total.
    """

    LEAF = "leaf"
    GROUP = "group"
    GRADE = "grade"
    TOTAL = "total"


class Step(StrEnum):
    """The steps of a result, in their order."""

    NOT_APPLICABLE = "not_applicable"
    SCORES = "scores"
    CAPS = "caps"
    VETO = "veto"
    SCALING = "scaling"
    BONUS = "bonus"
    TOTAL_CAP = "total_cap"
    GRADE = "grade"


class WholeProblem(StrEnum):
    """Why there is no result that a person could complete by filling in a row."""

    NO_ROWS = "no_rows"
    SAME_ID_TWICE = "same_id_twice"
    NUMBER_UNUSABLE = "number_unusable"
    NOTHING_APPLIES = "nothing_applies"
    MAY_NOT_BE_LEFT_OUT = "may_not_be_left_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A row that carries points. `groups` are the rows above it, the outermost first; `is_bonus`
    rows stand outside the whole; `is_execution` marks the execution rate.
    """

    id: str
    weight: Decimal
    score: Decimal | None
    applies: bool = True
    is_bonus: bool = False
    is_execution: bool = False
    veto: VetoState = VetoState.NO_VETO
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a scheme says about the whole.

    `total` is what all rows together can give, `total_cap` the most with a bonus, `bonus_ceiling`
    the most all bonus rows together give (none: no ceiling of their own). `veto_grade` is the best
    grade, `veto_total` the best total while a knock-out of that kind holds. `places` are those of
    the result, `bands` its grades, the best first. Values of a knock-out are to be verified.
    """

    total: Decimal = Decimal(100)
    total_cap: Decimal = Decimal(100)
    not_applicable: NotApplicable = NotApplicable.NONE
    execution_removable: bool = False
    bonus_ceiling: Decimal | None = None
    veto: VetoKind = VetoKind.LEAF
    veto_grade: Grade = Grade.POOR
    veto_total: Decimal | None = None
    places: int = PLACES
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """The result: `total` and `grade` only when it is complete; `missing` names the rows that still
    want a score or an answer; `steps` are pairs of a step and how it was reckoned, for display;
    `bonus` is what the bonus rows earned within their ceiling, shown apart from the rest.
    """

    total: Decimal | None = None
    grade: Grade | None = None
    bonus: Decimal | None = None
    is_complete: bool = False
    missing: tuple[str, ...] = ()
    problem: WholeProblem | None = None
    steps: tuple[tuple[Step, str], ...] = ()


def score_whole(leaves: Sequence[Leaf], *, terms: Terms) -> Whole:
    """Return the result of a whole form; it is rounded once, at its end, and never raises.

    (95 − 8) ÷ (100 − 8) × 100 is 94.57 (case 003 without its rows of 5 and 3 points). The order of
    the rows does not matter. A knock-out that caps the total is applied to the end result, so that
    neither scaling nor a bonus leads past it (R12: applied last).
    """
    problem = _find_problem(leaves, terms)
    if problem is not None:
        return Whole(problem=problem)
    applying = sorted((leaf for leaf in leaves if leaf.applies), key=lambda leaf: leaf.id)
    out = sorted((leaf for leaf in leaves if not leaf.applies), key=lambda leaf: leaf.id)
    missing = tuple(
        leaf.id for leaf in applying if leaf.score is None or leaf.veto is VetoState.UNKNOWN
    )
    if missing:
        return Whole(missing=missing)
    steps: list[tuple[Step, str]] = []
    if out:
        steps.append((Step.NOT_APPLICABLE, " + ".join(spell(leaf.weight) for leaf in out)))
    scores = _cap_scores(applying, steps)
    # A condition that holds is not put away by calling its row not applicable.
    holding = [leaf for leaf in leaves if leaf.veto is VetoState.HOLDS]
    _apply_veto_to_rows(applying, scores, holding=holding, terms=terms, steps=steps)
    exact = _scale(applying, out, scores, terms=terms, steps=steps)
    bonus = _add_bonus(applying, scores, terms=terms, steps=steps)
    total = round_half_up(exact + bonus, places=terms.places)
    total = _cap_total(total, is_vetoed=bool(holding), terms=terms, steps=steps)
    grade = _find_grade(total, is_vetoed=bool(holding), terms=terms, steps=steps)
    return Whole(
        total=total,
        grade=grade,
        bonus=round_half_up(bonus, places=terms.places),
        is_complete=True,
        steps=tuple(steps),
    )


def discount_for_grade_gap(
    score: Decimal,
    *,
    own: Grade,
    reviewed: Grade,
    factors: Sequence[Decimal],
    places: int = PLACES,
) -> tuple[Decimal, str]:
    """Return the final score where a review found a lower grade than the unit itself, and how.

    `factors` are for one, two and three grades below (Sichuan: 0.9, 0.8, 0.7, to be verified); a
    wider gap counts as the last of them. A review of 75 (fair) against a unit's own excellent is
    75 × 0.8 = 60.00. The same or a better grade leaves the score as it is (R22).
    """
    order = list(Grade)
    gap = order.index(reviewed) - order.index(own)
    if gap <= 0 or not factors:
        final = round_half_up(score, places=places)
        return final, f"{spell(score)} = {final}"
    factor = factors[min(gap, len(factors)) - 1]
    final = round_half_up(Fraction(score) * Fraction(factor), places=places)
    return final, f"{spell(score)} × {spell(factor)} = {final}"


def split_equally(whole: Decimal, count: int, *, places: int = 0) -> tuple[Decimal, ...]:
    """Return `count` equal weights rounded to `places`, the last one taking what is left (R19).

    10 among 3 is 3, 3, 4. Where rounding up would leave less than nothing for the last, the others
    are rounded down. Raises ValueError for a count below one or a whole that is negative.
    """
    if count < 1 or not is_usable(whole):
        raise ValueError("a weight is split among one item or more")
    share = round_half_up(Fraction(whole) / count, places=places)
    if share * (count - 1) > whole:
        steps = floor(Fraction(whole) / count * 10**places)
        share = round_half_up(Fraction(steps, 10**places), places=places)
    return (share,) * (count - 1) + (whole - share * (count - 1),)


def _find_problem(leaves: Sequence[Leaf], terms: Terms) -> WholeProblem | None:
    regular = [leaf for leaf in leaves if not leaf.is_bonus]
    if not regular:
        return WholeProblem.NO_ROWS
    if len({leaf.id for leaf in leaves}) != len(leaves):
        return WholeProblem.SAME_ID_TWICE
    numbers = [terms.total, terms.total_cap, terms.bonus_ceiling, terms.veto_total]
    numbers += [leaf.weight for leaf in leaves] + [leaf.score for leaf in leaves]
    if not all(number is None or is_usable(number) for number in numbers):
        return WholeProblem.NUMBER_UNUSABLE
    return _find_refusal(regular, terms)


def _find_refusal(regular: Sequence[Leaf], terms: Terms) -> WholeProblem | None:
    out = [leaf for leaf in regular if not leaf.applies]
    if out and terms.not_applicable is NotApplicable.NONE:
        return WholeProblem.MAY_NOT_BE_LEFT_OUT
    if not terms.execution_removable and any(leaf.is_execution for leaf in out):
        return WholeProblem.MAY_NOT_BE_LEFT_OUT
    has_weight = any(leaf.applies and leaf.weight > 0 for leaf in regular)
    return None if has_weight else WholeProblem.NOTHING_APPLIES


def _cap_scores(applying: Sequence[Leaf], steps: list[tuple[Step, str]]) -> dict[str, Fraction]:
    stated = {leaf.id: Fraction(leaf.score or 0) for leaf in applying}
    capped = {leaf.id: min(stated[leaf.id], Fraction(leaf.weight)) for leaf in applying}
    regular = [leaf.id for leaf in applying if not leaf.is_bonus]
    steps.append((Step.SCORES, spell(_add(stated, regular))))
    if capped != stated:
        steps.append((Step.CAPS, spell(_add(capped, regular))))
    return capped


def _apply_veto_to_rows(
    applying: Sequence[Leaf],
    scores: dict[str, Fraction],
    *,
    holding: Sequence[Leaf],
    terms: Terms,
    steps: list[tuple[Step, str]],
) -> None:
    if not holding or terms.veto not in {VetoKind.LEAF, VetoKind.GROUP}:
        return
    groups = {leaf.groups[-1] for leaf in holding if leaf.groups}
    for leaf in applying:
        in_group = terms.veto is VetoKind.GROUP and bool(groups & set(leaf.groups))
        if leaf in holding or in_group:
            scores[leaf.id] = Fraction(0)
    regular = [leaf.id for leaf in applying if not leaf.is_bonus]
    steps.append((Step.VETO, spell(_add(scores, regular))))


def _scale(
    applying: Sequence[Leaf],
    out: Sequence[Leaf],
    scores: Mapping[str, Fraction],
    *,
    terms: Terms,
    steps: list[tuple[Step, str]],
) -> Fraction:
    regular = [leaf for leaf in applying if not leaf.is_bonus]
    earned = _add(scores, [leaf.id for leaf in regular])
    left_out = [leaf for leaf in out if not leaf.is_bonus]
    if not left_out:
        return earned
    if terms.not_applicable is NotApplicable.SCALE:
        weights = sum((Fraction(leaf.weight) for leaf in regular), Fraction(0))
        scaled = earned / weights * Fraction(terms.total)
        how = f"{spell(earned)} ÷ {spell(weights)} × {spell(terms.total)}"
    else:
        extra = _spread(regular, left_out)
        scaled = sum((_widen(leaf, scores[leaf.id], extra) for leaf in regular), Fraction(0))
        how = spell(earned)
    steps.append((Step.SCALING, f"{how} = {round_half_up(scaled, places=terms.places)}"))
    return scaled


def _spread(regular: Sequence[Leaf], left_out: Sequence[Leaf]) -> dict[str, Fraction]:
    """The weight each row takes over: that of a row left out goes to the rows of its innermost
    group that has any left, in proportion to their weights; without such a group, to all rows.
    """
    extra = {leaf.id: Fraction(0) for leaf in regular}
    for gone in left_out:
        takers = [leaf for leaf in regular if leaf.weight > 0]
        for depth in range(len(gone.groups), 0, -1):
            within = [leaf for leaf in takers if leaf.groups[:depth] == gone.groups[:depth]]
            if within:
                takers = within
                break
        weights = sum((Fraction(leaf.weight) for leaf in takers), Fraction(0))
        for leaf in takers:
            extra[leaf.id] += Fraction(gone.weight) * Fraction(leaf.weight) / weights
    return extra


def _widen(leaf: Leaf, score: Fraction, extra: Mapping[str, Fraction]) -> Fraction:
    weight = Fraction(leaf.weight)
    return score * (weight + extra[leaf.id]) / weight if weight else score


def _add_bonus(
    applying: Sequence[Leaf],
    scores: Mapping[str, Fraction],
    *,
    terms: Terms,
    steps: list[tuple[Step, str]],
) -> Fraction:
    given = [leaf.id for leaf in applying if leaf.is_bonus]
    if not given:
        return Fraction(0)
    bonus = _add(scores, given)
    if terms.bonus_ceiling is not None:
        bonus = min(bonus, Fraction(terms.bonus_ceiling))
    steps.append((Step.BONUS, f"+ {spell(bonus)}"))
    return bonus


def _cap_total(
    total: Decimal, *, is_vetoed: bool, terms: Terms, steps: list[tuple[Step, str]]
) -> Decimal:
    caps = [terms.total_cap]
    if is_vetoed and terms.veto is VetoKind.TOTAL and terms.veto_total is not None:
        caps.append(terms.veto_total)
    capped = min(total, *caps)
    if capped != total:
        capped = round_half_up(capped, places=terms.places)
        steps.append((Step.TOTAL_CAP, f"{spell(total)} → {capped}"))
    return capped


def _find_grade(
    total: Decimal, *, is_vetoed: bool, terms: Terms, steps: list[tuple[Step, str]]
) -> Grade | None:
    if not terms.bands:
        return None
    grade = grade_of(total, scheme=terms)
    if is_vetoed and terms.veto is VetoKind.GRADE:
        order = list(Grade)
        grade = max(grade, terms.veto_grade, key=order.index)
    steps.append((Step.GRADE, grade.value))
    return grade


def _add(scores: Mapping[str, Fraction], ids: Sequence[str]) -> Fraction:
    return sum((scores[each] for each in ids), Fraction(0))
