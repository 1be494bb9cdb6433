"""The checks of weights, on small forms and on the sums of case 004."""

from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.vocabulary import Category
from policies.checking import Sheet, SheetRow
from policies.checking.weights import (
    CHECKS,
    check_level_one,
    check_missing_weights,
    check_single_indicator,
    check_weight_of_parents,
    check_weights_add_up,
)
from tests.policies.sheets import (
    describe_found,
    draw_sheets,
    gather_found,
    list_found,
    make_leaf,
    make_row,
    make_sheet,
    make_terms,
)


def test_every_code_of_weights_has_its_check() -> None:
    assert set(CHECKS) == {"W01", "W02", "W03", "W07", "W10"}


@pytest.mark.parametrize(
    ("last", "found"),
    [("40", False), ("40.005", False), ("40.006", True), ("39.994", True), ("0", True)],
)
def test_weights_add_up_to_the_total_within_the_tolerance(last: str, found: bool) -> None:  # noqa: FBT001 -- a column of the table
    sheet = make_sheet(make_leaf("a", weight=60), make_leaf("b", weight=last))
    expected = [("W01", "E", "weights")] if found else []
    assert describe_found(check_weights_add_up, sheet) == expected


def test_the_sum_of_weights_is_quoted_beside_the_expected_one() -> None:
    sheet = make_sheet(make_leaf("a", weight=60), make_leaf("b", weight="38.5"))
    (found,) = list_found(check_weights_add_up, sheet)
    assert found.numbers == {"expected": "100", "derived": "98.5"}
    assert not found.explained


def test_the_total_of_weights_is_the_one_of_the_scheme() -> None:
    rows = (make_leaf("a", weight=60), make_leaf("b", weight=60))
    terms = make_terms(total=Decimal(120))
    assert not list_found(check_weights_add_up, make_sheet(*rows, terms=terms))
    assert list_found(check_weights_add_up, make_sheet(*rows))


def test_a_printed_total_of_weights_is_checked_too() -> None:
    rows = (make_leaf("a", weight=60), make_leaf("b", weight=40))
    sheet = make_sheet(*rows, weight_total_printed=Decimal(90))
    (found,) = list_found(check_weights_add_up, sheet)
    assert found.numbers == {"expected": "90", "derived": "100"}
    sheet = make_sheet(*rows, weight_total_printed=Decimal("100.0"))
    assert not list_found(check_weights_add_up, sheet)


def test_a_form_with_cut_rows_is_blamed_for_too_much_only() -> None:
    assert not list_found(check_weights_add_up, make_sheet(make_leaf("a"), complete=False))
    sheet = make_sheet(make_leaf("a", weight=101), complete=False)
    assert describe_found(check_weights_add_up, sheet) == [("W01", "E", "weights")]


def test_a_missing_weight_leaves_the_sum_short_but_a_form_without_any_is_told_once() -> None:
    short = make_sheet(make_leaf("a", weight=60), make_leaf("b", weight=None))
    (found,) = list_found(check_weights_add_up, short)
    assert found.numbers == {"expected": "100", "derived": "60"}
    bare = make_sheet(make_leaf("a", weight=None), make_leaf("b", weight=None))
    assert not list_found(check_weights_add_up, bare)


def test_a_scored_form_without_rows_has_no_weights_unless_only_its_result_is_known() -> None:
    assert describe_found(check_weights_add_up, make_sheet()) == [("W01", "E", "weights")]
    assert not list_found(check_weights_add_up, make_sheet(reported_total=Decimal("83.48")))
    assert not list_found(check_weights_add_up, make_sheet(terms=make_terms(scored=False)))


def test_details_of_a_row_with_points_do_not_count() -> None:
    sheet = make_sheet(
        make_leaf("a", weight=100), make_row("a1", parent_id="a", weight=70, score=70)
    )
    assert not list_found(check_weights_add_up, sheet)


def family(weight: str | None, *below: str | None, **changes: Any) -> list[SheetRow]:
    leaves = [
        make_leaf(f"leaf{place}", parent_id="head", weight=each) for place, each in enumerate(below)
    ]
    return [make_row("head", weight=weight, **changes), *leaves]


