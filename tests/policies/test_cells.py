"""The cells of a sheet: which rows are indicators, and how a text is quoted."""

import pytest

from models.vocabulary import Category
from policies.checking.cells import list_indicators, list_narrative, list_passages, quote, read_cell
from policies.checking.exact import quote as quote_shortly
from policies.checking.sheet import Passage
from policies.reading import read_text
from tests.policies.sheets import make_leaf, make_row, make_sheet


def test_an_indicator_stands_at_the_bottom_or_holds_a_value_itself() -> None:
    sheet = make_sheet(
        make_row("bare"),
        make_row("wants", target_text="5个", parent_id="bare"),
        make_row("has", actual_text="6个", parent_id="wants"),
        make_leaf("rate", category=Category.EXECUTION, target_text="100%"),
        make_leaf("empty", parent_id="has"),
    )
    found = [(each.row.id, each.target.raw, each.actual.raw) for each in list_indicators(sheet)]
    assert found == [("wants", "5个", ""), ("has", "", "6个"), ("empty", "", "")]


def test_the_narrative_is_the_sections_and_the_actual_values() -> None:
    section, finding, advice = (Passage(key=key, text=key) for key in ("s", "f", "a"))
    sheet = make_sheet(
        make_leaf("1", actual_text=" "),
        make_leaf("2", actual_text="完成"),
        sections=(section,),
        findings=(finding,),
        suggestions=(advice,),
    )
    assert list(list_passages(sheet)) == [section, finding, advice]
    found = [(place.where, place.text) for place in list_narrative(sheet)]
    assert found == [("2", "完成"), ("s", "s")]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("一\n 二\t三", "一 二 三"),
        ("长" * 40, "长" * 40),
        ("长" * 41, "长" * 39 + "…"),
        (" " * 159 + "尾", "尾"),
        (" " * 160 + "尾", ""),
    ],
)
def test_a_cell_is_quoted_on_one_line_of_forty_signs(text: str, quoted: str) -> None:
    assert quote(text) == quoted


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("一\n 二\t三", "一 二 三"),
        ("长" * 40, "长" * 40),
        ("长" * 41, "长" * 40 + "…"),
        (" " * 79 + "尾", "尾"),
        (" " * 80 + "尾", ""),
    ],
)
def test_a_text_of_a_score_is_quoted_by_its_first_forty_signs(text: str, quoted: str) -> None:
    assert quote_shortly(text) == quoted


@pytest.mark.parametrize("text", ["≥95%", "说明" * 200, "说明" * 200 + "长"])
def test_a_cell_of_any_length_is_read(text: str) -> None:
    assert read_cell(text) == read_text(text)
