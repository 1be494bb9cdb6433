"""R07, points off for every step, and R08, points off for every occurrence."""

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

OVER, UNDER = "linear_deduction_over", "linear_deduction_under"
HALF = {"threshold": "100", "step": "1", "per_step": "0.5"}
FIFTH = {"threshold": "100", "step": "1", "per_step": "0.2"}
STAFF = "编制6人、实有10人（=166.67%）；说明栏“公招人员7人”"
ASSETS = "固定资产666.27万元，其中在用666.27万元（=100%）"
STAFF_TEXT = "以100%为标准。在职人员控制率≦100%，计5分；每超过一个百分点扣0.5分，扣完为止。"


def score(
    family: str,
    params: Mapping[str, str],
    actual: str,
    *,
    weight: str = "5",
    target: str = "",
    text: str = "",
) -> Computed:
    row = ScoreInput(Decimal(weight), target, actual)
    return compute_score(rule=RuleSpec(family, params, text), row=row, places=2)


@pytest.mark.parametrize(
    ("family", "params", "weight", "actual", "points", "formula"),
    [
        (OVER, HALF, "5", "107.40%", "1.30", "5 − 0.5 × (107.4 − 100) = 1.30"),
        (OVER, HALF, "5", "107.40", "1.30", "5 − 0.5 × (107.4 − 100) = 1.30"),
        (OVER, HALF, "5", STAFF, "0.00", "max(0, 5 − 0.5 × (166.67 − 100)) = 0.00"),
        (OVER, HALF, "5", "100%", "5.00", "100 ≤ 100 → 5.00"),
        (OVER, HALF, "5", "-3%", "5.00", "−3 ≤ 100 → 5.00"),
        (OVER, HALF | {"step": "5"}, "5", "110%", "4.00", "5 − 0.5 × (110 − 100) ÷ 5 = 4.00"),
        (OVER, HALF | {"threshold": "-2"}, "5", "1%", "3.50", "5 − 0.5 × (1 − (−2)) = 3.50"),
        (OVER, HALF, "5", "100.5%", "4.75", "5 − 0.5 × (100.5 − 100) = 4.75"),
        (OVER, HALF, "5", "109%", "0.50", "5 − 0.5 × (109 − 100) = 0.50"),
        (OVER, HALF, "5", "110%", "0.00", "5 − 0.5 × (110 − 100) = 0.00"),
        (UNDER, FIFTH, "3", "98.5", "2.70", "3 − 0.2 × (100 − 98.5) = 2.70"),
        (UNDER, FIFTH | {"steps": "ceil"}, "3", "98.5", "2.60", "3 − 0.2 × ⌈100 − 98.5⌉ = 2.60"),
        (UNDER, FIFTH | {"steps": "floor"}, "3", "98.5", "2.80", "3 − 0.2 × ⌊100 − 98.5⌋ = 2.80"),
        (UNDER, FIFTH, "3", "100%", "3.00", "100 ≥ 100 → 3.00"),
        (UNDER, FIFTH | {"per_step": "0.1"}, "3", ASSETS, "3.00", "100 ≥ 100 → 3.00"),
    ],
)
def test_every_step_beyond_the_threshold_costs_points(
    family: str, params: Mapping[str, str], weight: str, actual: str, points: str, formula: str
) -> None:
    done = score(family, params, actual, weight=weight)
    assert (done.score, done.rule, done.formula) == (Decimal(points), "R07", formula)


def test_a_broken_step_counts_in_part_and_that_is_said() -> None:
    assert score(UNDER, FIFTH, "98.5").notices == (Notice.STEPS_ARE_LINEAR,)
    assert score(UNDER, FIFTH, "98").notices == ()
    assert score(UNDER, FIFTH | {"steps": "linear"}, "98.5").notices == ()
    assert score(UNDER, FIFTH | {"steps": "ceil"}, "98.5").notices == ()


def test_a_bound_is_taken_at_its_number() -> None:
    done = score(UNDER, FIFTH, "超过98%")
    assert (done.score, done.notices) == (Decimal("4.60"), (Notice.BOUND_TAKEN_AS_VALUE,))


@pytest.mark.parametrize(
    ("target", "actual", "why_not"),
    [
        ("≤100%", "三公经费合计0.29万元", WhyNot.UNITS_DIFFER),
        ("≤100%", "1.07", WhyNot.UNITS_DIFFER),
        ("≤100%", "107人", WhyNot.UNITS_DIFFER),
        ("≥100%", "107%", WhyNot.DIRECTION_UNCLEAR),
        ("≤100%", "≤100%", WhyNot.ACTUAL_COPIES_TARGET),
        ("≤100%", "", WhyNot.ACTUAL_MISSING),
        ("≤100%", "已完成", WhyNot.ACTUAL_NOT_A_NUMBER),
        ("≤100%", "107%左右", WhyNot.ACTUAL_UNCLEAR),
        ("≤100%", "不适用", WhyNot.NOT_APPLICABLE),
        ("不适用", "107%", WhyNot.NOT_APPLICABLE),
    ],
)
def test_what_cannot_be_measured_is_left_to_a_person(
    target: str, actual: str, why_not: WhyNot
) -> None:
    assert score(OVER, HALF, actual, target=target).why_not is why_not


