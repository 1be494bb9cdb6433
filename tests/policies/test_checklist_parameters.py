"""What the author of a checklist is told about its parameters, and which are sound."""

import json
from collections.abc import Mapping
from decimal import Decimal

import pytest

from policies.scoring import RuleSpec, fit_rule

LIST, DEDUCTED = "checklist", "checklist_with_deductions"
WORDS = "①专账核算，2分；②手续完整，1分，每发现一笔不完整扣0.5分"


def fit(family: str, params: Mapping[str, str], text: str = "") -> list[str]:
    return list(fit_rule(RuleSpec(family, params, text), weight=Decimal(3)))


@pytest.mark.parametrize(
    ("family", "params", "text", "said"),
    [
        (LIST, {}, "", "params.points is missing"),
        (LIST, {}, "②执行，3分", "params.points is missing"),
        (
            LIST,
            {},
            "①制度，2分；②执行",
            "params.points is missing, and ② does not state its points",
        ),
        (LIST, {"points": "3"}, "", "params.points must be a list"),
        (LIST, {"points": '["a"]'}, "", "params.points must be a number"),
        (LIST, {"points": '["-1"]'}, "", "params.points must be at least 0"),
        (
            LIST,
            {"points": json.dumps(["1"] * 51)},
            "",
            "params.points must have at most 50 numbers",
        ),
        (LIST, {"partial": "-0.5"}, "", "params.partial must be at least 0"),
        (LIST, {"partial": "1.01"}, "", "params.partial must be a share from 0 to 1"),
        (LIST, {"max": "three"}, "", "params.max must be a number"),
        (DEDUCTED, {"deductions": '["1","1"]'}, WORDS, "params.points is missing"),
        (DEDUCTED, {"per": "1"}, WORDS, "params.points is missing"),
        (
            DEDUCTED,
            {"points": '["2","1"]', "deductions": '["1"]'},
            "",
            "params.deductions must have as many numbers as params.points",
        ),
        (
            DEDUCTED,
            {"points": '["2","1"]'},
            WORDS,
            "params.deductions must have as many numbers as params.points",
        ),
        (
            DEDUCTED,
            {"points": '["3"]', "deductions": '["1"]', "per": "1"},
            "",
            "params.deductions and params.per exclude one another",
        ),
        (DEDUCTED, {"points": '["3"]', "per": "-1"}, "", "params.per must be at least 0"),
        ("boolean", {"wanted": "maybe"}, "", "params.wanted must be true or false"),
        ("boolean", {"partial": "50"}, "", "params.partial must be a share from 0 to 1"),
    ],
)
def test_the_author_is_told_which_parameter_is_wrong(
    family: str, params: Mapping[str, str], text: str, said: str
) -> None:
    assert fit(family, params, text) == [said]


@pytest.mark.parametrize(
    ("family", "params", "text"),
    [
        (LIST, {"points": '["2","1"]', "partial": "0.5", "max": "3"}, ""),
        (LIST, {"partial": "1", "max": "3"}, WORDS),
        (LIST, {"points": json.dumps(["0.06"] * 50)}, ""),
        (DEDUCTED, {"points": '["2","1"]', "deductions": '["1","0"]', "max": "3"}, ""),
        (DEDUCTED, {"points": '["2","1"]', "per": "0.5", "max": "3"}, ""),
        (DEDUCTED, {"max": "3"}, WORDS),
        ("boolean", {"wanted": "否", "partial": "0.5", "max": "3"}, ""),
    ],
)
def test_sound_parameters_are_known_and_contradict_nothing(
    family: str, params: Mapping[str, str], text: str
) -> None:
    assert fit(family, params, text) == []
