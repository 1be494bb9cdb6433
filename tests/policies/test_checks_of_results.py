"""The checks of totals, weights and grades where a result is no plain sum: rows that do not apply,
a bonus and a knock-out.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from models.vocabulary import Category, Grade
from policies.checking import Sheet, SheetRow
from policies.checking.grades import CHECKS as GRADES
from policies.checking.scores import CHECKS as SCORES
from policies.checking.weights import CHECKS as WEIGHTS
from policies.scoring.knock_out import VetoState
from policies.scoring.standing import Standing
from policies.scoring.whole import Whole, WholeProblem
from policies.scoring.whole_terms import NotApplicable, VetoKind, WholeTerms
from tests.policies.sheets import (
    NATIONAL_BANDS,
    describe_found,
    list_found,
    make_leaf,
    make_row,
    make_sheet,
    make_terms,
)

LEFT_OUT = Standing(applies=False)
BONUS = Standing(is_bonus=True)
HOLDS, CLEAR = Standing(veto=VetoState.HOLDS), Standing(veto=VetoState.CLEAR)


def lay(*rows: SheetRow, whole: dict[str, Any], **changes: Any) -> Sheet:
    terms = WholeTerms(bands=NATIONAL_BANDS, **whole)
    return make_sheet(*rows, terms=make_terms(whole=terms), **changes)


def leave_out(reported: str | None, **changes: Any) -> Sheet:
    """A form of 70 and 30 points of which the 30 do not apply: 69 ÷ 70 × 100 = 98.57."""
    rows = (
        make_leaf("a", weight=40, score=changes.pop("score", 39)),
        make_leaf("b", weight=30, score=30),
        make_leaf("c", weight=30, score=None, standing=LEFT_OUT),
    )
    total = None if reported is None else Decimal(reported)
    whole = {"not_applicable": NotApplicable.SCALE}
    return lay(*rows, whole=whole, reported_total=total, **changes)


def add_bonus(reported: str | None, **changes: Any) -> Sheet:
    """A form of 100 points with a bonus of 5, of which the scheme gives 3 at most: 98."""
    rows = (
        make_leaf("a", weight=60, score=58),
        make_leaf("b", weight=40, score=37),
        make_leaf("c", weight=5, score=5, standing=BONUS),
    )
    total = None if reported is None else Decimal(reported)
    whole = {"bonus_ceiling": Decimal(3), "total_cap": Decimal(102)}
    return lay(*rows, whole=whole, reported_total=total, **changes)


def knock_out(veto: Standing, kind: VetoKind = VetoKind.GRADE, **changes: Any) -> Sheet:
    """A form with 95 of 100 points and a condition that lets it be no better than fair, or leaves
    it 59 points.
    """
    rows = (
        make_leaf("a", weight=70, score=65),
        make_leaf("v", weight=30, score=30, standing=veto),
    )
    whole = {"veto": kind, "veto_grade": Grade.FAIR, "veto_total": Decimal(59)}
    return lay(*rows, whole=whole, **changes)


@pytest.mark.parametrize(
    ("reported", "found"),
    [("98.57", None), ("98.575", None), ("69", "69"), ("99", "99"), ("98.56", "98.56")],
)
def test_the_total_of_a_form_with_a_row_left_out_is_the_scaled_one(
    reported: str, found: str | None
) -> None:
    numbers = [each.numbers for each in SCORES["S01"](leave_out(reported))]
    assert numbers == ([] if found is None else [{"reported": found, "derived": "98.57"}])


@pytest.mark.parametrize("reported", ["98.57", "20"])
def test_a_score_that_is_missing_beside_a_row_left_out_leaves_the_total_in_peace(
    reported: str,
) -> None:
    sheet = leave_out(reported, score=None)
    assert list_found(SCORES["S01"], sheet) == []
    assert describe_found(SCORES["S10"], sheet) == [("S10", "E", "a")]
    assert list_found(SCORES["S09"], leave_out(None, score=None)) == []


def test_a_row_that_does_not_apply_needs_no_score() -> None:
    assert list_found(SCORES["S10"], leave_out("98.57")) == []


def test_a_form_with_a_row_left_out_is_asked_for_its_total() -> None:
    (found,) = list_found(SCORES["S09"], leave_out(None))
    assert (found.where, found.numbers) == ("total", {"derived": "98.57"})
    assert list_found(SCORES["S09"], leave_out("69")) == []
    assert list_found(SCORES["S09"], leave_out(None, complete=False)) == []


def test_a_row_that_may_not_be_left_out_leaves_no_total_to_compare() -> None:
    rows = (make_leaf("a", weight=70), make_leaf("c", weight=30, score=5, standing=LEFT_OUT))
    sheet = lay(*rows, whole={}, reported_total=Decimal(3))
    assert list_found(SCORES["S01"], sheet) == []
    assert list_found(SCORES["S09"], lay(*rows, whole={})) == []


def test_a_row_left_out_keeps_its_weight_in_the_whole() -> None:
    assert list_found(WEIGHTS["W01"], leave_out("98.57")) == []


@pytest.mark.parametrize(("reported", "count"), [("98", 0), ("100", 1), ("95", 1), ("97.99", 1)])
def test_a_bonus_is_part_of_the_total_up_to_its_ceiling(reported: str, count: int) -> None:
    numbers = [each.numbers for each in SCORES["S01"](add_bonus(reported))]
    assert numbers == [{"reported": reported, "derived": "98"}] * count


def test_a_bonus_lifts_the_most_that_may_be_reported() -> None:
    assert list_found(SCORES["S03"], add_bonus("102.005")) == []
    (found,) = list_found(SCORES["S03"], add_bonus("102.006"))
    assert (found.code, found.severity.value, found.where) == ("S03", "E", "total")
    assert found.numbers == {"self": "102.006", "weight": "102", "difference": "0.006"}


def test_a_bonus_stands_outside_the_weights_of_the_form() -> None:
    assert list_found(WEIGHTS["W01"], add_bonus("98")) == []
    rows = (make_leaf("a", weight=95), make_leaf("c", weight=5, standing=BONUS))
    (found,) = list_found(WEIGHTS["W01"], lay(*rows, whole={}))
    assert found.numbers == {"expected": "100", "derived": "95"}


def test_a_bonus_is_no_second_indicator() -> None:
    rows = (
        make_leaf("rate", weight=10, category=Category.EXECUTION),
        make_leaf("a", weight=90),
        make_leaf("c", weight=5, standing=BONUS),
    )
    (found,) = list_found(WEIGHTS["W10"], lay(*rows, whole={}))
    assert (found.where, found.numbers) == ("a", {"weight": "90"})


@pytest.mark.parametrize(
    ("sheet", "total", "grade"),
    [
        (leave_out("69"), "98.57", Grade.EXCELLENT),
        (add_bonus("70"), "98", Grade.EXCELLENT),
        (knock_out(CLEAR), "95", Grade.EXCELLENT),
        (knock_out(HOLDS), "95", Grade.FAIR),
        (knock_out(HOLDS, VetoKind.TOTAL), "59", Grade.POOR),
    ],
)
def test_the_grade_is_the_one_of_the_result(sheet: Sheet, total: str, grade: Grade) -> None:
    (found,) = list_found(GRADES["G02"], sheet)
    assert found.numbers == {"derived": grade.value, "total": total}
    for reported in Grade:
        told = [
            each.numbers["derived"]
            for each in GRADES["G01"](replace(sheet, reported_grade=reported))
        ]
        assert told == ([] if reported is grade else [grade.value])


def test_the_grade_of_another_total_than_the_derived_one_is_its_band() -> None:
    sheet = replace(knock_out(HOLDS), complete=False, reported_grade=Grade.GOOD)
    for total, grade in (("95", "fair"), ("94", "excellent")):
        (found,) = GRADES["G01"](replace(sheet, reported_total=Decimal(total)))
        assert found.numbers == {"reported": "good", "derived": grade, "total": total}


def test_a_condition_that_nobody_answered_leaves_the_reported_total() -> None:
    sheet = knock_out(Standing(veto=VetoState.UNKNOWN), reported_total=Decimal(70))
    assert list_found(GRADES["G02"], sheet)[0].numbers == {"derived": "fair", "total": "70"}
    assert list_found(SCORES["S01"], sheet) == []


def test_a_knock_out_takes_the_points_below_its_own_heading() -> None:
    rows = (
        make_row("h", weight=60),
        make_leaf("a", parent_id="h", weight=20, score=20),
        make_leaf("v", parent_id="h", weight=40, score=40, standing=HOLDS),
        make_leaf("b", weight=40, score=35),
    )
    sheet = lay(*rows, whole={"veto": VetoKind.GROUP})
    assert sheet.derived_total == Decimal(35)
    scores = {"a": Decimal(10), "v": Decimal(5), "b": Decimal(30)}
    assert sheet.derive(scores).total == Decimal(30)


def test_a_review_is_added_up_by_the_terms_of_the_form() -> None:
    reviewed = leave_out("98.57").derive({"a": Decimal(40), "b": Decimal(30), "c": None})
    assert (reviewed.total, reviewed.grade) == (Decimal("100.00"), Grade.EXCELLENT)


@pytest.mark.parametrize(("removable", "total"), [(True, Decimal(50)), (False, None)])
def test_an_execution_rate_is_left_out_only_where_the_scheme_says_so(
    removable: bool,  # noqa: FBT001 -- a column of the table
    total: Decimal | None,
) -> None:
    rows = (
        make_leaf("rate", weight=20, score=None, category=Category.EXECUTION, standing=LEFT_OUT),
        make_leaf("a", weight=80, score=40),
    )
    whole = {"not_applicable": NotApplicable.SCALE, "execution_removable": removable}
    assert lay(*rows, whole=whole).derived_total == total


def test_a_bonus_without_a_weight_earns_nothing() -> None:
    rows = (make_leaf("a", weight=100, score=90), make_leaf("c", weight=None, standing=BONUS))
    assert lay(*rows, whole={"total_cap": Decimal(110)}).derived_total == Decimal(90)


@pytest.mark.parametrize("odd", ["sNaN", "NaN", "Infinity", "1E+999999"])
def test_a_score_that_is_no_number_leaves_the_reported_total(odd: str) -> None:
    rows = (make_leaf("a", weight=50, score=odd), make_leaf("b", weight=50))
    changes: dict[str, Any] = {"reported_total": Decimal(95), "reported_grade": Grade.POOR}
    sheet = make_sheet(*rows, **changes)
    assert sheet.derived == Whole(problem=WholeProblem.NUMBER_UNUSABLE)
    (found,) = list_found(GRADES["G01"], sheet)
    assert found.numbers == {"reported": "poor", "derived": "excellent", "total": "95"}
