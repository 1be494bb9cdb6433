"""The checks of money, on small forms and on the amounts of the five cases."""

from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.checking import Balance, Identity, Passage, PrintedRate, Sheet, Staff, YearOnYear
from policies.checking.funds import CHECKS
from policies.checking.lines import find_parents
from tests.policies.sheets import (
    describe_found,
    draw_sheets,
    gather_found,
    list_found,
    make_leaf,
    make_line,
    make_row,
    make_sheet,
    make_sum,
    make_terms,
    number,
)


def test_every_code_of_funds_has_its_check() -> None:
    assert set(CHECKS) == {
        *("F01", "F02", "F03", "F04", "F05", "F06", "F07", "F08", "F09", "F10", "F11"),
        *("F14", "F15"),
    }


def with_line(**changes: Any) -> Sheet:
    return make_sheet(lines=(make_line("l", **changes),))


def with_rate(actual: str, budget: str, text: str) -> Sheet:
    rate = PrintedRate(
        what="预算执行率", actual=Decimal(actual), budget=Decimal(budget), rate_text=text
    )
    return make_sheet(rates=(rate,))


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("91.81%", None),
        ("91.81 ％", None),
        ("91.8%", None),
        ("92%", None),
        ("0.92", None),
        ("91.81", None),
        ("约92%", None),
        ("", None),
        ("已完成", None),
        ("91.81%、92%", None),
        ("91%", "W"),
        ("91.82%", "W"),
        ("91.9%", "W"),
        ("91.83%", "E"),
        ("92.81%", "E"),
        ("93%", "E"),
        ("0.94", "E"),
    ],
)
def test_a_printed_rate_is_rounded_as_it_is_printed(text: str, severity: str | None) -> None:
    found = describe_found(CHECKS["F01"], with_rate("1550.59", "1688.91", text))
    assert found == ([("F01", severity, "funds")] if severity else [])
    found = describe_found(
        CHECKS["F01"], with_line(revised="1688.91", actual="1550.59", rate_text=text)
    )
    assert found == ([("F01", severity, "l")] if severity else [])


def test_a_wrong_rate_is_quoted_with_its_amounts_and_told_once() -> None:
    line = make_line("l", name="总额", revised=200, actual="118.18", rate_text="95.09%")
    rate = PrintedRate(
        what="执行率", actual=Decimal("118.18"), budget=Decimal(200), rate_text="95.09%"
    )
    (found,) = list_found(CHECKS["F01"], make_sheet(lines=(line,), rates=(rate,)))
    assert found.where == "l"
    assert found.numbers == {
        "what": "总额",
        "reported": "95.09",
        "derived": "59.09",
        "actual": "118.18",
        "budget": "200",
    }


def test_a_half_is_rounded_up() -> None:
    assert not list_found(CHECKS["F01"], with_rate("1", "8", "12.5%"))
    assert not list_found(CHECKS["F01"], with_rate("1", "8", "13%"))
    assert describe_found(CHECKS["F01"], with_rate("1", "8", "12%")) == [("F01", "W", "funds")]


def test_a_rate_of_no_budget_is_no_rate() -> None:
    assert not list_found(CHECKS["F01"], with_rate("1", "0", "100%"))
    assert not list_found(CHECKS["F01"], with_rate("-1", "8", "100%"))
    assert not list_found(CHECKS["F01"], with_rate("1", "8", "9" * 100_000))


@pytest.mark.parametrize(
    ("actual", "count"), [("100", 0), ("100.005", 0), ("100.006", 1), ("120", 1), (None, 0)]
)
def test_no_more_is_spent_than_the_budget(actual: str | None, count: int) -> None:
    sheet = with_line(revised=100, actual=actual)
    assert describe_found(CHECKS["F02"], sheet) == [("F02", "E", "l")] * count


def test_overspending_is_explained_by_a_reason_and_asked_of_expenditure_only() -> None:
    (found,) = list_found(CHECKS["F02"], with_line(revised=100, actual=120, reason="追加未批复"))
    assert found.explained
    assert found.numbers == {"what": "l", "rate": "120", "actual": "120", "budget": "100"}
    assert not list_found(CHECKS["F02"], with_line(name="收入合计", revised=100, actual=120))
    assert not list_found(CHECKS["F02"], with_line(revised=0, actual=120))
    assert describe_found(CHECKS["F02"], with_rate("120", "100", "")) == [("F02", "E", "funds")]


