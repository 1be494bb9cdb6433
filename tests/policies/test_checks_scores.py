"""The checks of scores, on small forms and on the numbers of the five cases."""

from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.vocabulary import Category
from policies.checking import Passage, Sheet, SheetRow
from policies.checking.deductions import says_not_applicable
from policies.checking.scores import CHECKS
from policies.scoring import Notice, WhyNot
from tests.policies.sheets import (
    describe_found,
    draw_sheets,
    gather_found,
    list_found,
    make_computed,
    make_leaf,
    make_line,
    make_row,
    make_sheet,
    make_terms,
)

TERMS_120 = make_terms(total=Decimal(120))


def test_every_code_of_scores_has_its_check() -> None:
    assert set(CHECKS) == {
        *("S01", "S02", "S03", "S04", "S05", "S06", "S07", "S08", "S08x"),
        *("S09", "S10", "S11", "S90", "R01z"),
    }


def test_case_003_reports_97_and_its_rows_yield_95() -> None:
    parts = {"投入": 13, "执行": 12, "管理": 15, "资产": 10, "产出": 25, "效果": 20}
    rows = [make_leaf(name, weight=25, score=score) for name, score in parts.items()]
    (found,) = list_found(CHECKS["S01"], make_sheet(*rows, reported_total=Decimal(97)))
    assert (found.code, found.severity.value, found.where) == ("S01", "E", "total")
    assert found.numbers == {"reported": "97", "derived": "95"}
    assert not found.explained
    assert not list_found(CHECKS["S01"], make_sheet(*rows, reported_total=Decimal(95)))


@pytest.mark.parametrize(
    ("reported", "count"),
    [("10", 0), ("10.005", 0), ("9.995", 0), ("10.006", 1), ("9.994", 1), ("0", 1)],
)
def test_the_reported_total_is_the_sum_within_the_tolerance(reported: str, count: int) -> None:
    sheet = make_sheet(make_leaf("a"), reported_total=Decimal(reported))
    assert len(list_found(CHECKS["S01"], sheet)) == count


def test_the_reason_for_the_claim_explains_the_reported_total() -> None:
    sheet = make_sheet(make_leaf("a"), reported_total=Decimal(9), claim_explained=True)
    assert list_found(CHECKS["S01"], sheet)[0].explained
    sheet = make_sheet(
        make_leaf("a"), reported_total=Decimal(9), explained=frozenset({("S01", "total")})
    )
    assert list_found(CHECKS["S01"], sheet)[0].explained


@pytest.mark.parametrize("changes", [{"complete": False}, {}])
def test_a_part_of_the_scores_is_only_blamed_for_being_more_than_the_total(
    changes: dict[str, Any],
) -> None:
    rows = (make_leaf("a"), make_leaf("b", score=None))
    assert not list_found(CHECKS["S01"], make_sheet(*rows, reported_total=Decimal(20), **changes))
    assert list_found(CHECKS["S01"], make_sheet(*rows, reported_total=Decimal(9), **changes))


def test_nothing_is_added_up_without_a_total_or_without_rows() -> None:
    assert not list_found(CHECKS["S01"], make_sheet(make_leaf("a")))
    assert not list_found(CHECKS["S01"], make_sheet(reported_total=Decimal("83.48")))


@pytest.mark.parametrize(
    ("score", "count"), [("10.2", 0), ("10.205", 0), ("10.206", 1), ("10", 1), (None, 0)]
)
def test_the_score_of_a_heading_is_the_sum_below_it(score: str | None, count: int) -> None:
    sheet = make_sheet(
        make_row("1.1", weight=12, score=score),
        make_leaf("1.1.1", parent_id="1.1", weight=4, score=3),
        make_leaf("1.1.2", parent_id="1.1", weight=6, score="5.2"),
        make_leaf("1.1.3", parent_id="1.1", weight=2, score=2),
    )
    assert describe_found(CHECKS["S02"], sheet) == [("S02", "E", "1.1")] * count


