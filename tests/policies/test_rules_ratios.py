"""R01, R02, R03, R04 with the gate R13b."""

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.scoring import (
    Computed,
    Notice,
    RuleSpec,
    ScoreInput,
    WhyNot,
    compute_score,
    fit_rule,
)

FAMILIES = ["ratio_forward", "ratio_reverse", "threshold_le", "threshold_ge", "zero_target"]
CAPPED = "min(10 × 5 ÷ 5.001, 10 − 0.01) = 9.99"
SMALL = "min(0.5 × 5 ÷ 5, 0.5 − 0.01) = 0.49"


def score(
    family: str, weight: str, target: str, actual: str, params: Mapping[str, str] | None = None
) -> Computed:
    row = ScoreInput(Decimal(weight), target, actual)
    return compute_score(rule=RuleSpec(family, params or {}), row=row, places=2)


def fit(family: str, params: Mapping[str, str]) -> list[str]:
    return list(fit_rule(RuleSpec(family, params), weight=Decimal(5)))


@pytest.mark.parametrize(
    ("family", "weight", "target", "actual", "points", "rule", "formula"),
    [
        ("ratio_forward", "5", "≥5917万张", "6085万张", "5.00", "R01", "6085 ≥ 5917 → 5.00"),
        ("ratio_forward", "2", "≥100%", "96.40%", "1.93", "R01", "2 × 96.4 ÷ 100 = 1.93"),
        ("ratio_forward", "5", "=42个", "45个", "5.00", "R01", "45 ≥ 42 → 5.00"),
        ("ratio_forward", "10", "≥266米", "0米", "0.00", "R01", "0 < 266 → 0.00"),
        ("ratio_forward", "2", "120个", "66个", "1.10", "R01", "2 × 66 ÷ 120 = 1.10"),
        ("ratio_reverse", "5", "≤200万元", "131.5万元", "5.00", "R02", "131.5 ≤ 200 → 5.00"),
        ("ratio_reverse", "1", "≤33.08", "0.78", "1.00", "R02", "0.78 ≤ 33.08 → 1.00"),
        ("ratio_reverse", "10", "≤10次", "0次", "10.00", "R02", "0 ≤ 10 → 10.00"),
        ("ratio_reverse", "10", "6小时以内", "8小时", "7.50", "R02", "10 × 6 ÷ 8 = 7.50"),
        ("ratio_reverse", "9", "6小时以内", "6小时", "9.00", "R02", "6 ≤ 6 → 9.00"),
        ("ratio_forward", "9", "2次以上", "2次", "9.00", "R01", "2 ≥ 2 → 9.00"),
        ("ratio_forward", "9", "不少于12种", "12种", "9.00", "R01", "12 ≥ 12 → 9.00"),
        ("ratio_reverse", "10", "少于2次", "1次", "10.00", "R03", "1 < 2 → 10.00"),
        ("ratio_reverse", "10", "少于2次", "2次", "5.00", "R03", "10 × 1 ÷ 2 = 5.00"),
        ("ratio_reverse", "10", "每年故障少于2次", "4次", "2.50", "R03", "10 × 1 ÷ 4 = 2.50"),
        ("ratio_reverse", "10", "<1次", "3次", "0.00", "R03", "3 ≥ 1 → 0.00"),
        ("ratio_reverse", "10", "<5%", "5%", "9.99", "R03", "min(10 × 5 ÷ 5, 10 − 0.01) = 9.99"),
        ("ratio_reverse", "10", "<5%", "5.001%", "9.99", "R03", CAPPED),
        ("ratio_reverse", "10", "<9.99%", "10%", "9.99", "R03", "10 × 9.99 ÷ 10 = 9.99"),
        ("ratio_reverse", "0.5", "<5%", "5%", "0.49", "R03", SMALL),
        ("ratio_reverse", "10", "<5%", "8%", "6.25", "R03", "10 × 5 ÷ 8 = 6.25"),
        ("ratio_forward", "10", ">2次", "2次", "6.67", "R03", "10 × 2 ÷ 3 = 6.67"),
        ("ratio_forward", "10", ">90%", "91%", "10.00", "R03", "91 > 90 → 10.00"),
        ("ratio_forward", "10", ">90%", "45%", "5.00", "R03", "10 × 45 ÷ 90 = 5.00"),
        ("ratio_forward", "10", ">0次", "0次", "0.00", "R03", "0 ≤ 0 → 0.00"),
        ("ratio_reverse", "8", "0", "0", "8.00", "R04", "0 = 0 → 8.00"),
        ("ratio_reverse", "8", "=0件", "2件", "0.00", "R04", "2 > 0 → 0.00"),
        ("ratio_forward", "8", "0起", "0起", "8.00", "R04", "0 = 0 → 8.00"),
        ("ratio_forward", "8", "≤0", "3", "0.00", "R04", "3 > 0 → 0.00"),
        ("ratio_reverse", "8", "0起", "0人", "8.00", "R04", "0 = 0 → 8.00"),
        ("zero_target", "8", "", "0次", "8.00", "R04", "0 = 0 → 8.00"),
        ("zero_target", "8", "0次", "1次", "0.00", "R04", "1 > 0 → 0.00"),
        ("threshold_le", "1", "≤33.08万元", "0.78万元", "1.00", "R03", "0.78 ≤ 33.08 → 1.00"),
        ("threshold_ge", "4", "≥50%", "25%", "2.00", "R03", "4 × 25 ÷ 50 = 2.00"),
    ],
)
def test_a_target_is_met_in_full_and_missed_in_proportion(
    family: str, weight: str, target: str, actual: str, points: str, rule: str, formula: str
) -> None:
    done = score(family, weight, target, actual)
    assert (done.score, done.rule, done.formula) == (Decimal(points), rule, formula)


