"""R06, points by bands, and R24, points by the first condition that holds."""

import json
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

SATISFIED = {
    "bands": '[["95", null, "5"], ["85", "95", "3"], ["75", "85", "1"], [null, "75", "0"]]',
    "lower_inclusive": "true",
}
ADJUSTED = {
    "bands": '[["0","0","3"],["0","10","2"],["10","20","1"],["20","30","0.5"],["30",null,"0"]]',
    "upper_inclusive": "true",
}
BALANCE = {"cases": '[["无结余","3"],["0<结余≤上年结转","2"],["结余>上年结转","0"]]'}
CASE_003 = "当年结余8.58（表列）；收入307.47、支出316.05；上年结转空"
SENTENCE = "已达标；正文“已办结业务的满意率超过90%”"


def score(
    family: str,
    params: Mapping[str, str],
    actual: str,
    *,
    weight: str = "5",
    target: str = "",
    text: str = "",
    named: Mapping[str, Decimal] | None = None,
) -> Computed:
    row = ScoreInput(Decimal(weight), target, actual, named=named or {})
    return compute_score(rule=RuleSpec(family, params, text), row=row, places=2)


def by_cases(actual: str, *cases: tuple[str, str], **named: str) -> Computed:
    params = {"cases": json.dumps(cases, ensure_ascii=False)}
    amounts = {name: Decimal(value) for name, value in named.items()}
    return score("case", params, actual, weight="3", named=amounts)


@pytest.mark.parametrize(
    ("params", "actual", "points", "band"),
    [
        (SATISFIED, "100%", "5.00", "100 ∈ [95, ∞)"),
        (SATISFIED, "95%", "5.00", "95 ∈ [95, ∞)"),
        (SATISFIED, "94.99%", "3.00", "94.99 ∈ [85, 95)"),
        (SATISFIED, "90", "3.00", "90 ∈ [85, 95)"),
        (SATISFIED, "85%", "3.00", "85 ∈ [85, 95)"),
        (SATISFIED, "75%", "1.00", "75 ∈ [75, 85)"),
        (SATISFIED, "74.99%", "0.00", "74.99 ∈ (−∞, 75)"),
        (ADJUSTED, "0%", "3.00", "0 ∈ {0}"),
        (ADJUSTED, "0.01%", "2.00", "0.01 ∈ (0, 10]"),
        (ADJUSTED, "10%", "2.00", "10 ∈ (0, 10]"),
        (ADJUSTED, "20%", "1.00", "20 ∈ (10, 20]"),
        (ADJUSTED, "30%", "0.50", "30 ∈ (20, 30]"),
        (ADJUSTED, "30.01%", "0.00", "30.01 ∈ (30, ∞)"),
    ],
)
def test_a_value_earns_the_points_of_its_band(
    params: Mapping[str, str], actual: str, points: str, band: str
) -> None:
    done = score("step_bands", params, actual)
    assert (done.score, done.rule) == (Decimal(points), "R06")
    assert done.formula == f"{band} → {points}"


@pytest.mark.parametrize("params", [SATISFIED, ADJUSTED])
@pytest.mark.parametrize("value", ["0", "10", "20", "30", "75", "85", "95"])
def test_the_order_of_the_bands_does_not_matter(params: Mapping[str, str], value: str) -> None:
    backwards = json.dumps(json.loads(params["bands"])[::-1])
    turned = score("step_bands", {**params, "bands": backwards}, f"{value}%")
    assert turned == score("step_bands", params, f"{value}%")


def test_a_bound_of_a_sentence_is_taken_at_its_number() -> None:
    target = "窗口工作人员满意度达90%"
    done = score("step_bands", SATISFIED, SENTENCE, target=target, text="95%（含）以上计5分")
    assert (done.score, done.formula) == (Decimal(3), "90 ∈ [85, 95) → 3.00")
    assert set(done.notices) == {Notice.TAKEN_FROM_SENTENCE, Notice.BOUND_TAKEN_AS_VALUE}


