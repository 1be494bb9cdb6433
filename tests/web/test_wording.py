"""What differs between two texts: nothing is lost, nothing is invented, and it stays cheap."""

import random

import pytest

from web.show.wording import MOST_PAIRS, Kind, Paragraph, compare_lists, compare_texts

MARKS = {Kind.SAME: "{}", Kind.GONE: "[-{}-]", Kind.NEW: "[+{}+]"}


def spell(paragraphs: tuple[Paragraph, ...]) -> list[str]:
    return ["".join(MARKS[piece.kind].format(piece.text) for piece in one) for one in paragraphs]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("", "", []),
        ("甲", "甲", ["甲"]),
        ("", "甲", ["[+甲+]"]),
        ("甲", "", ["[-甲-]"]),
        ("甲\n\n乙", "甲\r\n乙 ", ["甲", "乙"]),
        ("一\n二\n三", "一\n三", ["一", "[-二-]", "三"]),
        ("一\n三", "一\n二\n三", ["一", "[+二+]", "三"]),
        ("得分96.95分，等级为优", "得分95.95分，等级为优", ["得分[-96.95-][+95.95+]分，等级为优"]),
        ("全年支出按计划完成", "全年支出按计划完成。", ["全年支出按计划完成[+。+]"]),
        ("本项没有完成", "另外一句完全不同的话", ["[-本项没有完成-]", "[+另外一句完全不同的话+]"]),
        ("一一一一甲\n二\n三", "一一一一乙\n二\n三", ["一一一一[-甲-][+乙+]", "二", "三"]),
        ("甲甲", "甲甲甲", ["甲甲[+甲+]"]),
    ],
)
def test_paragraphs_are_compared(old: str, new: str, found: list[str]) -> None:
    assert spell(compare_texts(old, new)) == found


def pick(paragraphs: tuple[Paragraph, ...], kind: Kind) -> list[str]:
    """The items of one side, put together again."""
    sides = ["".join(piece.text for piece in one if piece.kind is not kind) for one in paragraphs]
    return [item for item in sides if item]


def test_either_side_can_be_read_back() -> None:
    chance = random.Random(7)
    words = ["甲乙丙丁", "甲乙丙戊", "己庚", "3.50分", "3.51分", "aa"]
    for _ in range(300):
        old, new = (chance.choices(words, k=chance.randrange(7)) for _ in range(2))
        found = compare_lists(old, new)
        assert pick(found, Kind.NEW) == old
        assert pick(found, Kind.GONE) == new


def test_a_text_of_too_many_paragraphs_is_not_aligned() -> None:
    """The product of both lengths is bounded, whatever somebody hands in."""
    lines = [str(number) for number in range(300)]
    found = spell(compare_lists(["a", *lines, "z"], ["a", *reversed(lines), "z"]))
    assert len(lines) ** 2 > MOST_PAIRS
    assert (found[0], found[-1]) == ("a", "z")
    assert found[1:3] == ["[-0-]", "[+299+]"]