def test_the_difference_of_a_heading_is_quoted() -> None:
    rows = (make_row("a", score=11), make_leaf("b", parent_id="a"))
    (found,) = list_found(CHECKS["S02"], make_sheet(*rows))
    assert found.numbers == {"reported": "11", "derived": "10", "difference": "1"}
    assert not list_found(CHECKS["S02"], make_sheet(*rows, complete=False))


def test_the_details_of_case_001_are_on_a_scale_of_their_own() -> None:
    rows = (
        make_leaf("B7.1", weight=2, score="1.46", family="subtable"),
        make_row("B7.1.1", parent_id="B7.1", score="7.30"),
    )
    assert not list_found(CHECKS["S02"], make_sheet(*rows))
    summed = make_leaf("1.1.2", weight=6, score="5.2", family="hierarchical_sum")
    below = [
        make_row(f"d{place}", parent_id="1.1.2", score=score)
        for place, score in enumerate(("1.7", "1.7", "1.7"))
    ]
    assert describe_found(CHECKS["S02"], make_sheet(summed, *below)) == [("S02", "E", "1.1.2")]


@pytest.mark.parametrize(("score", "count"), [("10", 0), ("10.005", 0), ("10.006", 1), ("11", 1)])
def test_no_score_is_above_its_weight(score: str, count: int) -> None:
    sheet = make_sheet(make_leaf("a", score=score))
    assert describe_found(CHECKS["S03"], sheet) == [("S03", "E", "a")] * count


def test_no_total_is_above_the_one_of_the_scheme() -> None:
    (found,) = list_found(CHECKS["S03"], make_sheet(reported_total=Decimal("101.5")))
    assert (found.where, found.numbers) == (
        "total",
        {"self": "101.5", "weight": "100", "difference": "1.5"},
    )
    sheet = make_sheet(reported_total=Decimal("101.5"), terms=TERMS_120)
    assert not list_found(CHECKS["S03"], sheet)


@pytest.mark.parametrize(("score", "count"), [("0", 0), ("-0.01", 1), ("-5", 1), (None, 0)])
def test_no_score_is_negative(score: str | None, count: int) -> None:
    sheet = make_sheet(make_leaf("a", score=score))
    assert describe_found(CHECKS["S04"], sheet) == [("S04", "E", "a")] * count


def test_no_total_is_negative() -> None:
    sheet = make_sheet(reported_total=Decimal(-1))
    assert describe_found(CHECKS["S04"], sheet) == [("S04", "E", "total")]


@pytest.mark.parametrize(
    ("row", "weight", "score", "computed"),
    [("A1.1", 5, 3, 0), ("D1.2", 5, 5, 3), ("B1.3", 3, 3, 0)],
)
def test_case_003_has_three_scores_that_its_rules_do_not_yield(
    row: str, weight: int, score: int, computed: int
) -> None:
    leaf = make_leaf(row, weight=weight, score=score, computed=computed)
    (found,) = list_found(CHECKS["S05"], make_sheet(leaf))
    assert (found.code, found.severity.value, found.where) == ("S05", "E", row)
    assert found.numbers == {"self": str(score), "computed": str(computed)}
    assert not found.explained


def test_a_reason_on_the_row_explains_another_score() -> None:
    leaf = make_leaf("A1.1", weight=5, score=3, computed=0, reason="公招人员7人")
    assert list_found(CHECKS["S05"], make_sheet(leaf))[0].explained


@pytest.mark.parametrize(
    ("tolerance", "score", "count"),
    [("0.01", "4.99", 0), ("0.01", "4.989", 1), ("0.1", "4.9", 0), ("0", "4.999", 1)],
)
def test_a_score_is_the_computed_one_within_the_tolerance_of_the_scheme(
    tolerance: str, score: str, count: int
) -> None:
    leaf = make_leaf("a", score=score, computed=5)
    sheet = make_sheet(leaf, terms=make_terms(tolerance=Decimal(tolerance)))
    assert len(list_found(CHECKS["S05"], sheet)) == count


