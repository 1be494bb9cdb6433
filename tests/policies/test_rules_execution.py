"""R05a, R05b and R05c: the execution of the budget."""

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

BANDS = '[["80", null, "7"], ["60", "80", "5"], [null, "60", "0"]]'
STEPPED = {"bands": BANDS, "finished": "10"}
CASE_001 = "实际下达2500万元，支出2445.41万元，支出率97.82%"


def score(
    family: str,
    weight: str,
    *,
    budget: str | None = None,
    spent: str | None = None,
    actual: str = "",
    params: Mapping[str, str] | None = None,
    text: str = "",
) -> Computed:
    row = ScoreInput(
        Decimal(weight),
        "",
        actual,
        None if budget is None else Decimal(budget),
        None if spent is None else Decimal(spent),
    )
    return compute_score(rule=RuleSpec(family, params or {}, text), row=row, places=2)


@pytest.mark.parametrize(
    ("weight", "budget", "spent", "points", "formula"),
    [
        ("20", "1688.91", "1550.59", "18.36", "20 × 1550.59 ÷ 1688.91 = 18.36"),
        ("10", "241.3", "120.5", "4.99", "10 × 120.5 ÷ 241.3 = 4.99"),
        ("10", "100", "100", "10.00", "10 × 100 ÷ 100 = 10.00"),
        ("10", "100", "0", "0.00", "10 × 0 ÷ 100 = 0.00"),
        ("10", "100", "101", "10.00", "101 > 100 → 10.00"),
    ],
)
def test_the_score_is_the_share_that_was_spent(
    weight: str, budget: str, spent: str, points: str, formula: str
) -> None:
    done = score("exec_rate", weight, budget=budget, spent=spent)
    assert (done.score, done.rule, done.formula) == (Decimal(points), "R05a", formula)
    overspent = Decimal(spent) > Decimal(budget)
    assert done.notices == ((Notice.OVERSPENT,) if overspent else ())


@pytest.mark.parametrize(
    ("budget", "spent", "actual", "why_not"),
    [
        (None, None, "", WhyNot.BUDGET_MISSING),
        (None, "5", "", WhyNot.BUDGET_MISSING),
        ("5", None, "", WhyNot.SPENT_MISSING),
        ("0", "0", "", WhyNot.ZERO_BUDGET),
        ("0", "5", "", WhyNot.ZERO_BUDGET),
        ("-5", "5", "", WhyNot.AMOUNT_UNUSABLE),
        ("1E+999999", "5", "", WhyNot.AMOUNT_UNUSABLE),
        ("NaN", "5", "", WhyNot.AMOUNT_UNUSABLE),
        (None, None, "支出率0.97", WhyNot.BUDGET_MISSING),
        (None, None, "支出率90%，支出率80%", WhyNot.BUDGET_MISSING),
        (None, None, "预算5亿元，支出200万元", WhyNot.BUDGET_MISSING),
        (None, None, "预算100万元，上年支出200万元", WhyNot.BUDGET_MISSING),
        (None, None, "预算约100万元，支出50万元", WhyNot.BUDGET_MISSING),
        (None, None, "预算≥100万元，支出50万元", WhyNot.BUDGET_MISSING),
        (None, None, "预算无，支出无", WhyNot.BUDGET_MISSING),
        (None, None, "预算100%，支出97%", WhyNot.BUDGET_MISSING),
        (None, None, "预算0万元，支出0万元", WhyNot.ZERO_BUDGET),
        ("100", "50", "不适用", WhyNot.NOT_APPLICABLE),
    ],
)
def test_without_sound_amounts_there_is_no_score(
    budget: str | None, spent: str | None, actual: str, why_not: WhyNot
) -> None:
    for family, params in (("exec_rate", {}), ("exec_rate_stepped", {"bands": BANDS})):
        done = score(family, "10", budget=budget, spent=spent, actual=actual, params=params)
        assert (done.score, done.why_not) == (None, why_not)


