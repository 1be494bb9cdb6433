"""What the checks of scores quote, where their bounds lie, and that no row hides the next one."""

from decimal import Decimal
from typing import Any

import pytest

from models.vocabulary import Category
from policies.checking import SheetRow
from policies.checking.deductions import says_not_applicable
from policies.checking.scores import CHECKS
from policies.scoring import Notice, WhyNot
from tests.policies.sheets import (
    describe_found,
    list_found,
    make_computed,
    make_leaf,
    make_line,
    make_row,
    make_sheet,
    make_terms,
)

RATE: dict[str, Any] = {"category": Category.EXECUTION, "weight": 20}


def test_a_score_above_its_weight_is_quoted_with_the_difference() -> None:
    (found,) = list_found(CHECKS["S03"], make_sheet(make_leaf("a", score="11.5")))
    assert found.numbers == {"self": "11.5", "weight": "10", "difference": "1.5"}


def test_a_total_may_be_the_whole_and_its_tolerance() -> None:
    assert not list_found(CHECKS["S03"], make_sheet(reported_total=Decimal("100.005")))
    sheet = make_sheet(reported_total=Decimal("100.006"))
    assert describe_found(CHECKS["S03"], sheet) == [("S03", "E", "total")]


def test_a_negative_score_or_total_is_quoted() -> None:
    sheet = make_sheet(make_leaf("a", score="-0.5"), reported_total=Decimal(-3))
    found = list_found(CHECKS["S04"], sheet)
    assert [(each.where, each.numbers) for each in found] == [
        ("a", {"self": "-0.5"}),
        ("total", {"self": "-3"}),
    ]
    for total in ("0", "0.5"):
        assert not list_found(CHECKS["S04"], make_sheet(reported_total=Decimal(total)))


def test_a_negative_total_without_rows_is_no_wrong_sum() -> None:
    assert not list_found(CHECKS["S01"], make_sheet(reported_total=Decimal(-5)))


def test_some_of_the_scores_may_be_the_total_and_its_tolerance() -> None:
    rows = (make_leaf("a"), make_leaf("b", score=None))
    sheet = make_sheet(*rows, reported_total=Decimal("9.995"))
    assert not list_found(CHECKS["S01"], sheet)
    sheet = make_sheet(*rows, reported_total=Decimal("9.994"))
    assert list_found(CHECKS["S01"], sheet)


def test_a_missing_score_is_told_without_numbers_and_is_never_explained() -> None:
    sheet = make_sheet(
        make_leaf("b", score=None, reason="未做"), explained=frozenset({("S10", "b")})
    )
    (found,) = list_found(CHECKS["S10"], sheet)
    assert found.numbers == {}
    assert found.explained is False


def test_a_heading_without_a_score_does_not_hide_the_next_one() -> None:
    rows = (
        make_row("a"),
        make_leaf("a1", parent_id="a"),
        make_row("b", score=9),
        make_leaf("b1", parent_id="b"),
    )
    assert describe_found(CHECKS["S02"], make_sheet(*rows)) == [("S02", "E", "b")]


def test_a_row_without_a_rule_does_not_hide_the_next_target_of_zero() -> None:
    zero = make_computed(None, why_not=WhyNot.ZERO_TARGET)
    sheet = make_sheet(make_leaf("a"), make_leaf("b", target_text="0", computed=zero))
    assert describe_found(CHECKS["R01z"], sheet) == [("R01z", "I", "b")]


@pytest.mark.parametrize(("score", "count"), [("14.01", 0), ("13.99", 0), ("14.011", 1)])
def test_an_execution_score_is_the_one_of_its_rule_within_the_tolerance(
    score: str, count: int
) -> None:
    sheet = make_sheet(make_leaf("rate", score=score, computed=14, **RATE))
    assert len(list_found(CHECKS["S08"], sheet)) == count


@pytest.mark.parametrize("odd", ["NaN", "1E+99"])
def test_an_odd_tolerance_is_the_smallest_one(odd: str) -> None:
    terms = make_terms(tolerance=Decimal(odd))
    near = make_leaf("a", score="9.995", computed=10)
    far = make_leaf("b", score="9.994", computed=10)
    assert describe_found(CHECKS["S05"], make_sheet(near, far, terms=terms)) == [("S05", "E", "b")]


