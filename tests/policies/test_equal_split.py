"""Splitting the points of a heading equally among its rows (R19)."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.scoring.equal_split import split_equally


@pytest.mark.parametrize(
    ("whole", "count", "places", "weights"),
    [
        ("10", 3, 0, ("3", "3", "4")),
        ("20", 3, 0, ("7", "7", "6")),
        ("10", 4, 0, ("3", "3", "3", "1")),
        ("2", 4, 0, ("0", "0", "0", "2")),
        ("10", 3, 2, ("3.33", "3.33", "3.34")),
        ("15", 1, 0, ("15",)),
        ("2", 3, 0, ("1", "1", "0")),
        ("0.35", 10, 2, ("0.03",) * 9 + ("0.08",)),
        ("12.5", 2, 0, ("6", "6.5")),
    ],
)
def test_an_equal_split_leaves_the_remainder_to_the_last(
    whole: str, count: int, places: int, weights: tuple[str, ...]
) -> None:
    assert split_equally(Decimal(whole), count, places=places) == tuple(map(Decimal, weights))


@pytest.mark.parametrize(("whole", "count"), [("10", 0), ("-1", 2), ("NaN", 2)])
def test_nothing_is_split_among_nobody(whole: str, count: int) -> None:
    with pytest.raises(ValueError, match=r"^a weight is split among one item or more$"):
        split_equally(Decimal(whole), count)


@settings(max_examples=80)
@given(whole=st.decimals(0, 100, places=2), count=st.integers(1, 60), places=st.integers(0, 2))
def test_an_equal_split_adds_up_and_nobody_gets_less_than_nothing(
    whole: Decimal, count: int, places: int
) -> None:
    weights = split_equally(whole, count, places=places)
    assert sum(weights) == whole
    assert len(weights) == count
    assert min(weights) >= 0


def test_an_equal_split_is_one_of_whole_points() -> None:
    assert split_equally(Decimal(10), 3) == (Decimal(3), Decimal(3), Decimal(4))
