"""The checks of balances, of years and of changed budgets, at their edges and quoted in full."""

from decimal import Decimal
from typing import Any

import pytest

from models.vocabulary import Severity
from policies.checking import Balance, Inconsistency, Passage, Sheet, YearOnYear
from policies.checking.balances import check_balance, check_cover, check_years
from policies.checking.budget_changes import check_budget_changes
from policies.checking.fund_sums import check_zero_totals
from tests.policies.sheets import list_found, make_line, make_sheet, make_sum, number


def with_line(**changes: Any) -> Sheet:
    return make_sheet(lines=(make_line("l", **changes),))


def test_a_budget_of_zero_is_quoted_with_what_was_spent() -> None:
    lines = (make_line("blank"), make_line("l", name="项目支出", revised=0, actual=5))
    numbers = {"what": "项目支出", "column": "revised", "reported": "0", "derived": "5"}
    numbers["difference"] = "5"
    assert list_found(check_zero_totals, make_sheet(lines=lines)) == [
        Inconsistency("F06", Severity.ERROR, "l", numbers, explained=False)
    ]


def test_parts_within_the_tolerance_are_nothing_beside_a_total_of_zero() -> None:
    for part, count in (("0.005", 0), ("0.006", 1)):
        sheet = make_sheet(sums=(make_sum("0", part, "0"),))
        assert len(list_found(check_zero_totals, sheet)) == count


def with_balance(**amounts: str | None) -> Sheet:
    return make_sheet(balance=Balance(**{name: number(each) for name, each in amounts.items()}))


@pytest.mark.parametrize(
    ("amounts", "count"),
    [
        ({"expense": "5", "balance": "-5"}, 0),
        ({"income": "5", "balance": "5"}, 0),
        ({"income": "5", "expense": "5"}, 0),
        ({"income": "5", "expense": "3", "balance": "3"}, 1),
    ],
)
def test_a_balance_is_judged_where_all_three_are_printed(
    amounts: dict[str, str], count: int
) -> None:
    assert len(list_found(check_balance, with_balance(**amounts))) == count


def test_what_is_not_covered_is_quoted_with_all_that_came_in() -> None:
    sheet = with_balance(income="307.47", expense="316.05", carried_over="2")
    numbers = {"income": "307.47", "expense": "316.05", "carried": "2", "difference": "6.58"}
    assert list_found(check_cover, sheet) == [
        Inconsistency("F09", Severity.WARNING, "funds", numbers, explained=False)
    ]


def compare_years(this: str, change: str, **more: str) -> list[tuple[str, str]]:
    """What is printed and what it ought to be, of an amount and its change since last year."""
    amounts: dict[str, Any] = {name: Decimal(each) for name, each in more.items()}
    year = YearOnYear(what="支出", this=Decimal(this), change=Decimal(change), **amounts)
    found = list_found(check_years, make_sheet(years=(year,)))
    return [(each.numbers["reported"], each.numbers["derived"]) for each in found]


def test_change_and_percentage_are_derived_from_the_two_years() -> None:
    assert compare_years("90", "-10", last="101") == [("-10", "-11")]
    assert compare_years("0.75", "0.25", last="0.5", percent="40") == [("40", "50")]
    assert compare_years("90", "NaN", last="101", percent="5") == []
    assert compare_years("NaN", "10", last="101", percent="5") == []


@pytest.mark.parametrize(
    ("amounts", "numbers"),
    [
        (
            {"original": 0, "adjustment": 5, "revised": 5},
            {"what": "change", "original": "0", "adjustment": "5", "revised": "5", "derived": "5"}
            | {"percent": ""},
        ),
        (
            {"original": 100, "revised": 0},
            {"what": "change", "original": "100", "adjustment": "-100", "revised": "0"}
            | {"derived": "0", "percent": "-100"},
        ),
        (
            {"original": 100, "adjustment": 10, "revised": 111},
            {"what": "sum", "original": "100", "adjustment": "10", "revised": "111"}
            | {"derived": "110", "percent": "11"},
        ),
    ],
)
def test_a_changed_budget_is_quoted_with_what_it_ought_to_be(
    amounts: dict[str, int], numbers: dict[str, str]
) -> None:
    assert list_found(check_budget_changes, with_line(**amounts)) == [
        Inconsistency("F05", Severity.WARNING, "l", numbers, explained=False)
    ]


def test_every_change_is_told_behind_lines_that_say_nothing_or_something_else() -> None:
    lines = (
        make_line("blank"),
        make_line("sum", original=100, adjustment=10, revised=111),
        make_line("change", original=100, revised=120),
        make_line("little", original="0.5", revised="0.53"),
    )
    found = list_found(check_budget_changes, make_sheet(lines=lines))
    assert [(each.where, each.severity.value) for each in found] == [
        ("sum", "W"),
        ("change", "W"),
        ("little", "I"),
    ]


def test_an_amount_of_a_change_may_be_told_with_a_comma() -> None:
    line = make_line("l", original=2000, revised="3084.72")
    sheet = make_sheet(lines=(line,), sections=(Passage(key="s", text="年中追加1,084.72万元"),))
    assert list_found(check_budget_changes, sheet) == []


@pytest.mark.parametrize("text", ["追加10万元", "追加10.00万元", "年中追加10.0万元", "核减10"])
def test_a_whole_amount_of_a_change_is_told_with_or_without_places(text: str) -> None:
    line = make_line("l", original=50, revised=60)
    sheet = make_sheet(lines=(line,), sections=(Passage(key="s", text=text),))
    assert list_found(check_budget_changes, sheet) == []