@pytest.mark.parametrize(
    ("family", "meant", "strictly", "opposite", "strictly_opposite"),
    [(OVER, "≤100%", "<100%", "≥100%", ">100%"), (UNDER, "≥100%", ">100%", "≤100%", "<100%")],
)
def test_a_target_of_the_other_direction_is_left_to_a_person(
    family: str, meant: str, strictly: str, opposite: str, strictly_opposite: str
) -> None:
    for target in (meant, strictly):
        assert score(family, HALF, "100%", target=target).score == 5
    for target in (opposite, strictly_opposite):
        assert score(family, HALF, "100%", target=target).why_not is WhyNot.DIRECTION_UNCLEAR


def test_a_number_of_a_sentence_is_told_within_the_threshold_and_beyond() -> None:
    assert score(UNDER, FIFTH, ASSETS).notices == (Notice.TAKEN_FROM_SENTENCE,)
    assert score(OVER, HALF | {"threshold": "99"}, ASSETS).notices == (Notice.TAKEN_FROM_SENTENCE,)


def test_a_rule_of_percentage_points_asks_for_a_percentage() -> None:
    assert score(OVER, HALF, "三公经费合计0.29万元", text=STAFF_TEXT).why_not is WhyNot.UNITS_DIFFER
    assert score(OVER, HALF, "107.4", text=STAFF_TEXT).why_not is WhyNot.UNITS_DIFFER
    nothing = {"threshold": "0", "per_step": "0.5"}
    assert score(OVER, nothing, "0", target="≤0", text=STAFF_TEXT).score == 5


@pytest.mark.parametrize(
    ("actual", "points", "ratio", "is_reckoned"),
    [
        ("编制86人，在职91人，控制率103.49%", "2.09", "105.813953", True),
        ("编制86人，在职91人，控制率为106.81%", "2.09", "105.813953", True),
        ("编制100人、实有104人（=107%）", "3.00", "104", True),
        ("编制86人，在职91人，控制率105.81%", "2.10", "105.81", False),
        ("编制86人，在职91人，控制率105.8%", "2.10", "105.8", False),
        ("编制86人，在职91人，控制率106%", "2.00", "106", False),
        ("编制0人，在职91人，控制率103%", "3.50", "103", False),
        ("在职91人，控制率103%", "3.50", "103", False),
    ],
)
def test_a_ratio_of_staff_that_its_own_numbers_prove_wrong_is_reckoned_from_them(
    actual: str, points: str, ratio: str, *, is_reckoned: bool
) -> None:
    done = score(OVER, HALF, actual, target="≤100%")
    assert (done.score, done.formula) == (
        Decimal(points),
        f"5 − 0.5 × ({ratio} − 100) = {points}",
    )
    assert (Notice.RATIO_RECKONED in done.notices) is is_reckoned


def test_another_percentage_beside_posts_and_people_is_not_their_ratio() -> None:
    done = score(UNDER, FIFTH, "编制86人，在职91人，培训覆盖率97%", target="≥100%")
    assert (done.score, done.notices) == (Decimal("4.40"), (Notice.TAKEN_FROM_SENTENCE,))


def test_the_target_gives_a_threshold_the_rule_does_not() -> None:
    done = score(OVER, {"per_step": "1"}, "13天", target="≤10天")
    assert done.formula == "5 − 1 × (13 − 10) = 2.00"
    assert score(OVER, {"per_step": "1"}, "13天").why_not is WhyNot.TARGET_MISSING
    other = score(OVER, {"per_step": "1"}, "13小时", target="≤10天")
    assert other.why_not is WhyNot.UNITS_DIFFER


def test_a_threshold_of_the_rule_is_not_measured_as_the_target_is() -> None:
    done = score(OVER, HALF, "102%", target="≤50人")
    assert (done.score, done.formula) == (Decimal("4.00"), "5 − 0.5 × (102 − 100) = 4.00")


def test_the_words_of_the_rule_stand_for_its_parameters() -> None:
    done = score(OVER, {}, "107.40%", text=STAFF_TEXT)
    assert (done.score, done.formula) == (Decimal("1.30"), "5 − 0.5 × (107.4 − 100) = 1.30")
    assert done.notices == (Notice.STEPS_ARE_LINEAR, Notice.RULE_READ_FROM_TEXT)


