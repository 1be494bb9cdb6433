"""The cell of a case rule: the words and numbers that tell the amount of which its cases speak."""

import json
from decimal import Decimal

import pytest

from policies.checking.indicators import CHECKS
from policies.scoring import Computed, RuleSpec, ScoreInput, WhyNot, compute_score
from tests.policies.sheets import describe_found, make_leaf, make_sheet

BALANCE = [["无结余", "3"], ["0<结余≤上年结转", "2"], ["结余>上年结转", "0"]]
YES_OR_NO = [["无结余", "3"], ["有结余", "1"]]
NUMBERS = [["结余=0", "3"], ["0<结余≤5", "2"], ["结余>5", "0"]]


def score(actual: str, cases: list[list[str]], **named: str) -> Computed:
    rule = RuleSpec("case", {"cases": json.dumps(cases)})
    amounts = {name: Decimal(value) for name, value in named.items()}
    return compute_score(rule=rule, row=ScoreInput(Decimal(3), "", actual, named=amounts), places=2)


@pytest.mark.parametrize("cases", [BALANCE, YES_OR_NO, NUMBERS])
@pytest.mark.parametrize(
    "actual",
    ["无结余", "没有结余", "未发生结余", "不存在结余", "零结余", "0", "0万元", "零", "无结余。"],
)
def test_no_balance_is_told_in_many_words(actual: str, cases: list[list[str]]) -> None:
    assert score(actual, cases).score == Decimal("3.00")


@pytest.mark.parametrize(
    ("actual", "cases", "points"),
    [
        ("4.2万元", NUMBERS, "2.00"),
        ("8.58", NUMBERS, "0.00"),
        ("8.58万元", YES_OR_NO, "1.00"),
        ("存在结余", YES_OR_NO, "1.00"),
        ("尚有结余", YES_OR_NO, "1.00"),
    ],
)
def test_the_only_number_of_a_cell_is_the_amount(
    actual: str, cases: list[list[str]], points: str
) -> None:
    assert score(actual, cases).score == Decimal(points)


@pytest.mark.parametrize(
    ("actual", "cases"),
    [
        ("0", [["无法完成", "0"], ["全部完成", "3"]]),
        ("0", [["结余>支出", "0"], ["结余≤支出", "3"]]),
        ("无", BALANCE),
        ("约5万元", NUMBERS),
        ("≥5", NUMBERS),
        ("没有上年结余", YES_OR_NO),
    ],
)
def test_a_cell_that_tells_no_one_amount_is_left_to_a_person(
    actual: str, cases: list[list[str]]
) -> None:
    assert score(actual, cases).why_not is not None


def test_the_amounts_of_the_form_stay_together() -> None:
    done = score("8.58万元", BALANCE, 结余="85800", 上年结转="100000")
    assert done.formula == "0 < 85800 ≤ 100000 → 2.00"
    assert score("没有结余", BALANCE, 结余="5", 上年结转="0").score == Decimal("3.00")
    assert score("情况良好", BALANCE).why_not is WhyNot.ACTUAL_NOT_A_NUMBER


def test_what_was_computed_from_its_cell_has_an_actual_value() -> None:
    done = score("无结余", BALANCE)
    row = make_leaf("1", actual_text="无结余", computed=done)
    assert describe_found(CHECKS["I10"], make_sheet(row)) == []
    asked = make_leaf("1", actual_text="无结余")
    assert describe_found(CHECKS["I10"], make_sheet(asked)) == [("I10", "W", "1")]
