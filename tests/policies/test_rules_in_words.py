"""Families whose parameters a form leaves out, and values that are written as words."""

from decimal import Decimal

import pytest

from policies.scoring import Computed, Notice, RuleSpec, ScoreInput, WhyNot, compute_score
from policies.scoring.wording import read_band_words, read_occurrence_words


def score(
    family: str, text: str, actual: str, *, target: str = "", params: dict[str, str] | None = None
) -> Computed:
    row = ScoreInput(Decimal(10), target, actual)
    return compute_score(rule=RuleSpec(family, params or {}, text), row=row, places=2)


@pytest.mark.parametrize(
    ("text", "bands"),
    [
        ("满意度90%（含）以上10分，80%（含）—90%8分，60%（含）—80%5分，60%以下0分",
         ["[90, ∞)", "[80, 90)", "[60, 80)", "(−∞, 60)"]),
        ("预算调整率0—5%（含），计4分；5%—10%（含），计3分；10%—15%（含），计2分；15%以上不得分。",
         ["[0, 5]", "(5, 10]", "(10, 15]", "(15, ∞)"]),
        ("覆盖率100%得6分；90%（含）—100%得4分；90%以下不得分",
         ["{100}", "[90, 100)", "(−∞, 90)"]),
        ("X≥95%得5分；85%≤X＜95%得3分；X＜85%得0分", ["[95, ∞)", "[85, 95)", "(−∞, 85)"]),
        ("100%—90%（含90%）得10分；90%—80%（含80%）得8分；80%以下0分",
         ["[90, 100]", "[80, 90)", "(−∞, 80)"]),
        ("达到90%以上得10分，80%-90%之间得6分，80%以下不得分",
         ["[90, ∞)", "[80, 90)", "(−∞, 80)"]),
        ("90%以上（含90%）得10分；90%以下得5分", ["[90, ∞)", "(−∞, 90)"]),
    ],
)  # fmt: skip
def test_bands_of_many_wordings_are_read(text: str, bands: list[str]) -> None:
    assert [band.describe() for band in read_band_words(text)] == bands


@pytest.mark.parametrize(
    "text",
    [
        "不到90%得5分；90%以上得10分",
        "90%得10分；80%得5分",
        "100人得10分；90人以下得5分",
        "90%（含）以上10分，90%（含）以下0分",
        "90%以上10分，酌情给5分，60%以下0分",
        "超过90%以上得10分；90%以下得5分",
    ],
)
def test_bands_that_leave_something_open_are_not_read(text: str) -> None:
    assert read_band_words(text) == ()


@pytest.mark.parametrize(
    ("actual", "points"), [("15%", "2"), ("15.01%", "0"), ("5%", "4"), ("0", "4"), ("12.16%", "2")]
)
def test_an_edge_belongs_to_the_band_that_says_so(actual: str, points: str) -> None:
    text = "预算调整率0—5%（含），计4分；5%—10%（含），计3分；10%—15%（含），计2分；15%以上不得分。"
    assert score("step_bands", text, actual).score == Decimal(points)


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("账实相符、处置规范，发现一例不符合要求的扣1分，扣完为止", "1"),
        ("出现一次扣0.5分，直至扣完", "0.5"),
        ("发现一例不符合要求的扣1分", None),
        ("发现一例扣1分，扣完为止；出现一次扣2分，扣完为止", None),
    ],
)
def test_an_occurrence_costs_each_time_where_it_goes_on(text: str, per: str | None) -> None:
    assert read_occurrence_words(text) == (None if per is None else Decimal(per))


@pytest.mark.parametrize(
    "actual",
    ["未发现不合规情况", "全年未发生安全事故", "经审计，未发现违规问题。", "不存在违规行为", "0例"],
)
def test_what_was_not_found_is_no_occurrence(actual: str) -> None:
    assert score("per_occurrence", "每出现一例扣1分", actual).score == 10


