"""From the scores of the rows to the result of a whole form, in one fixed order.

Not applicable → scores of the rows → caps → veto → scaling for what does not apply → bonus →
grade (scoring reference, section 1; R12, R17, R18). The percentages, ceilings and caps are those of
a scheme.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from models.vocabulary import Grade
from policies.numbers import round_half_up
from policies.scoring.formula import spell
from policies.scoring.grade_gap import discount_for_grade_gap
from policies.scoring.knock_out import VetoState
from policies.scoring.standing import PLAIN, Standing
from policies.scoring.totals import grade_of, sum_scores
from policies.scoring.usable import is_usable
from policies.scoring.whole_terms import NotApplicable, VetoKind, WholeTerms


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
    GRADE_GAP = "grade_gap"


class WholeProblem(StrEnum):
    """Why there is no result that a person could complete by filling in a row."""

    NO_ROWS = "no_rows"
    SAME_ID_TWICE = "same_id_twice"
    NUMBER_UNUSABLE = "number_unusable"
    NOTHING_APPLIES = "nothing_applies"
    MAY_NOT_BE_LEFT_OUT = "may_not_be_left_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A row that carries points. `groups` are the rows above it, the outermost first;
    `is_execution` marks the execution rate.
    """

    id: str
    weight: Decimal
    score: Decimal | None
    standing: Standing = PLAIN
    is_execution: bool = False
    groups: tuple[str, ...] = ()


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


def derive_whole(leaves: Sequence[Leaf], *, terms: WholeTerms) -> Whole:
    """Return the result of a whole form: where every row simply adds its score, their sum as it
    stands, never rounded again; else by the steps of `score_whole`. Scores below zero add up as
    they are; one that is not finite or of an order that no form knows leaves no result.
    """
    if not all(leaf.standing.is_plain for leaf in leaves):
        return score_whole(leaves, terms=terms)
    if any(leaf.score is not None and not is_usable(leaf.score.copy_abs()) for leaf in leaves):
        return Whole(problem=WholeProblem.NUMBER_UNUSABLE)
    total = sum_scores(leaf.score for leaf in leaves)
    if total is None:
        return Whole(missing=tuple(leaf.id for leaf in leaves if leaf.score is None))
    grade = grade_of(total, scheme=terms) if terms.bands else None
    return Whole(total=total, grade=grade, is_complete=True)


def conclude_review(reviewed: Whole, *, own: Whole, terms: WholeTerms) -> Whole:
    """Return the result of a review, less what a lower grade than the unit's own costs (R22).

    Sichuan: 75 (fair) against the unit's own excellent is 75 × 0.8 = 60.00.
    """
    if reviewed.total is None or reviewed.grade is None or own.grade is None:
        return reviewed
    final, how = discount_for_grade_gap(
        reviewed.total, own=own.grade, reviewed=reviewed.grade, factors=terms.grade_gap
    )
    if final == reviewed.total:
        return reviewed
    grade = max(grade_of(final, scheme=terms), reviewed.grade, key=list(Grade).index)
    steps = (*reviewed.steps, (Step.GRADE_GAP, how))
    return replace(reviewed, total=final, grade=grade, steps=steps)


def score_whole(leaves: Sequence[Leaf], *, terms: WholeTerms) -> Whole:
    """Return the result of a whole form; it is rounded once, at its end, and never raises.

    (95 − 8) ÷ (100 − 8) × 100 is 94.57 (case 003 without its rows of 5 and 3 points). The order of
    the rows does not matter. A knock-out that caps the total is applied to the end result, so that
    neither scaling nor a bonus leads past it (R12: applied last).
    """
    problem = _find_problem(leaves, terms)
    if problem is not None:
        return Whole(problem=problem)
    applying = sorted((leaf for leaf in leaves if leaf.standing.applies), key=lambda leaf: leaf.id)
    out = sorted((leaf for leaf in leaves if not leaf.standing.applies), key=lambda leaf: leaf.id)
    missing = tuple(
        leaf.id
        for leaf in applying
        if leaf.score is None or leaf.standing.veto is VetoState.UNKNOWN
    )
    if missing:
        return Whole(missing=missing)
    steps: list[tuple[Step, str]] = []
    if out:
        steps.append((Step.NOT_APPLICABLE, " + ".join(spell(leaf.weight) for leaf in out)))
    scores = _cap_scores(applying, steps)
    # A condition that holds is not put away by calling its row not applicable.
    holding = [leaf for leaf in leaves if leaf.standing.veto is VetoState.HOLDS]
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