@pytest.mark.parametrize(
    ("actual", "formula"),
    [
        (CASE_001, "5 × 2445.41 ÷ 2500 = 4.89"),
        ("支出率97.82%", "5 × 97.82 ÷ 100 = 4.89"),
        ("支出率达97.82%", "5 × 97.82 ÷ 100 = 4.89"),
        ("支出率97.82%，涉及合同12份", "5 × 97.82 ÷ 100 = 4.89"),
        ("预算达2500万元，支出2445.41万元", "5 × 2445.41 ÷ 2500 = 4.89"),
        ("预算=2500万元，支出=2445.41万元", "5 × 2445.41 ÷ 2500 = 4.89"),
        ("预算2500万元，支出了2445.41万元", "5 × 2445.41 ÷ 2500 = 4.89"),
        ("预算2500万元，支出2445.41万元，支出97.82%", "5 × 2445.41 ÷ 2500 = 4.89"),
        ("预算2500万元，支出2445.41万元，上年支出1万元", "5 × 2445.41 ÷ 2500 = 4.89"),
        ("97.82%", "5 × 97.82 ÷ 100 = 4.89"),
    ],
)
def test_amounts_of_the_text_stand_for_those_the_form_lacks(actual: str, formula: str) -> None:
    done = score("exec_rate", "5", actual=actual)
    assert (done.score, done.formula) == (Decimal("4.89"), formula)
    assert done.notices == (Notice.TAKEN_FROM_SENTENCE,)


def test_amounts_of_the_form_come_before_those_of_the_text() -> None:
    done = score("exec_rate", "5", budget="100", spent="50", actual=CASE_001)
    assert (done.score, done.notices) == (Decimal("2.50"), ())


@pytest.mark.parametrize(
    ("spent", "actual", "points"),
    [
        ("91.81", "未完成", "7.00"),
        ("91.81", "已完成", "10.00"),
        ("80", "未完成", "7.00"),
        ("79.99", "未完成", "5.00"),
        ("60", "部分完成", "5.00"),
        ("59.99", "未完成", "0.00"),
        ("101", "已完成", "7.00"),
    ],
)
def test_the_rate_is_looked_up_unless_the_project_is_finished(
    spent: str, actual: str, points: str
) -> None:
    done = score(
        "exec_rate_stepped", "10", budget="100", spent=spent, actual=actual, params=STEPPED
    )
    assert (done.score, done.rule) == (Decimal(points), "R05b")


@pytest.mark.parametrize(
    ("spent", "formula", "notices"),
    [
        ("91.81", "91.81 ≤ 100 → 10.00", ()),
        ("100", "100 ≤ 100 → 10.00", ()),
        ("101", "101 ÷ 100 × 100 ∈ [80, ∞) → 7.00", (Notice.OVERSPENT,)),
    ],
)
def test_a_finished_project_earns_all_only_within_its_budget(
    spent: str, formula: str, notices: tuple[Notice, ...]
) -> None:
    done = score(
        "exec_rate_stepped", "10", budget="100", spent=spent, actual="已完成", params=STEPPED
    )
    assert (done.formula, done.notices) == (formula, notices)


def test_a_finished_project_may_state_its_amounts_itself() -> None:
    actual = "项目已完成，预算100万元，支出50万元"
    done = score("exec_rate_stepped", "10", actual=actual, params=STEPPED)
    assert (done.formula, done.notices) == ("50 ≤ 100 → 10.00", (Notice.TAKEN_FROM_SENTENCE,))


def test_the_bands_alone_may_decide() -> None:
    done = score(
        "exec_rate_stepped", "7", budget="1688.91", spent="1550.59", params={"bands": BANDS}
    )
    assert done.formula == "1550.59 ÷ 1688.91 × 100 ∈ [80, ∞) → 7.00"
    assert done.notices == ()
    spent_all = score("exec_rate_stepped", "7", budget="9", spent="9", params={"bands": BANDS})
    assert (spent_all.score, spent_all.notices) == (Decimal("7.00"), ())


