"""Bands in any order: their edges, their gaps and their overlaps."""

import json
from collections.abc import Mapping
from decimal import Decimal
from itertools import permutations

import pytest

from policies.scoring import RuleSpec, ScoreInput, compute_score, fit_rule
from policies.scoring.intervals import Interval, fit_bands, fit_best

Edges = list[list[str | None]]
FALLING: Edges = [["95", None, "5"], ["85", "95", "3"], ["75", "85", "1"], [None, "75", "0"]]
RISING: Edges = [["0", "0", "5"], ["0", "10", "3"], ["10", "20", "1"], ["20", None, "0"]]
BELOW_ZERO: Edges = [[None, "0", "5"], ["0", "0.5", "3"], ["0.5", None, "0"]]
FINE: Edges = [["0", "0.5", "3"], ["0.5", "0.9", "4"], ["0.9", None, "5"]]
UPPER = {"upper_inclusive": "true"}


def fit(bands: object, params: Mapping[str, str] | None = None) -> list[str]:
    rule = RuleSpec("step_bands", {"bands": json.dumps(bands)} | dict(params or {}))
    return list(fit_rule(rule, weight=Decimal(5)))


@pytest.mark.parametrize(
    ("bands", "params"),
    [
        (FALLING, {}),
        (RISING, UPPER),
        (BELOW_ZERO, UPPER),
        (BELOW_ZERO, {}),
        (FINE, {}),
    ],
)
def test_sound_bands_are_sound_in_every_order(bands: Edges, params: Mapping[str, str]) -> None:
    for order in permutations(bands):
        assert fit(list(order), params) == []


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        ([["0", "0", "5"], ["0", "10", "3"], ["10", None, "0"]], "overlap at 0"),
        ([["0", "0", "5"], ["0", "0.5", "3"], ["0.5", None, "0"]], "overlap at 0"),
        ([["90", None, "5"], ["95", None, "3"], [None, "90", "0"]],
         "overlap: [90, ∞) and [95, ∞)"),
        ([["90", None, "5"], [None, "80", "0"], [None, "90", "3"]],
         "overlap: (−∞, 80) and (−∞, 90)"),
    ],
)  # fmt: skip
def test_the_same_is_wrong_in_every_order(bands: Edges, said: str) -> None:
    for order in permutations(bands):
        assert fit(list(order)) == [f"params.bands {said}"]


def test_an_edge_that_belongs_to_neither_band_is_a_gap() -> None:
    below, above = (
        Interval(lower=lower, upper=upper, lower_included=False, upper_included=False, points=five)
        for five in [Decimal(5)]
        for lower, upper in [(None, Decimal(30)), (Decimal(30), None)]
    )
    assert list(fit_bands([above, below])) == ["params.bands leave a gap at 30"]


def test_no_bands_contradict_nothing() -> None:
    assert list(fit_bands([])) == []
    assert list(fit_best([], Decimal(5))) == []


@pytest.mark.parametrize(
    ("params", "points"),
    [
        ({}, 5),
        ({"lower_inclusive": "true"}, 5),
        ({"upper_inclusive": "false"}, 5),
        ({"lower_inclusive": "true", "upper_inclusive": "false"}, 5),
        ({"upper_inclusive": "true"}, 0),
        ({"lower_inclusive": "false"}, 0),
        ({"lower_inclusive": "false", "upper_inclusive": "true"}, 0),
    ],
)
def test_an_edge_belongs_to_one_of_two_bands(params: Mapping[str, str], points: int) -> None:
    bands = '[["90", null, "5"], [null, "90", "0"]]'
    rule = RuleSpec("step_bands", {"bands": bands} | dict(params))
    row = ScoreInput(Decimal(5), "", "90")
    assert compute_score(rule=rule, row=row, places=2).score == points


LIST = "params.bands must be a list of [lower, upper, points]"


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        ([["90", "100"]], LIST),
        (["90"], LIST),
        ([["a", None, "5"]], "params.bands must be a number"),
        ([[None, "a", "5"]], "params.bands must be a number"),
        ([["90", None, "five"]], "params.bands must be a number"),
        ([["9", "-5", "5"]], "params.bands has a band from 9 down to −5"),
        ([["0", "1", "5"]] * 51, "params.bands must have at most 50 bands"),
    ],
)
def test_an_author_is_told_what_is_wrong_with_a_band(bands: object, said: str) -> None:
    assert fit(bands) == [said]


def test_fifty_bands_are_not_too_many() -> None:
    inner = [[str(place), str(place + 1), "5"] for place in range(49)]
    assert fit([*inner, ["49", None, "5"]]) == []


def test_an_edge_cannot_be_asked_for_twice() -> None:
    said = "params.lower_inclusive and params.upper_inclusive exclude each other"
    assert fit(FALLING, {"lower_inclusive": "true", "upper_inclusive": "true"}) == [said]
