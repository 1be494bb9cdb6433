"""Whether a row met its target, where its score or its texts say so without doubt."""

from decimal import Decimal
from fractions import Fraction

import pytest

from policies.checking import SheetRow
from policies.checking.attainment import is_far_over, loses_points, misses_target, read_ratio
from tests.policies.sheets import make_computed, make_leaf


def pair(target: str, actual: str) -> SheetRow:
    return make_leaf("1", target_text=target, actual_text=actual)


@pytest.mark.parametrize(
    ("target", "actual", "missed"),
    [
        ("≥95%", "94%", True),
        ("≥95%", "=90%", True),
        ("≥95%", "≤90%", False),
        ("≥95%", "95%", False),
        (">2次", "2次", True),
        (">2次", "3次", False),
        ("≤6小时", "7小时", True),
        ("<2次", "2次", True),
        ("15个", "9个", False),
        ("=15个", "9个", False),
        # Where there is a doubt in one cell, an amount that no form knows, or a text too long.
        ("≥95%，约", "90%", False),
        ("≥95%", "约90%", False),
        ("≥0.000000000001%", "0", False),
        ("≥5%", "0.000000000001%", False),
        ("≥95%", "90人", False),
        ("≥95%".ljust(500), "90%".ljust(500), True),
        ("≥95%".ljust(501), "90%", False),
        ("≥95%", "90%".ljust(501), False),
    ],
)
def test_a_target_is_missed_only_by_two_plain_numbers(
    target: str,
    actual: str,
    missed: bool,  # noqa: FBT001 -- a column of the table
) -> None:
    assert misses_target(pair(target, actual)) is missed


@pytest.mark.parametrize(
    ("rule", "score", "missed"),
    [("R01", "9.994", True), ("R01", "9.995", False), ("R21", 0, True), ("R06", 0, False)],
)
def test_a_score_says_by_its_rule_whether_the_target_was_missed(
    rule: str,
    score: str,
    missed: bool,  # noqa: FBT001 -- a column of the table
) -> None:
    row = make_leaf("1", target_text="≥5个", actual_text="4个")
    computed = make_computed(score, rule=rule)
    assert misses_target(make_leaf("1", computed=computed)) is missed
    scored = make_leaf("1", target_text="≥5个", actual_text="4个", computed=computed)
    assert (misses_target(row), misses_target(scored)) == (True, missed)
    left = make_computed(None, rule=rule)
    assert misses_target(make_leaf("1", target_text="≥5个", actual_text="4个", computed=left))


def test_points_are_lost_below_the_weight_and_its_tolerance() -> None:
    assert loses_points(make_leaf("1", computed="9.994"))
    assert not loses_points(make_leaf("1", computed="9.995"))
    assert not loses_points(make_leaf("1", computed=None, score=5))
    assert not loses_points(make_leaf("1", computed=5, weight=None))


@pytest.mark.parametrize(
    ("target", "actual", "ratio"),
    [
        ("15个", "85个", Fraction(17, 3)),
        ("0.5万元", "0.4万元", Fraction(4, 5)),
        ("2个", "0.5个", Fraction(1, 4)),
        ("2个", "0个", Fraction(0)),
        ("2个", "-1个", None),
        ("0个", "1个", None),
        ("-1个", "1个", None),
        ("2个", "不适用", None),
    ],
)
def test_the_ratio_of_a_row_is_actual_over_target(
    target: str, actual: str, ratio: Fraction | None
) -> None:
    assert read_ratio(pair(target, actual)) == ratio


@pytest.mark.parametrize(
    ("target", "actual", "over"),
    [
        ("100个", "130个", False),
        ("100个", "131个", True),
        ("≥100个", "131个", True),
        ("≤100个", "131个", False),
        ("<100个", "131个", False),
        ("0个", "131个", False),
        ("100个", "", False),
    ],
)
def test_far_over_is_beyond_the_limit_where_more_is_better(
    target: str,
    actual: str,
    over: bool,  # noqa: FBT001 -- a column of the table
) -> None:
    assert is_far_over(pair(target, actual), limit=Decimal(130)) is over
    assert is_far_over(pair(target, actual), limit=Decimal("NaN")) is False