@pytest.mark.parametrize(
    "actual",
    ["", "良好", "96%", "96", "90.00 %", "无", "项目完成率90%", "已完成90%", "完工进度90%"],
)
def test_whether_a_project_is_finished_is_asked(actual: str) -> None:
    done = score("exec_rate_stepped", "10", budget="100", spent="90", actual=actual, params=STEPPED)
    assert done.why_not is WhyNot.FINISHED_UNSAID


def test_the_rate_may_stand_in_the_cell_but_says_nothing_of_the_end() -> None:
    for actual in ("90%", "执行率90%"):
        asked = score("exec_rate_stepped", "10", actual=actual, params=STEPPED)
        assert asked.why_not is WhyNot.FINISHED_UNSAID
    told = score("exec_rate_stepped", "10", actual="执行率90%，未完成", params=STEPPED)
    assert told.score == Decimal("7.00")
    done = score("exec_rate_stepped", "10", actual="已完成100%，执行率90%", params=STEPPED)
    assert done.why_not is not WhyNot.FINISHED_UNSAID
    assert score("exec_rate_stepped", "10", actual="96", params=STEPPED).why_not is (
        WhyNot.BUDGET_MISSING
    )


def test_the_end_is_not_asked_where_it_changes_nothing() -> None:
    same = STEPPED | {"finished": "7"}
    for actual in ("", "90%", "良好"):
        done = score("exec_rate_stepped", "7", budget="100", spent="90", actual=actual, params=same)
        assert done.score == Decimal("7.00")
    over = score("exec_rate_stepped", "10", budget="100", spent="101", params=STEPPED)
    assert (over.score, over.notices) == (Decimal("7.00"), (Notice.OVERSPENT,))


def test_a_rate_no_band_holds_is_left_to_a_person() -> None:
    params = {"bands": '[["80", null, "7"]]'}
    done = score("exec_rate_stepped", "7", budget="100", spent="50", params=params)
    assert done.why_not is WhyNot.NO_CASE_FITS


@pytest.mark.parametrize(
    ("actual", "formula", "notices"),
    [
        (
            "本年平均支出进度为38.12%",
            "5 × 38.12 ÷ 62.5 = 3.05",
            (Notice.TAKEN_FROM_SENTENCE,),
        ),
        ("本年平均支出进度为70%", "70 ≥ 62.5 → 5.00", (Notice.TAKEN_FROM_SENTENCE,)),
        ("62.5%", "62.5 ≥ 62.5 → 5.00", ()),
        ("38.12%", "5 × 38.12 ÷ 62.5 = 3.05", ()),
        ("0%", "5 × 0 ÷ 62.5 = 0.00", ()),
    ],
)
def test_the_progress_is_put_beside_the_time(
    actual: str, formula: str, notices: tuple[Notice, ...]
) -> None:
    done = score("ratio_vs_time_progress", "5", actual=actual, params={"base": "62.5"})
    assert (done.rule, done.formula, done.notices) == ("R05c", formula, notices)


@pytest.mark.parametrize(
    ("actual", "why_not"),
    [
        ("", WhyNot.ACTUAL_MISSING),
        ("0.38", WhyNot.UNITS_DIFFER),
        ("38.12万元", WhyNot.UNITS_DIFFER),
        ("-3%", WhyNot.ACTUAL_NOT_A_NUMBER),
        ("38%以上", WhyNot.ACTUAL_NOT_A_NUMBER),
        ("不适用", WhyNot.NOT_APPLICABLE),
    ],
)
def test_only_a_percentage_is_progress(actual: str, why_not: WhyNot) -> None:
    done = score("ratio_vs_time_progress", "5", actual=actual, params={"base": "62.5"})
    assert done.why_not is why_not