@pytest.mark.parametrize(
    ("total", "parts", "severity"),
    [
        ("2370.10", ("961.99", "1408.11"), None),
        ("3998.03", ("3997.62", "0.41"), None),
        ("666.27", ("666.27",), None),
        ("2370.105", ("961.99", "1408.11"), None),
        ("2370.11", ("961.99", "1408.11"), "I"),
        ("2370.12", ("961.99", "1408.11"), "E"),
        ("316.05", ("34.67", "268.25", "13.11"), "E"),
        ("316.05", ("34.67", "268.25", "13.12"), "I"),
        ("23632", ("17900", "5731"), "I"),
        ("23632", ("17900", "5730"), "E"),
        ("23632.00", ("17900.00", "5731.00"), "E"),
        ("-8.58", ("307.47", "-316.05"), None),
    ],
)
def test_a_total_is_the_sum_of_its_parts(
    total: str, parts: tuple[str, ...], severity: str | None
) -> None:
    sheet = make_sheet(sums=(make_sum(total, *parts),))
    expected = [("F03", severity, "funds")] if severity else []
    assert describe_found(CHECKS["F03"], sheet) == expected


def with_parts(total: str, *parts: str | None, **changes: Any) -> Sheet:
    lines = [
        make_line(f"part{place}", parent_id="total", revised=part)
        for place, part in enumerate(parts)
    ]
    return make_sheet(lines=(make_line("total", revised=total), *lines), **changes)


@pytest.mark.parametrize(
    ("total", "parts", "count"),
    [
        ("2370.10", ("961.99", "1408.11"), 0),
        ("2370.10", ("961.99", "1408.21"), 1),
        ("2370.10", ("961.99", "1300"), 1),
        ("2370.10", ("961.99",), 0),
        ("2370.10", ("2961.99",), 1),
        ("2370.10", ("961.99", None), 0),
        ("2370.10", ("2961.99", None), 1),
    ],
)
def test_lines_add_up_to_the_line_they_are_parts_of(
    total: str, parts: tuple[str | None, ...], count: int
) -> None:
    found = describe_found(CHECKS["F03"], with_parts(total, *parts))
    assert found == [("F03", "E", "total")] * count


def test_every_column_of_parts_is_added_up_and_a_repeated_sum_is_told_once() -> None:
    lines = (
        make_line("total", revised=100, actual=90),
        make_line("a", parent_id="total", revised=60, actual=50),
        make_line("b", parent_id="total", revised=40, actual=39),
    )
    sheet = make_sheet(lines=lines, sums=(make_sum("90", "39", "50"),))
    (found,) = list_found(CHECKS["F03"], sheet)
    assert (found.severity.value, found.where) == ("I", "total")
    assert found.numbers == {
        "what": "total",
        "column": "actual",
        "reported": "90",
        "derived": "89",
        "difference": "-1",
    }
    assert not list_found(CHECKS["F03"], with_parts("100", "60", "30", complete=False))


def test_what_is_wrong_in_several_columns_names_each_of_them() -> None:
    lines = (
        make_line("total", original=100, adjustment=0, revised=100, actual=0),
        make_line("a", parent_id="total", original=60, adjustment=5, revised=65, actual=3),
        make_line("b", parent_id="total", original=30, adjustment=5, revised=350000, actual=6),
    )
    found = [
        each for code in ("F03", "F06", "F07") for each in CHECKS[code](make_sheet(lines=lines))
    ]
    assert [(each.code, each.numbers["column"]) for each in found] == [
        ("F03", "original"),
        ("F03", "adjustment"),
        ("F06", "actual"),
        ("F07", "revised"),
    ]


@pytest.mark.parametrize(
    ("amounts", "column"), [({"original": 0}, "original"), ({"revised": 0}, "revised")]
)
def test_a_budget_of_zero_names_its_column(amounts: dict[str, int], column: str) -> None:
    (found,) = list_found(CHECKS["F06"], with_line(**amounts, actual="5"))
    assert found.numbers["column"] == column


