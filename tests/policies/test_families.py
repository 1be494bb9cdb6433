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
    missing = Computed(None, "", why_not=WhyNot.NO_RULE)
    assert compute_score(rule=None, row=row, places=2) == missing
    unknown = Computed(None, "", why_not=WhyNot.RULE_UNKNOWN)
    assert compute_score(rule=RuleSpec("nonsense"), row=row, places=2) == unknown


def test_a_rule_that_cannot_be_used_is_left_to_a_person_and_told_to_its_author() -> None:
    rule = RuleSpec("step_bands", {"bands": "nonsense"})
    row = ScoreInput(Decimal(10), "15", "15")
    unusable = Computed(None, "R06", why_not=WhyNot.RULE_UNUSABLE)
    assert compute_score(rule=rule, row=row, places=2) == unusable
    assert list(fit_rule(rule, weight=Decimal(10)))
    strange = RuleSpec("exec_rate", {"colour": "1"})
    assert list(fit_rule(strange, weight=None)) == ["params.colour is not known"]


@pytest.mark.parametrize("weight", ["NaN", "sNaN", "-1", "Infinity", "1E+9999999"])
def test_an_impossible_weight_is_not_used(weight: str) -> None:
    unusable = Computed(None, "R01", why_not=WhyNot.WEIGHT_UNUSABLE)
    assert score("ratio_forward", weight, "1", "1") == unusable


def test_a_score_that_is_left_to_a_person_names_the_rule_that_would_have_been_used() -> None:
    missing = Computed(None, "R01", why_not=WhyNot.ACTUAL_MISSING)
    assert score("ratio_forward", "10", "15", "") == missing


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
    assert rule.text == "95%（含）以上计5分"
    assert parse_rule(describe_rule(rule)) == rule


@pytest.mark.parametrize("bonus", [{}, {"bonus": True}])
def test_a_rule_is_described_as_it_was_stored(bonus: dict[str, object]) -> None:
    stored = {"family": "per_occurrence", "params": {"per": "1"}, "text": "每出现一例扣1分"}
    assert describe_rule(parse_rule(stored | bonus)) == stored | bonus


def test_a_rule_may_have_no_parameters_and_no_words() -> None:
    assert parse_rule({"family": "exec_rate", "text": None}) == RuleSpec("exec_rate", {}, "")


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (5, "5"),
        (Decimal("0.50"), "0.50"),
        (True, "true"),
        (None, "null"),
        ([["无结余", Decimal("0.5")]], '[["无结余","0.5"]]'),
        ({"a": 1, "b": 2}, '{"a":1,"b":2}'),
    ],
)
def test_a_parameter_is_stored_as_one_text(value: object, stored: str) -> None:
    assert parse_rule({"family": "case", "params": {"x": value}}).params == {"x": stored}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "unknown family None"),
        ({"family": "nonsense"}, "unknown family 'nonsense'"),
        ({"family": 1}, "unknown family 1"),
        ({"family": "exec_rate", "params": []}, "params must be a table"),
        ({"family": "exec_rate", "params": {1: "x"}}, "params must be a table"),
        ({"family": "exec_rate", "text": 1}, "text must be a text"),
        ({"family": "exec_rate", "script": "x", "code": "y"}, "unknown key 'code'"),
    ],
)
def test_unknown_rules_are_refused(data: dict[str, object], said: str) -> None:
    with pytest.raises(RuleProblem) as problem:
        parse_rule(data)
    assert str(problem.value) == said
