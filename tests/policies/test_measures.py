"""What headings say a row measures, and what a row looks like by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Category
from policies.checking.measures import guess_measure, measure_of, read_measure
from policies.checking.sheet import MEASURES
from policies.reading import read_text
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
        # What only seems to be one of these.
        ("信息系统运行稳定", "每年故障少于2次", ""),
        ("平均无故障时间", "≥1000小时", ""),
        ("办理时间缩短", "2小时", ""),
        ("完成时间", "及时", ""),
        ("开展满意度调查", "2次", ""),
        ("购置设备验收合格率", "100%", ""),
        ("购置数量", "≤4台", ""),
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


@given(names=st.lists(st.text(max_size=20), max_size=4), target=st.text(max_size=40))
def test_whatever_is_written_is_answered_by_a_measure_or_nothing(
    names: list[str], target: str
) -> None:
    assert read_measure(names) in ("", *MEASURES)
    assert guess_measure("".join(names), read_text(target)) in ("", *MEASURES)
