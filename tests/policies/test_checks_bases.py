"""The check of counts beside percentages: where the bases they imply are too far apart."""

import pytest

from models.vocabulary import Severity
from policies.checking import Inconsistency, Passage
from policies.checking.bases import check_common_base
from tests.policies.sheets import list_found, make_sheet


def tell_bases(text: str) -> list[tuple[str, str]]:
    """The two bases of each pair that is found in a text."""
    sheet = make_sheet(sections=(Passage(key="s", text=text),))
    found = list_found(check_common_base, sheet)
    return [(each.numbers["base"], each.numbers["other_base"]) for each in found]


def of_villages(count: str, share: str, other: str, other_share: str) -> str:
    return f"覆盖{count}个，占全县行政村的{share}%；到达{other}个，占全县行政村的{other_share}%。"


def test_two_counts_are_quoted_with_their_shares_and_their_bases() -> None:
    text = of_villages("110", "84.6", "78", "65")
    numbers = {
        "count": "110个",
        "share": "84.6%",
        "base": "130.02",
        "other_count": "78个",
        "other_share": "65%",
        "other_base": "120",
    }
    assert list_found(check_common_base, make_sheet(sections=(Passage(key="s", text=text),))) == [
        Inconsistency("N07", Severity.WARNING, "s", numbers, explained=False)
    ]


@pytest.mark.parametrize(
    ("text", "bases"),
    [
        (of_villages("490", "50", "510", "50"), []),
        (of_villages("510", "50", "490", "50"), []),
        (of_villages("490", "50", "511", "50"), [("980", "1022")]),
        (of_villages("511", "50", "490", "50"), [("1022", "980")]),
        (of_villages("1000", "50.0", "1004", "50.0"), []),
        (of_villages("1000", "50.0", "1005", "50.0"), [("2000", "2010")]),
    ],
)
def test_a_share_may_be_off_by_one_in_its_last_place(
    text: str, bases: list[tuple[str, str]]
) -> None:
    assert tell_bases(text) == bases


def test_bases_more_than_a_quarter_apart_are_meant_to_differ() -> None:
    assert tell_bases(of_villages("500", "50", "625", "50")) == [("1000", "1250")]
    assert tell_bases(of_villages("500", "50", "626", "50")) == []


@pytest.mark.parametrize(
    "text",
    [
        "持卡1.186亿人，普及率99%，电子卡5439万人，普及率43%。",
        "持卡11860万人，普及率 达 99%，电子卡5439万人，普及率 达 43%。",
        "持卡11860万人，普及率99﹪，电子卡5439万人，普及率43﹪。",
        "持卡11860万人，普及率为百分之99，电子卡5439万人，普及率为百分之43。",
    ],
)
def test_counts_and_rates_are_written_in_many_ways(text: str) -> None:
    assert len(tell_bases(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "持卡110，普及率99%，电子卡54，普及率43%。",
        "持卡110人，普及率99分，电子卡54人，普及率43分。",
        "持卡110人，普及率99%，电子卡54人，普及率43分。",
        "持卡率95%，覆盖率99%，激活率45%，覆盖率43%。",
        "持卡0人，普及率50%，电子卡0人，普及率43%。",
        "持卡0人，普及率50%，电子卡1人，普及率60%。",
        "持卡-110人，普及率99%，电子卡-54人，普及率43%。",
        "持卡110人，普及率99%，电子卡54人，普及率0%。",
        "持卡无，普及率99%，电子卡54人，普及率43%。",
        "持卡110人，普及率99%，电子卡54人，普及率无。",
    ],
)
def test_what_implies_no_base_is_left_in_peace(text: str) -> None:
    assert tell_bases(text) == []