def test_a_score_left_to_a_person_or_missing_is_not_compared() -> None:
    left = make_leaf("a", score=3, computed=make_computed(None))
    assert not list_found(CHECKS["S05"], make_sheet(left, make_leaf("b", score=None, computed=5)))


def test_case_001_deducts_from_three_rows_without_reasons() -> None:
    rows = (
        make_leaf("A1", weight=25, score="23.05"),
        make_row("A1.3", parent_id="A1", family="ratio_vs_time_progress"),
        make_leaf("A2", weight=25, score="24.44"),
        make_row("A2.1", parent_id="A2", family="subtable"),
        make_leaf("B6"),
        make_leaf("B7.1", weight=2, score="1.46", family="subtable"),
    )
    found = list_found(CHECKS["S06"], make_sheet(*rows))
    assert [(each.severity.value, each.where) for each in found] == [
        ("W", "A1"),
        ("W", "A2"),
        ("W", "B7.1"),
    ]
    assert [each.numbers["deducted"] for each in found] == ["1.95", "0.56", "0.54"]
    assert found[0].numbers == {"weight": "25", "self": "23.05", "deducted": "1.95"}


def deduct_as_case_002(**changes: Any) -> list[SheetRow]:
    points = {
        "1.1.1": (4, "3"),
        "1.1.2": (6, "5.2"),
        "2.2": (8, "7.6"),
        "3.2": (20, "19"),
        "4.1": (25, "20"),
        "4.2": (5, "4"),
    }
    return [
        make_leaf(name, weight=weight, score=score, **(changes if name == "4.2" else {}))
        for name, (weight, score) in points.items()
    ]


def test_case_002_accounts_for_none_of_its_deductions() -> None:
    found = list_found(CHECKS["S06"], make_sheet(*deduct_as_case_002()))
    assert {each.severity.value for each in found} == {"E"}
    assert sum(Decimal(each.numbers["deducted"]) for each in found) == Decimal("9.2")


@pytest.mark.parametrize(
    "changes", [{"reason": "抽样太少"}, {"rule_text": "每少1个百分点扣0.1分"}, {"computed": "4"}]
)
def test_one_account_anywhere_leaves_warnings(changes: dict[str, Any]) -> None:
    found = list_found(CHECKS["S06"], make_sheet(*deduct_as_case_002(**changes)))
    assert {each.severity.value for each in found} == {"W"}


def test_a_single_deduction_and_cut_rows_leave_warnings() -> None:
    sheet = make_sheet(make_leaf("B1.1", weight=3, score=0))
    assert describe_found(CHECKS["S06"], sheet) == [("S06", "W", "B1.1")]
    sheet = make_sheet(*deduct_as_case_002(), complete=False)
    assert {each.severity.value for each in CHECKS["S06"](sheet)} == {"W"}


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({"score": "9.995"}, 0),
        ({"score": "9.994"}, 1),
        ({"score": 5, "reason": "天气"}, 0),
        ({"score": 5, "reason": " 无。"}, 1),
        ({"score": 5, "computed": 5}, 0),
        ({"score": 5, "computed": "5.01"}, 0),
        ({"score": 5, "computed": 6}, 1),
        ({"score": 5, "computed": None}, 1),
        ({"score": None}, 0),
        ({"weight": None, "score": 5}, 0),
    ],
)
def test_a_deduction_has_a_reason_or_is_the_one_of_the_rule(
    changes: dict[str, Any], count: int
) -> None:
    assert len(list_found(CHECKS["S06"], make_sheet(make_leaf("a", **changes)))) == count


