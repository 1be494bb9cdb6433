"""Passages of targets that repeat the figures of a passage of results."""

import pytest

from policies.checking import Passage
from policies.checking.restated import find_restated_targets
from tests.policies.sheets import make_sheet

WANTED, REACHED = "部门整体支出绩效目标", "产出指标完成情况"
Told = tuple[str, str, str]


def find(*told: Told) -> list[tuple[str, tuple[str, ...]]]:
    """What is found in passages of these keys, titles and texts."""
    sections = tuple(Passage(key=key, title=title, text=text) for key, title, text in told)
    return list(find_restated_targets(make_sheet(sections=sections)))


@pytest.mark.parametrize(
    ("targets", "results", "common"),
    [
        ("上线165项，下线9项，移交4项", "上线165项，下线9项，移交4项", ("165项", "9项", "4项")),
        ("上线165项，下线9项", "上线165项，下线9项", ()),
        ("上线165项，下线9项，移交4项", "上线165项，下线9项，移交4起", ()),
        ("上线165项，下线9项，移交4项", "上线165项，下线9项，转交4项", ()),
        ("上线165项，下线9项，移交4项", "上线165项，下线9项，移交5项", ()),
        ("共3项，约5项，计7项", "共3项，约5项，计7项", ()),
        ("事故0起，投诉0件，差错0次", "事故0起，投诉0件，差错0次", ()),
        ("故障次数无，事故起数无，投诉件数无", "故障次数无，事故起数无，投诉件数无", ()),
        (
            "进驻事项239项，上线165.0项，移交4项",
            "进驻 事项239项，上线165项，移交4项",
            ("239项", "165.0项", "4项"),
        ),
    ],
)
def test_three_figures_with_the_same_words_number_and_unit_are_a_repetition(
    targets: str, results: str, common: tuple[str, ...]
) -> None:
    found = find(("a", WANTED, f"任务已完成。{targets}。"), ("b", REACHED, f"{results}。"))
    assert found == ([("a", common)] if common else [])


DONE = "已上线165项，下线9项，移交4项。"


def test_every_passage_of_targets_is_found_once() -> None:
    found = find(
        ("a", WANTED, DONE), ("b", "年度目标", DONE), ("c", REACHED, DONE), ("d", "主要绩效", DONE)
    )
    assert [place for place, _ in found] == ["a", "b"]


@pytest.mark.parametrize("title", ["单位职能", "绩效目标分析", "工作安排", ""])
def test_a_passage_of_another_title_is_no_passage_of_targets(title: str) -> None:
    assert find(("a", title, DONE), ("b", REACHED, DONE)) == []


def test_targets_of_things_to_come_repeat_nothing() -> None:
    planned = DONE.replace("已", "将")
    assert find(("a", WANTED, planned), ("b", REACHED, planned)) == []


def test_a_passage_that_tells_of_no_results_is_not_compared() -> None:
    assert find(("a", WANTED, DONE), ("b", "机构设置", DONE)) == []