@pytest.mark.parametrize(
    ("weight", "below", "found"),
    [
        ("50", ("30", "20"), False),
        ("50", ("30", "20.005"), False),
        ("50", ("30", "20.006"), True),
        ("50", ("30", "19"), True),
        (None, ("30", "19"), False),
        ("50", ("30", None), True),
        ("50", (None, None), False),
        ("50", ("51", None), True),
    ],
)
def test_the_weight_of_a_heading_is_the_sum_below_it(
    weight: str | None,
    below: tuple[str | None, ...],
    found: bool,  # noqa: FBT001 -- a column of the table
) -> None:
    sheet = make_sheet(*family(weight, *below))
    expected = [("W02", "E", "head")] if found else []
    assert describe_found(check_weight_of_parents, sheet) == expected


def test_a_row_counts_as_nothing_only_with_a_score_of_its_own() -> None:
    rows = [make_row("head", weight=50), make_leaf("a", parent_id="head", weight=30)]
    open_row = make_leaf("b", parent_id="head", weight=None, score=None)
    assert not list_found(check_weight_of_parents, make_sheet(*rows, open_row))
    scored = make_row("b", parent_id="head", score=5)
    assert not list_found(check_weight_of_parents, make_sheet(*rows, scored))


def test_a_heading_without_a_weight_does_not_hide_the_next_one() -> None:
    rows = (
        make_row("bare"),
        make_leaf("a", parent_id="bare"),
        make_row("head", weight=50),
        make_leaf("b", parent_id="head", weight=49),
    )
    assert describe_found(check_weight_of_parents, make_sheet(*rows)) == [("W02", "E", "head")]


def test_rows_that_print_no_weights_leave_a_heading_in_peace() -> None:
    rows = [make_row("head", weight=50), make_leaf("a", parent_id="head", weight=30)]
    detail = make_row("b", parent_id="head")
    assert not list_found(check_weight_of_parents, make_sheet(*rows, detail))


def test_a_form_that_is_cut_at_its_end_is_whole_above_it() -> None:
    first, last = family("50", "30", "19"), family("40", "30")
    last = [replace(row, id=f"{row.id}x", parent_id=row.parent_id and "headx") for row in last]
    sheet = make_sheet(*first, *last, complete=False)
    assert not list_found(check_weight_of_parents, sheet)
    cut = replace(sheet, cut_at_end=True)
    assert describe_found(check_weight_of_parents, cut) == [("W02", "E", "head")]


def test_a_heading_without_weight_counts_as_the_sum_below_it() -> None:
    rows = [
        make_row("top", weight=50),
        make_row("middle", parent_id="top"),
        make_leaf("leaf", parent_id="middle", weight=49),
    ]
    (found,) = list_found(check_weight_of_parents, make_sheet(*rows))
    assert (found.where, found.numbers) == (
        "top",
        {"reported": "50", "derived": "49", "difference": "-1"},
    )


def test_a_form_with_cut_rows_keeps_its_headings() -> None:
    assert not list_found(check_weight_of_parents, make_sheet(*family("50", "30"), complete=False))
    sheet = make_sheet(*family("50", "51"), complete=False)
    assert describe_found(check_weight_of_parents, sheet) == [("W02", "E", "head")]


def test_weights_that_were_inferred_are_nobodys_fault() -> None:
    sheet = make_sheet(*family("50", "30", weight_inferred=True))
    assert not list_found(check_weight_of_parents, sheet)


@pytest.mark.parametrize(("rule", "found"), [("subtable", 0), ("", 0), ("hierarchical_sum", 1)])
def test_details_add_up_only_where_the_rule_says_so(rule: str, found: int) -> None:
    sheet = make_sheet(
        make_leaf("a", weight=6, family=rule),
        make_row("a1", parent_id="a", weight=2),
        make_row("a2", parent_id="a", weight=3),
    )
    assert len(list_found(check_weight_of_parents, sheet)) == found


OUTPUTS = {"产出": Decimal(50), "效益": Decimal(30), "满意度": Decimal(10)}


@pytest.mark.parametrize(
    ("name", "weight", "found"),
    [
        ("产出指标", "80", True),
        ("产出指标", "50", False),
        (" 产 出 ", "80", True),
        ("决策", "20", False),
    ],
)
def test_first_level_headings_have_the_agreed_weights(name: str, weight: str, found: bool) -> None:  # noqa: FBT001 -- a column of the table
    sheet = make_sheet(
        make_row("O", name=name),
        make_leaf("O1", parent_id="O", weight=weight),
        terms=make_terms(level_one=OUTPUTS),
    )
    expected = [("W03", "W", "O")] if found else []
    assert describe_found(check_level_one, sheet) == expected


