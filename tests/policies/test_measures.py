"""What headings say a row measures, and what a row looks like by itself."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Category
from policies.checking.measures import guess_measure, is_about, measure_of, read_measure
from policies.checking.sheet import MEASURES
from policies.reading import Reading, ValueKind, read_text
from tests.policies.sheets import make_leaf


@pytest.mark.parametrize(
    ("names", "measure"),
    [
        (("产出指标", "数量指标"), "quantity"),
        (("产出指标", "质量指标"), "quality"),
        (("产出指标", "时效指标"), "timeliness"),
        (("产出指标", "成本指标"), "cost"),
        (("成本指标", "社会成本指标"), "cost"),
        (("效益指标", "经济效益指标"), "outcome"),
        (("效益指标", "社会效益"), "outcome"),
        (("效益指标", "生态效益指标"), "outcome"),
        (("效益指标", "可持续影响指标"), "outcome"),
        (("效益指标", "服务对象满意度指标"), "satisfaction"),
        (("满意度指标", "服务对象"), "satisfaction"),
        (("产出指标",), ""),
        (("产出指标", "数量质量指标"), ""),
        ((), ""),
    ],
)
def test_the_nearest_heading_that_says_something_decides(
    names: tuple[str, ...], measure: str
) -> None:
    assert read_measure(names) == measure


@pytest.mark.parametrize(
    ("name", "target", "measure"),
    [
        ("故障处理响应时间", "6小时以内", "timeliness"),
        ("设备验收时间", "2021年12月31日", "timeliness"),
        ("补贴发放及时率", "100%", "timeliness"),
        ("服务对象满意度", "≥95%", "satisfaction"),
        ("四期期刊印制", "四期", "quantity"),
        ("107个公共网络服务平台的轮检", "107个", "quantity"),
        ("高拍仪购置数量", "17台", "quantity"),
        ("单位成本控制数", "≤200万元", "cost"),
        ("群众满意率", "≥95%", "satisfaction"),
        ("107个公共网络服务平台的轮检", "按计划", "quantity"),
        ("1234567个平台的轮检", "按计划", "quantity"),
        ("制作卡片", "300万张", "quantity"),
        ("购置计算机", "3百台", "quantity"),
        # What only seems to be one of these.
        ("信息系统运行稳定", "每年故障少于2次", ""),
        ("平均无故障时间", "≥1000小时", ""),
        ("办理时间缩短", "2小时", ""),
        ("完成时间", "及时", ""),
        ("开展满意度调查", "2次", ""),
        ("购置设备验收合格率", "100%", ""),
        ("购置数量", "≤4台", ""),
        ("购置数量", "<4台", ""),
        ("购置数量", "5万元", ""),
        ("设备投入", "5万元", ""),
        ("响应时间", "3次", ""),
        ("台账轮检", "按计划", ""),
        ("3年轮检", "按计划", ""),
        ("共3个平台轮检", "按计划", ""),
        ("12345678个平台的轮检", "按计划", ""),
        ("两个责任落实", "是", ""),
        ("成本节约率", "≥5%", ""),
        ("成本", "", ""),
        ("", "", ""),
    ],
)
def test_only_a_clear_row_is_guessed(name: str, target: str, measure: str) -> None:
    assert guess_measure(name, read_text(target)) == measure


def test_headings_go_before_category_and_category_before_the_name() -> None:
    named = make_leaf("1", name="及时率")
    assert measure_of(named) == "timeliness"
    assert measure_of(make_leaf("1", name="及时率", measures="quality")) == "quality"
    assert measure_of(make_leaf("1", name="及时率", category=Category.OUTCOME)) == "outcome"
    assert measure_of(make_leaf("1", name="服务对象", category=Category.SATISFACTION)) == (
        "satisfaction"
    )
    assert measure_of(make_leaf("1", name="购置设备")) == ""


def test_a_unit_that_no_form_counts_in_makes_no_number_of_things() -> None:
    for unit, measure in (("万台", "quantity"), ("X台", ""), ("台万", "")):
        reading = Reading(kind=ValueKind.NUMBER, raw="", unit=unit)
        assert guess_measure("购置数量", reading) == measure


@pytest.mark.parametrize(
    ("changes", "measure", "about"),
    [
        ({"measures": "quality"}, "quality", True),
        ({"name": "质量", "measures": ""}, "quality", False),
        ({"name": "单价", "measures": ""}, "cost", True),
        ({"name": "单价", "measures": "quantity"}, "cost", False),
        ({"name": "满意度", "measures": "outcome"}, "satisfaction", True),
        ({"name": "满意度", "measures": "quality"}, "satisfaction", False),
        ({"name": "及时率", "measures": "outcome"}, "timeliness", False),
        ({"category": Category.OUTCOME, "measures": "cost"}, "outcome", True),
    ],
)
def test_a_row_is_about_what_its_headings_or_else_its_name_say(
    changes: dict[str, Any],
    measure: str,
    about: bool,  # noqa: FBT001 -- a column of the table
) -> None:
    assert is_about(make_leaf("1", **changes), measure) is about


@given(names=st.lists(st.text(max_size=20), max_size=4), target=st.text(max_size=40))
def test_whatever_is_written_is_answered_by_a_measure_or_nothing(
    names: list[str], target: str
) -> None:
    assert read_measure(names) in ("", *MEASURES)
    assert guess_measure("".join(names), read_text(target)) in ("", *MEASURES)
