"""Rows above and below one another, in any order and of any shape."""

from decimal import Decimal
from fractions import Fraction

import pytest

from policies.checking import Sheet
from policies.checking.scores import CHECKS as SCORES
from policies.checking.tree import add_scores, find_details, list_below, list_summed, order_rows
from tests.policies.sheets import describe_found, list_found, make_leaf, make_row, make_sheet

TOP, MIDDLE = make_row("top"), make_row("middle", parent_id="top")
LEAF = make_leaf("leaf", parent_id="middle")
DETAIL = make_row("detail", parent_id="leaf")
DEEPER = make_row("deeper", parent_id="detail")


def name_rows(rows: tuple[object, ...]) -> list[str]:
    return [getattr(row, "id", "") for row in rows]


def test_a_parent_comes_before_its_children_in_whatever_order_they_are_given() -> None:
    given = make_sheet(DEEPER, DETAIL, LEAF, MIDDLE, TOP)
    assert name_rows(order_rows(given)) == ["top", "middle", "leaf", "detail", "deeper"]
    assert find_details(given) == {"detail", "deeper"}
    assert name_rows(list_summed(given)) == ["middle", "top"]


def test_a_row_whose_heading_was_cut_begins_a_tree_of_its_own() -> None:
    sheet = make_sheet(LEAF, MIDDLE)
    assert name_rows(order_rows(sheet)) == ["middle", "leaf"]
    assert name_rows(order_rows(make_sheet(DEEPER, LEAF))) == ["deeper", "leaf"]


def test_rows_that_stand_above_themselves_are_left_out() -> None:
    one, two = make_row("one", parent_id="two"), make_row("two", parent_id="one")
    sheet = make_sheet(one, TOP, two, make_row("own", parent_id="own"))
    assert name_rows(order_rows(sheet)) == ["top"]
    assert name_rows(list_below(sheet, one)) == ["two", "one"]


def test_an_id_that_occurs_twice_is_followed_once() -> None:
    sheet = make_sheet(TOP, make_row("a", parent_id="top"), make_row("a", parent_id="a"))
    assert name_rows(order_rows(sheet)) == ["top", "a", "a"]
    assert name_rows(list_below(sheet, TOP)) == ["a", "a"]


def test_all_rows_below_a_row_are_listed_at_any_depth() -> None:
    sheet = make_sheet(TOP, MIDDLE, LEAF, DETAIL, make_leaf("other", parent_id="top"))
    assert name_rows(list_below(sheet, TOP)) == ["middle", "other", "leaf", "detail"]
    assert name_rows(list_below(sheet, DETAIL)) == []


def test_headings_below_headings_add_up_themselves() -> None:
    rows = (TOP, make_row("middle", parent_id="top", score=9), LEAF)
    assert describe_found(SCORES["S02"], make_sheet(*rows)) == [("S02", "E", "middle")]


def test_a_heading_without_a_sum_leaves_the_one_above_it_in_peace() -> None:
    rows = (make_row("top", score=11), MIDDLE, LEAF, make_leaf("b", parent_id="middle", score=None))
    assert list_found(SCORES["S02"], make_sheet(*rows)) == []
    known = (make_row("top", score=9), *rows[1:])
    assert list_found(SCORES["S02"], make_sheet(*known)) == []


@pytest.mark.parametrize(
    ("sheet", "known", "all_known"),
    [
        (make_sheet(make_leaf("a"), make_leaf("b", score="0.5")), "10.5", True),
        (make_sheet(make_leaf("a", score=-3), make_leaf("b")), "7", True),
        (make_sheet(make_leaf("a"), make_leaf("b", score=None)), "10", False),
        (make_sheet(make_leaf("a"), make_leaf("b", score="NaN")), "10", False),
        (make_sheet(make_row("a", score=5)), "0", False),
        (make_sheet(), "0", False),
    ],
)
def test_the_scores_of_the_rows_come_to_what_is_known(
    sheet: Sheet,
    known: str,
    all_known: bool,  # noqa: FBT001 -- a column of the table
) -> None:
    assert add_scores(sheet) == (Fraction(Decimal(known)), all_known)
