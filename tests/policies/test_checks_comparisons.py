"""Targets and actual values beside each other: the edges of the checks, and what they quote."""

from typing import Any

import pytest

from models.vocabulary import Category
from policies.checking import Sheet, SheetRow
from policies.checking.comparisons import (
    check_direction,
    check_outputs_and_spending,
    check_overshoot,
    check_units,
)
from tests.policies.sheets import (
    describe_found,
    list_found,
    make_leaf,
    make_line,
    make_row,
    make_sheet,
    make_terms,
)


def lay(target: str, actual: str = "", **changes: Any) -> Sheet:
    """A form of one row with this target and actual value."""
    return make_sheet(make_leaf("1", target_text=target, actual_text=actual, **changes))


@pytest.mark.parametrize(
    ("actual", "severity", "ratio", "deviation", "limit"),
    [("130人", "W", "130", "30", "130"), ("120.5人", "I", "120.5", "20.5", "110")],
)
def test_what_is_over_its_target_is_told_in_percent_with_its_limit(
    actual: str, severity: str, ratio: str, deviation: str, limit: str
) -> None:
    (found,) = list_found(check_overshoot, lay("100人", actual, name="培训人数", score="9.5"))
    assert found.severity.value == severity
    assert found.numbers == {
        "target": "100人",
        "actual": actual,
        "ratio": ratio,
        "deviation": deviation,
        "limit": limit,
        "score": "9.5",
        "weight": "10",
    }


def test_a_row_without_points_is_told_without_them() -> None:
    (found,) = list_found(
        check_overshoot, lay("1次", "2次", name="培训次数", score=None, weight=None)
    )
    assert (found.numbers["ratio"], found.numbers["deviation"]) == ("200", "100")
    assert (found.numbers["score"], found.numbers["weight"]) == ("", "")


@pytest.mark.parametrize(
    ("target", "actual"), [("及时", "5个"), ("5个", "及时"), ("<3次", "6次"), ("≤3次", "6次")]
)
def test_nothing_is_over_a_target_that_is_no_number_or_a_bound_from_above(
    target: str, actual: str
) -> None:
    assert list_found(check_overshoot, lay(target, actual, name="指标")) == []


def test_rows_left_in_peace_do_not_hide_those_behind_them() -> None:
    over = {"name": "培训人数", "target_text": "100人", "actual_text": "200人"}
    rows = (
        make_leaf("explained", **over, reason="上级追加任务"),
        make_leaf("fine", **{**over, "actual_text": "100人"}),
        make_leaf("over", **over),
    )
    assert [item.where for item in list_found(check_overshoot, make_sheet(*rows))] == ["over"]
    units = (
        make_leaf("fine", target_text="5人", actual_text="5人"),
        make_leaf("told", target_text="≥95%", actual_text="全年共培训120人，效果很好"),
        make_leaf("other", target_text="≥95%", actual_text="120人"),
    )
    assert [item.where for item in list_found(check_units, make_sheet(*units))] == ["other"]


@pytest.mark.parametrize(
    ("target", "operator", "changes", "count"),
    [
        ("<4个", "<", {"name": "建设数量"}, 1),
        (">5%", ">", {"name": "故障率"}, 1),
        ("≥5%", "≥", {"name": "故障率"}, 1),
        ("≤4个", "≤", {"name": "建设数量", "measures": "cost"}, 0),
        ("≤90%", "≤", {"name": "费用覆盖率"}, 0),
        ("≤90%", "≤", {"name": "隐患整改完成率"}, 0),
        ("≤4人", "≤", {"name": "在职人数"}, 0),
        ("≤4人", "≤", {"name": "培训人数"}, 1),
        ("≤4人", "≤", {"name": "培训教师"}, 0),
    ],
)
def test_an_operator_against_the_name_of_its_row_is_quoted(
    target: str, operator: str, changes: dict[str, Any], count: int
) -> None:
    found = [item.numbers for item in list_found(check_direction, lay(target, **changes))]
    told = {"name": changes["name"], "target": target, "operator": operator}
    assert found == [told] * count


