"""What the words of a report say against its tables and its year: where, and what is quoted."""

from typing import Any

import pytest

from models.vocabulary import Grade
from policies.checking import Passage, Sheet
from policies.checking.wording import check_stale_dates, check_wording
from tests.policies.sheets import (
    describe_found,
    list_found,
    make_leaf,
    make_line,
    make_row,
    make_sheet,
)

DENIAL = "本年未发生预算调剂。"
CHANGED = make_line("F", name="总额", original=100, revised=120)


def tell(*texts: str, **changes: Any) -> Sheet:
    """A form of 2021 with these sections, named a, b, c."""
    sections = tuple(Passage(key=key, text=text) for key, text in zip("abc", texts, strict=False))
    return make_sheet(**{"sections": sections, "year": 2021, **changes})


def test_a_denial_may_stand_in_a_finding_a_suggestion_or_a_reason() -> None:
    sheet = make_sheet(
        make_row("1", reason=DENIAL),
        make_row("2"),
        findings=(Passage(key="f", text=DENIAL),),
        suggestions=(Passage(key="g", text=DENIAL),),
        lines=(CHANGED,),
    )
    found = describe_found(check_wording, sheet)
    assert found == [("N01", "W", where) for where in ("f", "g", "1")]


def test_every_denial_of_this_year_is_found_once() -> None:
    sheet = tell(f"2020年未发生预算调剂。{DENIAL}{DENIAL}", DENIAL, lines=(CHANGED,))
    assert describe_found(check_wording, sheet) == [("N01", "W", "a"), ("N01", "W", "b")]


def test_another_passage_that_tells_of_the_change_is_quoted_without_amounts() -> None:
    (found,) = list_found(check_wording, tell(DENIAL, "年中追加预算84.72万元，用于运维。"))
    assert found.numbers == {
        "said": "本年未发生预算调剂",
        "against": "年中追加预算84.72万元",
        "original": "",
        "revised": "",
    }


@pytest.mark.parametrize(("adjustment", "count"), [("1", 1), ("-3", 1), ("0", 0), (None, 0)])
def test_an_adjustment_alone_says_that_a_line_was_changed(
    adjustment: str | None, count: int
) -> None:
    line = make_line("F", name="总额", adjustment=adjustment)
    found = [item.numbers for item in list_found(check_wording, tell(DENIAL, lines=(line,)))]
    told = {"said": "本年未发生预算调剂", "against": "总额", "original": "", "revised": ""}
    assert found == [told] * count


def test_another_degree_than_the_grade_is_quoted_beside_it() -> None:
    (found,) = list_found(
        check_wording, tell("该项目完成度良好，成效明显。", reported_grade=Grade.EXCELLENT)
    )
    assert found.numbers == {
        "said": "该项目完成度良好",
        "against": Grade.EXCELLENT.value,
        "original": "",
        "revised": "",
    }


@pytest.mark.parametrize(
    ("texts", "places"),
    [
        (("甲项目完成度良好。", "乙项目完成度良好。"), ["a", "b"]),
        (("甲项目完成度良好，乙项目完成度良好。",), ["a"]),
        (("上年完成度良好，本年完成度良好。",), ["a"]),
        (("任务完成情况较好，完成度良好。",), ["a"]),
        (("2020年项目完成度良好。",), []),
        (("2021年项目完成度良好。",), ["a"]),
    ],
)
def test_another_degree_is_told_once_at_each_place(
    texts: tuple[str, ...], places: list[str]
) -> None:
    sheet = tell(*texts, reported_grade=Grade.EXCELLENT)
    assert [item.where for item in list_found(check_wording, sheet)] == places


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("截至1月底，已完成5项。", ["截至1月底"]),
        ("截至0月，已完成5项。", []),
        ("截至13月，已完成5项。", []),
        ("上年同期为80项，截至11月底为85项。", ["截至11月底"]),
        ("预计2021年底完成。", ["预计2021年底"]),
        ("预计2022年底完成。", []),
    ],
)
def test_a_date_before_the_end_of_the_year_is_quoted(text: str, phrases: list[str]) -> None:
    found = list_found(check_stale_dates, tell(text))
    assert [item.numbers["text"] for item in found] == phrases


def test_a_form_without_a_year_is_told_of_dates_without_one() -> None:
    (found,) = list_found(check_stale_dates, tell("截至11月底80项，预计年底46项。", year=None))
    assert found.numbers == {"text": "截至11月底", "count": "2", "year": ""}


def test_a_deadline_of_an_earlier_year_is_quoted() -> None:
    sheet = make_sheet(make_leaf("1", target_text="2020年12月31日"), year=2021)
    (found,) = list_found(check_stale_dates, sheet)
    assert found.numbers == {"text": "2020年12月31日", "count": "1", "year": "2021"}