@pytest.mark.parametrize(
    ("family", "target", "actual", "why_not"),
    [
        ("ratio_forward", "", "5", WhyNot.TARGET_MISSING),
        ("ratio_forward", "工5%", "5%", WhyNot.TARGET_NOT_A_NUMBER),
        ("ratio_forward", "100余人", "100人", WhyNot.TARGET_NOT_A_NUMBER),
        ("ratio_forward", "5000吨稻谷、500吨成品粮", "5000吨", WhyNot.TARGET_NOT_A_NUMBER),
        ("ratio_forward", "15个", "", WhyNot.ACTUAL_MISSING),
        ("ratio_forward", "15个", "不适用", WhyNot.NOT_APPLICABLE),
        ("ratio_forward", "", "不适用", WhyNot.NOT_APPLICABLE),
        ("ratio_forward", "15个", "已完成", WhyNot.ACTUAL_NOT_A_NUMBER),
        ("ratio_forward", "15个", "良好", WhyNot.ACTUAL_NOT_A_NUMBER),
        ("ratio_forward", "15个", "无", WhyNot.NONE_OR_ZERO),
        ("ratio_forward", "15个", "100余个", WhyNot.ACTUAL_UNCLEAR),
        ("ratio_forward", "15个", "10个小学、5个中学", WhyNot.ACTUAL_UNCLEAR),
        ("ratio_forward", "≥95%", "≥95%", WhyNot.ACTUAL_COPIES_TARGET),
        ("ratio_forward", "≥95%", "95%以上", WhyNot.ACTUAL_COPIES_TARGET),
        ("ratio_reverse", "每年故障少于2次", "每年故障少于2次", WhyNot.ACTUAL_COPIES_TARGET),
        ("ratio_forward", "≥95%", "超过90%", WhyNot.ACTUAL_NOT_A_NUMBER),
        ("ratio_forward", "≥95%", "0.96", WhyNot.UNITS_DIFFER),
        ("ratio_forward", "5万", "50000", WhyNot.UNITS_DIFFER),
        ("ratio_forward", "≤4个", "4个", WhyNot.DIRECTION_UNCLEAR),
        ("ratio_forward", "<4个", "4个", WhyNot.DIRECTION_UNCLEAR),
        ("ratio_reverse", "≥4个", "4个", WhyNot.DIRECTION_UNCLEAR),
        ("ratio_reverse", ">4个", "4个", WhyNot.DIRECTION_UNCLEAR),
        ("threshold_le", "≥4个", "4个", WhyNot.DIRECTION_UNCLEAR),
        ("ratio_forward", "0", "3", WhyNot.ZERO_TARGET),
        ("ratio_forward", "0", "1", WhyNot.ZERO_TARGET),
        ("ratio_forward", "≥0", "3", WhyNot.ZERO_TARGET),
        ("ratio_reverse", "<0", "0", WhyNot.ZERO_TARGET),
        ("zero_target", "≤4次", "0次", WhyNot.DIRECTION_UNCLEAR),
        ("zero_target", "0次", "5%", WhyNot.UNITS_DIFFER),
        ("zero_target", "0次", "1%", WhyNot.UNITS_DIFFER),
        ("ratio_reverse", "=0件", "5%", WhyNot.UNITS_DIFFER),
        ("ratio_reverse", "≤4次", "-1次", WhyNot.ACTUAL_NOT_A_NUMBER),
        ("ratio_reverse", "≤4次", "未发生", WhyNot.ACTUAL_NOT_A_NUMBER),
        ("threshold_le", "实际支出数≤预算安排数", "", WhyNot.TARGET_NOT_A_NUMBER),
    ],
)
def test_what_cannot_be_compared_is_left_to_a_person(
    family: str, target: str, actual: str, why_not: WhyNot
) -> None:
    done = score(family, "5", target, actual)
    assert (done.score, done.why_not) == (None, why_not)