def test_a_sum_printed_elsewhere_has_no_column() -> None:
    (found,) = list_found(CHECKS["F03"], make_sheet(sums=(make_sum("100", "60", "30"),)))
    assert "column" not in found.numbers


def with_balance(**amounts: str | None) -> Sheet:
    return make_sheet(balance=Balance(**{name: number(each) for name, each in amounts.items()}))


def test_case_003_prints_its_balance_without_the_sign() -> None:
    sheet = with_balance(income="307.47", expense="316.05", balance="8.58")
    (found,) = list_found(CHECKS["F04"], sheet)
    assert (found.code, found.severity.value, found.where) == ("F04", "E", "funds")
    assert found.numbers == {
        "income": "307.47",
        "expense": "316.05",
        "reported": "8.58",
        "derived": "-8.58",
    }


@pytest.mark.parametrize(
    ("balance", "carried", "count"),
    [
        ("-8.58", None, 0),
        ("-8.575", None, 0),
        ("-8.574", None, 1),
        ("11.42", "20", 0),
        ("-8.58", "20", 0),
        ("11.42", None, 1),
        (None, None, 0),
    ],
)
def test_a_balance_is_income_less_expense(
    balance: str | None, carried: str | None, count: int
) -> None:
    sheet = with_balance(income="307.47", expense="316.05", balance=balance, carried_over=carried)
    assert len(list_found(CHECKS["F04"], sheet)) == count


@pytest.mark.parametrize(
    ("original", "adjustment", "revised", "severity"),
    [
        ("1779.83", None, "1688.91", "I"),
        ("2285.38", "84.72", "2370.10", "I"),
        ("100", "9.99", None, "I"),
        ("100", "10", None, "W"),
        ("100", "-10", "90", "W"),
        ("0", "5", "5", "W"),
        ("100", "10", "111", "W"),
        ("100", "0", "100.006", "W"),
        ("100", "0", "100.005", None),
        ("100", "0", "100", None),
        ("100", None, "100", None),
        ("100", None, None, None),
        (None, "10", "100", None),
    ],
)
def test_a_budget_changes_by_its_adjustment_and_for_a_reason(
    original: str | None, adjustment: str | None, revised: str | None, severity: str | None
) -> None:
    sheet = with_line(original=original, adjustment=adjustment, revised=revised)
    expected = [("F05", severity, "l")] if severity else []
    assert describe_found(CHECKS["F05"], sheet) == expected


def test_case_004_changed_its_budget_silently() -> None:
    (found,) = list_found(CHECKS["F05"], with_line(original="1779.83", revised="1688.91"))
    assert found.numbers == {
        "what": "change",
        "original": "1779.83",
        "adjustment": "-90.92",
        "revised": "1688.91",
        "derived": "1688.91",
        "percent": "-5.11",
    }


def test_a_wrong_revised_budget_is_told_apart_from_an_unexplained_one() -> None:
    sheet = with_line(original=100, adjustment=10, revised=111, reason="追加")
    (found,) = list_found(CHECKS["F05"], sheet)
    assert (found.numbers["what"], found.numbers["derived"]) == ("sum", "110")
    assert not list_found(CHECKS["F05"], with_line(original=100, revised=120, reason="追加"))
    assert list_found(CHECKS["F05"], with_line(original=100, revised=120, reason="无"))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("年初预算 2,285.38 万元，年中追加预算 84.72 万元", 0),
        ("年中追加预算 184.72 万元", 1),
        ("年中追加预算 84.725 万元", 1),
        ("收入 84.72 万元", 1),
        ("", 1),
    ],
)
def test_case_000_tells_of_its_change_in_words(text: str, count: int) -> None:
    line = make_line("l", original="2285.38", adjustment="84.72", revised="2370.10")
    sheet = make_sheet(lines=(line,), sections=(Passage(key="funds", text=text),))
    assert len(list_found(CHECKS["F05"], sheet)) == count


