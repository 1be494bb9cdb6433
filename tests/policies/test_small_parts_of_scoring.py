"""The small parts that many rules share: bounds, counts of pieces, spelled numbers, finished."""

from decimal import Decimal
from fractions import Fraction

import pytest

from policies.scoring import RuleSpec, fit_rule
from policies.scoring.counting import counts_pieces, nearest_allowed
from policies.scoring.finished import says_finished
from policies.scoring.formula import spell, spell_in_sum
from policies.scoring.usable import is_usable


@pytest.mark.parametrize("number", ["0", "9E+15", "1E-10", "1.0000000001", "9999999999999999"])
def test_a_number_that_a_form_may_hold_is_usable(number: str) -> None:
    assert is_usable(Decimal(number))


@pytest.mark.parametrize("number", ["-1", "1E+16", "1E-11", "1.00000000001", "NaN", "Infinity"])
def test_a_number_that_no_form_holds_is_not_usable(number: str) -> None:
    assert not is_usable(Decimal(number))


@pytest.mark.parametrize(
    ("bound", "units", "whole"),
    [
        ("2", ("次", ""), True),
        ("2", ("", "人次"), True),
        ("2", ("", ""), True),
        ("2", ("%", "次"), False),
        ("2.5", ("次", "次"), False),
        ("2.5", ("", ""), False),
    ],
)
def test_whole_pieces_are_told_by_the_first_unit_that_is_named(
    bound: str,
    units: tuple[str, ...],
    whole: bool,  # noqa: FBT001 -- the expected answer
) -> None:
    assert counts_pieces(bound=Decimal(bound), units=units) is whole


def test_the_nearest_allowed_value_of_pieces_is_the_next_one_and_never_below_zero() -> None:
    assert nearest_allowed(bound=Decimal(2), above=False, pieces=True) == 1
    assert nearest_allowed(bound=Decimal(2), above=True, pieces=True) == 3
    assert nearest_allowed(bound=Decimal(0), above=False, pieces=True) == 0
    assert nearest_allowed(bound=Decimal(2), above=True, pieces=False) == 2


def test_a_number_is_spelled_without_needless_zeros_and_negative_in_a_sum_in_parentheses() -> None:
    assert [spell(Decimal(number)) for number in ("2.50", "-2.50", "0")] == ["2.5", "−2.5", "0"]
    assert spell(Fraction(2, 3)) == "0.666667"
    assert [spell_in_sum(Decimal(number)) for number in ("-2", "0", "0.5")] == ["(−2)", "0", "0.5"]


@pytest.mark.parametrize(
    ("text", "finished"),
    [
        ("已完成", True),
        ("未完成", False),
        ("工程于10月完工", True),
        ("项目完成，资金尚未支付", False),
        ("主体在建", False),
        ("良好", None),
        ("", None),
    ],
)
def test_a_text_says_whether_a_project_is_finished(
    text: str,
    finished: bool | None,  # noqa: FBT001 -- the expected answer
) -> None:
    assert says_finished(text) is finished


def test_the_points_that_a_rule_says_a_second_time_are_checked() -> None:
    def fit(most: str) -> list[str]:
        return list(fit_rule(RuleSpec("exec_rate", {"max": most}), weight=Decimal(5)))

    assert fit("-1") == ["params.max must be at least 0"]
    assert fit("4") == ["params.max is 4, not the weight of 5"]
    assert fit("5") == []