def test_a_parameter_goes_before_the_words_of_the_rule() -> None:
    text = "以100%为标准，每超过5%扣1分"
    for params, formula, is_read in (
        ({}, "5 − 1 × (110 − 100) ÷ 5 = 3.00", True),
        ({"step": "10"}, "5 − 1 × (110 − 100) ÷ 10 = 4.00", True),
        ({"threshold": "105"}, "5 − 1 × (110 − 105) ÷ 5 = 4.00", True),
        ({"per_step": "0.2"}, "5 − 0.2 × (110 − 100) = 3.00", True),
        ({"per_step": "0.2", "threshold": "105"}, "5 − 0.2 × (110 − 105) = 4.00", False),
    ):
        done = score(OVER, params, "110%", text=text)
        assert done.formula == formula
        assert done.notices == ((Notice.RULE_READ_FROM_TEXT,) if is_read else ())


def test_words_that_give_nothing_are_not_told_as_read() -> None:
    done = score(OVER, {"per_step": "1"}, "13%", target="≤10%", text="每超过一个百分点扣1分")
    assert (done.formula, done.notices) == ("5 − 1 × (13 − 10) = 2.00", ())


@pytest.mark.parametrize(
    ("weight", "per", "actual", "points", "formula"),
    [
        ("3", "1", "2次", "1.00", "3 − 1 × 2 = 1.00"),
        ("3", "0.5", "1", "2.50", "3 − 0.5 × 1 = 2.50"),
        ("3", "1", "0", "3.00", "3 − 1 × 0 = 3.00"),
        ("3", "1", "0例", "3.00", "3 − 1 × 0 = 3.00"),
        ("3", "1", "4次", "0.00", "max(0, 3 − 1 × 4) = 0.00"),
        ("3", "1", "①③", "1.00", "3 − 1 × 2 = 1.00"),
        ("3", "1", "①、③、⑤不符合", "0.00", "3 − 1 × 3 = 0.00"),
        ("3", "1", "①①", "2.00", "3 − 1 × 1 = 2.00"),
        ("3", "1", "违反②", "2.00", "3 − 1 × 1 = 2.00"),
    ],
)
def test_every_occurrence_costs_points(
    weight: str, per: str, actual: str, points: str, formula: str
) -> None:
    done = score("per_occurrence", {"per": per}, actual, weight=weight)
    assert (done.score, done.rule, done.formula) == (Decimal(points), "R08", formula)
    assert done.notices == ()


@pytest.mark.parametrize("actual", ["空", "/", "—"])
def test_a_blank_is_taken_as_zero_and_called_so(actual: str) -> None:
    row = ScoreInput(Decimal(5), "", actual)
    done = compute_score(rule=RuleSpec("per_occurrence", {"per": "1"}), row=row, places=2)
    assert (done.score, done.notices) == (Decimal(5), (Notice.BLANK_TAKEN_AS_ZERO,))


@pytest.mark.parametrize("actual", ["无", "未发生"])
def test_none_is_taken_as_zero_and_said(actual: str) -> None:
    done = score("per_occurrence", {"per": "1"}, actual)
    assert (done.score, done.notices) == (Decimal(5), (Notice.NOTHING_TAKEN_AS_ZERO,))


@pytest.mark.parametrize(
    ("actual", "why_not"),
    [
        ("", WhyNot.ACTUAL_MISSING),
        ("不适用", WhyNot.NOT_APPLICABLE),
        ("①合规；②合规", WhyNot.ACTUAL_UNCLEAR),
        ("①③符合", WhyNot.ACTUAL_UNCLEAR),
        ("3余次", WhyNot.ACTUAL_UNCLEAR),
        ("1.5次", WhyNot.ACTUAL_NOT_A_NUMBER),
        ("-1次", WhyNot.ACTUAL_NOT_A_NUMBER),
        ("50%", WhyNot.UNITS_DIFFER),
        ("合规", WhyNot.ACTUAL_NOT_A_NUMBER),
        ("已完成", WhyNot.ACTUAL_NOT_A_NUMBER),
        ("未完成", WhyNot.ACTUAL_NOT_A_NUMBER),
    ],
)
def test_what_is_no_count_is_left_to_a_person(actual: str, why_not: WhyNot) -> None:
    done = score("per_occurrence", {"per": "1"}, actual)
    assert (done.score, done.why_not) == (None, why_not)


def test_the_words_of_the_rule_say_what_an_occurrence_costs() -> None:
    text = "以上情况每出现一例不符合要求的扣1分，扣完为止。"
    done = score("per_occurrence", {}, "2次", weight="3", text=text)
    assert (done.score, done.notices) == (Decimal(1), (Notice.RULE_READ_FROM_TEXT,))