@pytest.mark.parametrize(
    ("target", "actual", "why_not"),
    [
        ("", "", WhyNot.ACTUAL_MISSING),
        ("≥90%", "≥90%", WhyNot.ACTUAL_COPIES_TARGET),
        ("≥90%", "0.93", WhyNot.UNITS_DIFFER),
        ("≥90%", "93人", WhyNot.UNITS_DIFFER),
        ("", "已达标", WhyNot.ACTUAL_NOT_A_NUMBER),
        ("", "90%左右", WhyNot.ACTUAL_UNCLEAR),
        ("", "无", WhyNot.NONE_OR_ZERO),
        ("", "不适用", WhyNot.NOT_APPLICABLE),
        ("不适用", "90%", WhyNot.NOT_APPLICABLE),
    ],
)
def test_what_lies_in_no_band_is_left_to_a_person(
    target: str, actual: str, why_not: WhyNot
) -> None:
    assert score("step_bands", SATISFIED, actual, target=target).why_not is why_not


def test_bands_of_percentages_ask_for_a_percentage() -> None:
    done = score("step_bands", SATISFIED, "0.93", text="95%（含）以上计5分")
    assert done.why_not is WhyNot.UNITS_DIFFER
    assert score("step_bands", ADJUSTED, "0", text="预算调整率=0，计3分").score == 3


def test_a_value_below_the_line_lies_in_no_band() -> None:
    assert score("step_bands", ADJUSTED, "-5%").why_not is WhyNot.NO_CASE_FITS


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        (
            '[["95", null, "4"], [null, "95", "0"]]',
            "the best of params.bands earns 4, not the weight of 5",
        ),
        ('[["95", null, "5"], [null, "90", "0"]]', "params.bands leave a gap from 90 to 95"),
        ('[["95", null, "5"], [null, "97", "0"]]', "params.bands overlap: (−∞, 97) and [95, ∞)"),
        ('[["90", "100", "5"], [null, "90", "0"]]', "params.bands leave a gap above 100"),
        ('[["90", null, "5"], ["10", "90", "0"]]', "params.bands leave a gap below 10"),
        ('[["90", null, "5"], ["90", "90", "3"], [null, "90", "0"]]', "params.bands overlap at 90"),
        (
            '[["90", null, "5"], ["5", "9", "0"], [null, "90", "0"]]',
            "params.bands overlap: (−∞, 90) and [5, 9)",
        ),
        ("[]", "params.bands is missing: a list of [lower, upper, points]"),
        ("5", "params.bands must be a list"),
        ('[["5"]]', "params.bands must be a list of [lower, upper, points]"),
        ('[["9", "5", "5"]]', "params.bands has a band from 9 down to 5"),
        ('[["a", "5", "5"]]', "params.bands must be a number"),
        ('[["1E+99999", null, "5"]]', "params.bands must be a number of at most 15 digits"),
        ('[["5", null, "-5"]]', "params.bands must be at least 0"),
    ],
)
def test_an_author_is_told_where_the_bands_are_wrong(bands: str, said: str) -> None:
    assert list(fit_rule(RuleSpec("step_bands", {"bands": bands}), weight=Decimal(5))) == [said]


def test_a_value_between_two_open_edges_is_a_gap() -> None:
    params = {"bands": '[["0","0","5"],["10",null,"0"],["0","10","3"]]', "upper_inclusive": "true"}
    assert list(fit_rule(RuleSpec("step_bands", params), weight=Decimal(5))) == []
    params["bands"] = '[["10",null,"0"],["0","10","5"]]'
    (problem,) = fit_rule(RuleSpec("step_bands", params), weight=Decimal(5))
    assert problem == "params.bands leave a gap below 0"


def test_both_edges_cannot_belong_to_every_band() -> None:
    params = SATISFIED | {"upper_inclusive": "true"}
    (problem,) = fit_rule(RuleSpec("step_bands", params), weight=Decimal(5))
    assert "exclude each other" in problem


def test_sound_bands_and_cases_contradict_nothing() -> None:
    assert list(fit_rule(RuleSpec("step_bands", SATISFIED), weight=Decimal(5))) == []
    assert list(fit_rule(RuleSpec("step_bands", ADJUSTED | {"max": "3"}), weight=Decimal(3))) == []
    assert list(fit_rule(RuleSpec("case", BALANCE | {"max": "3"}), weight=Decimal(3))) == []


