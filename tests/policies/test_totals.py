"""Totals, grades and the execution rate."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Grade
from policies.scoring import execution_rate, grade_of, sum_scores
from tests.policies.sheets import make_terms


@pytest.mark.parametrize(
    ("budget", "spent", "expected"),
    [
        ("1688.91", "1550.59", "91.81"),
        ("200.00", "118.18", "59.09"),
        ("2500", "2445.41", "97.82"),
        ("100", "110", "110.00"),
        ("1", "0.5", "50.00"),
    ],
)
def test_the_execution_rate_is_a_percentage(budget: str, spent: str, expected: str) -> None:
    assert str(execution_rate(budget=Decimal(budget), spent=Decimal(spent))) == expected


def test_the_execution_rate_may_be_undefined() -> None:
    assert execution_rate(budget=Decimal(0), spent=Decimal(0)) is None
    assert execution_rate(budget=None, spent=Decimal(1)) is None
    assert execution_rate(budget=Decimal(1), spent=None) is None


def test_sums_are_exact_and_need_every_score() -> None:
    assert str(sum_scores([Decimal("33.33")] * 3)) == "99.99"
    assert str(sum_scores([Decimal("0.10")] * 3)) == "0.30"
    assert sum_scores([Decimal(80), None]) is None
    assert sum_scores([]) is None
    assert sum_scores([Decimal(0)]) == 0


@given(
    st.lists(st.decimals(min_value=0, max_value=100, places=2), min_size=1, max_size=40),
    st.randoms(use_true_random=False),
)
def test_the_order_of_rows_does_not_change_a_sum(
    scores: list[Decimal], order: random.Random
) -> None:
    shuffled = list(scores)
    order.shuffle(shuffled)
    assert str(sum_scores(shuffled)) == str(sum_scores(scores))
    assert sum_scores(scores) == sum((Fraction(s) for s in scores), start=Fraction(0))


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("100", Grade.EXCELLENT),
        ("98.36", Grade.EXCELLENT),
        ("90", Grade.EXCELLENT),
        ("89.995", Grade.GOOD),
        ("89.99", Grade.GOOD),
        ("83.48", Grade.GOOD),
        ("80", Grade.GOOD),
        ("79.99", Grade.FAIR),
        ("60", Grade.FAIR),
        ("59.99", Grade.POOR),
        ("0", Grade.POOR),
        ("-1", Grade.POOR),
    ],
)
def test_grades_change_exactly_at_the_boundary(total: str, grade: Grade) -> None:
    assert grade_of(Decimal(total), scheme=make_terms()) is grade
