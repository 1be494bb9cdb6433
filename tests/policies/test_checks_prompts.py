"""What a template asks for and nobody filled in: how often, and which lines are only dots."""

import pytest

from policies.checking import Passage
from policies.checking.prompts import check_prompts
from tests.policies.sheets import list_found, make_row, make_sheet


@pytest.mark.parametrize(
    ("text", "first", "count"),
    [
        ("（请填写存在的问题）", "（请填写存在的问题）", "1"),
        ("××县填报，请填写情况", "××", "2"),
        ("（请填写成效）××县，请填写情况", "（请填写成效）", "2"),
        ("填写说明：请填写成效", "填写说明", "2"),
        ("成效：\n……\n1、……", "……", "2"),
    ],
)
def test_the_first_prompt_of_a_place_is_quoted_and_all_are_counted(
    text: str, first: str, count: str
) -> None:
    (found,) = list_found(check_prompts, make_sheet(make_row("1", actual_text=text)))
    assert (found.where, found.numbers) == ("1", {"text": first, "count": count})


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("…", 1),
        ("...", 1),
        ("......", 1),
        ("。。。", 1),
        ("···", 1),
        ("  …… ", 1),
        ("1、……", 1),
        ("（一） …", 1),
        ("…" * 24, 1),
        ("…" * 25, 0),
        ("..", 0),
        ("。。", 0),
        ("。", 0),
        ("…。", 0),
        ("……等", 0),
        ("……1", 0),
    ],
)
def test_a_line_of_dots_alone_is_a_prompt(line: str, count: int) -> None:
    passage = Passage(key="s", text=f"成效\n\n{line}\n其他")
    assert len(list_found(check_prompts, make_sheet(sections=(passage,)))) == count
