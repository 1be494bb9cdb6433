"""Ratios where the form gives no number: the bound of a rule, and words that say undone."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from policies.scoring import Computed, RuleSpec, ScoreInput, WhyNot, compute_score
from policies.scoring.params import Params
from policies.scoring.ratios import AT_LEAST, AT_MOST, FORWARD, REVERSE, ZERO

HUNDRED = {"threshold": "100"}


def score(
    family: str,
    target: str,
    actual: str,
    params: Mapping[str, str] | None = None,
    *,
    text: str = "",
) -> Computed:
    rule = RuleSpec(family, params or {}, text)
    return compute_score(rule=rule, row=ScoreInput(Decimal(5), target, actual), places=2)


@pytest.mark.parametrize(
    ("actual", "text", "formula", "why_not"),
    [
        ("85%", "控制在100%以内", "85 ≤ 100 → 5.00", None),
        ("125%", "控制在100%以内", "5 × 100 ÷ 125 = 4.00", None),
        ("85人", "控制在100%以内", None, WhyNot.UNITS_DIFFER),
        ("85人", "", "85 ≤ 100 → 5.00", None),
        ("", "", None, WhyNot.ACTUAL_MISSING),
        ("已完成", "", None, WhyNot.ACTUAL_NOT_A_NUMBER),
    ],
)
def test_the_bound_of_a_rule_stands_for_a_target(
    actual: str, text: str, formula: str | None, why_not: WhyNot | None
) -> None:
    done = score("threshold_le", "", actual, HUNDRED, text=text)
    assert (done.formula, done.why_not) == (formula, why_not)


def test_without_a_bound_the_target_is_asked_for() -> None:
    assert score("threshold_le", "", "85%").why_not is WhyNot.TARGET_MISSING
    assert score("threshold_le", "", "不适用").why_not is WhyNot.NOT_APPLICABLE
    assert score("threshold_le", "不适用", "85%", HUNDRED).why_not is WhyNot.NOT_APPLICABLE


def test_less_is_better_where_the_family_says_so() -> None:
    assert [family.read(Params({})).more for family in (FORWARD, AT_LEAST)] == [True, True]
    assert [family.read(Params({})).more for family in (REVERSE, AT_MOST, ZERO)] == [False] * 3
    assert score("ratio_reverse", "5次", "4次").formula == "4 ≤ 5 → 5.00"
    assert score("ratio_forward", "5次", "4次").formula == "5 × 4 ÷ 5 = 4.00"
    assert score("threshold_le", "", "4次", {"threshold": "5"}).formula == "4 ≤ 5 → 5.00"
    assert score("threshold_ge", "", "4次", {"threshold": "5"}).formula == "5 × 4 ÷ 5 = 4.00"


@pytest.mark.parametrize(
    ("family", "actual", "formula"),
    [
        ("ratio_forward", "未完成", "未完成 → 0.00"),
        ("ratio_forward", "未发生", "未发生 → 0.00"),
        ("ratio_reverse", "未完成", "未完成 → 0.00"),
        ("ratio_forward", "未完成，\n  手续在办", "未完成， 手续在办 → 0.00"),
        (
            "ratio_forward",
            "未完成建设任务，征地的手续办理缓慢，正在办理",
            "未完成建设任务，征地的手续办理缓慢，正在 → 0.00",
        ),
        ("ratio_reverse", "未发生", None),
    ],
)
def test_what_says_that_nothing_was_reached_earns_nothing(
    family: str, actual: str, formula: str | None
) -> None:
    done = score(family, "5次", actual)
    assert done.formula == formula
    assert done.score == (None if formula is None else Decimal(0))
