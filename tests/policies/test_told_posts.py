"""Posts, people and their ratio in the words of a form (case 003, A1.1)."""

from decimal import Decimal

import pytest

from policies.scoring.told_posts import ToldPosts, read_posts


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("编制6人、实有10人（=166.67%）", True),
        ("实有10人，编制6人，控制率166.67%", True),
        ("编制数为6名，在职人数是10个，控制率达到166.67%", True),
        ("编制人数：6，实有人数：10，控制率：166.67%", True),
        ("编制 6 个、在职 10 人，供养率 约达 166.67%", True),
        ("编制6人、实有10人，比率166.67%", True),
        ("编制6人、实有10人，比例为166.67%", True),
        ("编制6人、实有10人，占比166.67%", True),
        ("编制6人、实有10人，车辆5台，经费3万元（=166.67%）", True),
        ("编制6人、实有10人，培训覆盖率166.67%", False),
        ("编制6人、实有10人，完成166.67%", False),
    ],
)
def test_posts_people_and_their_ratio_are_read(*, text: str, is_named: bool) -> None:
    assert read_posts(text) == ToldPosts(
        authorised=Decimal(6), actual=Decimal(10), ratio=Decimal("166.67"), is_named=is_named
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "实有10人（=166.67%）",
        "编制6人（=166.67%）",
        "编制6人、实有10人",
        "编制6人、实有10人，在职9人（=166.67%）",
        "编制6人、编制数7人、实有10人（=166.67%）",
        "编制6人、实有10人（=166.67%，上年150%）",
        "编制6台、实有10人（=166.67%）",
        "编制6人、实有10台（=166.67%）",
        "编制6人、实有10万人（=166.67%）",
        "超编制部门6人、实有10人（=166.67%）",
        "编制6人、实有空（=166.67%）",
    ],
)
def test_what_is_not_told_exactly_once_is_not_read(text: str) -> None:
    assert read_posts(text) is None


def test_a_text_of_more_than_four_hundred_signs_is_not_read() -> None:
    told = "编制6人、实有10人（=166.67%）"
    longest = told + "。" * (400 - len(told))
    assert read_posts(longest) is not None
    assert read_posts(longest + "。") is None
