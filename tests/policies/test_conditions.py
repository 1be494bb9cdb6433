"""Conditions of a case rule: how they are read, judged and written with their numbers."""

import json
from collections.abc import Sequence
from decimal import Decimal

import pytest

from policies.scoring import Computed, Notice, RuleSpec, ScoreInput, WhyNot, compute_score, fit_rule
from policies.scoring.conditions import Amount, Chain, Words, judge, parse_condition
from policies.scoring.params import RuleProblem


def score(actual: str, *cases: tuple[str, str]) -> Computed:
    rule = RuleSpec("case", {"cases": json.dumps(cases, ensure_ascii=False)})
    return compute_score(rule=rule, row=ScoreInput(Decimal(3), "", actual), places=2)


@pytest.mark.parametrize(
    ("actual", "cases", "formula"),
    [
        ("结余0.5万元", [("无结余", "0"), ("有结余", "3")], "有结余 → 3.00"),
        ("结余0万元", [("有结余", "0"), ("无结余", "3")], "无结余 → 3.00"),
        ("收入7，支出6", [("收入>支出且支出>1", "3")], "7 > 6，6 > 1 → 3.00"),
        ("项目结余5万元，结余8万元", [("结余>7", "3")], "8 > 7 → 3.00"),
        ("结余=5万元", [("结余≥5", "3")], "5 ≥ 5 → 3.00"),
        ("结余5万元", [("A=结余", "3")], "5 = 5 → 3.00"),
        ("超过90%", [("A≥90%", "3")], "90 ≥ 90 → 3.00"),
        ("5", [("9>=A>=5==5!=4", "3")], "9 ≥ 5 ≥ 5 = 5 ≠ 4 → 3.00"),
        ("及时", [("及时，且1<2", "3")], "及时，1 < 2 → 3.00"),
    ],
)
def test_a_condition_is_written_with_its_numbers(
    actual: str, cases: Sequence[tuple[str, str]], formula: str
) -> None:
    assert score(actual, *cases).formula == formula


@pytest.mark.parametrize(
    ("actual", "cases", "why_not"),
    [
        ("", [("及时", "3"), ("不及时", "0")], WhyNot.ACTUAL_MISSING),
        ("结余0万元", [("无", "3"), ("有", "0")], WhyNot.NO_CASE_FITS),
        ("0", [("无实际", "3"), ("有实际", "0")], WhyNot.NO_CASE_FITS),
        ("结余8万元", [("高结余", "3")], WhyNot.NO_CASE_FITS),
        ("结余≥5万元", [("结余≥1", "3")], WhyNot.ACTUAL_UNCLEAR),
        ("结余5万元，结余8万元", [("结余>1", "3")], WhyNot.ACTUAL_UNCLEAR),
    ],
)
def test_a_condition_that_the_text_does_not_answer_is_left_to_a_person(
    actual: str, cases: Sequence[tuple[str, str]], why_not: WhyNot
) -> None:
    assert score(actual, *cases).why_not is why_not


def test_a_bound_of_the_actual_value_is_told() -> None:
    notices = score("超过90%", ("A≥90%", "3")).notices
    assert notices == (Notice.BOUND_TAKEN_AS_VALUE,)


@pytest.mark.parametrize(
    ("actual", "points"),
    [
        ("结余0元，上年结转10万元", Decimal("3.00")),
        ("结余1元，上年结转10万元", None),
        ("结余8.58，上年结转10万元", Decimal("3.00")),
        ("结余8.58万元，上年结转10", Decimal("3.00")),
    ],
)
def test_a_unit_that_is_missing_is_that_of_the_other_amount(
    actual: str, points: Decimal | None
) -> None:
    assert score(actual, ("结余≤上年结转", "3")).score == points


def test_marks_at_the_ends_of_a_part_do_not_count() -> None:
    five = Amount(value=Decimal(5))
    share = Amount(value=Decimal(5), unit="%")
    assert parse_condition("A≥5且，及时。") == ((Chain(("A", five), ("≥",)), Words("及时")),)
    assert parse_condition("结余，>=5%，或 及时、且A<5") == (
        (Chain(("结余", share), ("≥",)),),
        (Words("及时"), Chain(("A", five), ("<",))),
    )


def test_a_condition_has_at_most_five_values_and_two_hundred_signs() -> None:
    numbers = [Amount(value=Decimal(number)) for number in (5, 4, 2, 1)]
    chain = Chain((*numbers[:2], "A", *numbers[2:]), (">",) * 4)
    assert parse_condition("5>4>A>2>1") == ((chain,),)
    assert parse_condition("字" * 200) == ((Words("字" * 200),),)


def find_nothing(_name: str) -> WhyNot:
    return WhyNot.ACTUAL_MISSING


def test_a_condition_that_does_not_hold_is_not_written() -> None:
    for text, verdict in (
        ("5<4", False),
        ("A>5", WhyNot.ACTUAL_MISSING),
        ("A>5或5<4", WhyNot.ACTUAL_MISSING),
        ("A>5且5<4", False),
        ("及时", False),
    ):
        judged = judge(parse_condition(text), says=lambda _words: False, find=find_nothing)
        assert judged == (verdict, "")
        assert type(judged[0]) is type(verdict)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "params.cases: a condition must be a text of at most 200 characters"),
        ("字" * 201, "params.cases: a condition must be a text of at most 200 characters"),
        (5, "params.cases: a condition must be a text of at most 200 characters"),
        ("A>5且", "params.cases: a condition has an empty part"),
        ("6>5>4>A>2>1", "params.cases: a condition compares too many values at once"),
        ("结余+1>5", "params.cases: '结余+1' is neither a name nor a number"),
    ],
)
def test_an_author_is_told_what_is_wrong_with_a_condition(text: object, said: str) -> None:
    with pytest.raises(RuleProblem) as problem:
        parse_condition(text)
    assert str(problem.value) == said


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        ([], ["params.cases must be 1 to 50 of [condition, points]"]),
        ([["A>1", "3"]] * 51, ["params.cases must be 1 to 50 of [condition, points]"]),
        ([["A>1"]], ["params.cases must be a list of [condition, points]"]),
        (["A>1"], ["params.cases must be a list of [condition, points]"]),
        ([["A>1", "three"]], ["params.cases must be a number"]),
        ([["A>1", "-3"]], ["params.cases must be at least 0"]),
        ([["A>1", "2"], ["其他", "0"]], ["the best of params.cases earns 2, not the weight of 3"]),
        (
            [["A>1", "3"], ["A>1", "0"], ["A≤1", "0"]],
            ["params.cases: condition 2 can never be the first to hold"],
        ),
        ([*([f"A>{50 - place}", "3"] for place in range(49)), ["A≤2", "0"]], []),
        ([["A>1", "3"]], ["params.cases leave A≤1 open"]),
    ],
)
def test_an_author_is_told_what_is_wrong_with_the_cases(
    cases: list[object], said: list[str]
) -> None:
    rule = RuleSpec("case", {"cases": json.dumps(cases)})
    assert list(fit_rule(rule, weight=Decimal(3))) == said