@pytest.mark.parametrize(
    ("actual", "points", "formula"),
    [
        (CASE_003, "0.00", "8.58 > 0 → 0.00"),
        ("无结余", "3.00", "无结余 → 3.00"),
        ("无结余。", "3.00", "无结余 → 3.00"),
        ("结余0万元", "3.00", "无结余 → 3.00"),
        ("结余8.58万元，上年结转10万元", "2.00", "0 < 8.58 ≤ 10 → 2.00"),
        ("结余10万元，上年结转10万元", "2.00", "0 < 10 ≤ 10 → 2.00"),
        ("结余10.01万元，上年结转10万元", "0.00", "10.01 > 10 → 0.00"),
        ("上年结余5万元；当年结余8万元；上年结转9万元", "2.00", "0 < 8 ≤ 9 → 2.00"),
    ],
)
def test_the_first_condition_that_holds_gives_the_points(
    actual: str, points: str, formula: str
) -> None:
    done = score("case", BALANCE, actual, weight="3")
    assert (done.score, done.rule, done.formula) == (Decimal(points), "R24", formula)


def test_a_blank_is_taken_as_zero_and_said() -> None:
    notices = score("case", BALANCE, CASE_003, weight="3").notices
    assert notices == (Notice.TAKEN_FROM_SENTENCE, Notice.BLANK_TAKEN_AS_ZERO)


@pytest.mark.parametrize(
    ("actual", "why_not"),
    [
        ("", WhyNot.ACTUAL_MISSING),
        ("不适用", WhyNot.NOT_APPLICABLE),
        ("结余8.58万元", WhyNot.ACTUAL_NOT_A_NUMBER),
        ("结余-8.58万元，上年结转0万元", WhyNot.NO_CASE_FITS),
        ("结余8.58万元，结余9万元，上年结转10万元", WhyNot.ACTUAL_UNCLEAR),
        ("结余8.58元，上年结转10万元", WhyNot.UNITS_DIFFER),
        ("情况良好", WhyNot.ACTUAL_NOT_A_NUMBER),
    ],
)
def test_what_no_condition_can_judge_is_left_to_a_person(actual: str, why_not: WhyNot) -> None:
    assert score("case", BALANCE, actual, weight="3").why_not is why_not


def test_amounts_of_the_form_have_names_too() -> None:
    named = {"结余": Decimal("5.00"), "上年结转": Decimal("6.00")}
    done = score("case", BALANCE, "", weight="3", named=named)
    assert done.formula == "0 < 5 ≤ 6 → 2.00"
    nothing = {"结余": Decimal(0), "上年结转": Decimal(6)}
    assert score("case", BALANCE, "", weight="3", named=nothing).score == 3


def test_an_amount_of_the_text_is_not_measured_by_one_of_the_form() -> None:
    done = score("case", BALANCE, "结余8.58", weight="3", named={"上年结转": Decimal(60000)})
    assert done.why_not is WhyNot.UNITS_DIFFER


@pytest.mark.parametrize(
    ("actual", "points"), [("25", "3.00"), ("15个", "2.00"), ("10个", "2.00"), ("9", "0.00")]
)
def test_the_actual_value_itself_has_a_name(actual: str, points: str) -> None:
    cases = (("x>=20", "3"), ("x>=10且x<20", "2"), ("x<10", "0"))
    assert by_cases(actual, *cases).score == Decimal(points)
    same = (("A≥20", "3"), ("10<=实际<20", "2"), ("实际＜10", "0"))
    assert by_cases(actual, *same).score == Decimal(points)


@pytest.mark.parametrize(
    ("sign", "holds_at"),
    [("<", {19}), ("≤", {19, 20}), (">", {21}), ("≥", {20, 21}), ("=", {20}), ("≠", {19, 21})],
)
def test_a_condition_holds_where_its_sign_says(sign: str, holds_at: set[int]) -> None:
    found = {n for n in (19, 20, 21) if by_cases(str(n), (f"A{sign}20", "3")).score == 3}
    assert found == holds_at