@pytest.mark.parametrize(
    ("target", "actual", "severity", "units"),
    [
        ("≥95%", "120人", "E", ("%", "人")),
        ("120人", "95%", "E", ("人", "%")),
        ("≥95%", "0.96", "W", ("%", "")),
        ("5万人", "50000人", "W", ("万人", "人")),
        ("5小时", "3天", "W", ("小时", "天")),
    ],
)
def test_two_units_that_do_not_agree_are_told(
    target: str, actual: str, severity: str, units: tuple[str, str]
) -> None:
    (found,) = list_found(check_units, lay(target, actual))
    assert found.severity.value == severity
    assert found.numbers == {
        "target": target,
        "actual": actual,
        "target_unit": units[0],
        "actual_unit": units[1],
    }


def spend(
    *rows: SheetRow, revised: str | None = "100", actual: str | None = "20", **changes: Any
) -> Sheet:
    """A form of these rows of which this was spent."""
    line = make_line("F", is_total=True, revised=revised, actual=actual)
    return make_sheet(*rows, lines=(line,), **changes)


def make_output(target: str = "", actual: str = "", **changes: Any) -> SheetRow:
    """An output with all its points."""
    return make_leaf(
        "o", category=Category.OUTPUT, target_text=target, actual_text=actual, **changes
    )


@pytest.mark.parametrize(
    ("actual", "severity", "rate", "limit"),
    [("66.666", "W", "66.67", "80"), ("79.5", "W", "79.5", "80"), ("20", "E", "20", "30")],
)
def test_full_outputs_beside_low_spending_are_told_with_both_amounts(
    actual: str, severity: str, rate: str, limit: str
) -> None:
    other = make_leaf("x", category=Category.OUTCOME, score=5)
    (found,) = list_found(check_outputs_and_spending, spend(make_output(), other, actual=actual))
    assert (found.severity.value, found.where) == (severity, "indicators")
    assert found.numbers == {
        "count": "1",
        "rate": rate,
        "limit": limit,
        "revised": "100",
        "actual": actual,
    }


@pytest.mark.parametrize(
    ("revised", "actual", "count"),
    [("1", "0.5", 1), ("0", "0.5", 0), ("-1", "0.5", 0), (None, "5", 0), ("5", None, 0)],
)
def test_spending_has_a_rate_where_both_amounts_are_there(
    revised: str | None, actual: str | None, count: int
) -> None:
    sheet = spend(make_output(), revised=revised, actual=actual)
    assert len(list_found(check_outputs_and_spending, sheet)) == count


@pytest.mark.parametrize(
    ("row", "count"),
    [
        (make_output(weight=1, score=1), 1),
        (make_output(weight=0, score=0), 0),
        (make_output("20个", "20个", weight=None), 1),
        (make_output("20个", "19个", weight=None), 0),
        (make_output("20个", "20个", score=None), 1),
        # Points say that it is full, whatever its values say.
        (make_output("≥65%", "3120人"), 1),
    ],
)
def test_an_output_is_full_by_its_points_or_without_them_by_its_values(
    row: SheetRow, count: int
) -> None:
    assert len(list_found(check_outputs_and_spending, spend(row))) == count


@pytest.mark.parametrize(
    ("target", "actual", "count"),
    [
        ("2023年11月30日前", "2023年11月30日", 1),
        ("2023年11月30日前", "2023年12月1日", 0),
        ("2023年11月30日前", "已完成", 0),
        ("≤200元", "200元", 1),
        ("≤200元", "201元", 0),
        (">200个", "201个", 1),
        ("<200次", "199次", 1),
        ("≥200个", "199个", 0),
        ("及时", "5个", 0),
        ("5个", "及时", 0),
    ],
)
def test_an_output_of_a_form_without_points_is_full_where_it_met_its_target(
    target: str, actual: str, count: int
) -> None:
    rows = (
        make_row("1", category=Category.OUTPUT, target_text="20个", actual_text="20个"),
        make_row("2", category=Category.OUTPUT, target_text=target, actual_text=actual),
    )
    sheet = spend(*rows, terms=make_terms(scored=False))
    found = describe_found(check_outputs_and_spending, sheet)
    assert found == [("I15", "E", "indicators")] * count
