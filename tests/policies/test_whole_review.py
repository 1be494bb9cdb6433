"""The plain sum of a form, and what a lower grade of the review costs (R22)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from models.vocabulary import Grade
from policies.scoring.grade_gap import discount_for_grade_gap
from policies.scoring.knock_out import VetoState
from policies.scoring.standing import Standing
from policies.scoring.whole import (
    Leaf,
    Step,
    Whole,
    conclude_review,
    derive_whole,
    score_whole,
)
from policies.scoring.whole_terms import VetoKind, WholeTerms
from tests.policies.sheets import make_terms

FACTORS = (Decimal("0.9"), Decimal("0.8"), Decimal("0.7"))
TERMS = WholeTerms(bands=make_terms().bands, grade_gap=FACTORS)


def leaf(name: str, score: str | None, **stands: object) -> Leaf:
    points = None if score is None else Decimal(score)
    standing = Standing(**stands)  # type: ignore[arg-type]
    return Leaf(id=name, weight=Decimal(50), score=points, standing=standing)


def reviewed(total: str, grade: Grade | None) -> Whole:
    steps = ((Step.SCORES, total),)
    return Whole(total=Decimal(total), grade=grade, is_complete=True, steps=steps)


def test_where_every_row_simply_adds_its_score_the_result_is_their_sum() -> None:
    whole = derive_whole([leaf("a", "45"), leaf("b", "44.995")], terms=TERMS)
    assert whole == Whole(total=Decimal("89.995"), grade=Grade.GOOD, is_complete=True)


def test_a_clear_condition_changes_nothing_of_the_sum() -> None:
    leaves = [leaf("a", "45", veto=VetoState.CLEAR), leaf("b", "50")]
    whole = derive_whole(leaves, terms=TERMS)
    assert whole == Whole(total=Decimal(95), grade=Grade.EXCELLENT, is_complete=True)


def test_a_sum_without_bands_has_no_grade() -> None:
    whole = derive_whole([leaf("a", "45")], terms=WholeTerms())
    assert whole == Whole(total=Decimal(45), is_complete=True)


def test_the_rows_that_want_a_score_are_named() -> None:
    leaves = [leaf("a", None), leaf("b", "0"), leaf("c", None)]
    assert derive_whole(leaves, terms=TERMS) == Whole(missing=("a", "c"))
    assert derive_whole([], terms=TERMS) == Whole()


def test_where_a_row_does_more_than_add_its_score_the_steps_are_gone() -> None:
    leaves = [leaf("a", "45", veto=VetoState.HOLDS), leaf("b", "50")]
    terms = replace(TERMS, veto=VetoKind.LEAF)
    whole = derive_whole(leaves, terms=terms)
    assert whole == score_whole(leaves, terms=terms)
    assert whole.total == Decimal("50.00")
    assert [step for step, _how in whole.steps] == [Step.SCORES, Step.VETO, Step.GRADE]


@pytest.mark.parametrize(
    ("fiscal", "own", "found", "final", "how"),
    [
        ("75", Grade.EXCELLENT, Grade.FAIR, "60.00", "75 × 0.8 = 60.00"),
        ("85", Grade.EXCELLENT, Grade.GOOD, "76.50", "85 × 0.9 = 76.50"),
        ("50", Grade.EXCELLENT, Grade.POOR, "35.00", "50 × 0.7 = 35.00"),
        ("75", Grade.GOOD, Grade.FAIR, "67.50", "75 × 0.9 = 67.50"),
        ("75.05", Grade.GOOD, Grade.FAIR, "67.55", "75.05 × 0.9 = 67.55"),
        ("75", Grade.FAIR, Grade.FAIR, "75", "75"),
        ("95", Grade.GOOD, Grade.EXCELLENT, "95", "95"),
    ],
)
def test_a_gap_between_grades_costs_its_factor(
    fiscal: str, own: Grade, found: Grade, final: str, how: str
) -> None:
    score = Decimal(fiscal)
    assert discount_for_grade_gap(score, own=own, reviewed=found, factors=FACTORS, places=2) == (
        Decimal(final),
        how,
    )
    assert discount_for_grade_gap(score, own=own, reviewed=found, factors=(), places=2)[0] == score


def test_a_gap_wider_than_the_factors_counts_as_the_last() -> None:
    assert discount_for_grade_gap(
        Decimal(50), own=Grade.EXCELLENT, reviewed=Grade.POOR, factors=FACTORS[:2], places=1
    ) == (Decimal("40.0"), "50 × 0.8 = 40.0")


@pytest.mark.parametrize(
    ("total", "grade", "final", "new_grade", "how"),
    [
        ("75", Grade.FAIR, "60.00", Grade.FAIR, "75 × 0.8 = 60.00"),
        ("80", Grade.GOOD, "72.00", Grade.FAIR, "80 × 0.9 = 72.00"),
        ("70.01", Grade.FAIR, "56.01", Grade.POOR, "70.01 × 0.8 = 56.01"),
        # A knock-out has taken the better grades, and 100 × 0.7 does not give one of them back.
        ("100", Grade.POOR, "70.00", Grade.POOR, "100 × 0.7 = 70.00"),
    ],
)
def test_a_review_that_finds_a_lower_grade_costs_points_and_perhaps_a_grade(
    total: str, grade: Grade, final: str, new_grade: Grade, how: str
) -> None:
    found = conclude_review(
        reviewed(total, grade), own=reviewed("95", Grade.EXCELLENT), terms=TERMS
    )
    assert found == Whole(
        total=Decimal(final),
        grade=new_grade,
        is_complete=True,
        steps=((Step.SCORES, total), (Step.GRADE_GAP, how)),
    )


def test_a_discount_has_the_places_of_the_result() -> None:
    found = conclude_review(
        reviewed("75.5", Grade.FAIR),
        own=reviewed("95", Grade.EXCELLENT),
        terms=replace(TERMS, places=1),
    )
    assert found.steps[-1] == (Step.GRADE_GAP, "75.5 × 0.8 = 60.4")


@pytest.mark.parametrize(
    ("review", "own", "factors"),
    [
        (reviewed("75", Grade.FAIR), reviewed("95", Grade.EXCELLENT), ()),
        (reviewed("75", Grade.FAIR), reviewed("75", Grade.FAIR), FACTORS),
        (reviewed("75", Grade.FAIR), reviewed("50", Grade.POOR), FACTORS),
        (reviewed("75", Grade.FAIR), reviewed("95", None), FACTORS),
        (reviewed("75", None), reviewed("95", Grade.EXCELLENT), FACTORS),
        (reviewed("75", Grade.FAIR), reviewed("95", Grade.EXCELLENT), (Decimal(1), Decimal(1))),
        (Whole(missing=("a",)), reviewed("95", Grade.EXCELLENT), FACTORS),
        (Whole(grade=Grade.POOR), reviewed("95", Grade.EXCELLENT), FACTORS),
    ],
)
def test_a_review_stands_as_it_is_where_nothing_is_taken(
    review: Whole, own: Whole, factors: tuple[Decimal, ...]
) -> None:
    assert conclude_review(review, own=own, terms=replace(TERMS, grade_gap=factors)) == review
