"""Rules read from their words: the same as from their parameters, or not at all."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.scoring import Computed, Notice, RuleSpec, ScoreInput, WhyNot, compute_score, fit_rule
from policies.scoring.wording import (
    StepWords,
    read_band_words,
    read_base_words,
    read_case_words,
    read_occurrence_words,
    read_step_words,
)

OVER, UNDER = "linear_deduction_over", "linear_deduction_under"
IMPORTANT = '[["90",null,"5"],["80","90","4"],["70","80","3"],["60","70","2"],[null,"60","0"]]'
IMPORTANT_TEXT = (
    "重点支出安排率≥90%，计5分；80%（含）-90%，计4分；70%（含）-80%，计3分；60%（含）-70%，计2分；"
    "低于60%不得分。"
)
ADJUSTED = '[["0","0","3"],["0","10","2"],["10","20","1"],["20","30","0.5"],["30",null,"0"]]'
ADJUSTED_TEXT = (
    "预算调整率=0，计3分；0-10%（含），计2分；10-20%（含），计1分；20-30%（含），计0.5分；"
    "大于30%不得分。"
)
SATISFIED = '[["95",null,"5"],["85","95","3"],["75","85","1"],[null,"75","0"]]'
SATISFIED_TEXT = "95%（含）以上计5分；85%（含）-95%，计3分；75%（含）-85%，计1分；低于75%计0分。"
TIMELY_TEXT = (
    "春节前下达全部专项资金的50%；6月底前所有专项资金指标全部下达完。"
    "每出现一个专项未按进度完成资金下达扣0.5分，扣完为止。"
)
LOWER, UPPER = {"lower_inclusive": "true"}, {"upper_inclusive": "true"}
RULES: list[tuple[str, str, Mapping[str, str], str]] = [
    (OVER, "5", {"threshold": "100", "step": "1", "per_step": "0.5"},
     "以100%为标准。在职人员控制率≦100%，计5分；每超过一个百分点扣0.5分，扣完为止。"),
    (OVER, "5", {"threshold": "0", "step": "1", "per_step": "0.5"},
     "“三公经费”变动率≦0,计5分；“三公经费”＞0，每超过一个百分点扣0.5分，扣完为止。"),
    (OVER, "6", {"threshold": "100", "step": "1", "per_step": "1"},
     "以100%为标准。三公经费控制率≦100%，计6分；每超过一个百分点扣1分，扣完为止。"),
    (UNDER, "3", {"threshold": "100", "step": "1", "per_step": "0.2"},
     "政府采购执行率等于100%的，得3分；每减少一个百分点，扣0.2分，扣完为止。"),
    (UNDER, "3", {"threshold": "50", "step": "1", "per_step": "0.2"},
     "公务卡刷卡率达50％以上的，得3分。每减少一个百分点，扣0.2分，扣完为止。"),
    (UNDER, "3", {"threshold": "100", "step": "1", "per_step": "0.1"},
     "每低于100%一个百分点扣0.1分，扣完为止。"),
    ("step_bands", "5", {"bands": IMPORTANT} | LOWER, IMPORTANT_TEXT),
    ("step_bands", "3", {"bands": ADJUSTED} | UPPER, ADJUSTED_TEXT),
    ("step_bands", "5", {"bands": SATISFIED} | LOWER, SATISFIED_TEXT),
    ("per_occurrence", "3", {"per": "0.5"}, TIMELY_TEXT),
    ("per_occurrence", "4", {"per": "1"},
     "④资产账务管理合规，帐实相符；以上情况每出现一例不符合有关要求的扣1分，扣完为止。"),
    ("case", "3", {"cases": '[["无结余","3"],["0<结余≤上年结转","2"],["结余>上年结转","0"]]'},
     "无结余，3分；有结余，但不超过上年结转，2分；结余超过上年结转，不得分。"),
    ("ratio_vs_time_progress", "5", {"base": "62.5"},
     "原文未给出；按 5×平均支出进度÷62.5%（四个季度序时进度均值）可还原3.05分"),
]  # fmt: skip
"""The rules of cases 001 and 003 that have both words and parameters."""


def score(rule: RuleSpec, weight: str, actual: str) -> Computed:
    return compute_score(rule=rule, row=ScoreInput(Decimal(weight), "", actual), places=2)


def compare(index: int, actual: str) -> None:
    family, weight, params, text = RULES[index]
    given_ = score(RuleSpec(family, params, text), weight, actual)
    read = score(RuleSpec(family, {}, text), weight, actual)
    assert (read.score, read.formula, read.why_not) == (
        given_.score, given_.formula, given_.why_not,
    )  # fmt: skip
    if read.score is not None:
        assert set(read.notices) == {*given_.notices, Notice.RULE_READ_FROM_TEXT}


@given(
    index=st.integers(0, len(RULES) - 1),
    value=st.decimals(min_value=0, max_value=200, places=2)
    | st.sampled_from([Decimal(n) for n in (0, 10, 20, 30, 50, 60, 75, 80, 85, 90, 95, 100)]),
    carried=st.integers(0, 200),
    count=st.integers(0, 9),
)
def test_words_and_parameters_of_the_cases_give_the_same(
    index: int, value: Decimal, carried: int, count: int
) -> None:
    actuals = {
        "case": f"结余{value}万元，上年结转{carried}万元",
        "per_occurrence": f"{count}次",
    }
    compare(index, actuals.get(RULES[index][0], f"{value}%"))


@pytest.mark.parametrize("index", range(len(RULES)))
def test_the_rules_of_the_cases_contradict_nothing(index: int) -> None:
    family, weight, params, text = RULES[index]
    for given_ in (params, {}):
        assert list(fit_rule(RuleSpec(family, given_, text), weight=Decimal(weight))) == []


@pytest.mark.parametrize(
    ("text", "way", "threshold", "step", "per_step", "span"),
    [
        ("每超过一个百分点扣0.5分", OVER, None, "1", "0.5", ""),
        ("每减少一个百分点，扣0.2分", UNDER, None, "1", "0.2", ""),
        ("以95%为标准，每低于1个百分点，扣0.5分", UNDER, "95", "1", "0.5", ""),
        ("不超过10%，每超过5%扣1分", OVER, "10", "5", "1", ""),
        ("每低于 90％ 两个百分点扣 1 分", UNDER, "90", "2", "1", ""),
        ("≤10天；每超过1天扣0.5分", OVER, "10", "1", "0.5", "天"),
        ("每超1日扣0.5分", OVER, None, "1", "0.5", "天"),
        ("每超过两个月的，扣1分", OVER, None, "2", "1", "月"),
        ("每超1个工作日扣1分", OVER, None, "1", "1", "工作日"),
    ],
)
def test_a_deduction_for_every_step_is_read(
    text: str, way: str, threshold: str | None, step: str, per_step: str, span: str
) -> None:
    assert read_step_words(text) == StepWords(
        over=way == OVER,
        threshold=None if threshold is None else Decimal(threshold),
        step=Decimal(step),
        per_step=Decimal(per_step),
        span=span,
    )


@pytest.mark.parametrize(
    "text",
    ["", "酌情扣分", "每超过一个百分点扣0.5分，每超过五个百分点扣3分", "每出现一例扣1分"],
)
def test_other_words_are_no_deduction_for_every_step(text: str) -> None:
    assert read_step_words(text) is None


def test_two_thresholds_are_none() -> None:
    words = read_step_words("一类不超过10%，二类不超过20%，每超过一个百分点扣1分")
    assert words is not None
    assert words.threshold is None


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("每出现一例不符合要求的扣1分", "1"),
        ("每发现1起扣0.5分，扣完为止", "0.5"),
        ("每出现一例扣1分；每发生一次扣2分", None),
        ("每少一个百分点扣1分", None),
        ("发现问题扣1分", None),
    ],
)
def test_what_an_occurrence_costs_is_read(text: str, per: str | None) -> None:
    assert read_occurrence_words(text) == (None if per is None else Decimal(per))


def test_bands_of_other_words_are_read() -> None:
    bands = read_band_words("满意度90%以上得10分，\n80%-90%得8分；60%－80%得5分；60%以下不得分")
    assert [band.describe() for band in bands] == ["[90, ∞)", "[80, 90)", "[60, 80)", "(−∞, 60)"]
    assert [band.points for band in bands] == [10, 8, 5, 0]


@pytest.mark.parametrize(
    ("text", "described"),
    [
        ("90%以上得10分；90%以下不得分", ["[90, ∞)", "(−∞, 90)"]),
        ("≤80%计5分；大于80%计0分", ["(−∞, 80]", "(80, ∞)"]),
        ("不超过80%计5分，\n超过80%计0分，", ["(−∞, 80]", "(80, ∞)"]),
        ("满意度 90%及以上，得10分；满意度 低于90%，得0分", ["[90, ∞)", "(−∞, 90)"]),
        ("变动率=0，计5分；大于0不得分", ["{0}", "(0, ∞)"]),
        ("变动率0，计5分；大于0不得分", ["{0}", "(0, ∞)"]),
        ("大于90%得10分；80%-90%得6分；80%以下不得分", ["(90, ∞)", "[80, 90]", "(−∞, 80)"]),
        ("X＞90%得10分；80%＜X≤90%得6分；70%-80%得3分；70%以下不得分",
         ["(90, ∞)", "(80, 90]", "[70, 80]", "(−∞, 70)"]),
        ("90%-100%得10分；80%＜X≤90%得6分；X≤80%得0分", ["(90, 100]", "(80, 90]", "(−∞, 80]"]),
        ("90%以上得10分；80%（不含）-90%得5分；80%以下得0分",
         ["[90, ∞)", "(80, 90)", "(−∞, 80]"]),
        ("90%以上得10分；\n90%以下得0分 ，", ["[90, ∞)", "(−∞, 90)"]),
        ("95%-100%得10分；95%以下得5分", ["[95, 100]", "(−∞, 95)"]),
        (ADJUSTED_TEXT, ["{0}", "(0, 10]", "(10, 20]", "(20, 30]", "(30, ∞)"]),
    ],
)  # fmt: skip
def test_each_band_has_the_edges_that_its_words_say(text: str, described: list[str]) -> None:
    assert [band.describe() for band in read_band_words(text)] == described


@pytest.mark.parametrize(("written", "read"), [(50, 50), (51, 0)])
def test_at_most_fifty_bands_are_read(written: int, read: int) -> None:
    bands = [f"{low}%-{low + 1}%得{low}分" for low in range(written - 1)]
    top = written - 1
    assert len(read_band_words("；".join([*bands, f"{top}%以上得{top}分"]))) == read


@pytest.mark.parametrize(("letters", "bands"), [(30, 2), (31, 0)])
def test_a_band_has_a_name_of_at_most_thirty_signs(letters: int, bands: int) -> None:
    name = "X" * letters
    assert len(read_band_words(f"{name}≥90%计5分；{name}＜90%计0分")) == bands


@pytest.mark.parametrize(
    "text",
    [
        "",
        "95%以上计5分",
        "95%以上计5分；80%以下计0分",
        "95%以上计5分；95%以下酌情扣分",
        "95%以上计5分；不满意的酌情给3分；95%以下不得分",
        "95%以上计5分；95%以下不得分；弄虚作假的酌情扣分",
        "优秀计5分；良好计3分",
        "变动率1，计5分；大于1不得分",
        "90%以上得10分；80%-90%（含）得5分；80%以下得0分",
        "90%-90%（含）得5分；90%以下得0分",
        "95%-100%得10分；80%-90%得5分；80%以下得0分",
        "95-100得10分；95以下得5分",
    ],
)
def test_bands_that_are_not_understood_as_a_whole_are_not_read(text: str) -> None:
    assert read_band_words(text) == ()
    done = score(RuleSpec("step_bands", {}, text), "5", "90%")
    assert done.why_not is WhyNot.RULE_UNUSABLE


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        (
            "无结余，3分；有结余，但不超过上年结转，2分；结余超过上年结转，不得分。",
            (("无结余", 3), ("0<结余≤上年结转", 2), ("结余>上年结转", 0)),
        ),
        (
            "结余不超过上年结转，得 3 分；结余大于上年结转，不得分。",
            (("结余≤上年结转", 3), ("结余>上年结转", 0)),
        ),
        ("支出不大于预算，计2分；支出高于预算，不计分", (("支出≤预算", 2), ("支出>预算", 0))),
    ],
)
def test_cases_are_read_as_conditions(text: str, cases: Sequence[tuple[str, int]]) -> None:
    assert read_case_words(text) == tuple((words, Decimal(points)) for words, points in cases)


def test_cases_that_are_not_understood_as_a_whole_are_not_read() -> None:
    assert read_case_words("无结余，3分；其他情况酌情给1分") == ()
    assert read_case_words("无结余，3分") == ()
    assert read_case_words("无结余，3分；有结余但超过上年结转，1分") == ()


def test_a_divisor_is_read_once() -> None:
    assert read_base_words("进度÷62.5%") == Decimal("62.5")
    assert read_base_words("进度÷62.5%，或÷50%") is None


@given(
    text=st.text(alphabet="每超过低于一个百分点扣0.5分%，；。（含）以上-≥=有无结余", max_size=60)
)
def test_no_words_make_the_reading_fail(text: str) -> None:
    for family in (OVER, UNDER, "step_bands", "per_occurrence", "case", "ratio_vs_time_progress"):
        done = score(RuleSpec(family, {}, text), "5", "5%")
        assert done.score is None or 0 <= done.score <= 5