def test_a_percentage_of_a_condition_asks_for_a_percentage() -> None:
    cases = (("A≥95%", "3"), ("A<95%", "0"))
    assert by_cases("96%", *cases).score == 3
    assert by_cases("0.96", *cases).why_not is WhyNot.UNITS_DIFFER


def test_one_of_several_conditions_may_hold() -> None:
    cases = (("收入>支出或结余>10", "3"), ("收入≤支出且结余≤10", "0"))
    assert by_cases("收入5，支出6，结余11", *cases).score == 3
    assert by_cases("收入5，支出6，结余1", *cases).score == 0
    assert by_cases("收入5，支出6", *cases).why_not is WhyNot.ACTUAL_NOT_A_NUMBER


def test_words_without_numbers_are_compared_as_they_are() -> None:
    cases = (("及时", "3"), ("基本及时", "2"), ("不及时", "0"))
    assert by_cases("基本及时", *cases).score == 2
    assert by_cases("很及时", *cases).why_not is WhyNot.NO_CASE_FITS
    assert by_cases("不适用", *cases).why_not is WhyNot.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        ("[]", "params.cases must be 1 to 50"),
        ('[["无结余"]]', "must be a list of [condition, points]"),
        ('[["", "3"]]', "a condition must be a text"),
        ('[["5<", "3"]]', "neither a name nor a number"),
        ('[["结余+1>5", "3"]]', "neither a name nor a number"),
        ('[["__import__(1)>0", "3"]]', "neither a name nor a number"),
        ('[["A>5且", "3"]]', "an empty part"),
        ('[["A>1>2>3>4>5>6", "3"]]', "too many values"),
        ('[["A>5", "2"], ["A≤5", "0"]]', "earns 2, not the weight of 3"),
        ('[["A>5", "3"], ["A>5", "0"], ["A≤5", "0"]]', "condition 2 can never"),
        ('[["及时", "3"], ["及时", "0"]]', "condition 2 can never"),
    ],
)
def test_an_author_is_told_which_condition_is_wrong(cases: str, said: str) -> None:
    (problem,) = fit_rule(RuleSpec("case", {"cases": cases}), weight=Decimal(3))
    assert said in problem


def fit_cases(*conditions: str) -> list[str]:
    """What contradicts a rule of these conditions, each worth all points."""
    cases = json.dumps([[condition, "3"] for condition in conditions], ensure_ascii=False)
    return list(fit_rule(RuleSpec("case", {"cases": cases}), weight=Decimal(3)))


@pytest.mark.parametrize(
    ("conditions", "left_open"),
    [
        (("无结余", "0<结余≤上年结转"), ["结余>上年结转"]),
        (("无结余", "结余>上年结转"), ["结余>0且结余≤上年结转"]),
        (("0<结余≤上年结转", "结余>上年结转"), ["结余=0"]),
        (("有结余", "结余>10"), ["结余=0"]),
        (("A≥95", "85<A<90"), ["A≤85", "A<95且A≥90"]),
        (("A≥95%", "A<85%"), ["A<95%且A≥85%"]),
        (("实际≥20", "A<10"), ["实际<20且实际≥10"]),
        (("A<0", "A=0"), ["A>0"]),
        (("A<-5", "A≥0"), ["A≥-5且A<0"]),
        (("A>0", "甲≥2且乙≥2"), ["A=0且甲<2", "A=0且乙<2"]),
        (("甲<乙<丙",), ["乙≥丙", "甲≥乙"]),
        (("A≠3",), ["A=3"]),
        (("A≥90且已公开", "A<80"), ["A<90且A≥80"]),
        (("已公开且A≥90", "A<80"), ["A<90且A≥80"]),
        (("A<20<10", "A≥20"), ["A<20"]),
        (("A<10<10", "A≥10"), ["A<10"]),
        (("A≥1",), ["A<1"]),
        (("10<20<A",), ["A≤20"]),
        (("A<0且B>1", "A≥0"), ["A<0且B≤1"]),
        (("A≥95%", "A=0"), ["A<95%且A>0"]),
        (("甲<乙<丙<丁",), ["丙≥丁", "乙≥丙", "甲≥乙"]),
        (("A<B<C且D<E",), ["A≥B", "B≥C", "D≥E"]),
        (("A≤1", "A>3"), ["A>1且A≤3"]),
    ],
)
def test_a_situation_that_no_case_covers_is_named(
    conditions: tuple[str, ...], left_open: list[str]
) -> None:
    told = [said for said in fit_cases(*conditions) if said.endswith(" open")]
    assert sorted(told) == sorted(f"params.cases leave {each} open" for each in left_open)