def test_a_change_is_told_of_the_whole_and_not_of_its_parts_again() -> None:
    part = make_line("part", parent_id="l", original=50, revised=70)
    whole = make_line("l", original=100, revised=120)
    assert describe_found(CHECKS["F05"], make_sheet(lines=(whole, part))) == [("F05", "W", "l")]
    same = make_line("l", original=100, revised=100)
    assert describe_found(CHECKS["F05"], make_sheet(lines=(same, part))) == [("F05", "W", "part")]


@pytest.mark.parametrize(
    ("budget", "actual", "count"),
    [("0", "5", 1), ("0", "0.005", 0), ("0", "0", 0), (None, "5", 0), ("5", "5", 0)],
)
def test_nothing_is_spent_without_a_budget(budget: str | None, actual: str, count: int) -> None:
    sheet = with_line(revised=budget, actual=actual)
    assert describe_found(CHECKS["F06"], sheet) == [("F06", "E", "l")] * count


def test_income_may_come_in_without_a_budget() -> None:
    assert not list_found(CHECKS["F06"], with_line(name="利息收入", revised=0, actual="0.41"))


@pytest.mark.parametrize(
    ("total", "parts", "count"),
    [("0", ("5", "0"), 1), ("0", ("0", "0"), 0), ("0", ("5",), 1), ("5", ("5", "0"), 0)],
)
def test_no_total_of_zero_stands_above_parts(
    total: str, parts: tuple[str, ...], count: int
) -> None:
    sheet = with_parts(total, *parts)
    assert describe_found(CHECKS["F06"], sheet) == [("F06", "E", "total")] * count
    assert not list_found(CHECKS["F03"], sheet)


def test_an_empty_total_is_no_zero() -> None:
    lines = (make_line("total"), make_line("a", parent_id="total", revised=5))
    assert not list_found(CHECKS["F06"], make_sheet(lines=lines))
    (found,) = list_found(CHECKS["F06"], make_sheet(sums=(make_sum("0", "3", "2"),)))
    assert (found.where, found.numbers["derived"]) == ("funds", "5")


@pytest.mark.parametrize(
    ("total", "parts", "slip"),
    [
        ("2370.10", ("961.99", "14081100"), ("14081100", "1408.11")),
        ("2370.10", ("0.096199", "1408.11"), ("0.096199", "961.99")),
        ("23701000", ("961.99", "1408.11"), ("23701000", "2370.1")),
        ("2370.10", ("961.99", "1408.11"), None),
        ("2370.10", ("961.99", "1508.11"), None),
        ("2370.10", ("961.99", "15081100"), None),
        ("100", ("99.996", "3"), None),
        ("0", ("5", "10"), None),
    ],
)
def test_one_amount_in_another_unit_is_found(
    total: str, parts: tuple[str, ...], slip: tuple[str, str] | None
) -> None:
    sheet = make_sheet(sums=(make_sum(total, *parts),))
    found = list_found(CHECKS["F07"], sheet)
    assert [(each.numbers["reported"], each.numbers["derived"]) for each in found] == (
        [slip] if slip else []
    )
    assert [(each.severity.value, each.where) for each in found] == [("E", "funds")] * len(found)
    assert not (found and list_found(CHECKS["F03"], sheet))


def test_a_slip_between_lines_stands_on_the_total() -> None:
    sheet = with_parts("2370.10", "961.99", "14081100")
    assert describe_found(CHECKS["F07"], sheet) == [("F07", "E", "total")]
    assert not list_found(CHECKS["F07"], with_parts("2370.10", "961.99", "14081100", None))


@pytest.mark.parametrize(
    ("actual", "severity"),
    [("90", None), ("89.99", "W"), ("50", "W"), ("49.99", "E"), ("0", "E"), (None, None)],
)
def test_a_low_rate_has_a_reason(actual: str | None, severity: str | None) -> None:
    sheet = with_line(revised=100, actual=actual)
    assert describe_found(CHECKS["F08"], sheet) == ([("F08", severity, "l")] if severity else [])
    assert not list_found(CHECKS["F08"], with_line(revised=100, actual=actual, reason="跨年"))


