"""Exact numbers for the checks: what counts as one, how they are compared and shown."""

from decimal import Decimal
from fractions import Fraction

import pytest

from models.vocabulary import Severity
from policies.checking.exact import (
    as_exact,
    contradicts,
    differ,
    gives_reason,
    places_of,
    put_down,
    show_number,
    show_percent,
    sum_known,
)
from policies.checking.inconsistency import Inconsistency
from tests.policies.sheets import make_leaf, make_sheet


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("0.1", Fraction(1, 10)),
        ("-2", Fraction(-2)),
        ("9E+15", Fraction(9 * 10**15)),
        ("1E-10", Fraction(1, 10**10)),
        ("1E+16", None),
        ("-1E+16", None),
        ("1E-11", None),
        ("NaN", None),
        ("sNaN", None),
        ("Infinity", None),
    ],
)
def test_only_a_number_of_an_order_that_forms_know_is_reckoned_with(
    text: str, exact: Fraction | None
) -> None:
    assert as_exact(Decimal(text)) == exact


def test_what_is_known_is_added_up_beside_what_is_not() -> None:
    third, sixth = Fraction(1, 3), Fraction(1, 6)
    assert sum_known([third, sixth]) == (Fraction(1, 2), True)
    assert sum_known([third, None]) == (third, False)
    assert sum_known([None]) == (Fraction(0), False)
    assert sum_known([]) == (Fraction(0), False)
    assert as_exact(None) is None


def test_numbers_as_close_as_a_half_of_a_hundredth_are_the_same() -> None:
    ten = Fraction(10)
    near, far = Fraction("10.005"), Fraction("10.0051")
    assert not differ(ten, near)
    assert not differ(near, ten)
    assert differ(ten, far)
    assert differ(far, ten)


@pytest.mark.parametrize(
    ("derived", "of_all", "of_some"),
    [
        ("9.99", True, False),
        ("9.995", False, False),
        ("10.005", False, False),
        ("10.0051", True, True),
    ],
)
def test_some_of_the_parts_contradict_a_sum_only_by_being_more(
    derived: str,
    of_all: bool,  # noqa: FBT001 -- a column of the table
    of_some: bool,  # noqa: FBT001 -- as above
) -> None:
    numbers = {"printed": Fraction(10), "derived": Fraction(derived)}
    assert contradicts(**numbers, whole=True) is of_all
    assert contradicts(**numbers, whole=False) is of_some


def test_numbers_are_shown_without_needless_zeros() -> None:
    assert show_number(Decimal("95.00")) == "95"
    assert show_number(Fraction(-1, 3)) == "-0.3333333333"
    assert show_number(Fraction(2, 3)) == "0.6666666667"
    assert show_percent(Fraction("0.9181")) == "91.81"
    assert show_percent(Fraction(2, 3)) == "66.67"


@pytest.mark.parametrize(
    "text", ["", " ", "无", "无。", " 没有. ", "-", "--", "—", "——", "/", "\\", "、", "空"]
)
def test_a_dash_or_a_word_for_nothing_is_no_reason(text: str) -> None:
    assert gives_reason(text) is False


@pytest.mark.parametrize("text", ["天气", "无法进场。", "。天气", "空缺", "无X"])
def test_words_are_a_reason(text: str) -> None:
    assert gives_reason(text) is True


@pytest.mark.parametrize(
    ("numbers", "places"),
    [
        ((), 0),
        (("NaN",), 0),
        (("5",), 0),
        (("1E+2",), 0),
        (("5", "0.5"), 1),
        (("5.25", "0.5"), 2),
        (("1.234",), 2),
        (("1.2", "Infinity"), 1),
    ],
)
def test_amounts_are_printed_with_at_most_two_places(numbers: tuple[str, ...], places: int) -> None:
    assert places_of([Decimal(number) for number in numbers]) == places


def test_what_is_found_is_put_down_with_its_numbers_and_its_explanation() -> None:
    sheet = make_sheet(make_leaf("a"), explained=frozenset({("S03", "a")}))
    score, weight = Fraction(5, 2), Decimal("2.0")
    found = put_down(sheet, "S03", Severity.ERROR, "a", score=score, weight=weight, what="over")
    told = {"score": "2.5", "weight": "2", "what": "over"}
    assert found == Inconsistency("S03", Severity.ERROR, "a", told, explained=True)
    assert put_down(sheet, "S04", Severity.ERROR, "a").explained is False