@pytest.mark.parametrize(
    "conditions",
    [
        ("无结余", "0<结余≤上年结转", "结余>上年结转"),
        ("A=0", "A=1", "A≥2"),
        ("A≥1", "A=0"),
        ("已公开且A=0", "A=0", "A>0"),
        ("A<10<20", "A≥10"),
        ("A<10≤10", "A≥10"),
        ("10<20<A", "A≤20"),
        ("0≤A<5", "A≥5"),
        ("A<A",),
        ("A<B<C<D且A>5",),
        tuple(f"A={n}或A={n + 2}或A={n + 4}" for n in range(6, 246, 6)),
        ("A≥5且A≤A", "A<5"),
        ("A<-5且A<B", "A≥-5且A<B且B≥0", "A≥B且B≥0"),
        ("A<0", "A≥0"),
        ("收入>支出或结余>10", "收入≤支出且结余≤10"),
        ("及时", "A>5"),
        ("已公开且A≥90", "未公开且A≥90", "A<90"),
        ("A>5", "其他"),
        ("A≥95%", "A<95"),
        ("甲<乙<丙<丁<戊",),
        tuple(
            "且".join(f"A{group}x{number}>A{group}x{number + 1}" for number in range(14))
            for group in range(10, 60)
        ),
        tuple(f"A{number}>B{number + 1}或B{number}>A{number}" for number in range(50)),
        ("无违规", "轻微违规"),
        tuple(f"A={number * 2}" for number in range(50)),
        tuple("且".join(f"A≠{cases}{number}" for number in range(20)) for cases in range(10, 60)),
    ],
)
def test_cases_that_cover_all_or_cannot_be_decided_are_left_in_peace(
    conditions: tuple[str, ...],
) -> None:
    told = fit_cases(*conditions)
    assert told == [] or len(conditions) == 50


@pytest.mark.parametrize(
    ("conditions", "number"),
    [
        (("A>5", "A>7", "A≤5"), 2),
        (("A≥5", "A<5", "A=5或A=4"), 3),
        (("A≥0", "A<0", "无甲且甲>0"), 3),
        (("其他", "A>5"), 2),
        (("A≥0", "A<0", "其他"), 3),
        (("A<20<10", "A≥0"), 1),
        (("A<20且A<A", "A≥0"), 1),
        (("结余=0", "无结余", "结余>0", "结余<0"), 2),
        (("甲≥乙", "甲≤乙", "甲=乙"), 3),
    ],
)
def test_a_case_that_those_before_it_hide_is_named(
    conditions: tuple[str, ...], number: int
) -> None:
    assert fit_cases(*conditions) == [
        f"params.cases: condition {number} can never be the first to hold"
    ]


def test_at_most_three_situations_are_told() -> None:
    told = fit_cases("A=10", "A=20", "A=30", "A=40")
    assert len([said for said in told if said.endswith(" open")]) == 3


COMPARISONS = st.sampled_from(
    [
        "甲<10",
        "甲≤10",
        "甲=20",
        "甲>20",
        "乙≥10",
        "0<甲<乙",
        "甲≥乙",
        "甲=乙或乙>20",
        "甲>乙且乙<10",
        "乙=0",
        "甲≠乙",
    ]
)
GRID = [Decimal(step) for step in (0, 3, 6, 10, 13, 16, 20, 23, 26)]


