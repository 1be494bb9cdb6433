"""Three levels of a qualitative result, and deadlines (R11, R21)."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.scoring import Computed, Notice, RuleSpec, ScoreInput, WhyNot, compute_score, fit_rule
from policies.scoring.levels import DEADLINE, Deadline
from policies.scoring.params import Params
from tests.support.effort import count_looks

HUBEI = json.dumps([["100", "80"], ["80", "50"], ["50", "0"]])


def score_level(actual: str, **params: str) -> Computed:
    row = ScoreInput(Decimal(10), "制度健全并有效执行", actual)
    return compute_score(rule=RuleSpec("qualitative", params), row=row, places=2)


@pytest.mark.parametrize(
    ("words", "from_text"),
    [
        ("按期完成得满分，逾期不得分", False),
        ("按期完成得满分，逾期的酌情扣分", False),
        ("按期完成得满分，每逾期1天扣1分", True),
    ],
)
def test_only_numbers_that_were_read_are_said_to_be_read(words: str, *, from_text: bool) -> None:
    settings = DEADLINE.read(Params({}, text=words))
    assert isinstance(settings, Deadline)
    assert settings.from_text is from_text


def score_date(target: str, actual: str, **params: str) -> Computed:
    row = ScoreInput(Decimal(5), target, actual)
    return compute_score(rule=RuleSpec("deadline", params), row=row, places=2)


@pytest.mark.parametrize(
    ("actual", "points"),
    [
        ("达成预期指标 95%", "9.50"),
        ("达成预期指标95%", "9.50"),
        ("达成预期指标（80%）", "8.00"),
        ("一档95", "9.50"),
        ("二档 70%", "7.00"),
        ("部分达成预期指标并具有一定效果 60%", "6.00"),
        ("未达成预期指标且效果较差 30%", "3.00"),
        ("三档0", "0.00"),
        ("90%", "9.00"),
        ("８０％", "8.00"),
        ("79.99%", "8.00"),
        ("0%", "0.00"),
        ("100%", "10.00"),
    ],
)
def test_a_percentage_within_its_level_is_the_share_of_the_points(actual: str, points: str) -> None:
    computed = score_level(actual)
    assert (computed.score, computed.rule) == (Decimal(points), "R11")
    assert computed.notices == ()


def test_the_formula_shows_the_percentage() -> None:
    assert score_level("达成预期指标 95%").formula == "10 × 95% = 9.50"


def test_the_first_level_alone_earns_all_with_a_notice() -> None:
    computed = score_level("达成预期指标")
    assert (computed.score, computed.formula) == (Decimal("10.00"), "10 × 100% = 10.00")
    assert computed.notices == (Notice.LEVEL_TAKEN_AS_FULL,)


@pytest.mark.parametrize("actual", ["基本达成", "基本达成预期指标", "定性：基本达成目标"])
@pytest.mark.parametrize(
    ("text", "is_first"),
    [
        ("", False),
        ("达成预期指标100%-80%，部分达成80%-60%", False),
        ("全部达成得满分，基本达成得80%", False),
        ("全部达成100%-80%；基本达成80%-60%", False),
        ("全部或基本达成预期指标得满分", True),
        ("基本达成预期指标，得满分", True),
        ("达成或基本达成100%-80%", True),
    ],
)
def test_largely_reached_is_the_first_level_only_where_the_rule_says_so(
    actual: str, text: str, *, is_first: bool
) -> None:
    row = ScoreInput(Decimal(10), "制度健全", actual)
    done = compute_score(rule=RuleSpec("qualitative", {}, text), row=row, places=2)
    if is_first:
        assert (done.score, done.notices) == (Decimal(10), (Notice.LEVEL_TAKEN_AS_FULL,))
    else:
        assert done.why_not is WhyNot.LEVEL_UNCLEAR
    assert score_level(f"{actual}90%").score == Decimal("9.00")
    assert score_level("全部或基本达成预期指标").score == Decimal("10.00")


@pytest.mark.parametrize(
    "actual", ["部分达成预期指标并具有一定效果", "二档", "未达成预期指标且效果较差", "三档"]
)
def test_within_a_lower_level_a_person_has_to_choose(actual: str) -> None:
    assert score_level(actual).why_not is WhyNot.LEVEL_MISSING


@pytest.mark.parametrize(
    "actual",
    ["达成预期指标 79.99%", "二档80%", "二档 59.9%", "三档60", "达成预期指标 120%"],
)
def test_a_percentage_outside_its_level_is_refused(actual: str) -> None:
    assert score_level(actual).why_not is WhyNot.SHARE_OUTSIDE_LEVEL


def test_the_limits_of_the_levels_are_the_schemes() -> None:
    assert score_level("二档 55%", levels=HUBEI).score == Decimal("5.50")
    assert score_level("三档 55%", levels=HUBEI).why_not is WhyNot.SHARE_OUTSIDE_LEVEL
    assert score_level("三档 55%").score == Decimal("5.50")


@pytest.mark.parametrize(
    ("actual", "why_not"),
    [
        ("", WhyNot.ACTUAL_MISSING),
        ("不适用", WhyNot.NOT_APPLICABLE),
        ("良好", WhyNot.BY_A_PERSON),
        ("显著提升", WhyNot.BY_A_PERSON),
        ("得分填在社会效益行；经济效益、生态效益行空", WhyNot.BY_A_PERSON),
        ("就业率提高了90%", WhyNot.BY_A_PERSON),
        ("无", WhyNot.NONE_OR_ZERO),
        ("90", WhyNot.ACTUAL_UNCLEAR),
        ("101%", WhyNot.OUT_OF_RANGE),
        ("120", WhyNot.OUT_OF_RANGE),
        ("约90%", WhyNot.ACTUAL_UNCLEAR),
        ("≥90%", WhyNot.ACTUAL_COPIES_TARGET),
        ("≤90%", WhyNot.ACTUAL_COPIES_TARGET),
        (">90%", WhyNot.ACTUAL_COPIES_TARGET),
        ("<90%", WhyNot.ACTUAL_COPIES_TARGET),
    ],
)
def test_words_without_a_level_are_left_to_a_person(actual: str, why_not: WhyNot) -> None:
    assert score_level(actual).why_not is why_not


@pytest.mark.parametrize(
    ("target", "actual", "points"),
    [
        ("2023年10月底前", "10月26日完工", "5.00"),
        ("2023年10月底前", "11月2日完工", "0.00"),
        ("12月底", "12月28日", "5.00"),
        ("11月15日前", "2024年1月5日", "0.00"),
    ],
)
def test_a_date_without_a_year_is_of_the_year_of_the_form(
    target: str, actual: str, points: str
) -> None:
    row = ScoreInput(Decimal(5), target, actual, year=2023)
    done = compute_score(rule=RuleSpec("deadline"), row=row, places=2)
    assert done.score == Decimal(points)
    nowhere = ScoreInput(Decimal(5), target, actual)
    assert compute_score(rule=RuleSpec("deadline"), row=nowhere, places=2).score is None


def test_the_year_of_the_rule_goes_before_that_of_the_form() -> None:
    row = ScoreInput(Decimal(5), "2022年底", "12月28日", year=2023)
    done = compute_score(rule=RuleSpec("deadline", {"year": "2022"}), row=row, places=2)
    assert done.formula == "2022-12-28 ≤ 2022-12-31 → 5.00"


@pytest.mark.parametrize(
    "actual", ["次年1月5日完工", "翌年1月5日", "上一年12月完工", "10月26日未完工"]
)
def test_a_date_of_another_year_is_not_taken_for_one_of_the_form(actual: str) -> None:
    row = ScoreInput(Decimal(5), "2023年12月底前", actual, year=2023)
    assert compute_score(rule=RuleSpec("deadline"), row=row, places=2).score is None


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        ('[["100","80"],["70","60"],["60","0"]]', "leave a gap from 70 to 80"),
        ('[["100","80"],["80","60"],["50.5","0"]]', "leave a gap from 50.5 to 60"),
        ('[["100","80"],["90","60"],["60","0"]]', "overlap: 100–80 and 90–60"),
        ('[["90","80"],["80","60"],["60","0"]]', "must lead from 100 to 0, not from 90 to 0"),
        ('[["100","80"],["80","60"],["60","10"]]', "must lead from 100 to 0, not from 100 to 10"),
        ('[["100","100"],["100","60"],["60","0"]]', "have one that leads from 100 to 100"),
        ('[["60","0"],["80","60"],["100","80"]]', "must lead from 100 to 0, not from 60 to 80"),
        ('[["100","80"],["80","90"],["90","0"]]', "have one that leads from 80 to 90"),
        ('"100"', "must be a list"),
        ('[["100","80"],["80","0"]]', "must be three pairs of upper and lower percentage"),
        ('[["100"],["80"],["60"]]', "must be three pairs of upper and lower percentage"),
        ('["100","80","60"]', "must be three pairs of upper and lower percentage"),
        ('[["100","x"],["x","60"],["60","0"]]', "must be a number"),
        ('[["100","80"],["80","60"],["60","-5"]]', "must be at least 0"),
    ],
)
def test_levels_with_a_gap_or_an_overlap_are_a_rule_to_mend(levels: str, told: str) -> None:
    problems = list(fit_rule(RuleSpec("qualitative", {"levels": levels}), weight=Decimal(10)))
    assert problems == [f"params.levels {told}"]
    assert score_level("90%", levels=levels).why_not is WhyNot.RULE_UNUSABLE


@pytest.mark.parametrize(
    ("family", "params", "said"),
    [
        (
            "qualitative",
            {"levels": '["10","80","60"]'},
            "params.levels must be three pairs of upper and lower percentage",
        ),
        (
            "qualitative",
            {"levels": '[["100","0"]]'},
            "params.levels must be three pairs of upper and lower percentage",
        ),
        (
            "qualitative",
            {"levels": '[["100","80"],["70","60"],["60","0"]]'},
            "params.levels leave a gap from 70 to 80",
        ),
        (
            "qualitative",
            {"levels": '[["100","80"],["80","60"],["60","-5"]]'},
            "params.levels must be at least 0",
        ),
        ("qualitative", {"max": "ten"}, "params.max must be a number"),
        (
            "deadline",
            {"per_day": "1", "per_month": "1"},
            "params.per_day and params.per_month exclude one another",
        ),
        ("deadline", {"year": "2100"}, "params.year must be a year"),
        ("deadline", {"max": "ten"}, "params.max must be a number"),
    ],
)
def test_an_author_is_told_what_makes_no_sense(
    family: str, params: dict[str, str], said: str
) -> None:
    assert list(fit_rule(RuleSpec(family, params), weight=Decimal(10))) == [said]


def test_sound_parameters_contradict_nothing() -> None:
    for family, params in (
        ("qualitative", {"levels": HUBEI, "max": "10"}),
        ("deadline", {"per_day": "0.1", "year": "1900", "words": "true", "max": "10"}),
        ("deadline", {"per_month": "1", "year": "2099"}),
    ):
        assert list(fit_rule(RuleSpec(family, params), weight=Decimal(10))) == []


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("2021年9月30日", "2021年9月30日"),
        ("2021年9月30日", "2021-09-20"),
        ("2021年底", "2021年12月31日"),
        ("2021年12月31日前", "2021年11月"),
        ("2021年1月-12月", "2021年12月20日"),
        ("2021年9月15日", "2021年8月"),
        ("2021年12月31日", "2020年12月"),
    ],
)
def test_what_was_done_in_time_earns_all(target: str, actual: str) -> None:
    computed = score_date(target, actual)
    assert (computed.score, computed.rule) == (Decimal("5.00"), "R21")
    assert computed.notices == ()


def test_before_september_ends_is_assumed_with_a_notice() -> None:
    computed = score_date("9月前", "2021年9月20日", year="2021")
    assert computed.score == Decimal("5.00")
    assert computed.formula == "2021-09-20 ≤ 2021-09-30 → 5.00"
    assert computed.notices == (Notice.DATE_END_ASSUMED,)
    assert score_date("9月前", "10月8日", year="2021").score == Decimal("0.00")


@pytest.mark.parametrize(
    ("actual", "params", "points"),
    [
        ("2021年10月1日", {}, "0.00"),
        ("2021年10月1日", {"per_day": "0.1"}, "4.90"),
        ("2021年10月10日", {"per_day": "0.1"}, "4.00"),
        ("2021年12月31日", {"per_day": "0.1"}, "0.00"),
        ("2021年10月1日", {"per_month": "1"}, "4.00"),
        ("2021年10月31日", {"per_month": "1"}, "4.00"),
        ("2021年10月", {"per_month": "1"}, "4.00"),
        ("2021年11月1日", {"per_month": "1"}, "3.00"),
        ("2022年9月30日", {"per_month": "0.1"}, "3.80"),
        ("2021年10月", {}, "0.00"),
    ],
)
def test_what_was_late_loses_what_the_rule_says(
    actual: str, params: dict[str, str], points: str
) -> None:
    assert score_date("2021年9月30日", actual, **params).score == Decimal(points)


def test_a_begun_month_counts_from_the_day_of_the_deadline() -> None:
    for actual, points in (("2021年10月15日", "4.00"), ("2021年10月16日", "3.00")):
        assert score_date("2021年9月15日", actual, per_month="1").score == Decimal(points)
    formula = score_date("2021年9月15日", "2021年9月25日", per_day="1").formula
    assert formula == "max(0, 5 − 1 × 10) = 0.00"


@pytest.mark.parametrize(
    ("target", "actual", "params", "why_not"),
    [
        ("2021年9月30日", "", {}, WhyNot.ACTUAL_MISSING),
        ("", "2021年9月30日", {}, WhyNot.TARGET_MISSING),
        ("2021年9月30日", "不适用", {}, WhyNot.NOT_APPLICABLE),
        ("2021年9月30日", "及时", {}, WhyNot.BY_A_PERSON),
        ("2021年9月30日", "已按时完成", {}, WhyNot.BY_A_PERSON),
        ("2021年9月30日", "已完成", {"words": "true"}, WhyNot.BY_A_PERSON),
        ("2021年9月30日", "不及时", {"words": "true"}, WhyNot.BY_A_PERSON),
        ("2021年9月30日", "及时X", {"words": "true"}, WhyNot.BY_A_PERSON),
        ("及时", "2021年9月30日", {}, WhyNot.BY_A_PERSON),
        ("9月前", "2021年9月20日", {}, WhyNot.PARAM_MISSING),
        ("2021年9月30日", "9月20日", {}, WhyNot.ACTUAL_UNCLEAR),
        ("2021年9月15日", "2021年9月", {}, WhyNot.ACTUAL_UNCLEAR),
        ("2021年9月1日", "2021年9月", {}, WhyNot.ACTUAL_UNCLEAR),
        ("2021年1月1日", "2021年", {}, WhyNot.ACTUAL_UNCLEAR),
        ("2021年9月30日", "2021年10月", {"per_day": "0.1"}, WhyNot.ACTUAL_UNCLEAR),
        ("2021年9月30日", "2021年", {}, WhyNot.ACTUAL_UNCLEAR),
        ("2021年9月30日", "2021年10月前", {}, WhyNot.ACTUAL_UNCLEAR),
        ("2021年9月前", "2021年9月前", {}, WhyNot.ACTUAL_COPIES_TARGET),
        ("2021年9月30日", "2021年13月1日", {}, WhyNot.BY_A_PERSON),
    ],
)
def test_a_day_that_is_not_said_is_not_guessed(
    target: str, actual: str, params: dict[str, str], why_not: WhyNot
) -> None:
    assert score_date(target, actual, **params).why_not is why_not


@pytest.mark.parametrize("actual", ["及时", "按时", "已按时完成", "及时完成。", "均已按期完成"])
def test_in_time_without_a_date_is_believed_only_where_the_rule_says_so(actual: str) -> None:
    formula = f"{actual.rstrip('。')} → 5.00"
    assert score_date("2021年底", actual, words="true").formula == formula
    assert score_date("及时", actual, words="true").formula == formula
    assert score_date("及时", actual, words="false").why_not is WhyNot.BY_A_PERSON


@pytest.mark.parametrize(
    "params",
    [
        {"per_day": "1", "per_month": "1"},
        {"per_day": "-1"},
        {"per_month": "1E+99999999"},
        {"year": "21"},
        {"year": "2021.5"},
        {"words": "perhaps"},
    ],
)
def test_parameters_of_a_deadline_that_cannot_be_are_named(params: dict[str, str]) -> None:
    problems = list(fit_rule(RuleSpec("deadline", params), weight=Decimal(5)))
    assert problems[0].startswith("params.")
    computed = score_date("2021年底", "2021年底", **params)
    assert computed.why_not is WhyNot.RULE_UNUSABLE


@settings(max_examples=80)
@given(first=st.decimals(0, 100, places=2), second=st.decimals(0, 100, places=2))
def test_a_higher_percentage_never_earns_less(first: Decimal, second: Decimal) -> None:
    low, high = (score_level(f"{share}%").score for share in sorted((first, second)))
    assert low is not None
    assert high is not None
    assert 0 <= low <= high <= 10


@settings(max_examples=80)
@given(
    first=st.integers(-400, 800),
    second=st.integers(-400, 800),
    params=st.sampled_from([{}, {"per_day": "0.01"}, {"per_month": "0.3"}]),
)
def test_a_later_day_never_earns_more(first: int, second: int, params: dict[str, str]) -> None:
    day = date(2021, 9, 15)
    early, late = (
        score_date("2021年9月15日", (day + timedelta(days=days)).isoformat(), **params).score
        for days in sorted((first, second))
    )
    assert early is not None
    assert late is not None
    assert 0 <= late <= early <= 5


PIECES = st.sampled_from(
    [
        "达成预期指标",
        "部分",
        "未",
        "一档",
        "二档",
        "95",
        "%",
        "％",
        "2021",
        "年",
        "9",
        "月",
        "日",
        "底",
        "前",
        "-",
        "及时",
    ]
)
TEXTS = st.one_of(st.text(max_size=30), st.lists(PIECES, max_size=8).map("".join))


@settings(max_examples=150)
@given(target=TEXTS, actual=TEXTS)
def test_no_text_ever_raises_or_leads_out_of_the_weight(target: str, actual: str) -> None:
    for computed in (
        score_level(actual),
        score_date(target, actual, year="2021", per_day="0.1"),
        score_date(target, actual, words="true"),
    ):
        assert (computed.score is None) is (computed.why_not is not None)
        assert computed.score is None or 0 <= computed.score <= 10


@pytest.mark.parametrize("piece", ["达成", "9", "2021年9月", " ", "前", "完成", "-1"])
def test_a_hundred_thousand_signs_are_answered_at_once(piece: str) -> None:
    long = piece * (100_000 // len(piece))

    def read() -> None:
        score_level(long)
        score_date(long, long, year="2021")
        score_date("2021年底", f"2021年9月{' ' * 100_000}x", year="2021")

    assert count_looks(read) < 250
