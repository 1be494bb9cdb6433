"""Numbers found in running text, and how long that takes."""

from collections.abc import Callable
from decimal import Decimal
from itertools import count, pairwise
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.limits import MAX_TEXT
from policies.reading import Doubt, Figure, ValueKind, read_figures, read_text


def found(text: str) -> list[tuple[str, str]]:
    return [(figure.label, text[figure.start : figure.end]) for figure in read_figures(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("经济成本分析自评表得分7.30分", [("经济成本分析自评表得分", "7.30分")]),
        ("该表得分为7.30分", [("该表得分", "7.30分")]),
        (
            "实际下达2500万元，支出2445.41万元，支出率97.82%",
            [("实际下达", "2500万元"), ("支出", "2445.41万元"), ("支出率", "97.82%")],
        ),
        (
            "当年结余8.58（表列）；收入307.47、支出316.05；上年结转空",
            [("当年结余", "8.58"), ("收入", "307.47"), ("支出", "316.05"), ("上年结转", "空")],
        ),
        ("上年结转：无。", [("上年结转", "无")]),
        ("本年结余为空白；上年结转 无\n", [("本年结余", "空白"), ("上年结转", "无")]),
        ("预算执行率：98.5 %", [("预算执行率", "98.5 %")]),
        (
            "年度财政资金总额: 1,688.91 1,550.59",
            [("年度财政资金总额", "1,688.91"), ("", "1,550.59")],
        ),
        ("收入307.47,316.05", [("收入", "307.47"), ("", "316.05")]),
        ("2022 年度决算支出 2,238.02 万元", [("决算支出", "2,238.02 万元")]),
        ("截至11月底，2022年入卡率99%", [("入卡率", "99%")]),
        ("17台高拍仪、17台扫描仪和15台台式电脑", [("", "17台"), ("", "17台"), ("", "15台")]),
        ("④数据丢失率年初目标值为 0。", [("数据丢失率年初目标值", "0")]),
        ("已办结业务的满意率超过90%", [("已办结业务的满意率", "超过90%")]),
        ("结余-8.58，编号A-5", [("结余", "-8.58")]),
        ("购置经费一共￥249,379.00 元", [("购置经费", "249,379.00 元")]),
        ("窗口人员满意度达90%", [("窗口人员满意度", "90%")]),
        ("（满分 25 分，得分 23.05 分）", [("满分", "25 分"), ("得分", "23.05 分")]),
        ("公招人员\n7人", [("", "7人")]),
        ("合格率10%-20%", [("合格率", "10%"), ("", "20%")]),
    ],
)
def test_every_number_comes_with_the_words_before_it(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "①完成②开展",
        "（一）（二）",
        "1. 准备阶段\n2、编写阶段\n(3) 总结",
        "目标1：培训；任务2:宣传",
        "2021年12月31日，2021年1月-12月，2021-11-20，6-8月，2020-2022年度，9月前，8:30",
        "财办〔2021〕5号，第3条，A4，GB2312，表-A3",
        "电话13800000000，12345热线，身份证440102199001011234",
        "版本1.2.3",
        "1" * 1000,
        "从无到有，进入太空，信息有无",
        "无",
    ],
)
def test_dates_numbering_and_codes_are_no_figures(text: str) -> None:
    assert found(text) == []


def test_a_figure_has_the_reading_of_its_number() -> None:
    (figure,) = read_figures("本年平均支出进度为38.12%")
    assert figure.reading == read_text("38.12%")
    assert (figure.start, figure.end) == (9, 15)
    (figure,) = read_figures("物业管理支出50.87元/平方米。")
    assert (figure.reading.value, figure.reading.per) == (Decimal("50.87"), "平方米")
    (figure,) = read_figures("普及率约99%")
    assert figure.reading.doubts == (Doubt.ROUGH,)


def test_a_word_for_nothing_is_a_figure_without_a_value() -> None:
    (figure,) = read_figures("上年结转空")
    assert figure.reading.kind is ValueKind.NONE
    assert figure.reading.value is None


@given(st.text(alphabet="0123456789.,%≥=-（）：、。年月万元个率空无为 \n和第号AB", max_size=80))
@settings(max_examples=300)
def test_figures_stand_in_their_order_and_do_not_overlap(text: str) -> None:
    figures = read_figures(text)
    assert all(a.end <= b.start for a, b in pairwise(figures))
    for figure in figures:
        assert figure.reading.raw == text[figure.start : figure.end] != ""
        assert figure.label == figure.label.strip()


NASTY = (
    "1", "=", "（", "≥", " ", "\u3000", "\n", "1 ", "1,", "1.", "1,000", "2021年", "(1)", "1=",
    "≥1", "-1", "1-", "1月", "1~", "无", "空 ", "约1", "百分之", "不少于", "1%/", "1元/人、", "中",
    "A", " :", "第", "达成", "未达", "x=(≥1% ", "1年 ", "2021-1-", "部分", "，", "率1%", "为",
)  # fmt: skip


ORDINARY = "本年收入307.47万元，支出率97.82%；"


# A year that was not asked for before keeps an answer from being a remembered one.
YEARS = count(3_000)


def shortest(call: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        start = process_time()
        call()
        times.append(process_time() - start)
    return min(times)


def repeat(piece: str, length: int) -> str:
    return (piece * length)[:length]


@pytest.mark.parametrize("piece", NASTY)
def test_no_text_takes_much_longer_than_an_ordinary_one_of_its_length(piece: str) -> None:
    """The time of an ordinary text is taken beside it: a slow machine slows both."""
    long, ordinary_long = repeat(piece, 100_000), repeat(ORDINARY, 100_000)
    assert shortest(lambda: read_figures(long)) < 6 * shortest(lambda: read_figures(ordinary_long))
    cell, ordinary_cell = repeat(piece, 300), repeat(ORDINARY, 300)
    nasty = shortest(lambda: [read_text(cell, year=next(YEARS)) for _ in range(5)])
    plain = shortest(lambda: [read_text(ordinary_cell, year=next(YEARS)) for _ in range(5)])
    assert nasty < 30 * plain
    assert shortest(lambda: read_text(long)) < plain


def test_an_ordinary_text_takes_no_longer_than_a_few_looks_at_its_signs() -> None:
    text = repeat(ORDINARY, 100_000)
    once = shortest(lambda: [sign.isdecimal() for sign in text])
    assert shortest(lambda: read_figures(text)) < 60 * once


def test_only_so_much_of_a_text_is_looked_at() -> None:
    text = "收入5万元，" * 10_000
    assert read_figures(text) == read_figures(text[:MAX_TEXT])
    assert len(read_figures("5 " * 9_000)) == 2_000
    assert len(read_figures("收入5万元" + "，" * MAX_TEXT + "支出3万元")) == 1


def test_long_and_short_texts_are_read_alike() -> None:
    sentence = "支出率97.82%。"
    (short,) = read_figures(sentence)
    long = read_figures(sentence + "。" * 1_000)
    assert long == (short,)
    assert isinstance(short, Figure)