@pytest.mark.parametrize(
    ("family", "params", "said"),
    [
        (OVER, {}, "params.per_step is missing"),
        (OVER, HALF | {"direction": "under"}, "params.direction must be over in this family"),
        (UNDER, HALF | {"direction": "over"}, "params.direction must be under in this family"),
        (OVER, HALF | {"direction": "up"}, "params.direction must be one of over, under"),
        (OVER, HALF | {"max": "all"}, "params.max must be a number"),
        (OVER, HALF | {"full": "4"}, "params.full is 4, not the weight of 5"),
        (OVER, HALF | {"full": "-5"}, "params.full must be at least 0"),
        (OVER, HALF | {"per_step": "6"}, "params.per_step is more than the weight of 5"),
        (OVER, HALF | {"per_step": "0"}, "params.per_step must be more than 0"),
        (OVER, HALF | {"step": "0"}, "params.step must be more than 0"),
        (OVER, HALF | {"step": "-1"}, "params.step must be more than 0"),
        (
            OVER,
            HALF | {"threshold": "1E+99"},
            "params.threshold must be a number of at most 15 digits",
        ),
        (OVER, HALF | {"threshold": "a"}, "params.threshold must be a number"),
        (OVER, HALF | {"steps": "up"}, "params.steps must be one of linear, floor, ceil"),
        ("per_occurrence", {}, "params.per is missing: the points off for each occurrence"),
        ("per_occurrence", {"per": "0"}, "params.per must be more than 0"),
        ("per_occurrence", {"per": "6"}, "params.per is more than the weight of 5"),
        ("per_occurrence", {"per": "1", "full": "3"}, "params.full is 3, not the weight of 5"),
    ],
)
def test_an_author_is_told_what_makes_no_sense(
    family: str, params: Mapping[str, str], said: str
) -> None:
    assert list(fit_rule(RuleSpec(family, params), weight=Decimal(5))) == [said]


def test_a_step_of_nothing_is_not_replaced_by_the_words_of_the_rule() -> None:
    rule = RuleSpec(OVER, {"step": "0"}, STAFF_TEXT)
    assert list(fit_rule(rule, weight=Decimal(5))) == ["params.step must be more than 0"]


def test_words_of_the_other_direction_give_no_deduction() -> None:
    rule = RuleSpec(UNDER, {}, STAFF_TEXT)
    assert list(fit_rule(rule, weight=Decimal(5))) == ["params.per_step is missing"]


def test_sound_parameters_contradict_nothing() -> None:
    for family, params in (
        (OVER, HALF | {"full": "5", "direction": "over", "steps": "ceil", "max": "5"}),
        (OVER, HALF | {"per_step": "5"}),
        ("per_occurrence", {"per": "1", "full": "5", "max": "5"}),
    ):
        assert list(fit_rule(RuleSpec(family, params), weight=Decimal(5))) == []


VALUES = st.decimals(min_value=-50, max_value=500, places=2)


@given(
    over=st.booleans(),
    one=VALUES,
    other=VALUES,
    step=st.sampled_from(["0.5", "1", "3"]),
    steps=st.sampled_from(["linear", "floor", "ceil"]),
)
def test_farther_beyond_the_threshold_never_earns_more(
    *, over: bool, one: Decimal, other: Decimal, step: str, steps: str
) -> None:
    params = HALF | {"step": step, "steps": steps}
    low, high = (
        score(OVER if over else UNDER, params, f"{value}%") for value in sorted([one, other])
    )
    worse, better = (high.score, low.score) if over else (low.score, high.score)
    assert worse is not None
    assert better is not None
    assert 0 <= worse <= better <= 5


@given(one=st.integers(0, 99), other=st.integers(0, 99))
def test_more_occurrences_never_earn_more(one: int, other: int) -> None:
    few, many = (
        score("per_occurrence", {"per": "0.3"}, f"{count}次").score
        for count in sorted([one, other])
    )
    assert few is not None
    assert many is not None
    assert 0 <= many <= few <= 5


@given(
    family=st.sampled_from([OVER, UNDER, "per_occurrence"]),
    actual=st.text(alphabet="0159.%-①②次无未完成不适用（=），、", max_size=16)
    | st.text(max_size=40),
    target=st.text(alphabet="019.%≥≤", max_size=8),
    text=st.text(alphabet="每超过一个百分点扣1分%", max_size=20),
)
def test_nothing_in_a_row_makes_a_deduction_fail(
    family: str, actual: str, target: str, text: str
) -> None:
    done = score(family, HALF | {"per": "1"}, actual, target=target, text=text)
    assert (done.score is None) is (done.why_not is not None)
    assert done.score is None or 0 <= done.score <= 5