@pytest.mark.parametrize("family", ["ratio_forward", "ratio_reverse", "threshold_ge"])
def test_what_was_not_completed_earns_nothing(family: str) -> None:
    assert score(family, "5", "15个", "未完成").score == 0


def test_a_number_of_a_sentence_is_taken_and_said() -> None:
    done = score("ratio_forward", "5", "满意度达90%", "本年满意度为81%")
    assert done.score == Decimal("4.50")
    assert done.notices == (Notice.TAKEN_FROM_SENTENCE,)


def test_a_target_that_stands_in_a_sentence_is_taken_and_said() -> None:
    done = score("ratio_forward", "5", "满意度须达到90%以上才算完成", "81%")
    assert (done.score, done.notices) == (Decimal("4.50"), (Notice.TAKEN_FROM_SENTENCE,))


@pytest.mark.parametrize(
    ("target", "actual", "points"),
    [
        ("≥800人次", "全年开展培训12期，覆盖860人次", "5.00"),
        ("120场", "全年送戏下乡126场，观众4.1万人次", "5.00"),
        ("4期", "举办3期，参训213人次", "3.75"),
        ("≥95%", "检查12次，合格率达98%，走访30户", "5.00"),
        ("≥14期", "12期（上年10期，本年12期）", "4.29"),
        ("≥8%", "6%（上年12.62万元，本年11.83万元）", "3.75"),
    ],
)
def test_the_only_number_in_the_unit_of_the_target_is_the_actual_value(
    target: str, actual: str, points: str
) -> None:
    done = score("ratio_forward", "5", target, actual)
    assert done.score == Decimal(points)
    assert done.notices == (Notice.TAKEN_FROM_SENTENCE,)


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("≥800人次", "上年覆盖860人次，今年开展12期"),
        ("≥800人次", "开展培训12期，计划覆盖860人次"),
        ("≥800人次", "开展培训12期，其中线上860人次"),
        ("≥800人次", "开展培训12期，比原来增加860人次"),
        ("≥800人次", "开展培训12期，尚差860人次"),
        ("≥800人次", "线上860人次，线下12人次"),
        ("≥800人次", "开展培训12期，覆盖860余人次"),
        ("≥800", "开展培训12期，覆盖860人次"),
        ("≥1万人次", "开展培训12期，覆盖860人次"),
        ("65%", "13.15万元（占预算的65.75%）"),
        ("12期", "12（10）期"),
    ],
)
def test_a_sentence_that_tells_of_something_else_is_left_to_a_person(
    target: str, actual: str
) -> None:
    assert score("ratio_forward", "5", target, actual).why_not is WhyNot.ACTUAL_UNCLEAR


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("actual", ["未发生", "无", "全年未发生。", "没有发生"])
def test_nothing_is_zero_beside_a_target_of_zero(family: str, actual: str) -> None:
    if family == "threshold_ge":
        family = "ratio_reverse"
    for target in ("0起", "=0", "≤0次"):
        if (family, target) == ("ratio_forward", "≤0次"):
            continue
        done = score(family, "5", target, actual)
        assert (done.score, done.rule) == (Decimal("5.00"), "R04")
        assert Notice.NOTHING_TAKEN_AS_ZERO in done.notices


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("0起", "/"),
        ("0起", "—"),
        ("0起", "未发生重大事故"),
        ("0起", "不适用"),
        ("0起", ""),
        ("≤4次", "未发生"),
        ("≤4次", "无"),
        ("<1次", "无"),
    ],
)
def test_nothing_is_not_zero_where_it_may_say_something_else(target: str, actual: str) -> None:
    assert score("ratio_reverse", "5", target, actual).score is None