def test_case_000_spent_59_09_percent_of_one_project() -> None:
    (found,) = list_found(CHECKS["F08"], with_rate("118.18", "200.00", "59.09%"))
    assert (found.code, found.severity.value, found.where) == ("F08", "W", "funds")
    assert found.numbers == {
        "what": "预算执行率",
        "rate": "59.09",
        "limit": "90",
        "actual": "118.18",
        "budget": "200",
    }


def test_the_limits_of_rates_are_those_of_the_scheme() -> None:
    line = make_line("l", revised=100, actual=85)
    low = make_terms(low_rate=Decimal(80))
    assert not list_found(CHECKS["F08"], make_sheet(lines=(line,), terms=low))
    very_low = make_terms(very_low_rate=Decimal(86))
    assert describe_found(CHECKS["F08"], make_sheet(lines=(line,), terms=very_low)) == [
        ("F08", "E", "l")
    ]


def test_a_low_rate_is_asked_of_totals_and_printed_rates_only() -> None:
    total = make_line("total", is_total=True, revised=100, actual=95)
    part = make_line("part", revised=50, actual=40)
    assert not list_found(CHECKS["F08"], make_sheet(lines=(total, part)))
    printed = make_line("part", revised=50, actual=40, rate_text="80%")
    assert describe_found(CHECKS["F08"], make_sheet(lines=(total, printed))) == [
        ("F08", "W", "part")
    ]
    assert not list_found(CHECKS["F08"], with_line(name="三公经费", revised=50, actual=20))


@pytest.mark.parametrize(
    ("income", "expense", "carried", "difference"),
    [
        ("3998.03", "4039.71", None, "41.68"),
        ("307.47", "316.05", None, "8.58"),
        ("307.47", "316.05", "8.58", None),
        ("307.47", "316.05", "8.575", None),
        ("307.47", "316.05", "8.574", "0.006"),
        ("307.47", "316.05", "0", "8.58"),
        ("316.05", "307.47", None, None),
        (None, "307.47", None, None),
    ],
)
def test_expense_is_covered_by_income_and_what_was_carried_over(
    income: str | None, expense: str, carried: str | None, difference: str | None
) -> None:
    sheet = with_balance(income=income, expense=expense, carried_over=carried)
    found = list_found(CHECKS["F09"], sheet)
    assert [each.numbers["difference"] for each in found] == ([difference] if difference else [])
    assert [(each.severity.value, each.where) for each in found] == [("W", "funds")] * len(found)


@pytest.mark.parametrize(
    ("this", "change", "last", "percent", "count"),
    [
        ("3998.03", "2803.41", "1194.62", None, 0),
        ("4039.71", "1982.16", None, "96.34", 0),
        ("4039.71", "1982.16", None, "96.3", 0),
        ("4039.71", "1982.16", None, "49.07", 1),
        ("4039.71", "1982.16", None, "96.36", 1),
        ("90", "-10", "100", "-10", 0),
        ("90", "10", "100", "10", 0),
        ("90", "10", None, "10", 0),
        ("90", "-10", "101", None, 1),
        ("90", "-10", "99.995", None, 0),
        ("90", "90", "0", "100", 0),
    ],
)
def test_amount_and_percentage_of_a_year_agree(
    this: str, change: str, last: str | None, percent: str | None, count: int
) -> None:
    year = YearOnYear(
        what="支出",
        this=Decimal(this),
        change=Decimal(change),
        last=number(last),
        percent=number(percent),
    )
    found = describe_found(CHECKS["F10"], make_sheet(years=(year,)))
    assert found == [("F10", "I", "funds")] * count


def test_a_wrong_percentage_is_quoted_beside_the_derived_one() -> None:
    year = YearOnYear(what="支出", this=Decimal(150), change=Decimal(50), percent=Decimal("33.33"))
    (found,) = list_found(CHECKS["F10"], make_sheet(years=(year,)))
    assert found.numbers == {
        "what": "支出",
        "this": "150",
        "change": "50",
        "reported": "33.33",
        "derived": "50",
    }


def test_case_001_spent_2_36_percent_of_a_line() -> None:
    (found,) = list_found(CHECKS["F11"], with_line(name="三公经费", revised="33.08", actual="0.78"))
    assert (found.code, found.severity.value, found.where) == ("F11", "W", "l")
    assert found.numbers == {
        "what": "三公经费",
        "rate": "2.36",
        "actual": "0.78",
        "budget": "33.08",
    }