def test_case_004_has_80_for_outputs() -> None:
    sheet = make_sheet(
        make_row("O", name="产出指标", weight=80), terms=make_terms(level_one=OUTPUTS)
    )
    (found,) = list_found(check_level_one, sheet)
    assert found.numbers == {"name": "产出指标", "expected": "50", "reported": "80"}


def test_agreed_weights_are_not_asked_of_cut_rows_or_inner_headings() -> None:
    rows = [make_row("O", name="产出"), make_leaf("O1", parent_id="O", name="效益", weight=40)]
    terms = make_terms(level_one=OUTPUTS)
    assert not list_found(check_level_one, make_sheet(*rows, terms=terms, complete=False))
    assert [each.where for each in check_level_one(make_sheet(*rows, terms=terms))] == ["O"]


def test_a_row_with_points_says_how_many() -> None:
    sheet = make_sheet(make_leaf("a"), make_leaf("b", weight=None))
    assert describe_found(check_missing_weights, sheet) == [("W07", "E", "b")]
    assert list_found(check_missing_weights, sheet)[0].numbers == {"count": "1"}
    assert not list_found(check_missing_weights, make_sheet(make_leaf("a"), make_row("c")))


def test_a_form_without_any_weight_is_told_once() -> None:
    sheet = make_sheet(make_leaf("a", weight=None), make_leaf("b", weight=None))
    (found,) = list_found(check_missing_weights, sheet)
    assert (found.code, found.severity.value, found.where) == ("W07", "E", "weights")
    assert found.numbers == {"count": "2"}


def test_weights_may_be_missing_where_rows_are_cut_or_nothing_is_scored() -> None:
    rows = (make_leaf("a"), make_leaf("b", weight=None))
    assert not list_found(check_missing_weights, make_sheet(*rows, complete=False))
    assert not list_found(check_missing_weights, make_sheet(*rows, terms=make_terms(scored=False)))


def test_one_indicator_does_not_carry_everything() -> None:
    rate = make_leaf("rate", category=Category.EXECUTION, weight=10)
    sheet = make_sheet(rate, make_leaf("only", weight=90))
    (found,) = list_found(check_single_indicator, sheet)
    assert (found.code, found.severity.value, found.where) == ("W10", "E", "only")
    assert found.numbers == {"weight": "90"}
    two = make_sheet(rate, make_leaf("a", weight=89), make_leaf("b", weight=1))
    assert not list_found(check_single_indicator, two)


def test_a_second_indicator_without_points_does_not_help() -> None:
    sheet = make_sheet(make_leaf("a", weight=90), make_leaf("b", weight=0))
    assert describe_found(check_single_indicator, sheet) == [("W10", "E", "a")]
    sheet = make_sheet(make_leaf("a", weight=90), make_leaf("b", weight=None))
    assert not list_found(check_single_indicator, sheet)
    assert not list_found(check_single_indicator, make_sheet(make_leaf("a"), complete=False))


@pytest.mark.parametrize(("weight", "count"), [("0.5", 1), ("1", 1), ("0", 0), ("-1", 0)])
def test_a_single_indicator_carries_everything_where_that_is_anything(
    weight: str, count: int
) -> None:
    sheet = make_sheet(make_leaf("a", weight=weight))
    assert describe_found(check_single_indicator, sheet) == [("W10", "E", "a")] * count


def test_a_heading_whose_own_heading_was_cut_still_adds_up() -> None:
    rows = (
        make_row("top", parent_id="cut", weight=50),
        make_row("middle", parent_id="top"),
        make_leaf("leaf", parent_id="middle", weight=49),
    )
    assert describe_found(check_weight_of_parents, make_sheet(*rows)) == [("W02", "E", "top")]


@settings(max_examples=40)
@given(sheet=draw_sheets())
def test_no_form_makes_a_check_of_weights_raise(sheet: Sheet) -> None:
    for code, check in CHECKS.items():
        assert {found.code for found in check(sheet)} <= {code}


@settings(max_examples=40)
@given(sheet=draw_sheets(), random=st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter_to_the_checks_of_weights(
    sheet: Sheet, random: Random
) -> None:
    shuffled = random.sample(sheet.rows, len(sheet.rows))
    other = replace(sheet, rows=tuple(shuffled))
    for check in CHECKS.values():
        assert gather_found(check, other) == gather_found(check, sheet)
