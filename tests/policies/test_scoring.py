"""Scoring of rows, totals, grades and the execution rate."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Grade
from policies.scoring import (
    RULES,
    Band,
    Computed,
    Quantity,
    RuleProblem,
    RuleSpec,
    ScoreInput,
    WhyNot,
    compute_score,
    describe_rule,
    execution_rate,
    grade_of,
    parse_rule,
    read_quantity,
    sum_scores,
)


class National:
    """The bands of 财预〔2020〕10号."""

    bands = (
        Band(Grade.EXCELLENT, Decimal(90), Decimal(100)),
        Band(Grade.GOOD, Decimal(80), Decimal(90)),
        Band(Grade.FAIR, Decimal(60), Decimal(80)),
        Band(Grade.POOR, Decimal(0), Decimal(60)),
    )


def score(family: str, weight: str, target: str, actual: str, places: int = 2) -> Computed:
    row = ScoreInput(Decimal(weight), target, actual)
    return compute_score(rule=RuleSpec(family), row=row, places=places)


def score_execution(
    weight: str, budget: Decimal | None, spent: Decimal | None, places: int = 2
) -> Computed:
    row = ScoreInput(Decimal(weight), "", "", budget, spent)
    return compute_score(rule=RuleSpec("exec_rate"), row=row, places=places)


@pytest.mark.parametrize(
    ("text", "operator", "value", "unit"),
    [
        ("≥266米", "≥", "266", "米"),
        ("≤90万元", "≤", "90", "万元"),
        ("=42个", "=", "42", "个"),
        ("＝100%", "=", "100", "%"),
        ("≥100百分比", "≥", "100", "%"),
        (">= 98 %(百分比)", "≥", "98", "%"),
        ("≤10次", "≤", "10", "次"),
        ("＜2次", "<", "2", "次"),
        ("20个", "", "20", "个"),
        ("15 个", "", "15", "个"),
        ("１００％", "", "100", "%"),
        ("95%以上", "≥", "95", "%"),
        ("2次及以上", "≥", "2", "次"),
        ("不少于12 种", "≥", "12", "种"),
        ("6小时以内", "≤", "6", "小时"),
        ("少于2次", "<", "2", "次"),
        ("0", "", "0", ""),
        ("0起", "", "0", "起"),
        ("=0件", "=", "0", "件"),
        ("1000元/人", "", "1000", "元/人"),
        ("25TB", "", "25", "TB"),
        ("5万", "", "5", "万"),
        ("620.82万元", "", "620.82", "万元"),
        ("1,688.91", "", "1688.91", ""),
    ],
)
def test_plain_quantities_are_read(text: str, operator: str, value: str, unit: str) -> None:
    assert read_quantity(text) == Quantity(operator, Decimal(value), unit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "每年故障少于2次",
        "持卡人数5917万(当年制卡人数300万张)",
        "5000吨稻谷、500吨成品粮",
        "省级和6个市州",
        "17台高拍仪、17台扫描仪和15台台式电脑",
        "400元/人、天",
        "9月前",
        "12月底",
        "3年",
        "2021年12月31日",
        "2021年底",
        "2021年1月-12月",
        "80%-90%",
        "全天候",
        "及时",
        "是",
        "无",
        "显著提升",
        "达成预期指标",
        "100余人次",
        "10个左右",
        "约10个",
        "≥95%以上",
        "≥",
        "-5",
        "1.5.2",
        "1e400",
        "NaN",
        "Infinity",
        "٣",
        "½",
        "0x10",
        "1_000",
        "1,00",
        "9" * 5000,
        f"15{' ' * 62}个",
        "12\u200b个",
        "\u202e21",
        "12\x00",
        "\ud800",
        "工5%",
        "5=50%",
    ],
)
def test_anything_else_is_not_a_quantity(text: str) -> None:
    assert read_quantity(text) is None


@pytest.mark.parametrize(
    ("family", "weight", "target", "actual", "expected", "rule", "formula"),
    [
        ("ratio_forward", "5", "15个", "85个", "5.00", "R01", "85 ≥ 15 → 5.00"),
        ("ratio_forward", "5", "≥5917", "6085", "5.00", "R01", "6085 ≥ 5917 → 5.00"),
        ("ratio_forward", "2", "=100%", "96.40%", "1.93", "R01", "2 × 96.4 ÷ 100 = 1.93"),
        ("ratio_forward", "10", "≥266米", "200米", "7.52", "R01", "10 × 200 ÷ 266 = 7.52"),
        ("ratio_forward", "10", "15个", "85", "10.00", "R01", "85 ≥ 15 → 10.00"),
        ("ratio_forward", "10", "=100%", "120%", "10.00", "R01", "120 ≥ 100 → 10.00"),
        ("ratio_forward", "8", "不少于12 种", "0种", "0.00", "R01", "8 × 0 ÷ 12 = 0.00"),
        ("ratio_forward", "8", ">2次", "3次", "8.00", "R03", "3 > 2 → 8.00"),
        ("ratio_forward", "8", "0", "0", "8.00", "R04", "0 = 0 → 8.00"),
        ("ratio_reverse", "10", "≤200万元", "131.5万元", "10.00", "R02", "131.5 ≤ 200 → 10.00"),
        ("ratio_reverse", "1", "≤33.08", "0.78", "1.00", "R02", "0.78 ≤ 33.08 → 1.00"),
        ("ratio_reverse", "9", "6小时以内", "8小时", "6.75", "R02", "9 × 6 ÷ 8 = 6.75"),
        ("ratio_reverse", "9", "≤6小时", "0小时", "9.00", "R02", "0 ≤ 6 → 9.00"),
        ("ratio_reverse", "10", "少于2次", "1次", "10.00", "R03", "1 < 2 → 10.00"),
        ("ratio_reverse", "8", "0", "0", "8.00", "R04", "0 = 0 → 8.00"),
        ("ratio_reverse", "8", "=0件", "0件", "8.00", "R04", "0 = 0 → 8.00"),
        ("ratio_reverse", "8", "0起", "3起", "0.00", "R04", "3 > 0 → 0.00"),
    ],
)
def test_plain_ratios_are_scored(
    *, family: str, weight: str, target: str, actual: str, expected: str, rule: str, formula: str
) -> None:
    computed = score(family, weight, target, actual)
    assert (str(computed.score), computed.rule) == (expected, rule)
    assert (computed.formula, computed.why_not) == (formula, None)


@pytest.mark.parametrize(
    ("family", "target", "actual", "why_not"),
    [
        ("ratio_forward", "", "85个", WhyNot.TARGET_MISSING),
        ("ratio_forward", "省级和6个市州", "省级和6个市州", WhyNot.TARGET_NOT_A_NUMBER),
        (
            "ratio_forward",
            "持卡人数5917万(当年制卡人数300万张)",
            "6085万",
            WhyNot.TARGET_NOT_A_NUMBER,
        ),
        ("ratio_reverse", "每年故障少于2次", "1次", WhyNot.TARGET_NOT_A_NUMBER),
        ("ratio_forward", "15个", "", WhyNot.ACTUAL_MISSING),
        ("ratio_forward", "15个", "\u3000 ", WhyNot.ACTUAL_MISSING),
        ("ratio_forward", "15个", "已完成", WhyNot.ACTUAL_NOT_A_NUMBER),
        ("ratio_forward", "≥95%", "≥95%", WhyNot.ACTUAL_NOT_A_NUMBER),
        ("ratio_reverse", "少于2次", "少于2次", WhyNot.ACTUAL_NOT_A_NUMBER),
        ("ratio_reverse", "6小时以内", "6小时以内", WhyNot.ACTUAL_NOT_A_NUMBER),
        ("ratio_forward", "15个", "-5个", WhyNot.ACTUAL_NOT_A_NUMBER),
        ("ratio_forward", "≥95%", "0.96", WhyNot.UNITS_DIFFER),
        ("ratio_forward", "≥5万", "50000", WhyNot.UNITS_DIFFER),
        ("ratio_forward", "15个", "15项", WhyNot.UNITS_DIFFER),
        ("ratio_forward", "≤15个", "10个", WhyNot.DIRECTION_UNCLEAR),
        ("ratio_reverse", "≥15个", "10个", WhyNot.DIRECTION_UNCLEAR),
        ("ratio_reverse", "少于2次", "2次", WhyNot.STRICT_BOUND_MISSED),
        ("ratio_forward", ">2次", "2次", WhyNot.STRICT_BOUND_MISSED),
        ("ratio_forward", "0", "3", WhyNot.ZERO_TARGET),
        ("ratio_forward", "≥0", "3", WhyNot.ZERO_TARGET),
        ("ratio_reverse", "<0", "0", WhyNot.ZERO_TARGET),
        ("step_bands", "≥90%", "95%", WhyNot.RULE_NOT_COMPUTED),
        ("nonsense", "15", "15", WhyNot.RULE_UNKNOWN),
    ],
)
def test_a_row_that_is_not_plain_is_left_to_a_person(
    family: str, target: str, actual: str, why_not: WhyNot
) -> None:
    computed = score(family, "10", target, actual)
    assert (computed.score, computed.formula, computed.why_not) == (None, None, why_not)


def test_a_row_without_a_rule_is_left_to_a_person() -> None:
    row = ScoreInput(Decimal(10), "15", "15")
    assert compute_score(rule=None, row=row, places=2).why_not is WhyNot.NO_RULE


@pytest.mark.parametrize(
    ("weight", "budget", "spent", "expected", "formula"),
    [
        ("20", "1688.91", "1550.59", "18.36", "20 × 1550.59 ÷ 1688.91 = 18.36"),
        ("10", "241.30", "120.50", "4.99", "10 × 120.5 ÷ 241.3 = 4.99"),
        ("10", "249379.00", "249379.00", "10.00", "10 × 249379 ÷ 249379 = 10.00"),
        ("10", "100", "0", "0.00", "10 × 0 ÷ 100 = 0.00"),
        ("10", "100", "110", "10.00", "110 > 100 → 10.00"),
    ],
)
def test_the_execution_rate_is_scored(
    weight: str, budget: str, spent: str, expected: str, formula: str
) -> None:
    computed = score_execution(weight, Decimal(budget), Decimal(spent))
    assert (str(computed.score), computed.rule, computed.formula) == (expected, "R05a", formula)


@pytest.mark.parametrize(
    ("budget", "spent", "why_not"),
    [
        (None, Decimal(1), WhyNot.BUDGET_MISSING),
        (Decimal(1), None, WhyNot.SPENT_MISSING),
        (Decimal(0), Decimal(0), WhyNot.ZERO_BUDGET),
        (Decimal(0), Decimal(5), WhyNot.ZERO_BUDGET),
        (Decimal(-1), Decimal(1), WhyNot.AMOUNT_UNUSABLE),
        (Decimal(1), Decimal(-1), WhyNot.AMOUNT_UNUSABLE),
        (Decimal("NaN"), Decimal(1), WhyNot.AMOUNT_UNUSABLE),
        (Decimal("Infinity"), Decimal(1), WhyNot.AMOUNT_UNUSABLE),
        (Decimal("1E+9999999"), Decimal(1), WhyNot.AMOUNT_UNUSABLE),
        (Decimal("0E+9999999"), Decimal(1), WhyNot.AMOUNT_UNUSABLE),
        (Decimal("1E-9999999"), Decimal(1), WhyNot.AMOUNT_UNUSABLE),
    ],
)
def test_an_undefined_execution_rate_is_not_scored(
    budget: Decimal | None, spent: Decimal | None, why_not: WhyNot
) -> None:
    assert score_execution("20", budget, spent).why_not is why_not


@pytest.mark.parametrize("weight", ["NaN", "sNaN", "-1", "Infinity", "1E+9999999"])
def test_an_impossible_weight_is_not_used(weight: str) -> None:
    assert score("ratio_forward", weight, "1", "1").why_not is WhyNot.WEIGHT_UNUSABLE


def test_rounding_up_never_exceeds_the_weight() -> None:
    assert score("ratio_forward", "2.5", "1", "1", places=0).score == Decimal("2.5")
    assert str(score("ratio_forward", "10", "8", "5", places=0).score) == "6"
    assert str(score("ratio_forward", "10", "8", "5", places=1).score) == "6.3"


@given(family=st.sampled_from(sorted(RULES)), target=st.text(max_size=30), actual=st.text())
def test_no_text_raises(family: str, target: str, actual: str) -> None:
    computed = score(family, "10", target, actual)
    assert (computed.score is None) == (computed.why_not is not None)


@given(
    weight=st.decimals(min_value=0, max_value=100, places=2),
    target=st.decimals(min_value=Decimal("0.01"), max_value=10**6, places=2),
    actual=st.decimals(min_value=0, max_value=10**6, places=2),
)
def test_ratios_agree_with_exact_fractions(
    weight: Decimal, target: Decimal, actual: Decimal
) -> None:
    t, a = Fraction(target), Fraction(actual)
    shares = {
        "ratio_forward": min(a / t, Fraction(1)),
        "ratio_reverse": Fraction(1) if a <= t else t / a,
    }
    for family, share in shares.items():
        computed = score(family, str(weight), str(target), str(actual)).score
        hundredths = Fraction(weight) * share * 100
        expected = hundredths // 1 + (1 if hundredths % 1 >= Fraction(1, 2) else 0)
        assert computed is not None
        assert Fraction(computed) * 100 == expected
        assert 0 <= computed <= weight


@pytest.mark.parametrize(
    ("budget", "spent", "expected"),
    [
        ("1688.91", "1550.59", "91.81"),
        ("200.00", "118.18", "59.09"),
        ("2500", "2445.41", "97.82"),
        ("100", "110", "110.00"),
    ],
)
def test_the_execution_rate_is_a_percentage(budget: str, spent: str, expected: str) -> None:
    assert str(execution_rate(budget=Decimal(budget), spent=Decimal(spent))) == expected


def test_the_execution_rate_may_be_undefined() -> None:
    assert execution_rate(budget=Decimal(0), spent=Decimal(0)) is None
    assert execution_rate(budget=None, spent=Decimal(1)) is None
    assert execution_rate(budget=Decimal(1), spent=None) is None


def test_sums_are_exact_and_need_every_score() -> None:
    assert str(sum_scores([Decimal("33.33")] * 3)) == "99.99"
    assert str(sum_scores([Decimal("0.10")] * 3)) == "0.30"
    assert sum_scores([Decimal(80), None]) is None
    assert sum_scores([]) is None
    assert sum_scores([Decimal(0)]) == 0


@given(
    st.lists(st.decimals(min_value=0, max_value=100, places=2), min_size=1, max_size=40),
    st.randoms(use_true_random=False),
)
def test_the_order_of_rows_does_not_change_a_sum(
    scores: list[Decimal], order: random.Random
) -> None:
    shuffled = list(scores)
    order.shuffle(shuffled)
    assert str(sum_scores(shuffled)) == str(sum_scores(scores))
    assert sum_scores(scores) == sum((Fraction(s) for s in scores), start=Fraction(0))


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("100", Grade.EXCELLENT),
        ("98.36", Grade.EXCELLENT),
        ("90", Grade.EXCELLENT),
        ("89.995", Grade.GOOD),
        ("89.99", Grade.GOOD),
        ("83.48", Grade.GOOD),
        ("80", Grade.GOOD),
        ("79.99", Grade.FAIR),
        ("60", Grade.FAIR),
        ("59.99", Grade.POOR),
        ("0", Grade.POOR),
    ],
)
def test_grades_change_exactly_at_the_boundary(total: str, grade: Grade) -> None:
    assert grade_of(Decimal(total), scheme=National()) is grade


def test_rules_are_stored_and_read_back() -> None:
    rule = parse_rule(
        {
            "family": "step_bands",
            "text": "95%（含）以上计5分",
            "params": {"bands": [["95", None, "5"]], "lower_inclusive": True, "step": "1"},
        }
    )
    assert rule.params == {"bands": '[["95",null,"5"]]', "lower_inclusive": "true", "step": "1"}
    assert parse_rule(describe_rule(rule)) == rule


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"family": "nonsense"},
        {"family": 1},
        {"family": "exec_rate", "params": []},
        {"family": "exec_rate", "text": 1},
        {"family": "exec_rate", "script": "x"},
    ],
)
def test_unknown_rules_are_refused(data: dict[str, object]) -> None:
    with pytest.raises(RuleProblem):
        parse_rule(data)