def test_a_reason_may_stand_above_or_below_the_row() -> None:
    leaf = make_leaf("b", parent_id="a", score=5)
    assert not list_found(CHECKS["S06"], make_sheet(make_row("a", reason="天气"), leaf))
    detail = make_row("c", parent_id="b", reason="天气")
    assert not list_found(CHECKS["S06"], make_sheet(make_row("a"), leaf, detail))


def test_the_deduction_for_the_execution_rate_is_accounted_for_by_the_funds() -> None:
    rate = make_leaf("rate", category=Category.EXECUTION, weight=20, score="18.36")
    line = make_line("l", revised="1688.91", actual="1550.59")
    assert not list_found(CHECKS["S06"], make_sheet(rate, lines=(line,)))
    assert list_found(CHECKS["S06"], make_sheet(rate))


@pytest.mark.parametrize(
    ("rule", "count"), [("R01", 1), ("R02", 1), ("R04", 1), ("R06", 0), ("R24", 0)]
)
def test_full_marks_for_a_target_that_was_missed_by_its_rule(rule: str, count: int) -> None:
    leaf = make_leaf("a", target_text="≥95%", computed=make_computed(9, rule=rule))
    assert describe_found(CHECKS["S07"], make_sheet(leaf)) == [("S07", "W", "a")] * count
    met = make_leaf("a", target_text="≥95%", computed=make_computed(10, rule=rule))
    assert not list_found(CHECKS["S07"], make_sheet(met))


@pytest.mark.parametrize(
    ("target", "actual", "count"),
    [
        ("≥95%", "90%", 1),
        ("≥95%", "95%", 0),
        ("≤6小时", "7小时", 1),
        ("≤6小时", "6小时", 0),
        ("<2次", "2次", 1),
        ("<2次", "1次", 0),
        (">2次", "2次", 1),
        ("15个", "9个", 0),
        ("≥95%", "≥90%", 0),
        ("≥95%", "0.9", 0),
        ("", "", 0),
    ],
)
def test_full_marks_for_a_target_that_was_missed_by_its_numbers(
    target: str, actual: str, count: int
) -> None:
    leaf = make_leaf("a", target_text=target, actual_text=actual)
    found = list_found(CHECKS["S07"], make_sheet(leaf))
    assert len(found) == count
    if found:
        assert found[0].numbers == {
            "what": "missed",
            "self": "10",
            "weight": "10",
            "target": target,
            "actual": actual,
        }
    below = make_leaf("a", target_text=target, actual_text=actual, score="9.99")
    assert not list_found(CHECKS["S07"], make_sheet(below))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("不适用", True),
        ("（不适用）", True),
        ("本项不涉及：无专项", True),
        ("该指标不适用。", True),
        ("无不适用情形", False),
        ("不适用扣分情形", False),
        ("", False),
        ("不适" * 50_000, False),
    ],
)
def test_full_marks_for_a_row_that_does_not_apply(text: str, says: bool) -> None:  # noqa: FBT001 -- a column of the table
    assert says_not_applicable(text) is says
    found = list_found(CHECKS["S07"], make_sheet(make_leaf("a", actual_text=text)))
    assert [each.numbers["what"] for each in found] == ["not_applicable"] * says


@pytest.mark.parametrize(
    ("name", "amount", "count"),
    [
        ("重点支出安排率", None, 1),
        ("重点支出安排率", "0", 1),
        ("重点支出安排率", "5", 0),
        ("公务卡刷卡率", None, 0),
    ],
)
def test_full_marks_for_projects_in_a_form_without_any(
    name: str, amount: str | None, count: int
) -> None:
    lines = (make_line("基本支出", actual="316.05"), make_line("项目支出", actual=amount))
    sheet = make_sheet(make_leaf("A1.3", name=name, target_text="≥90%"), lines=lines)
    assert describe_found(CHECKS["S07"], sheet) == [("S07", "I", "A1.3")] * count


RATE_004 = {"category": Category.EXECUTION, "weight": 20}
LINE_004 = make_line("l", revised="1688.91", actual="1550.59")


