"""The check of numbers named like an indicator: which sentence and which name they are read in."""

import pytest

from policies.checking import Passage, Sheet
from policies.checking.quantities import check_named_numbers
from tests.policies.sheets import list_found, make_line, make_row, make_sheet

ONLINE = make_row("1", name="网上办件事项", actual_text="85个")


def tell(text: str, *rows: object, **changes: object) -> Sheet:
    """A form of 2021 with this text and, where no rows are given, 85 of one thing."""
    sections = (Passage(key="s", text=text),)
    return make_sheet(**{"rows": rows or (ONLINE,), "sections": sections, "year": 2021, **changes})


@pytest.mark.parametrize(
    "text",
    [
        "网上办件事项累计80个",
        "网上办件事项共计为80个",
        "网上办件事项累计达到共80个",
        "网上办件事项=80个",
        "培训3次，网上办件事项80个",
        "暂无。网上办件事项80个",
        "建成20年，网上办件事项80个",
        "1995年建成，网上办件事项80个",
    ],
)
def test_a_number_is_found_behind_words_that_only_lead_to_it(text: str) -> None:
    (found,) = list_found(check_named_numbers, tell(text))
    assert (found.numbers["name"], found.numbers["said"]) == ("网上办件事项", "80")


@pytest.mark.parametrize(
    "text",
    [
        "培训3次。年初未调整。网上办件事项80个。",
        "账表一一对应。网上办件事项80个。",
        "网上办件事项80个。年初目标已调整。",
        f"拟{'，' * 394}网上办件事项80个",
        f"网上办件事项80个{'，' * 100}拟",
    ],
)
def test_words_of_another_sentence_or_far_away_are_of_something_else(text: str) -> None:
    assert len(list_found(check_named_numbers, tell(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "网上办件事项不少于80个",
        "网上办件事项≥80个",
        "网上办件事项大概80个",
        "网上办件事项逾80个",
        "网上办件事项不足80个",
        "网上办件事项80多个",
        "网上办件事项80个左右",
        "网上办件事项每天80个",
        "网上办件事项无",
        "完成。2020年网上办件事项80个",
        "2020 年网上办件事项80个",
        "全年及2020年网上办件事项80个",
        f"拟{'，' * 393}网上办件事项80个",
        f"网上办件事项80个{'，' * 99}拟",
    ],
)
def test_bounds_and_rough_numbers_and_other_years_are_left_in_peace(text: str) -> None:
    assert list_found(check_named_numbers, tell(text)) == []


def test_without_a_year_of_the_form_no_year_is_another_one() -> None:
    assert len(list_found(check_named_numbers, tell("2020年网上办件事项80个", year=None))) == 1
    assert len(list_found(check_named_numbers, tell("网上办件事项80个", year=None))) == 1


def test_none_is_a_number_and_nothing_is_not() -> None:
    (found,) = list_found(check_named_numbers, tell("网上办件事项0个"))
    assert found.numbers["said"] == "0"
    bare = make_row("1", name="网上办件事项", actual_text="85")
    assert list_found(check_named_numbers, tell("网上办件事项无", bare)) == []
    assert len(list_found(check_named_numbers, tell("网上办件事项80", bare))) == 1


def test_a_name_that_also_stands_beside_words_is_not_compared() -> None:
    told = make_row("2", name="网上办件事项", actual_text="全部完成")
    for number, text in (("85个", "网上办件事项80个"), ("85", "网上办件事项80")):
        row = make_row("1", name="网上办件事项", actual_text=number)
        assert list_found(check_named_numbers, tell(text, row, told)) == []


def test_the_longest_name_is_meant() -> None:
    other = make_row("2", name="办件事项", actual_text="3个")
    (found,) = list_found(check_named_numbers, tell("网上办件事项80个", ONLINE, other))
    assert (found.numbers["name"], found.numbers["table"]) == ("网上办件事项", "85")


def test_a_part_of_the_funds_is_known_by_its_name_alone() -> None:
    for name in ("其中：项目支出", "其中: 项目支出", "其中项目支出"):
        line = make_line("l", name=name, actual="1323.11")
        (found,) = list_found(check_named_numbers, tell("项目支出1232万元", lines=(line,)))
        assert found.numbers == {
            "name": "项目支出",
            "said": "1232",
            "table": "1323.11",
            "unit": "万元",
        }
