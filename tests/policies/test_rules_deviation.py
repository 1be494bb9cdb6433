"""R13: a target that is far surpassed, and what that costs where a scheme says so."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from policies.scoring import (
    Computed,
    Notice,
    RuleSpec,
    ScoreInput,
    WhyNot,
    compute_score,
    fit_rule,
)

TOO_LOW = "85个（目标设置偏低）"
DEVIATION = {"cut": "deviation", "cut_factor": "0.5", "cut_most": "0.4"}


def score(target: str, actual: str, params: Mapping[str, str] | None = None) -> Computed:
    row = ScoreInput(Decimal(5), target, actual)
    return compute_score(rule=RuleSpec("ratio_forward", params or {}), row=row, places=2)


def fit(params: Mapping[str, str]) -> list[str]:
    return list(fit_rule(RuleSpec("ratio_forward", params), weight=Decimal(5)))


def test_a_target_far_surpassed_is_only_marked() -> None:
    done = score("15个", "85个")
    assert (done.score, done.formula) == (Decimal(5), "85 ≥ 15 → 5.00")
    assert done.notices == (Notice.FAR_OVER_TARGET,)
    assert score("1个", "2个").notices == (Notice.FAR_OVER_TARGET,)
    assert score("100个", "130个").notices == ()


def test_a_target_of_more_than_zero_is_never_far_surpassed() -> None:
    done = score(">0次", "3次")
    assert (done.formula, done.notices) == ("3 > 0 → 5.00", ())


def test_a_cut_asks_for_the_cause() -> None:
    params = {"cut": "zero"}
    assert score("15个", "85个", params).why_not is WhyNot.CAUSE_MISSING
    denied = score("15个", "85个，并非目标偏低", params)
    assert denied.why_not is WhyNot.CAUSE_MISSING
    assert score("15个", "18个", params).score == 5


def test_a_target_set_too_low_may_cost_everything() -> None:
    done = score("15个", TOO_LOW, {"cut": "zero"})
    assert (done.score, done.rule, done.formula) == (Decimal(0), "R13", "85 > 19.5 → 0.00")
    assert done.notices == (Notice.TAKEN_FROM_SENTENCE, Notice.FAR_OVER_TARGET)


def test_a_target_set_too_low_may_cost_what_its_deviation_says() -> None:
    most = score("15个", TOO_LOW, DEVIATION)
    assert (most.score, most.rule) == (Decimal("3.00"), "R13")
    assert most.formula == "5 × (1 − min(0.5 × (85 ÷ 15 − 1.3), 0.4)) = 3.00"
    assert most.notices == (Notice.TAKEN_FROM_SENTENCE, Notice.FAR_OVER_TARGET)
    some = score("100个", "150个（目标偏低）", DEVIATION)
    assert some.score == Decimal("4.50")


def test_a_deviation_may_cost_all_points_or_none() -> None:
    for most in ("", "1", "2"):
        whole = score("15个", TOO_LOW, DEVIATION | {"cut_most": most})
        assert whole.formula == "5 × (1 − min(0.5 × (85 ÷ 15 − 1.3), 1)) = 0.00"
    nothing = score("15个", TOO_LOW, {"cut": "deviation", "cut_factor": "0"})
    assert nothing.formula == "5 × (1 − min(0 × (85 ÷ 15 − 1.3), 1)) = 5.00"


@pytest.mark.parametrize(
    ("params", "said"),
    [
        (
            {"far_over": "99"},
            "params.far_over is a percentage of the target and must be at least 100",
        ),
        ({"far_over": "0"}, "params.far_over must be more than 0"),
        ({"far_over": "-1"}, "params.far_over must be more than 0"),
        ({"cut": "half"}, "params.cut must be one of none, zero, deviation"),
        ({"cut": "deviation"}, "params.cut_factor is missing, which cut = deviation needs"),
        ({"cut_factor": "-1"}, "params.cut_factor must be at least 0"),
        ({"cut_most": "-1"}, "params.cut_most must be at least 0"),
        (
            {"cut_most": "1.01"},
            "params.cut_most is a share of the weight and must be at most 1",
        ),
    ],
)
def test_an_author_is_told_what_makes_no_sense(params: Mapping[str, str], said: str) -> None:
    assert fit(params) == [said]


def test_sound_parameters_contradict_nothing() -> None:
    assert fit(DEVIATION | {"far_over": "100"}) == []
    assert fit(DEVIATION | {"cut_most": "1"}) == []