@pytest.mark.parametrize(
    ("score", "count"), [("18.36", 0), ("18.37", 0), ("18.35", 1), ("18.38", 1), ("20", 1)]
)
def test_the_execution_score_of_case_004_follows_from_its_funds(score: str, count: int) -> None:
    sheet = make_sheet(make_leaf("rate", score=score, **RATE_004), lines=(LINE_004,))
    assert describe_found(CHECKS["S08"], sheet) == [("S08", "E", "rate")] * count


def test_each_row_for_the_execution_is_checked() -> None:
    rows = (
        make_leaf("right", score="18.36", **RATE_004),
        make_leaf("other"),
        make_leaf("wrong", score="20", **RATE_004),
    )
    sheet = make_sheet(*rows, lines=(LINE_004,))
    assert describe_found(CHECKS["S08"], sheet) == [("S08", "E", "wrong")]


def test_the_execution_score_is_the_one_of_its_rule_and_not_told_twice() -> None:
    leaf = make_leaf("rate", score="18.36", computed=14, **RATE_004)
    sheet = make_sheet(leaf, lines=(LINE_004,))
    (found,) = list_found(CHECKS["S08"], sheet)
    assert found.numbers == {"self": "18.36", "computed": "14"}
    assert not list_found(CHECKS["S05"], sheet)


def test_the_execution_score_is_at_most_the_weight_and_not_guessed() -> None:
    over = make_line("l", revised=100, actual=120)
    leaf = make_leaf("rate", score=20, **RATE_004)
    assert not list_found(CHECKS["S08"], make_sheet(leaf, lines=(over,)))
    poor = make_leaf("rate", score=5, **RATE_004)
    zero = make_line("l", revised=0, actual=120)
    stepped = make_leaf("rate", score=5, family="exec_rate_stepped", **RATE_004)
    assert not list_found(CHECKS["S08"], make_sheet(poor, lines=(zero,)))
    assert not list_found(CHECKS["S08"], make_sheet(poor, lines=(LINE_004, over)))
    assert not list_found(CHECKS["S08"], make_sheet(stepped, lines=(LINE_004,)))


def claim(**changes: Any) -> SheetRow:
    return make_leaf("I9", **{"claims_no_deviation": True, **changes})


def test_case_004_claims_no_deviation_beside_85_of_15() -> None:
    leaf = claim(weight=5, score=5, target_text="15个", actual_text="85个")
    (found,) = list_found(CHECKS["S08x"], make_sheet(leaf))
    assert (found.code, found.severity.value, found.where) == ("S08x", "W", "I9")
    assert found.numbers == {
        "what": "over",
        "target": "15个",
        "actual": "85个",
        "ratio": "566.67",
    }


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"computed": make_computed(10, notices=(Notice.FAR_OVER_TARGET,))}, "over"),
        ({"target_text": "100个", "actual_text": "131个"}, "over"),
        ({"target_text": "100个", "actual_text": "130个"}, None),
        ({"target_text": "≥95%", "actual_text": "94%"}, "under"),
        ({"target_text": "≤100万元", "actual_text": "20万元"}, None),
        ({"computed": 9}, "under"),
        ({"score": 9}, "under"),
        ({"score": 9, "reason": "天气"}, None),
        ({"score": 9, "claims_no_deviation": False}, None),
        ({}, None),
    ],
)
def test_no_deviation_is_claimed_only_where_nothing_deviates(
    changes: dict[str, Any], what: str | None
) -> None:
    found = list_found(CHECKS["S08x"], make_sheet(claim(**changes)))
    assert [each.numbers["what"] for each in found] == ([what] if what else [])


def test_the_limit_of_a_deviation_is_the_one_of_the_scheme() -> None:
    leaf = claim(target_text="100个", actual_text="140个")
    assert list_found(CHECKS["S08x"], make_sheet(leaf))
    terms = make_terms(far_over_target=Decimal(150))
    assert not list_found(CHECKS["S08x"], make_sheet(leaf, terms=terms))


