"""The checks of rates: which of several are told, and what is judged at their edges."""

from decimal import Decimal
from typing import Any

import pytest

from models.vocabulary import Severity
from policies.checking import Inconsistency, Passage, PrintedRate, Sheet, Staff
from policies.checking.rates import (
    check_amounts_apart,
    check_low_rates,
    check_overspending,
    check_printed_rates,
    check_staff_ratio,
)
from tests.policies.sheets import list_found, make_leaf, make_line, make_sheet

CAUSE = "预算执行率低的原因是进度延后，尾款未付。"


def with_line(**changes: Any) -> Sheet:
    return make_sheet(lines=(make_line("l", **changes),))


def print_rate(what: str, actual: str, budget: str) -> PrintedRate:
    return PrintedRate(what=what, actual=Decimal(actual), budget=Decimal(budget), rate_text="")


def test_what_is_overspent_is_told_once_of_a_line_and_the_rate_that_repeats_it() -> None:
    lines = [make_line(name, revised=100, actual=120) for name in ("a", "b")]
    rates = (
        print_rate("again", "120", "100"),
        *(print_rate(what, "130", "100") for what in ("new", "new again")),
        print_rate("other", "140", "100"),
    )
    found = list_found(check_overspending, make_sheet(lines=tuple(lines), rates=rates))
    assert [(each.where, each.numbers["what"]) for each in found] == [
        *((name, name) for name in ("a", "b")),
        *(("funds", name) for name in ("new", "other")),
    ]


def test_income_hides_no_line_that_is_overspent() -> None:
    lines = (
        make_line("i", name="利息收入", revised=1, actual=2),
        make_line("l", revised=1, actual=2),
    )
    assert [each.where for each in check_overspending(make_sheet(lines=lines))] == ["l"]


def test_a_budget_of_less_than_one_is_judged_as_any_other() -> None:
    over, low = with_line(revised="0.5", actual="1.5"), with_line(revised="0.5", actual="0.2")
    for check, sheet in (
        (check_overspending, over),
        (check_amounts_apart, over),
        (check_amounts_apart, low),
        (check_low_rates, low),
    ):
        assert [each.where for each in check(sheet)] == ["l"]


@pytest.mark.parametrize(
    ("revised", "actual"), [("0", "5"), ("0", "-5"), ("-1", "5"), ("10", "-1")]
)
def test_no_rate_is_low_without_a_budget_or_below_nothing(revised: str, actual: str) -> None:
    assert list_found(check_low_rates, with_line(revised=revised, actual=actual)) == []


@pytest.mark.parametrize("revised", ["0", "-1"])
def test_nothing_is_far_apart_without_a_budget(revised: str) -> None:
    assert list_found(check_amounts_apart, with_line(revised=revised, actual=5)) == []


def test_every_wrong_rate_is_told_behind_others_that_are_right_or_none() -> None:
    lines = (
        make_line("blank"),
        make_line("none", revised=0, actual=5, rate_text="50%"),
        make_line("right", revised=100, actual=50, rate_text="50%"),
        make_line("places", revised=100, actual=90, rate_text="90.5%"),
        make_line("wrong", revised=100, actual=90, rate_text="91%"),
        make_line("small", revised="0.5", actual="0.25", rate_text="60%"),
        make_line("unspent", revised=100, actual=0, rate_text="5%"),
        make_line("below", revised=100, actual=-1, rate_text="5%"),
    )
    found = list_found(check_printed_rates, make_sheet(lines=lines))
    assert [(each.where, each.severity) for each in found] == [
        (name, Severity.ERROR) for name in ("places", "wrong", "small", "unspent")
    ]


def test_a_line_that_is_explained_in_words_hides_no_other() -> None:
    lines = (
        make_line("whole", is_total=True, revised=100, actual=20),
        make_line("other", revised=100, actual=20, rate_text="20%"),
    )
    sheet = make_sheet(lines=lines, sections=(Passage(key="s", text="项目顺利。" + CAUSE),))
    assert [each.where for each in check_low_rates(sheet)] == ["other"]
    assert [each.where for each in check_amounts_apart(sheet)] == ["other"]


def test_a_low_rate_that_repeats_a_line_is_told_of_the_line() -> None:
    rates = (print_rate("again", "60", "100"), print_rate("new", "70", "100"))
    sheet = make_sheet(lines=(make_line("l", revised=100, actual=60),), rates=rates)
    found = list_found(check_low_rates, sheet)
    assert [(each.where, each.numbers["what"]) for each in found] == [("l", "l"), ("funds", "new")]


def test_a_wrong_staff_ratio_of_a_row_is_quoted_in_full() -> None:
    row = make_leaf("A1", name="财政供养人员控制率", actual_text="编制48人、实有45人（=95.74%）")
    staff = Staff(authorised=Decimal(6), actual=Decimal(3), ratio_text="50%")
    numbers = {"reported": "95.74", "derived": "93.75", "actual": "45", "authorised": "48"}
    assert list_found(check_staff_ratio, make_sheet(row, staff=staff)) == [
        Inconsistency("F14", Severity.ERROR, "A1", numbers, explained=False)
    ]


@pytest.mark.parametrize(
    ("authorised", "actual", "count"),
    [("1", "2", 1), ("6", "0", 1), ("6", None, 0), (None, "6", 0), ("6", "-1", 0)],
)
def test_a_staff_ratio_is_judged_where_both_numbers_are_printed(
    authorised: str | None, actual: str | None, count: int
) -> None:
    posts, people = (None if each is None else Decimal(each) for each in (authorised, actual))
    staff = Staff(authorised=posts, actual=people, ratio_text="5%")
    assert len(list_found(check_staff_ratio, make_sheet(staff=staff))) == count


def test_a_printed_rate_without_a_usable_amount_hides_no_other() -> None:
    rates = (
        print_rate("endless", "Infinity", "100"),
        print_rate("of none", "5", "NaN"),
        print_rate("over", "120", "100"),
    )
    numbers = {"what": "over", "rate": "120", "actual": "120", "budget": "100"}
    assert list_found(check_overspending, make_sheet(rates=rates)) == [
        Inconsistency("F02", Severity.ERROR, "funds", numbers, explained=False)
    ]
