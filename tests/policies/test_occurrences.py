"""Points off for every occurrence (R08): bounds as counts, and what its author is told."""

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

EACH = "每出现一例不符合要求的扣1分"


def score(actual: str, *, target: str = "", **params: str) -> Computed:
    row = ScoreInput(Decimal(5), target, actual)
    return compute_score(rule=RuleSpec("per_occurrence", params, EACH), row=row, places=2)


def test_a_count_that_is_a_bound_is_taken_at_its_number() -> None:
    done = score("≤2次", target="≤3次", per="1")
    assert (done.score, done.notices) == (Decimal(3), (Notice.BOUND_TAKEN_AS_VALUE,))


def test_a_count_that_repeats_the_target_counts_nothing() -> None:
    assert score("≤3次", target="≤3次", per="1").why_not is WhyNot.ACTUAL_COPIES_TARGET


def test_a_target_that_is_no_number_is_no_hindrance() -> None:
    assert score("2次", target="良好", per="1").score == Decimal(3)


def test_the_words_of_the_rule_are_used_only_without_the_parameter() -> None:
    done = score("2次")
    assert (done.score, done.notices) == (Decimal(3), (Notice.RULE_READ_FROM_TEXT,))
    done = score("2次", per="0.5")
    assert (done.score, done.notices) == (Decimal(4), ())


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({}, ["params.per is missing: the points off for each occurrence"]),
        ({"per": "0"}, ["params.per must be more than 0"]),
        ({"per": "1", "full": "-1"}, ["params.full must be at least 0"]),
        ({"per": "1", "full": "4"}, ["params.full is 4, not the weight of 5"]),
        ({"per": "6"}, ["params.per is more than the weight of 5"]),
        ({"per": "1", "max": "x"}, ["params.max must be a number"]),
        ({"per": "5", "full": "5", "max": "5"}, []),
    ],
)
def test_an_author_is_told_what_is_wrong(params: Mapping[str, str], said: list[str]) -> None:
    assert list(fit_rule(RuleSpec("per_occurrence", params), weight=Decimal(5))) == said