def test_an_execution_rate_below_the_whole_is_a_deviation() -> None:
    leaf = claim(score="18.36", computed="18.36", **RATE_004)
    (found,) = list_found(CHECKS["S08x"], make_sheet(leaf))
    assert (found.numbers["what"], found.numbers["ratio"]) == ("under", "91.8")


def test_case_002_prints_no_total() -> None:
    (found,) = list_found(CHECKS["S09"], make_sheet(make_leaf("a", weight=100, score="90.8")))
    assert (found.code, found.severity.value, found.where) == ("S09", "E", "total")
    assert found.numbers == {"derived": "90.8"}


@pytest.mark.parametrize(
    "changes",
    [{"reported_total": Decimal(10)}, {"complete": False}, {"terms": make_terms(scored=False)}],
)
def test_a_total_is_asked_of_a_whole_scored_form_only(changes: dict[str, Any]) -> None:
    assert not list_found(CHECKS["S09"], make_sheet(make_leaf("a"), **changes))
    assert not list_found(CHECKS["S09"], make_sheet(make_leaf("a"), make_leaf("b", score=None)))


def test_every_row_with_points_has_a_score_and_no_reason_stands_in() -> None:
    rows = (make_leaf("a"), make_row("h"), make_leaf("b", score=None, computed=5, reason="未做"))
    (found,) = list_found(CHECKS["S10"], make_sheet(*rows))
    assert (found.code, found.severity.value, found.where) == ("S10", "E", "b")
    assert not found.explained
    assert not list_found(CHECKS["S10"], make_sheet(*rows, complete=False))


@pytest.mark.parametrize(("score", "count"), [("6.25", 1), ("25", 0), ("6.26", 0), ("0", 0)])
def test_weighted_points_are_not_multiplied_by_the_weight(score: str, count: int) -> None:
    leaf = make_leaf("a", weight=25, score=score, computed=25)
    assert describe_found(CHECKS["S11"], make_sheet(leaf)) == [("S11", "E", "a")] * count


def test_points_of_a_hundred_may_be_converted() -> None:
    heading = make_row("h", weight=25, score=25)
    assert not list_found(
        CHECKS["S11"], make_sheet(heading, make_leaf("a", parent_id="h", weight=100, score=100))
    )
    twice = make_row("h", weight=25, score="6.25")
    below = make_leaf("a", parent_id="h", weight=25, score=25)
    assert describe_found(CHECKS["S11"], make_sheet(twice, below)) == [("S11", "E", "h")]


def test_a_total_of_points_that_were_weighted_twice() -> None:
    rows = (make_leaf("a", weight=60, score=60), make_leaf("b", weight=40, score=30))
    (found,) = list_found(CHECKS["S11"], make_sheet(*rows, reported_total=Decimal(48)))
    assert (found.where, found.numbers) == (
        "total",
        {"self": "48", "weight": "100", "points": "90"},
    )
    assert not list_found(CHECKS["S11"], make_sheet(*rows, reported_total=Decimal(90)))
    assert not list_found(CHECKS["S11"], make_sheet(*rows, reported_total=Decimal("48.5")))


def test_case_000_cannot_be_recomputed() -> None:
    sheet = make_sheet(reported_total=Decimal("83.48"), terms=make_terms(scored=False))
    (found,) = list_found(CHECKS["S90"], sheet)
    assert (found.code, found.severity.value, found.where) == ("S90", "I", "total")
    assert found.numbers == {"reported": "83.48"}
    assert not list_found(CHECKS["S90"], make_sheet(make_leaf("a"), reported_total=Decimal(10)))
    assert not list_found(CHECKS["S90"], make_sheet())