@pytest.mark.parametrize(
    ("actual", "reason", "count"),
    [
        ("10", "", 0),
        ("9.99", "", 1),
        ("9.99", "疫情", 0),
        ("0", "", 1),
        ("200", "", 0),
        ("200.01", "", 1),
        (None, "", 0),
    ],
)
def test_budget_and_actual_are_not_far_apart(actual: str | None, reason: str, count: int) -> None:
    sheet = with_line(name="三公经费", revised=100, actual=actual, reason=reason)
    assert len(list_found(CHECKS["F11"], sheet)) == count


@pytest.mark.parametrize(("actual", "count"), [("50", 0), ("49.99", 1), ("5", 1)])
def test_less_than_half_of_a_budget_is_far_apart_and_low(actual: str, count: int) -> None:
    sheet = with_line(name="项目资金", revised=100, actual=actual)
    assert list_found(CHECKS["F08"], sheet)
    assert len(list_found(CHECKS["F11"], sheet)) == count


def test_what_is_far_apart_on_the_whole_is_not_told_of_its_parts_again() -> None:
    whole = make_line("whole", revised=100, actual=20)
    parts = [make_line(name, parent_id="whole", revised=50, actual=10) for name in ("a", "b")]
    found = list_found(CHECKS["F11"], make_sheet(lines=(whole, *parts)))
    assert [each.where for each in found] == ["whole"]
    other = replace(whole, actual=Decimal(80))
    found = list_found(CHECKS["F11"], make_sheet(lines=(other, replace(parts[0], actual=None))))
    assert found == []


CAUSE = "预算执行率低于90%的原因是下游渠段未能进场，资金未达到支付条件。"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (CAUSE, 0),
        ("由于合同约定次年付尾款，未支付30万元。", 0),
        ("全年预算执行率为60%。", 2),
        ("请填写预算执行率偏低的原因。", 2),
        ("预算执行率偏低，未说明原因。", 2),
        ("因此，预算执行率为60%。", 2),
        ("由于天气，培训人数减少。预算执行率为60%。", 2),
    ],
)
def test_a_cause_in_words_explains_the_total_line_and_its_parts(text: str, count: int) -> None:
    lines = (
        make_line("whole", revised=100, actual=60, rate_text="60%"),
        make_line("part", parent_id="whole", revised=50, actual=30, rate_text="60%"),
    )
    sheet = make_sheet(lines=lines, sections=(Passage(key="s", text=text),))
    assert len(list_found(CHECKS["F08"], sheet)) == count


def test_parts_go_on_with_the_money_of_other_levels_of_government() -> None:
    whole, first = "年度资金总额", "其中：当年财政拨款"
    assert find_parents([whole, first, "上年结转资金", "县级追加资金"]) == [None, 0, 0, 0]
    assert find_parents([whole, "其中：中央补助", "省级补助", "县级配套"]) == [None, 0, 0, 0]
    # Another table may follow, and a list without "其中" does not say what it is of.
    assert find_parents([whole, first, "其中：其他", "“三公”经费"]) == [None, 0, 0, None]
    assert find_parents(["项目资金", "中央财政", "县级财政"]) == [None, None, None]
    assert find_parents([whole, first, "其中：其他", "县级培训项目"]) == [None, 0, 0, None]


def lay_parts(behind: str | None) -> Sheet:
    whole = make_line("whole", revised=200, actual=150)
    parts = [make_line(name, parent_id="whole", revised=50, actual=50) for name in ("a", "b")]
    return make_sheet(lines=(whole, *parts, make_line("c", revised=behind, actual=50)))