@pytest.mark.parametrize(
    ("amounts", "computed"),
    [
        ({"revised": 100, "actual": 50}, "10"),
        ({"revised": 100, "actual": 0}, "0"),
        ({"revised": 1, "actual": "0.25"}, "5"),
        ({"revised": "0.5", "actual": "0.25"}, "10"),
        ({"original": 100, "actual": 120}, "20"),
        ({"revised": 100}, None),
        ({"actual": 50}, None),
        ({"revised": 0, "actual": 50}, None),
        ({"revised": -1, "actual": 50}, None),
        ({"revised": 100, "actual": -1}, None),
    ],
)
def test_an_execution_score_follows_from_two_amounts_that_are_there(
    amounts: dict[str, Any], computed: str | None
) -> None:
    rows = (make_leaf("other"), make_leaf("rate", score=7, **RATE))
    sheet = make_sheet(*rows, lines=(make_line("l", **amounts),))
    numbers = [each.numbers for each in CHECKS["S08"](sheet)]
    assert numbers == ([] if computed is None else [{"self": "7", "computed": computed}])


def test_two_deductions_without_any_account_are_errors() -> None:
    rows = (make_leaf("a", score=5), make_leaf("b", score=5))
    assert describe_found(CHECKS["S06"], make_sheet(*rows)) == [
        ("S06", "E", "a"),
        ("S06", "E", "b"),
    ]
    full = (rows[0], make_leaf("b", score="9.995"))
    assert describe_found(CHECKS["S06"], make_sheet(*full)) == [("S06", "W", "a")]


@pytest.mark.parametrize(
    ("weight", "score", "count"),
    [
        ("0", "0", 0),
        ("-1", "-1", 0),
        ("0.5", "0.5", 1),
        ("1", "1", 1),
        ("10", "9.995", 1),
        ("10", "9.994", 0),
    ],
)
def test_full_marks_are_the_points_of_a_row_that_has_some(
    weight: str, score: str, count: int
) -> None:
    leaf = make_leaf("a", weight=weight, score=score, actual_text="不适用")
    assert len(list_found(CHECKS["S07"], make_sheet(leaf))) == count


def speak(name: str = "", target: str = "") -> list[str]:
    lines = (make_line("基本支出", actual=5), make_line("项目支出"))
    leaf = make_leaf("a", name=name, target_text=target)
    sheet = make_sheet(make_leaf("full"), leaf, lines=lines)
    return [each.numbers["what"] for each in CHECKS["S07"](sheet)]


def test_only_the_beginning_of_a_cell_may_speak_of_projects() -> None:
    assert speak(name="项目支出率") == ["no_projects"]
    assert speak(name="甲" * 196 + "项目支出") == ["no_projects"]
    assert speak(name="甲" * 197 + "项目支出") == []
    assert speak(target="甲" * 496 + "项目支出") == ["no_projects"]
    assert speak(target="甲" * 497 + "项目支出") == []


def test_a_cell_says_that_its_row_does_not_apply_behind_any_space() -> None:
    assert says_not_applicable(" " * 50 + "不适用")
    assert not says_not_applicable(" " * 37 + "不适用扣分")


def claim(**changes: Any) -> SheetRow:
    return make_leaf("a", claims_no_deviation=True, **changes)


@pytest.mark.parametrize(
    ("changes", "what", "ratio"),
    [
        ({"score": 9}, "under", "90"),
        ({"score": 10, "computed": 8}, "under", "80"),
        ({"score": 9, "computed": make_computed(None)}, "under", "90"),
        ({"target_text": "≥8个", "actual_text": "7个", "score": 5}, "under", "87.5"),
        ({"weight": None, "computed": "over"}, "over", ""),
        ({"weight": 0, "score": 0, "computed": "over"}, "over", ""),
        ({"score": None, "computed": "over"}, "over", ""),
        ({"score": None, "weight": None, "computed": "over"}, "over", ""),
    ],
)
def test_a_deviation_is_told_by_the_values_or_else_by_the_points(
    changes: dict[str, Any], what: str, ratio: str
) -> None:
    if changes.get("computed") == "over":
        over = make_computed(None, notices=(Notice.FAR_OVER_TARGET,))
        changes = {**changes, "computed": over}
    rows = (make_leaf("silent"), claim(**changes))
    (found,) = list_found(CHECKS["S08x"], make_sheet(*rows))
    assert (found.numbers["what"], found.numbers["ratio"]) == (what, ratio)


def test_a_row_as_full_as_the_tolerance_does_not_deviate() -> None:
    assert not list_found(CHECKS["S08x"], make_sheet(claim(score="9.995")))
    met = claim()
    sheet = make_sheet(met, make_leaf("b", claims_no_deviation=True, score=9))
    assert describe_found(CHECKS["S08x"], sheet) == [("S08x", "W", "b")]