@pytest.mark.parametrize(
    ("computed", "count"),
    [
        (make_computed(8, rule="R04", notices=(Notice.ZERO_TARGET,)), 1),
        (make_computed(None, rule="R01", why_not=WhyNot.ZERO_TARGET), 1),
        (make_computed(8, rule="R04"), 0),
        (make_computed(8), 0),
        (None, 0),
    ],
)
def test_case_004_wants_a_loss_of_zero(computed: Any, count: int) -> None:
    leaf = make_leaf("I4", weight=8, score=8, target_text="0", computed=computed)
    found = list_found(CHECKS["R01z"], make_sheet(leaf))
    assert [(each.severity.value, each.where) for each in found] == [("I", "I4")] * count
    assert [each.numbers for each in found] == [{"target": "0"}] * count


def test_details_of_details_are_not_added_up_either() -> None:
    rows = (
        make_leaf("a", family="subtable"),
        make_row("b", parent_id="a", score=5),
        make_row("c", parent_id="b", score=4),
    )
    assert not list_found(CHECKS["S02"], make_sheet(*rows))


def test_a_reason_may_stand_two_rows_below() -> None:
    rows = (
        make_leaf("a", score=5),
        make_row("b", parent_id="a"),
        make_row("c", parent_id="b", reason="天气"),
    )
    assert not list_found(CHECKS["S06"], make_sheet(*rows))


def test_a_target_of_zero_has_no_ratio() -> None:
    sheet = make_sheet(claim(target_text="0次", actual_text="3次"))
    assert not list_found(CHECKS["S08x"], sheet)


@settings(max_examples=40)
@given(sheet=draw_sheets())
def test_no_form_makes_a_check_of_scores_raise(sheet: Sheet) -> None:
    for code, check in CHECKS.items():
        assert {found.code for found in check(sheet)} <= {code}