def test_a_composite_actual_value_counts_at_what_it_states_itself() -> None:
    done = score("ratio_reverse", "5", "≤100%", "编制8人、实有10人（=125%）")
    assert done.score == Decimal("4.00")
    assert done.notices == (Notice.TAKEN_FROM_SENTENCE,)


def test_the_bound_is_the_amount_that_the_text_puts_beside_the_actual_one() -> None:
    text = "实际0.78万元，预算33.08万元"
    target = "实际支出数≤预算安排数"
    for params in ({}, {"threshold": "33.08"}):
        done = score("threshold_le", "1", target, text, params)
        assert (done.score, done.formula) == (Decimal(1), "0.78 ≤ 33.08 → 1.00")
        assert done.notices == (Notice.TAKEN_FROM_SENTENCE,)


def test_a_threshold_stands_for_a_target_the_form_does_not_give() -> None:
    done = score("threshold_le", "2", "", "40万元", {"threshold": "20"})
    assert (done.score, done.formula) == (Decimal(1), "2 × 20 ÷ 40 = 1.00")


def test_a_threshold_counts_in_percent_where_the_rule_does() -> None:
    rule = RuleSpec("threshold_le", {"threshold": "20"}, "不超过20%得满分")
    done = compute_score(rule=rule, row=ScoreInput(Decimal(2), "", "40万元"), places=2)
    assert done.why_not is WhyNot.UNITS_DIFFER


def test_a_scheme_may_give_nothing_for_a_missed_bound() -> None:
    done = score("threshold_le", "2", "≤20次", "21次", {"missed": "zero"})
    assert (done.score, done.formula) == (Decimal(0), "21 > 20 → 0.00")


@pytest.mark.parametrize(
    ("actual", "formula"),
    [
        ("3次", "8 − 2 × 3 = 2.00"),
        ("4次", "8 − 2 × 4 = 0.00"),
        ("5次", "max(0, 8 − 2 × 5) = 0.00"),
    ],
)
@pytest.mark.parametrize("family", ["zero_target", "ratio_reverse"])
def test_each_occurrence_may_cost_points_of_a_target_of_zero(
    family: str, actual: str, formula: str
) -> None:
    done = score(family, "8", "0次", actual, {"per_occurrence": "2"})
    assert (done.rule, done.formula, done.notices) == ("R04", formula, (Notice.ZERO_TARGET,))


@pytest.mark.parametrize("actual", ["0", "2"])
def test_a_target_of_zero_is_said(actual: str) -> None:
    assert score("ratio_reverse", "8", "0", actual).notices == (Notice.ZERO_TARGET,)


