"""The table of rule families: what is stored is read back, and no row can break it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.scoring import (
    FAMILIES,
    Computed,
    RuleProblem,
    RuleSpec,
    ScoreInput,
    WhyNot,
    compute_score,
    describe_rule,
    fit_rule,
    parse_rule,
)


def score(family: str, weight: str, target: str, actual: str, places: int = 2) -> Computed:
    row = ScoreInput(Decimal(weight), target, actual)
    return compute_score(rule=RuleSpec(family), row=row, places=places)


def test_a_row_without_a_rule_is_left_to_a_person() -> None:
    row = ScoreInput(Decimal(10), "15", "15")
    assert compute_score(rule=None, row=row, places=2).why_not is WhyNot.NO_RULE
    unknown = compute_score(rule=RuleSpec("nonsense"), row=row, places=2)
    assert unknown.why_not is WhyNot.RULE_UNKNOWN


def test_a_rule_that_cannot_be_used_is_left_to_a_person_and_told_to_its_author() -> None:
    rule = RuleSpec("step_bands", {"bands": "nonsense"})
    row = ScoreInput(Decimal(10), "15", "15")
    assert compute_score(rule=rule, row=row, places=2).why_not is WhyNot.RULE_UNUSABLE
    assert list(fit_rule(rule, weight=Decimal(10)))
    strange = RuleSpec("exec_rate", {"colour": "1"})
    assert list(fit_rule(strange, weight=None)) == ["params.colour is not known"]


@pytest.mark.parametrize("weight", ["NaN", "sNaN", "-1", "Infinity", "1E+9999999"])
def test_an_impossible_weight_is_not_used(weight: str) -> None:
    assert score("ratio_forward", weight, "1", "1").why_not is WhyNot.WEIGHT_UNUSABLE


def test_rounding_up_never_exceeds_the_weight() -> None:
    assert score("ratio_forward", "2.5", "1", "1", places=0).score == Decimal("2.5")
    assert str(score("ratio_forward", "10", "8", "5", places=0).score) == "6"
    assert str(score("ratio_forward", "10", "8", "5", places=1).score) == "6.3"


@pytest.mark.parametrize("family", FAMILIES)
@given(target=st.text(max_size=30), actual=st.text(max_size=60))
def test_no_text_raises(family: str, target: str, actual: str) -> None:
    computed = score(family, "10", target, actual)
    assert (computed.score is None) is (computed.why_not is not None)
    assert computed.score is None or 0 <= computed.score <= 10


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_knows_the_most_that_a_detail_carries(family: str) -> None:
    wrong = RuleSpec(family, {"max": "much"})
    assert list(fit_rule(wrong, weight=None)) == ["params.max must be a number"]
    assert "params.max is not known" not in list(
        fit_rule(RuleSpec(family, {"max": "3"}), weight=None)
    )


def test_rules_are_stored_and_read_back() -> None:
    rule = parse_rule(
        {
            "family": "step_bands",
            "text": "95%（含）以上计5分",
            "params": {"bands": [["95", None, "5"]], "lower_inclusive": True, "step": "1"},
        }
    )
    assert rule.params == {"bands": '[["95",null,"5"]]', "lower_inclusive": "true", "step": "1"}
    assert parse_rule(describe_rule(rule)) == rule


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"family": "nonsense"},
        {"family": 1},
        {"family": "exec_rate", "params": []},
        {"family": "exec_rate", "text": 1},
        {"family": "exec_rate", "script": "x"},
    ],
)
def test_unknown_rules_are_refused(data: dict[str, object]) -> None:
    with pytest.raises(RuleProblem):
        parse_rule(data)