def test_a_line_without_a_name_of_a_part_counts_where_it_completes_the_sum() -> None:
    assert not list_found(CHECKS["F03"], lay_parts("100"))
    assert len(list_found(CHECKS["F03"], lay_parts("90"))) == 1  # only the revised budget is off
    far = replace(lay_parts("90"), lines=(*lay_parts("90").lines[:3], make_line("c", actual=7)))
    assert len(list_found(CHECKS["F03"], far)) == 2


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("县级资金因两个乡镇秋季作业核查延后，尾款待核查结束后兑付。", 0),
        ("省级资金因核查延后，尾款待核查结束后兑付。", 1),
        ("县级财政资金未拨付，由于验收未完成。", 0),
        ("因县级培训延后，尾款待付。", 1),
    ],
)
def test_a_cause_names_money_by_the_level_that_gives_it(text: str, count: int) -> None:
    lines = (
        make_line("whole", is_total=True, revised=1560, actual=1463, rate_text="93.78%"),
        make_line("l", name="县级财政", revised=400, actual=352, rate_text="88.00%"),
    )
    sheet = make_sheet(lines=lines, sections=(Passage(key="s", text=text),))
    assert len(list_found(CHECKS["F08"], sheet)) == count


def test_a_cause_in_words_explains_another_rate_only_by_its_name() -> None:
    rate = PrintedRate(
        what="一体机项目", actual=Decimal(30), budget=Decimal(50), rate_text="60.00%"
    )
    for text, count in ((CAUSE, 1), (f"一体机项目{CAUSE}", 0), (f"60.00%的{CAUSE}", 0)):
        sheet = make_sheet(rates=(rate,), sections=(Passage(key="s", text=text),))
        assert len(list_found(CHECKS["F08"], sheet)) == count


@pytest.mark.parametrize(
    ("name", "reason", "count"),
    [
        ("预算执行率", "跨年发放", 0),
        ("预算执行率", "无", 1),
        ("政府采购执行率", "跨年发放", 1),
        ("培训人数", "跨年发放", 1),
    ],
)
def test_the_row_of_the_execution_rate_may_hold_the_reason(
    name: str, reason: str, count: int
) -> None:
    row = make_leaf("P1", name=name, score=7, reason=reason)
    sheet = make_sheet(row, lines=(make_line("l", revised=750, actual=648),))
    assert len(list_found(CHECKS["F08"], sheet)) == count


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        ("财政供养人员控制率", "编制48人、实有45人（=95.74%）", 1),
        ("财政供养人员控制率", "编制48人、实有45人（=93.75%）", 0),
        ("财政供养人员控制率", "编制6人、实有10人（=166.67%）；说明栏“公招人员7人”", 0),
        ("财政供养人员控制率", "编制48人、实有45人", 0),
        ("财政供养人员控制率", "编制48人、实有45人、实有40人（=95.74%）", 0),
        ("三公经费控制率", "编制48人、实有45人（=95.74%）", 0),
    ],
)
def test_a_row_may_print_the_staff_ratio(name: str, text: str, count: int) -> None:
    sheet = make_sheet(make_leaf("A1", name=name, actual_text=text))
    expected = [("F14", "E", "A1")] * count
    assert describe_found(CHECKS["F14"], sheet) == expected


@pytest.mark.parametrize(
    ("text", "count"),
    [("166.67%", 0), ("167%", 0), ("1.67", 0), ("", 0), ("166.66%", 1), ("60%", 1)],
)
def test_the_staff_ratio_of_case_003(text: str, count: int) -> None:
    staff = Staff(authorised=Decimal(6), actual=Decimal(10), ratio_text=text)
    found = list_found(CHECKS["F14"], make_sheet(staff=staff))
    assert [(each.severity.value, each.where) for each in found] == [("E", "staff")] * count
    if found:
        assert (found[0].numbers["derived"], found[0].numbers["actual"]) == ("166.67", "10")


def test_a_staff_ratio_of_no_posts_is_none() -> None:
    staff = Staff(authorised=Decimal(0), actual=Decimal(10), ratio_text="100%")
    assert not list_found(CHECKS["F14"], make_sheet(staff=staff))