@pytest.mark.parametrize(
    ("gate", "actual", "points", "rule"),
    [("70", "66", "0.00", "R13b"), ("55", "66", "1.10", "R01"), ("70", "84", "1.40", "R01")],
)
def test_below_the_gate_nothing_is_earned(gate: str, actual: str, points: str, rule: str) -> None:
    done = score("ratio_forward", "2", "120", actual, {"gate": gate})
    assert (done.score, done.rule) == (Decimal(points), rule)
    assert (Notice.GATE_MISSED in done.notices) is (rule == "R13b")


def test_the_gate_holds_where_less_is_better() -> None:
    done = score("ratio_reverse", "2", "≤60次", "100次", {"gate": "70"})
    assert (done.rule, done.formula) == ("R13b", "60 ÷ 100 < 70% → 0.00")


@pytest.mark.parametrize(
    ("family", "params", "said"),
    [
        (
            "ratio_forward",
            {"gate": "170"},
            "params.gate is a percentage of the target and must be at most 100",
        ),
        ("ratio_forward", {"gate": "-1"}, "params.gate must be at least 0"),
        (
            "ratio_forward",
            {"cap": "false"},
            "params.cap must be true: a score is never more than its weight",
        ),
        (
            "zero_target",
            {"per_occurrence": "6"},
            "params.per_occurrence is more than the weight of 5",
        ),
        ("zero_target", {"per_occurrence": "-1"}, "params.per_occurrence must be at least 0"),
        ("threshold_le", {"threshold": "-1"}, "params.threshold must be at least 0"),
        (
            "threshold_le",
            {"threshold": "1E+999999"},
            "params.threshold must be a number of at most 15 digits",
        ),
        ("threshold_le", {"missed": "half"}, "params.missed must be one of ratio, zero"),
    ],
)
def test_an_author_is_told_what_makes_no_sense(
    family: str, params: Mapping[str, str], said: str
) -> None:
    assert fit(family, params) == [said]


def test_sound_parameters_contradict_nothing() -> None:
    assert fit("ratio_forward", {"gate": "100", "cap": "true", "cut": "zero"}) == []
    assert fit("zero_target", {"per_occurrence": "5"}) == []
    assert fit("threshold_le", {"threshold": "33.08", "max": "5"}) == []


NUMBERS = st.decimals(min_value=0, max_value=9999, places=2)
SIGNS = st.sampled_from(["", "=", "≥", "≤", ">", "<"])
UNITS = st.sampled_from(["", "%", "次", "万元", "小时"])


@given(
    family=st.sampled_from(FAMILIES),
    sign=SIGNS,
    unit=UNITS,
    target=NUMBERS,
    one=NUMBERS,
    other=NUMBERS,
    gate=st.sampled_from(["", "70"]),
)
def test_a_better_actual_value_never_earns_less(
    *, family: str, sign: str, unit: str, target: Decimal, one: Decimal, other: Decimal, gate: str
) -> None:
    low, high = (
        score(family, "5", f"{sign}{target}{unit}", f"{value}{unit}", {"gate": gate})
        for value in sorted([one, other])
    )
    more = family in {"ratio_forward", "threshold_ge"} and (target != 0 or sign == ">")
    worse, better = (low, high) if more else (high, low)
    if worse.score is not None and better.score is not None:
        assert 0 <= worse.score <= better.score <= 5


@given(
    family=st.sampled_from(FAMILIES),
    target=st.text(alphabet="0159.%≥≤<>=次万无不适用（），", max_size=12) | st.text(max_size=40),
    actual=st.text(alphabet="0159.%≥≤<>=次万无不适用（），", max_size=12) | st.text(max_size=40),
    cut=st.sampled_from(["none", "zero"]),
)
def test_no_text_makes_a_ratio_fail(family: str, target: str, actual: str, cut: str) -> None:
    done = score(family, "5", target, actual, {"cut": cut})
    assert (done.score is None) is (done.why_not is not None)
    assert done.score is None or 0 <= done.score <= 5