def _find_problem(leaves: Sequence[Leaf], terms: WholeTerms) -> WholeProblem | None:
    regular = [leaf for leaf in leaves if not leaf.standing.is_bonus]
    if not regular:
        return WholeProblem.NO_ROWS
    if len({leaf.id for leaf in leaves}) != len(leaves):
        return WholeProblem.SAME_ID_TWICE
    numbers = [terms.total, terms.total_cap, terms.bonus_ceiling, terms.veto_total]
    numbers += [leaf.weight for leaf in leaves] + [leaf.score for leaf in leaves]
    if not all(number is None or is_usable(number) for number in numbers):
        return WholeProblem.NUMBER_UNUSABLE
    return _find_refusal(regular, terms)


def _find_refusal(regular: Sequence[Leaf], terms: WholeTerms) -> WholeProblem | None:
    out = [leaf for leaf in regular if not leaf.standing.applies]
    if out and terms.not_applicable is NotApplicable.NONE:
        return WholeProblem.MAY_NOT_BE_LEFT_OUT
    if not terms.execution_removable and any(leaf.is_execution for leaf in out):
        return WholeProblem.MAY_NOT_BE_LEFT_OUT
    has_weight = any(leaf.standing.applies and leaf.weight > 0 for leaf in regular)
    return None if has_weight else WholeProblem.NOTHING_APPLIES


def _cap_scores(applying: Sequence[Leaf], steps: list[tuple[Step, str]]) -> dict[str, Fraction]:
    stated = {leaf.id: Fraction(leaf.score or 0) for leaf in applying}
    capped = {leaf.id: min(stated[leaf.id], Fraction(leaf.weight)) for leaf in applying}
    regular = [leaf.id for leaf in applying if not leaf.standing.is_bonus]
    steps.append((Step.SCORES, spell(_add(stated, regular))))
    if capped != stated:
        steps.append((Step.CAPS, spell(_add(capped, regular))))
    return capped


def _apply_veto_to_rows(
    applying: Sequence[Leaf],
    scores: dict[str, Fraction],
    *,
    holding: Sequence[Leaf],
    terms: WholeTerms,
    steps: list[tuple[Step, str]],
) -> None:
    if not holding or terms.veto not in {VetoKind.LEAF, VetoKind.GROUP}:
        return
    groups = {leaf.groups[-1] for leaf in holding if leaf.groups}
    for leaf in applying:
        in_group = terms.veto is VetoKind.GROUP and bool(groups & set(leaf.groups))
        if leaf in holding or in_group:
            scores[leaf.id] = Fraction(0)
    regular = [leaf.id for leaf in applying if not leaf.standing.is_bonus]
    steps.append((Step.VETO, spell(_add(scores, regular))))


def _scale(
    applying: Sequence[Leaf],
    out: Sequence[Leaf],
    scores: Mapping[str, Fraction],
    *,
    terms: WholeTerms,
    steps: list[tuple[Step, str]],
) -> Fraction:
    regular = [leaf for leaf in applying if not leaf.standing.is_bonus]
    earned = _add(scores, [leaf.id for leaf in regular])
    left_out = [leaf for leaf in out if not leaf.standing.is_bonus]
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
    terms: WholeTerms,
    steps: list[tuple[Step, str]],
) -> Fraction:
    given = [leaf.id for leaf in applying if leaf.standing.is_bonus]
    if not given:
        return Fraction(0)
    bonus = _add(scores, given)
    if terms.bonus_ceiling is not None:
        bonus = min(bonus, Fraction(terms.bonus_ceiling))
    steps.append((Step.BONUS, f"+ {spell(bonus)}"))
    return bonus


def _cap_total(
    total: Decimal, *, is_vetoed: bool, terms: WholeTerms, steps: list[tuple[Step, str]]
) -> Decimal:
    caps = [terms.total if terms.total_cap is None else terms.total_cap]
    if is_vetoed and terms.veto is VetoKind.TOTAL and terms.veto_total is not None:
        caps.append(terms.veto_total)
    capped = min(total, *caps)
    if capped != total:
        capped = round_half_up(capped, places=terms.places)
        steps.append((Step.TOTAL_CAP, f"{spell(total)} → {capped}"))
    return capped


def _find_grade(
    total: Decimal, *, is_vetoed: bool, terms: WholeTerms, steps: list[tuple[Step, str]]
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
