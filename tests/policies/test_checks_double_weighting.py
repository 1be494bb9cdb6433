"""Points that were weighted twice: to the edge of the tolerance, and with whole sentences."""

from decimal import Decimal
from typing import Any

import pytest

from models.vocabulary import Severity
from policies.checking import Inconsistency, SheetRow
from policies.checking.double_weighting import check_double_weighting
from tests.policies.sheets import (
    describe_found,
    list_found,
    make_computed,
    make_leaf,
    make_row,
    make_sheet,
    make_terms,
)


def twice(name: str = "a", **changes: Any) -> SheetRow:
    """A row whose 25 points were multiplied by its weight of 25 again."""
    return make_leaf(name, **{"weight": 25, "score": "6.25", "computed": 25, **changes})


def test_score_weight_and_points_of_the_row_are_told() -> None:
    assert list_found(check_double_weighting, make_sheet(twice())) == [
        Inconsistency(
            "S11",
            Severity.ERROR,
            "a",
            {"self": "6.25", "weight": "25", "points": "25"},
            explained=False,
        )
    ]


@pytest.mark.parametrize(
    ("weight", "points", "score", "count"),
    [
        ("10", "10", "1.005", 1),
        ("10", "10", "0.995", 1),
        ("10", "10", "1.006", 0),
        ("10", "10", "0.994", 0),
        ("2", "0.5", "0.01", 1),
        ("10", "0", "0", 0),
        ("10", "-5", "-0.5", 0),
        # Multiplying by a weight of nearly all points changes nothing that can be seen.
        ("100", "50", "50", 0),
        ("99", "1", "0.99", 0),
        ("99", "1.2", "1.188", 1),
        ("25", "25.01", "6.2525", 0),
    ],
)
def test_a_score_is_the_weighted_points_times_the_weight_within_the_tolerance(
    weight: str, points: str, score: str, count: int
) -> None:
    leaf = make_leaf("a", weight=weight, score=score, computed=points)
    found = describe_found(check_double_weighting, make_sheet(leaf))
    assert found == [("S11", "E", "a")] * count


def test_rows_that_cannot_be_judged_do_not_hide_those_behind_them() -> None:
    rows = (
        make_leaf("w", weight=None, score=5, computed=5),
        make_leaf("s", score=None, computed=5),
        make_leaf("h", weight=25, score="6.25", computed=100),
        twice(),
    )
    assert describe_found(check_double_weighting, make_sheet(*rows)) == [("S11", "E", "a")]


@pytest.mark.parametrize(("total", "count"), [("1", 1), ("0", 0), ("-1", 0), ("NaN", 0)])
def test_weights_are_shares_of_the_total_of_the_scheme(total: str, count: int) -> None:
    leaf = make_leaf("a", weight="0.5", score="0.25", computed="0.5")
    sheet = make_sheet(leaf, terms=make_terms(total=Decimal(total)))
    assert len(list_found(check_double_weighting, sheet)) == count


def test_without_a_computed_score_the_rows_below_say_the_points() -> None:
    row = twice(computed=make_computed(None))
    below = make_row("b", parent_id="a", score=25)
    assert describe_found(check_double_weighting, make_sheet(row, below)) == [("S11", "E", "a")]


@pytest.mark.parametrize(
    ("score", "text", "count"),
    [
        ("0.64", "单项得分8分，折算得分0.64分（按权重折算）", 1),
        ("0.08", "单项得分1分，折算得分0.08分", 1),
        ("0.04", "单项得分0.5分，折算得分0.04分", 1),
        ("0.08", "未打分，折算得分0.08分", 0),
        ("0.08", "单项得分0分，折算得分0.08分", 0),
    ],
)
def test_the_single_score_before_the_conversion_counts_as_the_points(
    score: str, text: str, count: int
) -> None:
    leaf = make_leaf("a", weight=8, score=score, actual_text=text)
    assert len(list_found(check_double_weighting, make_sheet(leaf))) == count


def total(reported: str, *rows: tuple[str | None, str | None], **changes: Any) -> list[Any]:
    """What is found of rows of these weights and scores below a reported total."""
    leaves = [
        make_leaf(str(place), weight=weight, score=score)
        for place, (weight, score) in enumerate(rows)
    ]
    sheet = make_sheet(*leaves, reported_total=Decimal(reported), **changes)
    return list_found(check_double_weighting, sheet)


def test_a_total_of_scores_times_weights_is_told_with_the_points_it_should_be() -> None:
    assert total("48", ("60", "60"), ("40", "30")) == [
        Inconsistency(
            "S11",
            Severity.ERROR,
            "total",
            {"self": "48", "weight": "100", "points": "90"},
            explained=False,
        )
    ]
    assert total("48", ("60", "60"), ("40", "30"), complete=False) == []


@pytest.mark.parametrize(
    ("reported", "rows", "count"),
    [
        # The tolerance is that of one score for each row.
        ("47.99", (("60", "60"), ("40", "30")), 1),
        ("48.01", (("60", "60"), ("40", "30")), 1),
        ("47.989", (("60", "60"), ("40", "30")), 0),
        ("48.011", (("60", "60"), ("40", "30")), 0),
        ("36", (("60", "60"), ("40", "0")), 1),
        ("36.2", (("60", "60"), ("40", "0.5")), 1),
        ("80", (("100", "80"),), 0),
        ("0.99", (("99", "1"),), 0),
        ("1.188", (("99", "1.2"),), 1),
        ("48", (("60", "60"), ("40", "30"), (None, "5")), 0),
        ("48", (("60", "60"), ("40", "30"), ("5", None)), 0),
        ("73", (("60", "60"), ("40", "30"), ("5", "500")), 0),
        ("35.6", (("60", "60"), ("40", "-1")), 0),
        ("0", (), 0),
    ],
)
def test_a_total_of_scores_times_weights_is_found_where_all_are_known(
    reported: str, rows: tuple[tuple[str | None, str | None], ...], count: int
) -> None:
    assert len(total(reported, *rows)) == count