@pytest.mark.parametrize(
    "actual",
    [
        "未发现重大问题，但个别附件不全",
        "除差旅费外未发现不合规情况",
        "没有完成整改",
        "发现不合规情况",
    ],
)
def test_what_is_denied_in_part_is_for_a_person(actual: str) -> None:
    assert score("per_occurrence", "每出现一例扣1分", actual).score is None


def test_a_completion_rate_is_made_of_target_and_actual_value() -> None:
    done = score("completion_rate", "完成率×10分", "12座", target="＝１６座")
    assert (done.score, done.rule) == (Decimal("7.5"), "R01")
    assert score("completion_rate", "完成率×10分", "75%", target="≥95%").rule == "R16"
    for text, target in (("完成率×10分", "16台"), ("得分系数×权重", "16座")):
        unclear = score("completion_rate", text, "12座", target=target)
        assert unclear.why_not is WhyNot.ACTUAL_UNCLEAR


def test_a_target_that_was_met_is_a_single_score_of_100() -> None:
    params = {"single": "15", "pct": "10"}
    text = "折算得分＝单项得分×权重占比"
    met = score("weighted_conversion", text, "84%", target="≥80%", params=params)
    assert (met.score, met.notices) == (Decimal(10), (Notice.RULE_READ_FROM_TEXT,))
    missed = score("weighted_conversion", text, "79%", target="≥80%", params=params)
    assert missed.why_not is WhyNot.ACTUAL_UNCLEAR
    unsaid = score("weighted_conversion", text, "84%", target="80%", params=params)
    assert unsaid.why_not is WhyNot.ACTUAL_UNCLEAR


def test_a_bound_and_its_actual_value_are_in_one_unit() -> None:
    text = "每超1个工作日扣0.5分"
    over = "linear_deduction_over"
    assert score(over, text, "18个工作日", target="15个工作日内").score == Decimal("8.5")
    assert score(over, text, "20小时", target="15个工作日内").why_not is WhyNot.UNITS_DIFFER


@pytest.mark.parametrize(
    ("text", "target", "actual", "points"),
    [
        ("每超1天扣1分", "2个月内", "3个月", None),
        ("每超1个工作日扣1分", "15天内", "18天", None),
        ("≤10天；每超过1天扣0.5分", "", "12小时", None),
        ("每超1天扣1分", "15天内", "18日", "7"),
        ("每超1个月扣1分", "2个月内", "3个月", "9"),
        ("每超1天扣1分", "15", "18", "7"),
        ("每超1小时扣1分", "24个小时内", "26个小时", "8"),
    ],
)
def test_steps_of_a_span_of_time_are_counted_in_no_other(
    text: str, target: str, actual: str, points: str | None
) -> None:
    done = score("linear_deduction_over", text, actual, target=target)
    assert done.score == (None if points is None else Decimal(points))
    assert done.why_not is (WhyNot.UNITS_DIFFER if points is None else None)


@pytest.mark.parametrize("params", [{"step": "30"}, {"step": "30", "per_step": "1"}])
def test_a_step_of_the_scheme_is_measured_as_the_value_is(params: dict[str, str]) -> None:
    text = "每超1个月扣1分"
    done = score("linear_deduction_over", text, "105天", target="75天内", params=params)
    assert done.score == 9


@pytest.mark.parametrize(
    ("family", "text", "actual", "points"),
    [
        ("linear_deduction_under", "满意度90%以上得满分，每降低1个百分点扣1分", "88%", "8"),
        ("linear_deduction_under", "90%（含）以上得满分，每低1个百分点扣1分", "88%", "8"),
        ("linear_deduction_over", "结转率10%以内得满分，每超1个百分点扣1分", "12%", "8"),
        ("linear_deduction_over", "10%以下得满分，不超过8%的加分，每超1个百分点扣1分", "12%", "6"),
    ],
)
def test_a_bound_of_the_words_goes_before_the_target(
    family: str, text: str, actual: str, points: str
) -> None:
    assert score(family, text, actual, target="85%").score == Decimal(points)