@given(conditions=st.lists(COMPARISONS, min_size=1, max_size=6))
def test_what_is_told_of_cases_is_what_happens_to_values(conditions: list[str]) -> None:
    """Every order of two amounts with 0, 10 and 20 is on the grid."""
    cases = tuple((condition, str(points)) for points, condition in enumerate(conditions, start=1))
    found = [by_points(cases, one=one, other=other) for one in GRID for other in GRID]
    told = fit_cases(*conditions)
    assert any(said.endswith(" open") for said in told) is (None in found)
    hidden = {number for number in range(1, len(cases) + 1) if Decimal(number) not in found}
    for number in range(1, len(cases) + 1):
        said = f"params.cases: condition {number} can never be the first to hold"
        assert said not in told or number in hidden


def by_points(
    cases: tuple[tuple[str, str], ...], *, one: Decimal, other: Decimal
) -> Decimal | None:
    params = {"cases": json.dumps(cases, ensure_ascii=False)}
    return score("case", params, f"甲{one}个，乙{other}个", weight="9").score


@pytest.mark.parametrize(
    ("cases", "actual", "expected"),
    [
        ((("A≥90", "3"), ("其他", "1")), "89", 1),
        ((("A≥90", "3"), ("其他", "1")), "95", 3),
        ((("A≥90", "3"), ("其他", "1")), "", WhyNot.ACTUAL_MISSING),
        ((("A≥90", "3"), ("其他", "1")), "其他", WhyNot.ACTUAL_NOT_A_NUMBER),
        ((("无结余", "3"), ("其他", "1")), "结余5万元", 1),
        ((("无结余", "3"), ("其他", "1")), "情况良好", WhyNot.NO_CASE_FITS),
        ((("及时", "3"), ("其他", "1")), "很及时", WhyNot.NO_CASE_FITS),
        ((("及时", "3"), ("其他", "1")), "其他", 1),
        ((("及时", "3"), ("A≥90", "2"), ("其他", "1")), "80", WhyNot.NO_CASE_FITS),
        ((("其他", "3"),), "80", WhyNot.NO_CASE_FITS),
        ((("其他", "3"),), "", WhyNot.ACTUAL_MISSING),
    ],
)
def test_the_rest_is_earned_where_amounts_decide_against_all_before_it(
    cases: tuple[tuple[str, str], ...], actual: str, expected: int | WhyNot
) -> None:
    done = by_cases(actual, *cases)
    found = done.why_not if done.score is None else done.score
    assert found == expected


VALUES = st.decimals(min_value=0, max_value=200, places=2)


@given(one=VALUES, other=VALUES)
def test_more_satisfaction_never_earns_less(one: Decimal, other: Decimal) -> None:
    low, high = (score("step_bands", SATISFIED, f"{v}%").score for v in sorted([one, other]))
    assert low is not None
    assert high is not None
    assert 0 <= low <= high <= 5


@given(balance=VALUES, carried=VALUES)
def test_cases_over_a_balance_always_find_one(balance: Decimal, carried: Decimal) -> None:
    actual = f"结余{balance}万元，上年结转{carried}万元"
    expected = 3 if balance == 0 else 2 if balance <= carried else 0
    assert score("case", BALANCE, actual, weight="3").score == expected


@given(
    family=st.sampled_from(["step_bands", "case"]),
    actual=st.text(alphabet="0159.%结余上年转无空≥<，；", max_size=24) | st.text(max_size=40),
    target=st.text(max_size=10),
    named=st.dictionaries(st.sampled_from(["结余", "上年结转"]), st.decimals()),
)
def test_nothing_in_a_row_makes_bands_fail(
    family: str, actual: str, target: str, named: dict[str, Decimal]
) -> None:
    params = SATISFIED if family == "step_bands" else BALANCE
    done = score(family, params, actual, target=target, named=named)
    assert (done.score is None) is (done.why_not is not None)
    assert done.score is None or 0 <= done.score <= 5


@given(condition=st.text(alphabet="A结余09.%≥<>=且或 ，无", max_size=20) | st.text(max_size=30))
def test_no_condition_is_more_than_refused(condition: str) -> None:
    done = by_cases("结余5", (condition, "3"))
    assert done.score in {None, Decimal(3)}