@pytest.mark.parametrize(
    ("text", "derived"),
    [
        ("单价5000元，数量3台，金额15000元", None),
        ("单价5000元，数量3台，金额16000元", "15000"),
        ("单价：0.5万元、数量：3台、合计：1.6万元", "15000"),
        ("单价：5149元、数量：3台、合计：1.54万元", None),
        ("5000元/台×3台=15000元", None),
        ("5000元/台×3台=1500元", "15000"),
        ("0.5元/千瓦时×100千瓦时=50元", None),
        ("3米×2米=7平方米", None),
        ("单价5000元，金额16000元", None),
        ("2021年3月购置17台高拍仪、17台扫描仪和15台台式电脑", None),
    ],
)
def test_unit_price_times_number_is_the_amount(text: str, derived: str | None) -> None:
    found = list_found(CHECKS["F15"], make_sheet(make_row("r", actual_text=text)))
    assert [each.numbers["derived"] for each in found] == ([derived] if derived else [])
    assert [(each.severity.value, each.where) for each in found] == [("I", "r")] * len(found)


def test_sums_that_hold_no_usable_number_are_left_alone() -> None:
    endless = Identity(what="x", total=Decimal("Infinity"), parts=(Decimal("NaN"), Decimal(1)))
    huge = Identity(what="y", total=Decimal(1), parts=(Decimal("1E+999999"), Decimal(1)))
    sheet = make_sheet(sums=(endless, huge))
    assert not [found for check in CHECKS.values() for found in check(sheet)]


@settings(max_examples=40)
@given(sheet=draw_sheets())
def test_no_form_makes_a_check_of_funds_raise(sheet: Sheet) -> None:
    for code, check in CHECKS.items():
        assert {found.code for found in check(sheet)} <= {code}


@settings(max_examples=40)
@given(sheet=draw_sheets(), random=st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter_to_the_checks_of_funds(
    sheet: Sheet, random: Random
) -> None:
    shuffled = random.sample(sheet.lines, len(sheet.lines))
    other = replace(sheet, lines=tuple(shuffled))
    for check in CHECKS.values():
        assert gather_found(check, other) == gather_found(check, sheet)


@pytest.mark.parametrize(
    ("text", "derived"),
    [
        ("购置折叠座椅240把，单价185元，合计44,600元。", ["44400"]),
        ("购置折叠座椅240把，单价185元，合计44,400元。", []),
        ("另购3台；单价185元，合计44,600元。", []),
        ("覆盖240人，单价185元，合计44,600元。", []),
        ("单价5000元，数量3台，金额16000元。购置3台，单价5000元，合计1.6万元。", ["15000"] * 2),
    ],
)
def test_products_are_read_in_the_narrative_too(text: str, derived: list[str]) -> None:
    found = list_found(CHECKS["F15"], make_sheet(sections=(Passage(key="s", text=text),)))
    assert [each.numbers["derived"] for each in found] == derived
    assert {each.where for each in found} <= {"s"}


def test_money_that_was_seen_whole_is_added_up_in_a_form_of_money_only() -> None:
    slip, wrong = make_sum("304", "1860000", "118"), make_sum("738.76", "436.10", "292.66")
    sheet = make_sheet(sums=(slip, wrong), complete=False)
    assert not list_found(CHECKS["F07"], sheet)
    whole = replace(sheet, funds_only=True)
    assert [each.numbers["derived"] for each in CHECKS["F07"](whole)] == ["186"]
    assert [each.numbers["derived"] for each in CHECKS["F03"](whole)] == ["728.76"]


def test_the_only_line_that_is_no_part_is_the_total() -> None:
    part = make_line("part", parent_id="whole", revised=50, actual=40)
    for lines, expected in (
        ((make_line("whole", revised=100, actual=80), part, make_line("blank")), ["whole"]),
        ((make_line("whole", revised=100, actual=80), make_line("b", revised=1, actual=0)), []),
    ):
        sheet = make_sheet(lines=lines)
        assert [each.where for each in CHECKS["F08"](sheet)] == expected


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("年中追加56.30万元", 0),
        ("年中追加56.300万元", 0),
        ("年中追加156.30万元", 1),
        ("年中追加56.31万元", 1),
        ("年中追加56.3.1", 1),
    ],
)
def test_needless_zeros_do_not_hide_the_amount_of_a_change(text: str, count: int) -> None:
    line = make_line("l", original=1240, adjustment="56.3", revised="1296.3")
    sheet = make_sheet(lines=(line,), sections=(Passage(key="s", text=text),))
    assert len(list_found(CHECKS["F05"], sheet)) == count