def test_the_base_may_stand_in_the_words_of_the_rule() -> None:
    text = "按 5×平均支出进度÷62.5%（四个季度序时进度均值）"
    done = score("ratio_vs_time_progress", "5", actual="38.12%", text=text)
    assert (done.score, done.notices) == (Decimal("3.05"), (Notice.RULE_READ_FROM_TEXT,))


@pytest.mark.parametrize(
    ("family", "params", "said"),
    [
        ("exec_rate", {"max": "20"}, "params.max is 20, not the weight of 10"),
        (
            "exec_rate_stepped",
            {},
            "params.bands is missing: a list of [lower, upper, points]",
        ),
        (
            "exec_rate_stepped",
            {"bands": BANDS},
            "the best of params.bands earns 7, not the weight of 10",
        ),
        (
            "exec_rate_stepped",
            {"bands": BANDS, "finished": "9"},
            "params.finished is 9, not the weight of 10",
        ),
        (
            "exec_rate_stepped",
            {"bands": BANDS, "finished": "-1"},
            "params.finished must be at least 0",
        ),
        (
            "exec_rate_stepped",
            {"bands": '[["80", null, "10"], [null, "60", "0"]]'},
            "params.bands leave a gap from 60 to 80",
        ),
        (
            "ratio_vs_time_progress",
            {},
            "params.base is missing: the mean time progress in percent",
        ),
        ("ratio_vs_time_progress", {"base": "0"}, "params.base must be more than 0"),
        (
            "ratio_vs_time_progress",
            {"base": "120"},
            "params.base is a percentage of the year and must be at most 100",
        ),
        (
            "ratio_vs_time_progress",
            {"base": "62.5", "max": "5"},
            "params.max is 5, not the weight of 10",
        ),
    ],
)
def test_an_author_is_told_what_makes_no_sense(
    family: str, params: Mapping[str, str], said: str
) -> None:
    assert list(fit_rule(RuleSpec(family, params), weight=Decimal(10))) == [said]


def test_sound_parameters_contradict_nothing() -> None:
    for family, params in (
        ("exec_rate", {"max": "10"}),
        ("exec_rate_stepped", STEPPED | {"max": "10"}),
        ("ratio_vs_time_progress", {"base": "100", "max": "10"}),
    ):
        assert list(fit_rule(RuleSpec(family, params), weight=Decimal(10))) == []


AMOUNTS = st.decimals(min_value=0, max_value=999999, places=2)


@given(budget=AMOUNTS, one=AMOUNTS, other=AMOUNTS, stepped=st.booleans())
def test_who_spends_more_never_earns_less(
    *, budget: Decimal, one: Decimal, other: Decimal, stepped: bool
) -> None:
    family, params = ("exec_rate_stepped", {"bands": BANDS}) if stepped else ("exec_rate", {})
    less, more = (
        score(family, "7", budget=str(budget), spent=str(spent), params=params).score
        for spent in sorted([one, other])
    )
    assert (less is None) is (more is None) is (budget == 0)
    assert less is None or more is None or 0 <= less <= more <= 7


@given(
    family=st.sampled_from(["exec_rate", "exec_rate_stepped", "ratio_vs_time_progress"]),
    actual=st.text(alphabet="0159.%支出率预算执行万元，（）≥", max_size=20) | st.text(max_size=40),
    budget=st.none() | st.decimals(),
    spent=st.none() | st.decimals(),
)
def test_nothing_in_a_row_makes_execution_fail(
    family: str, actual: str, budget: Decimal | None, spent: Decimal | None
) -> None:
    params = {"bands": BANDS, "base": "62.5"}
    row = ScoreInput(Decimal(7), actual, actual, budget, spent)
    done = compute_score(rule=RuleSpec(family, params), row=row, places=2)
    assert (done.score is None) is (done.why_not is not None)
    assert done.score is None or 0 <= done.score <= 7
