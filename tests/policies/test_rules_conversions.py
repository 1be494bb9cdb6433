"""Scores given elsewhere: tables of their own, in percent, by somebody else (R14–R16, R25)."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.scoring import Computed, Notice, RuleSpec, ScoreInput, WhyNot, compute_score, fit_rule
from tests.support.effort import count_looks

COSTS = (
    "单位能耗支出50.87元/平方米，物业管理支出0元/平方米，人均行政支出0.89万元，人均业务活动支出0.23万元，"
    "人均外勤支出0.81万元，人均公用经费支出2.00万元；经济成本分析自评表得分7.30分"
)


def score(family: str, actual: str, weight: str, **params: str) -> Computed:
    row = ScoreInput(Decimal(weight), "", actual)
    return compute_score(rule=RuleSpec(family, params), row=row, places=2)


def test_the_cost_table_of_case_001_converts_to_1_46() -> None:
    computed = score("subtable", COSTS, "2", sub_score="7.30", sub_max="10", max="2")
    assert (computed.score, computed.rule) == (Decimal("1.46"), "R14")
    assert computed.formula == "2 × 7.3 ÷ 10 = 1.46"
    assert computed.notices == (Notice.TAKEN_FROM_SENTENCE,)


def test_the_own_score_of_case_001_converts_exactly_before_it_is_rounded() -> None:
    computed = score("subtable", "自评得分97.74", "20", sub_score="97.74", sub_max="100")
    assert (computed.score, computed.formula) == (Decimal("19.55"), "20 × 97.74 ÷ 100 = 19.55")
    row = ScoreInput(Decimal(20), "", "自评得分97.74")
    rule = RuleSpec("subtable", {"sub_max": "100"})
    assert compute_score(rule=rule, row=row, places=3).score == Decimal("19.548")


@pytest.mark.parametrize(
    ("actual", "points"),
    [("7.3", "1.46"), ("7.30分", "1.46"), ("０", "0.00"), ("10", "2.00"), ("得分：5分", "1.00")],
)
def test_a_single_number_is_the_score_of_the_table(actual: str, points: str) -> None:
    assert score("subtable", actual, "2", sub_max="10").score == Decimal(points)
    assert score("subtable", actual, "2", max_of="10").score == Decimal(points)


def test_what_the_form_says_goes_before_what_the_rule_remembers() -> None:
    assert score("subtable", "5", "2", sub_max="10", sub_score="7.3").score == Decimal("1.00")
    assert score("subtable", "", "2", sub_max="10", sub_score="7.3").score == Decimal("1.46")
    assert score("subtable", "见附表", "2", sub_max="10", sub_score="7.3").score == Decimal("1.46")


@pytest.mark.parametrize(
    ("actual", "why_not"),
    [
        ("", WhyNot.ACTUAL_MISSING),
        ("见附表", WhyNot.ACTUAL_NOT_A_NUMBER),
        ("11", WhyNot.OUT_OF_RANGE),
        ("150%", WhyNot.OUT_OF_RANGE),
        ("73%", WhyNot.ACTUAL_UNCLEAR),
        ("7万元", WhyNot.ACTUAL_UNCLEAR),
        ("≥7", WhyNot.ACTUAL_COPIES_TARGET),
        ("≤7", WhyNot.ACTUAL_COPIES_TARGET),
        (">7", WhyNot.ACTUAL_COPIES_TARGET),
        ("<7", WhyNot.ACTUAL_COPIES_TARGET),
        ("开展培训5", WhyNot.ACTUAL_UNCLEAR),
        ("自评得分7分，复核得分6分", WhyNot.ACTUAL_UNCLEAR),
        ("无", WhyNot.NONE_OR_ZERO),
        ("不适用", WhyNot.NOT_APPLICABLE),
        ("约7分", WhyNot.ACTUAL_UNCLEAR),
    ],
)
def test_what_is_not_clearly_a_score_is_not_converted(actual: str, why_not: WhyNot) -> None:
    assert score("subtable", actual, "2", sub_max="10").why_not is why_not


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"sub_max": "0"},
        {"sub_max": "-1"},
        {"sub_max": "ten"},
        {"sub_max": "1E+9999999"},
        {"sub_max": "10", "max_of": "100"},
        {"sub_max": "10", "sub_score": "11"},
    ],
)
def test_a_table_without_a_usable_most_is_a_rule_to_mend(params: dict[str, str]) -> None:
    problems = list(fit_rule(RuleSpec("subtable", params), weight=Decimal(2)))
    assert problems[0].startswith("params.sub_")
    assert score("subtable", "7", "2", **params).why_not is WhyNot.RULE_UNUSABLE


def test_a_single_score_counts_at_its_percentage() -> None:
    computed = score("weighted_conversion", "100", "25", pct="25")
    assert (computed.score, computed.formula) == (Decimal("25.00"), "100 × 25% = 25.00")
    assert computed.rule == "R15"
    # Points that were weighted already are weighted twice: that is inconsistency S11.
    assert score("weighted_conversion", "25", "25", pct="25").score == Decimal("6.25")
    assert score("weighted_conversion", "得分80分", "25", pct="25%").score == Decimal("20.00")


@pytest.mark.parametrize("actual", ["100.01", "250"])
def test_a_single_score_beyond_a_hundred_is_left_to_a_person(actual: str) -> None:
    assert score("weighted_conversion", actual, "25", pct="25").why_not is WhyNot.OUT_OF_RANGE


@pytest.mark.parametrize(
    ("target", "actual", "points"),
    [
        ("≥90%", "95%", "25.00"),
        (">90%", "95%", "25.00"),
        ("≤5%", "3%", "25.00"),
        ("<5%", "3%", "25.00"),
        ("≥90%", "85%", None),
        ("≤5%", "6%", None),
        ("90%", "95%", None),
        ("按期完成", "95%", None),
    ],
)
def test_what_meets_its_target_has_a_single_score_of_a_hundred(
    target: str, actual: str, points: str | None
) -> None:
    row = ScoreInput(Decimal(25), target, actual)
    rule = RuleSpec("weighted_conversion", {"pct": "25"})
    done = compute_score(rule=rule, row=row, places=2)
    assert done.score == (None if points is None else Decimal(points))
    assert done.why_not is (WhyNot.ACTUAL_UNCLEAR if points is None else None)


def test_an_external_score_is_at_most_a_hundred() -> None:
    assert score("external_conversion", "100", "25").score == Decimal("25.00")
    assert score("external_conversion", "100.01", "25").why_not is WhyNot.OUT_OF_RANGE


def test_a_missing_or_misfitting_percentage_is_told_to_the_author() -> None:
    rule = RuleSpec("weighted_conversion", {})
    assert list(fit_rule(rule, weight=Decimal(25))) == ["params.pct is missing"]
    assert score("weighted_conversion", "80", "25").why_not is WhyNot.PARAM_MISSING
    rule = RuleSpec("weighted_conversion", {"pct": "20"})
    assert list(fit_rule(rule, weight=Decimal(25))) == [
        "params.pct gives at most 20 points, not 25: 5 missing"
    ]
    assert list(fit_rule(rule, weight=Decimal(20))) == []
    assert list(fit_rule(rule, weight=Decimal(18))) == [
        "params.pct gives at most 20 points, not 18: 2 too many"
    ]


WORDS = "单项得分（百分制）=完成值/目标值×100，最高100；折算得分=单项得分×权重%"


@pytest.mark.parametrize(
    ("target", "actual", "points"),
    [
        ("≥12万亩", "11.4万亩", "7.60"),
        ("85%以上", "88%", "8.00"),
        ("100%", "100%", "8.00"),
    ],
)
def test_words_make_the_single_score_of_target_and_weight(
    target: str, actual: str, points: str
) -> None:
    row = ScoreInput(Decimal(8), target, actual)
    rule = RuleSpec("weighted_conversion", {}, WORDS)
    done = compute_score(rule=rule, row=row, places=2)
    assert (done.score, done.rule) == (Decimal(points), "R15")
    assert done.notices == (Notice.RULE_READ_FROM_TEXT,)
    assert list(fit_rule(rule, weight=Decimal(8))) == []


def test_words_are_read_across_blanks() -> None:
    row = ScoreInput(Decimal(8), "≥12万亩", "11.4万亩")
    spread = WORDS.replace("/", " / ").replace("高", "高\u3000")
    done = compute_score(rule=RuleSpec("weighted_conversion", {}, spread), row=row, places=2)
    assert done.score == Decimal("7.60")


def test_a_single_score_of_a_sentence_is_told_with_the_words_of_the_rule() -> None:
    row = ScoreInput(Decimal(8), "≥12万亩", "全年还田11.4万亩")
    done = compute_score(rule=RuleSpec("weighted_conversion", {}, WORDS), row=row, places=2)
    assert done.score == Decimal("7.60")
    assert done.notices == (Notice.TAKEN_FROM_SENTENCE, Notice.RULE_READ_FROM_TEXT)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("折算得分=单项得分×权重%", "≥12万亩"),
        ("单项得分=完成值/目标值×100，折算得分=单项得分×权重%", "≥12万亩"),
        ("单项得分=完成值/目标值×100，最高100", "≥12万亩"),
        ("单项得分=目标值/完成值×100，最高100；折算得分=单项得分×权重%", "≥12万亩"),
        (WORDS, "≤12万亩"),
        (WORDS, "还田12万亩、深松20万亩"),
        (WORDS, "≥12个"),
    ],
)
def test_other_words_leave_the_conversion_to_a_person(text: str, target: str) -> None:
    row = ScoreInput(Decimal(8), target, "11.4万亩")
    rule = RuleSpec("weighted_conversion", {}, text)
    assert compute_score(rule=rule, row=row, places=2).score is None


@pytest.mark.parametrize("family", ["coefficient", "completion_rate"])
@pytest.mark.parametrize(
    ("actual", "points"),
    [
        ("96%", "4.80"),
        ("９６％", "4.80"),
        ("100%", "5.00"),
        ("0", "0.00"),
        ("96", "4.80"),
        ("2", "0.10"),
        ("0.5%", "0.03"),
    ],
)
def test_a_coefficient_is_a_percentage_of_the_points(family: str, actual: str, points: str) -> None:
    computed = score(family, actual, "5")
    assert (computed.score, computed.rule) == (Decimal(points), "R16")
    assert computed.notices == ()


def test_a_score_of_a_sentence_is_told_in_every_conversion() -> None:
    for family, params, actual, formula in (
        ("subtable", {"sub_max": "100"}, "自评得分80分", "25 × 80 ÷ 100 = 20.00"),
        ("weighted_conversion", {"pct": "25"}, "自评得分80分", "80 × 25% = 20.00"),
        ("coefficient", {}, "项目完成80%", "25 × 80% = 20.00"),
        ("external_conversion", {}, "自评得分80分", "25 × 80 ÷ 100 = 20.00"),
    ):
        computed = score(family, actual, "25", **params)
        assert (computed.formula, computed.notices) == (formula, (Notice.TAKEN_FROM_SENTENCE,))


@pytest.mark.parametrize(("dots", "points"), [(1996, Decimal("1.40")), (1997, None)])
def test_a_score_in_a_very_long_text_is_left_to_a_person(dots: int, points: Decimal | None) -> None:
    assert score("subtable", "。" * dots + "得分7分", "2", sub_max="10").score == points


@pytest.mark.parametrize(
    ("actual", "why_not"),
    [
        ("100.1%", WhyNot.OUT_OF_RANGE),
        ("120", WhyNot.OUT_OF_RANGE),
        ("0.96", WhyNot.SHARE_OR_PERCENT),
        ("1", WhyNot.SHARE_OR_PERCENT),
        ("96分", WhyNot.ACTUAL_UNCLEAR),
        ("≥95%", WhyNot.ACTUAL_COPIES_TARGET),
        ("", WhyNot.ACTUAL_MISSING),
        ("良好", WhyNot.ACTUAL_NOT_A_NUMBER),
    ],
)
def test_a_coefficient_that_could_be_two_things_is_left_to_a_person(
    actual: str, why_not: WhyNot
) -> None:
    assert score("coefficient", actual, "5").why_not is why_not


def test_an_external_score_is_converted_where_there_is_one() -> None:
    computed = score("external_conversion", "96", "25", source_required="true")
    assert (computed.score, computed.formula) == (Decimal("24.00"), "25 × 96 ÷ 100 = 24.00")
    assert computed.rule == "R25"
    assert score("external_conversion", "区综合绩效考核分96", "25").score == Decimal("24.00")


@pytest.mark.parametrize(
    ("actual", "why_not"),
    [
        ("", WhyNot.BY_A_PERSON),
        ("已完成", WhyNot.BY_A_PERSON),
        ("107", WhyNot.OUT_OF_RANGE),
        ("150%", WhyNot.OUT_OF_RANGE),
        ("不适用", WhyNot.NOT_APPLICABLE),
    ],
)
def test_without_a_number_a_person_scores_what_others_judged(actual: str, why_not: WhyNot) -> None:
    assert score("external_conversion", actual, "5").why_not is why_not


FAMILIES: dict[str, dict[str, str]] = {
    "subtable": {"sub_max": "10", "sub_score": "3"},
    "weighted_conversion": {"pct": "25"},
    "coefficient": {},
    "external_conversion": {},
}


@pytest.mark.parametrize("family", FAMILIES)
def test_every_conversion_may_say_the_most_it_gives(family: str) -> None:
    rule = RuleSpec(family, FAMILIES[family] | {"max": "25"})
    assert list(fit_rule(rule, weight=Decimal(25))) == []
    rule = RuleSpec(family, FAMILIES[family] | {"max": "all"})
    assert list(fit_rule(rule, weight=Decimal(25))) == ["params.max must be a number"]


@pytest.mark.parametrize(
    ("family", "params", "said"),
    [
        ("subtable", {}, "params.sub_max is missing"),
        ("subtable", {"sub_max": "0"}, "params.sub_max must be more than 0"),
        (
            "subtable",
            {"sub_max": "10", "max_of": "100"},
            "params.sub_max and params.max_of contradict one another",
        ),
        (
            "subtable",
            {"sub_max": "10", "sub_score": "10.01"},
            "params.sub_score must not be more than params.sub_max",
        ),
        ("subtable", {"sub_max": "10", "sub_score": "-1"}, "params.sub_score must be at least 0"),
        ("weighted_conversion", {"pct": "-5"}, "params.pct must be at least 0"),
        (
            "external_conversion",
            {"source_required": "maybe"},
            "params.source_required must be true or false",
        ),
    ],
)
def test_an_author_is_told_which_conversion_makes_no_sense(
    family: str, params: dict[str, str], said: str
) -> None:
    assert list(fit_rule(RuleSpec(family, params), weight=Decimal(25))) == [said]


def test_a_table_may_have_given_all_it_can() -> None:
    rule = RuleSpec("subtable", {"max_of": "10", "sub_score": "10"})
    assert list(fit_rule(rule, weight=Decimal(2))) == []
    assert score("subtable", "", "2", **rule.params).formula == "2 × 10 ÷ 10 = 2.00"


@settings(max_examples=80)
@given(
    family=st.sampled_from(sorted(FAMILIES)),
    low=st.decimals(0, 100, places=2),
    high=st.decimals(0, 100, places=2),
)
def test_a_higher_score_never_converts_to_less(family: str, low: Decimal, high: Decimal) -> None:
    low, high = sorted((low, high))
    sign = "%" if family == "coefficient" else ""
    params = {**FAMILIES[family]}
    if family == "subtable":
        params = {"sub_max": "100"}
    less = score(family, f"{low}{sign}", "25", **params).score
    more = score(family, f"{high}{sign}", "25", **params).score
    assert less is not None
    assert more is not None
    assert 0 <= less <= more <= 25


@settings(max_examples=120)
@given(
    actual=st.one_of(
        st.text(max_size=30),
        st.text(st.sampled_from("得分评：:为12.5%分万元，；≥约-−９ "), max_size=14),
    )
)
def test_no_text_ever_raises_or_leads_out_of_the_weight(actual: str) -> None:
    for family, params in FAMILIES.items():
        computed = score(family, actual, "25", **params)
        assert (computed.score is None) is (computed.why_not is not None)
        assert computed.score is None or 0 <= computed.score <= 25


@pytest.mark.parametrize("piece", ["得分1分，", "9", "得分", " ", "："])
def test_a_hundred_thousand_signs_are_answered_at_once(piece: str) -> None:
    long = piece * (100_000 // len(piece))

    def read() -> None:
        for family, params in FAMILIES.items():
            score(family, long, "25", **params)
            score(family, long[:2000], "25", **params)

    assert count_looks(read) < 250