@settings(max_examples=40)
@given(sheet=draw_sheets(), random=st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter_to_the_checks_of_scores(
    sheet: Sheet, random: Random
) -> None:
    shuffled = random.sample(sheet.rows, len(sheet.rows))
    other = replace(sheet, rows=tuple(shuffled))
    for check in CHECKS.values():
        assert gather_found(check, other) == gather_found(check, sheet)


def test_a_rule_that_takes_the_unknown_for_full_is_no_reason() -> None:
    guessed = make_computed("23.05", rule="R23", notices=(Notice.PARTS_TAKEN_AS_FULL,))
    leaf = make_leaf("A1", weight=25, score="23.05", computed=guessed)
    assert describe_found(CHECKS["S06"], make_sheet(leaf)) == [("S06", "W", "A1")]
    known = replace(leaf, computed=replace(guessed, notices=()))
    assert not list_found(CHECKS["S06"], make_sheet(known))


def test_the_execution_rate_does_not_count_among_what_needs_a_reason() -> None:
    given = [make_leaf(f"r{n}", score=9, computed="9.00", reason="天气") for n in range(2)]
    missing = make_leaf("m", score=9, computed="9.00")
    rate = make_leaf("x", score=9, computed="9.00", category=Category.EXECUTION)
    sheet = make_sheet(make_row("h"), *given, missing, rate)
    assert describe_found(CHECKS["S06"], sheet) == [("S06", "W", "m")]
    more = replace(missing, id="m2")
    assert describe_found(CHECKS["S06"], make_sheet(make_row("h"), *given, missing, more)) == []


def test_a_form_that_gives_reasons_is_asked_for_the_missing_one() -> None:
    reasoned = [make_leaf(name, score=9, reason="天气") for name in ("a", "b")]
    missing = make_leaf("c", score=5, computed=5)
    rate = make_leaf("rate", score=9, computed=9, category=Category.EXECUTION)
    sheet = make_sheet(*reasoned, missing, replace(missing, id="e"), rate)
    assert not list_found(CHECKS["S06"], sheet)
    third = make_leaf("d", score=9, reason="停工")
    sheet = make_sheet(*reasoned, third, missing, rate, complete=False)
    assert describe_found(CHECKS["S06"], sheet) == [("S06", "W", "c")]
    assert not list_found(CHECKS["S06"], make_sheet(reasoned[0], missing))


@pytest.mark.parametrize(
    ("name", "target", "actual", "count"),
    [
        ("生态效益指标", "无", "无", 1),
        ("可持续影响", "无。", "无", 1),
        ("生态效益指标", "无", "100%", 0),
        ("生态效益指标", "", "无", 0),
        ("安全事故", "无", "无", 0),
        ("考核指标", "无", "无", 0),
    ],
)
def test_a_heading_that_holds_nothing_gets_no_full_marks(
    name: str, target: str, actual: str, count: int
) -> None:
    leaf = make_leaf("a", name=name, target_text=target, actual_text=actual)
    found = list_found(CHECKS["S07"], make_sheet(leaf))
    assert [each.numbers["what"] for each in found] == ["not_applicable"] * count


@pytest.mark.parametrize(
    ("title", "text", "found"),
    [
        ("", "总分 98.36\n偏差大或目标未完成原因分析 无。\n改进措施", True),
        ("", "未完成原因：无", True),
        ("", "偏差原因分析及改进措施：无", True),
        ("", "偏差原因及改进措施：无法按期进场，已另行安排", False),
        ("偏差大或目标未完成原因分析", "无。", True),
        ("偏差原因分析", "无偿献血人数减少。", False),
        ("", "未完成原因：无法进场施工", False),
        ("", "（2）效益指标完成情况分析\n无。", False),
        ("存在问题", "无。", False),
    ],
)
def test_the_narrative_may_claim_that_nothing_deviates(title: str, text: str, found: bool) -> None:  # noqa: FBT001 -- a column of the table
    over = make_leaf("I9", weight=5, score=5, target_text="≥15个", actual_text="85个")
    rate = make_leaf("rate", score=9, category=Category.EXECUTION)
    met = make_leaf("met", target_text="≥15个", actual_text="15个")
    told = make_leaf("told", score=9, reason="天气")
    sections = (Passage(key="s", title=title, text=text),)
    sheet = make_sheet(make_row("h"), over, rate, met, told, sections=sections)
    expected = [("S08x", "W", "I9"), ("S08x", "W", "rate")] if found else []
    assert describe_found(CHECKS["S08x"], sheet) == expected


@pytest.mark.parametrize(
    ("score", "text", "count"),
    [
        ("0.64", "单项得分8分，权重占比8%，折算得分0.64分", 1),
        ("7", "单项得分8分，权重占比8%，折算得分0.64分", 0),
        ("0.64", "单项得分80分，权重占比8%，折算得分0.64分", 0),
        ("0.64", "单项得分8分，权重占比8%", 0),
        ("0.64", "技能得分8分，态度得分9分，折算得分0.64分", 0),
    ],
)
def test_a_row_may_tell_itself_that_its_points_were_weighted_again(
    score: str, text: str, count: int
) -> None:
    leaf = make_leaf("B2.1", weight=8, score=score, actual_text=text)
    assert describe_found(CHECKS["S11"], make_sheet(leaf)) == [("S11", "E", "B2.1")] * count


def test_what_stands_above_the_end_of_a_cut_form_was_seen() -> None:
    rows = (
        make_row("h", score=18),
        make_leaf("a", parent_id="h", score=10),
        make_leaf("b", parent_id="h", score="7.5"),
        make_row("k"),
        make_leaf("c", parent_id="k", score=None),
        make_leaf("d", parent_id="k", score=None),
    )
    cut = make_sheet(*rows, complete=False, cut_at_end=True)
    assert describe_found(CHECKS["S02"], cut) == [("S02", "E", "h")]
    assert describe_found(CHECKS["S10"], cut) == [("S10", "E", "c")]
    holes = replace(cut, cut_at_end=False)
    assert not list_found(CHECKS["S02"], holes)
    assert not list_found(CHECKS["S10"], holes)
