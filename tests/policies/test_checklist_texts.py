"""How the texts of a checklist are taken apart: each item's state, or how often it was broken."""

import pytest

from policies.scoring.checklists import read_states, read_times


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("①是②否", ("是", "否")),
        ("①×②部分符合", ("否", "部分")),
        ("②", ("否", "是")),
        ("①均部分符合②都符合", ("部分", "是")),
        ("①符合；②3笔附件不全", ("是", "否")),
        ("两项均符合", ("是", "是")),
    ],
)
def test_a_state_is_yes_no_or_partly(text: str, states: tuple[str, ...]) -> None:
    assert read_states(text, count=2) == states


@pytest.mark.parametrize(
    "text",
    [
        "",
        "①①②是",
        "①是②是①",
        "①是②是③",
        "①0②是",
        "①是②是0",
        "是①是②",
        "另①符合②符合",
        "①符合②符合③符合",
        "①符合X②符合",
        "②符合；①1处不规范",
    ],
)
def test_a_state_that_is_not_plain_leaves_everything_open(text: str) -> None:
    assert read_states(text, count=2) is None


def test_an_item_that_is_told_twice_and_another_that_is_not_told_leave_everything_open() -> None:
    assert read_states("①符合；②符合；②符合", count=3) is None


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("①0次②2次", (0, 2)),
        ("①0次；②2次。", (0, 2)),
        ("②1次①√", (0, 1)),
        ("1:3 2:0", (3, 0)),
        ("①符合；②3笔附件不全", (0, 3)),
        ("0次", (0, 0)),
        ("均符合", (0, 0)),
    ],
)
def test_breaches_are_counted_for_every_item(text: str, times: tuple[int, ...]) -> None:
    assert read_times(text, count=2) == times


@pytest.mark.parametrize(
    "text",
    ["", "约①0次②0次", "①约0次②0次", "①0次②0次，另有待核", "①0次②1次②0次", "①0次②0次③0次"],
)
def test_breaches_beside_which_something_else_stands_are_not_counted(text: str) -> None:
    assert read_times(text, count=2) is None


def test_a_text_of_more_than_four_hundred_signs_is_no_checklist() -> None:
    blanks = " " * 396
    assert read_states(f"①是{blanks}②是", count=2) == ("是", "是")
    assert read_states(f"①是{blanks} ②是", count=2) is None
    assert read_times(f"①1{blanks}②2", count=2) == (1, 2)
    assert read_times(f"①1{blanks} ②2", count=2) is None
    assert read_states(f"{blanks}①是②是{blanks}", count=2) == ("是", "是")
