"""What the names of the lines of funds say: whose part one is, who gives it, what it balances."""

import pytest

from policies.checking import Balance
from policies.checking.lines import find_parents, name_source, read_balance, speaks_of_source
from tests.policies.sheets import make_line, number


@pytest.mark.parametrize(
    ("names", "parents"),
    [
        ([], []),
        (["总额", "其中：甲"], [None, None]),
        (["总额", "其中：甲", "乙"], [None, None, None]),
        (["总额", "其中：甲", "其中：乙"], [None, 0, 0]),
        (["总额", " 其中:甲", "其中乙"], [None, 0, 0]),
        (["合计", "总额", "其中：甲", "其他资金"], [None, None, 1, 1]),
        (["其中：甲", "其中：乙"], [None, None]),
        (["其中：甲", "其中：乙", "总额", "其中：丙", "其中：丁"], [None, None, None, 2, 2]),
        (["甲", "其中：一", "其中：二", "乙", "其中：三", "其他资金"], [None, 0, 0, None, 3, 3]),
        (["总额", "其他资金"], [None, None]),
    ],
)
def test_parts_belong_to_the_line_before_the_first_of_them(
    names: list[str], parents: list[int | None]
) -> None:
    assert find_parents(names) == parents


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("省级补助", "省级"),
        (" 县级追加资金 ", "县级"),
        ("中央财政专项资金", "中央"),
        ("乡镇配套资金", "乡镇"),
        ("县级培训项目", ""),
        ("项目资金", ""),
        ("", ""),
    ],
)
def test_a_line_may_be_named_by_the_level_that_gives_the_money(name: str, source: str) -> None:
    assert name_source(name) == source


@pytest.mark.parametrize(
    ("text", "source", "speaks"),
    [
        ("省级资金已到位，县级资金因质保期未满未付。", "县级", True),
        ("省级资金已到位，县级资金因质保期未满未付。", "省级", True),
        ("省级资金已到位。", "县级", False),
        ("县级培训延后。", "县级", False),
    ],
)
def test_a_sentence_may_name_money_of_a_level(text: str, source: str, *, speaks: bool) -> None:
    assert speaks_of_source(text, source) is speaks


def test_the_balance_is_read_off_the_names_of_the_lines() -> None:
    lines = (
        make_line("a", name="本年收入合计", actual="307.47"),
        make_line("b", name="支出合计", actual="316.05"),
        make_line("c", name="本年结余", actual="-8.58"),
        make_line("d", name="上年结转资金", actual="20"),
        make_line("e", name="总支出", actual="999"),
    )
    assert read_balance(lines) == Balance(
        income=number("307.47"),
        expense=number("316.05"),
        balance=number("-8.58"),
        carried_over=number("20"),
    )
    assert read_balance((make_line("a", name="项目支出", actual="5"),)) == Balance()
