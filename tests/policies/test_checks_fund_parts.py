"""Which lines are parts of a total, and which amount among them is in another unit."""

from decimal import Decimal
from typing import Any

import pytest

from policies.checking import Identity, Sheet
from policies.checking.fund_sums import check_fund_sums, check_units_of_money
from tests.policies.sheets import list_found, make_line, make_sheet, make_sum

HUNDRED = make_line("c", revised=100)
A, B = (make_line(name, parent_id="whole", revised=50) for name in "ab")


def lay_lines(*lines: Any, **whole: Any) -> Sheet:
    """A form with a line of 200 and, below it, these lines."""
    return make_sheet(lines=(make_line("whole", **{"revised": 200, **whole}), *lines))


def tell_sums(sheet: Sheet) -> list[tuple[str, str]]:
    """The columns that do not add up, and what their parts make."""
    found = list_found(check_fund_sums, sheet)
    return [(each.numbers["column"], each.numbers["derived"]) for each in found]


def test_a_line_between_the_parts_is_none_of_them() -> None:
    assert tell_sums(lay_lines(A, make_line("x", revised=7), B, HUNDRED)) == []


@pytest.mark.parametrize("changes", [{"is_total": True}, {"parent_id": "other"}])
def test_neither_a_total_nor_a_part_of_another_line_completes_a_sum(
    changes: dict[str, Any],
) -> None:
    assert tell_sums(lay_lines(A, B, make_line("c", revised=100, **changes))) == [
        ("revised", "100")
    ]


@pytest.mark.parametrize(("count", "found"), [(5, []), (6, [("revised", "150")])])
def test_at_most_five_lines_behind_the_last_part_complete_a_sum(
    count: int, found: list[tuple[str, str]]
) -> None:
    parts = [make_line(name, parent_id="whole", revised=50) for name in "abc"]
    behind = [make_line(f"x{place}", revised=10) for place in range(count)]
    assert tell_sums(lay_lines(*parts, *behind, revised=150 + 10 * count)) == found


@pytest.mark.parametrize(("last", "found"), [("99.995", []), ("99.994", [("revised", "100")])])
def test_a_sum_is_complete_within_the_tolerance(last: str, found: list[tuple[str, str]]) -> None:
    assert tell_sums(lay_lines(A, B, make_line("c", revised=last))) == found


def test_a_column_that_its_whole_does_not_print_completes_nothing() -> None:
    parts = (make_line(name, parent_id="whole", revised=50, original=45) for name in "ab")
    assert tell_sums(lay_lines(*parts, HUNDRED)) == []


def test_a_column_whose_last_part_is_empty_is_not_complete_yet() -> None:
    lines = (
        make_line("a", parent_id="whole", revised=100, actual=50),
        make_line("b", parent_id="whole", actual=30),
        make_line("c", actual=10),
    )
    assert tell_sums(lay_lines(*lines, revised=100, actual=90)) == []


def test_a_line_that_completes_one_column_is_a_part_in_all_of_them() -> None:
    lines = (
        make_line("a", parent_id="whole", revised=60, actual=50),
        make_line("b", parent_id="whole", revised=35),
        make_line("c", revised=90, actual=40),
    )
    assert tell_sums(lay_lines(*lines, revised=100, actual=90)) == [("revised", "185")]


@pytest.mark.parametrize(
    ("total", "parts", "slip"),
    [
        ("5", ("50000",), ("5", "50000")),
        # Two places make an amount of 0.10 anything from 950 to 1050, and two roundings besides.
        ("1949.99", ("0.10", "1000.00"), ("0.1", "949.99")),
        ("1949.98", ("0.10", "1000.00"), None),
        ("1310.00", ("0.03", "1000.00"), ("0.03", "310")),
        ("1210.00", ("0.02", "1000.00"), None),
        ("1210.00", ("0.020004", "1000.00"), None),
        ("1210.00", ("0.020005", "1000.00"), ("0.020005", "210")),
    ],
)
def test_an_amount_in_another_unit_fits_within_what_its_places_leave_open(
    total: str, parts: tuple[str, ...], slip: tuple[str, str] | None
) -> None:
    found = list_found(check_units_of_money, make_sheet(sums=(make_sum(total, *parts),)))
    assert [(each.numbers["reported"], each.numbers["derived"]) for each in found] == (
        [slip] if slip else []
    )


@pytest.mark.parametrize(("part", "count"), [("200.005", 0), ("200.006", 1)])
def test_one_part_alone_may_be_as_much_as_its_total(part: str, count: int) -> None:
    assert len(tell_sums(lay_lines(make_line("a", parent_id="whole", revised=part)))) == count


def test_one_part_alone_is_not_made_a_whole_by_the_lines_behind_it() -> None:
    lines = (
        make_line("a", parent_id="whole", revised=50, actual=60),
        make_line("b", revised=150, actual=70),
    )
    assert tell_sums(lay_lines(*lines, actual=100)) == []


def test_a_printed_sum_is_told_once_and_not_for_a_changed_budget() -> None:
    line = make_line("l", original=100, adjustment=10, revised=140)
    sums = (make_sum("140", "10", "100"), make_sum("9", "3", "3"), make_sum("9", "3", "3"))
    sheet = make_sheet(lines=(line,), sums=(*sums, make_sum("9", "2", "2")))
    found = list_found(check_fund_sums, sheet)
    assert [each.numbers["derived"] for each in found] == ["6", "4"]
    other = make_sheet(sums=sums[:1])
    assert [each.numbers["derived"] for each in check_fund_sums(other)] == ["110"]


def test_a_sum_with_a_part_that_is_no_number_is_not_added_up() -> None:
    parts = (Decimal("NaN"), Decimal(5))
    sheet = make_sheet(sums=(Identity(what="x", total=Decimal(3), parts=parts),))
    assert list_found(check_fund_sums, sheet) == []
