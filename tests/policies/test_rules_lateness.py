"""What a delay costs, by the parameters of a deadline or by the words of its rule (R21)."""

from decimal import Decimal

import pytest

from policies.scoring import Computed, Notice, RuleSpec, ScoreInput, WhyNot, compute_score
from policies.scoring.lateness import Lateness, read_lateness

EACH_DAY = Lateness(per_day=Decimal("0.5"))
EACH_MONTH = Lateness(per_month=Decimal(1))
HALF = Lateness(share=Decimal(50))
EVERYTHING = Lateness()
UNCLEAR = Lateness(unclear=True)

BY_DAYS = "按期得满分，每逾期一天扣0.5分"
BY_SHARE = "逾期一个月以内得50%分值；逾期超过一个月不得分"


def score(actual: str, text: str = "", **params: str) -> Computed:
    row = ScoreInput(Decimal(5), "2021年9月30日", actual)
    return compute_score(rule=RuleSpec("deadline", params, text), row=row, places=2)


@pytest.mark.parametrize(
    ("text", "lateness"),
    [
        ("", EVERYTHING),
        ("在规定时间前完成得满分，逾期不得分。", EVERYTHING),
        (BY_DAYS, EACH_DAY),
        ("每逾期 一 天，扣 0.5 分，扣完为止。", EACH_DAY),
        ("逾期的，每天扣0.5分", EACH_DAY),
        ("每逾期一个月扣1分", EACH_MONTH),
        (BY_SHARE, HALF),
    ],
)
def test_the_words_of_a_rule_are_read(text: str, lateness: Lateness) -> None:
    assert read_lateness(text) == lateness


@pytest.mark.parametrize(
    "text",
    [
        "逾期的由评价小组另行认定",
        "每逾期一天扣0.5分，质量不合格的扣2分",
        "每逾期一天扣0.5分；逾期一个月以内得50%分值",
        "每逾期一天扣0.5分；每延误一个月扣1分",
        "逾期一个月以内得50%分值",
    ],
)
def test_words_that_also_say_something_else_are_not_understood(text: str) -> None:
    assert read_lateness(text) == UNCLEAR


@pytest.mark.parametrize("text", ["逾期扣完为止不得分", "逾期每延误一天扣0.5分不得分"])
def test_words_on_either_side_of_what_was_understood_are_not_read_as_one(text: str) -> None:
    assert read_lateness(text) == UNCLEAR


@pytest.mark.parametrize(
    ("text", "actual", "points"),
    [
        ("按期完工得5分，每逾期一个月扣1分。", "2021年10月15日", "4.00"),
        ("按期完工得5分，每逾期一个月扣1分。", "2021年11月5日", "3.00"),
        ("按期完工得5分，每延迟1天扣0.5分，扣完为止", "2021年10月3日", "3.50"),
        ("按期得满分，逾期的，每天扣0.5分", "2021年10月3日", "3.50"),
        ("逾期一个月以内得50%分值；逾期超过一个月不得分", "2021年10月17日", "2.50"),
        ("逾期一个月以内得50%分值；逾期超过一个月不得分", "2021年11月1日", "0.00"),
        ("在规定时间前完成得满分，逾期不得分。", "2021年10月3日", "0.00"),
        ("按时完成得满分，否则0分", "2021年10月3日", "0.00"),
        ("按时完成得满分，逾期酌情扣分", "2021年9月30日", "5.00"),
        ("按期得满分，逾期每10天扣1分", "2021年9月3日", "5.00"),
    ],
)
def test_the_words_of_a_rule_say_what_a_delay_costs(text: str, actual: str, points: str) -> None:
    row = ScoreInput(Decimal(5), "2021年9月30日前", actual)
    done = compute_score(rule=RuleSpec("deadline", {}, text), row=row, places=2)
    assert done.score == Decimal(points)


@pytest.mark.parametrize(
    "text",
    [
        "按时完成得满分，逾期酌情扣分",
        "按期得满分，逾期每10天扣1分",
        "每逾期一个月扣10%",
        "逾期一个月以内得50%分值",
        "逾期一周以内得80%分值，逾期超过一个月不得分",
        "每逾期一天扣0.1分，逾期超过一个月每月扣1分",
        "延误按折算计分",
    ],
)
def test_a_delay_that_costs_what_is_not_understood_is_left_to_a_person(text: str) -> None:
    row = ScoreInput(Decimal(5), "2021年9月30日前", "2021年10月17日")
    done = compute_score(rule=RuleSpec("deadline", {}, text), row=row, places=2)
    assert (done.score, done.why_not) == (None, WhyNot.PARAM_MISSING)
    given = compute_score(rule=RuleSpec("deadline", {"per_day": "0.1"}, text), row=row, places=2)
    assert given.score == Decimal("3.30")


@pytest.mark.parametrize(
    ("actual", "text", "formula"),
    [
        ("2021年9月30日", BY_DAYS, "2021-09-30 ≤ 2021-09-30 → 5.00"),
        ("2021年10月3日", BY_DAYS, "max(0, 5 − 0.5 × 3) = 3.50"),
        ("2021年10月17日", BY_SHARE, "5 × 50% = 2.50"),
        ("2021年11月1日", BY_SHARE, "2021-11-01 > 2021-09-30 → 0.00"),
        ("2021年10月1日", "", "2021-10-01 > 2021-09-30 → 0.00"),
    ],
)
def test_the_formula_shows_what_the_delay_costs(actual: str, text: str, formula: str) -> None:
    assert score(actual, text).formula == formula


def test_a_cost_that_was_read_from_the_words_is_said_where_it_counts() -> None:
    assert score("2021年10月3日", BY_DAYS).notices == (Notice.RULE_READ_FROM_TEXT,)
    assert score("2021年10月17日", BY_SHARE).notices == (Notice.RULE_READ_FROM_TEXT,)
    assert score("2021年9月30日", BY_DAYS).notices == ()
    assert score("2021年10月3日", BY_DAYS, per_day="0.1").notices == ()


def test_the_cost_of_the_parameters_goes_before_that_of_the_words() -> None:
    assert score("2021年10月3日", BY_DAYS, per_day="0.1").score == Decimal("4.70")
    assert score("2021年10月3日", BY_DAYS, per_month="2").score == Decimal("3.00")
    assert score("2021年10月3日", BY_SHARE, per_month="2").score == Decimal("3.00")
