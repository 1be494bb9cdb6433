"""Which two numbers may be divided by one another."""

import pytest

from policies.reading import read_text, units_agree


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("≥266米", "270米"),
        ("≥95%", "96.5%"),
        ("≥266米", "270"),
        ("266", "270米"),
        ("15个", "85人"),
        ("15人", "16名"),
        ("15个", "16项"),
        ("少于2次", "0起"),
        ("0件", "0次"),
        ("5917万", "6085万人"),
        ("5万人", "6万名"),
        ("30天", "28日"),
        ("10工作日", "9个工作日"),
        ("5公里", "6km"),
        ("5000㎡", "5100平方米"),
        ("100千克", "100公斤"),
        ("400元/人、天", "380元/人·天"),
        ("400元/人、天", "380"),
        ("8‰", "7‰"),
        ("4次/年", "5次"),
        ("20台（套）", "21台"),
        ("0", "0起"),
    ],
)
def test_numbers_that_count_the_same_may_be_compared(target: str, actual: str) -> None:
    assert units_agree(read_text(target), read_text(actual))
    assert units_agree(read_text(actual), read_text(target))


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("95%", "0.96"),
        ("95%", "96个"),
        ("95%", "96‰"),
        ("5%", "3个百分点"),
        ("9成", "9"),
        ("9成", "90%"),
        ("5万", "50000"),
        ("5万人", "50000人"),
        ("5万元", "50000元"),
        ("5亿元", "50000万元"),
        ("2天", "48小时"),
        ("15个", "15次"),
        ("15人", "15项"),
        ("3个月", "3个"),
        ("5千人", "5人"),
        ("5千克", "5克"),
        ("400元/人", "380元"),
        ("400元/人", "380元/天"),
        ("5米", "5千米"),
        ("每季度至少1次", "4次"),
    ],
)
def test_numbers_of_other_things_may_not_be_compared(target: str, actual: str) -> None:
    assert not units_agree(read_text(target), read_text(actual))
    assert not units_agree(read_text(actual), read_text(target))


@pytest.mark.parametrize("text", ["", "无", "良好", "已完成", "2021年底", "3个、5个"])
def test_what_is_no_number_agrees_with_nothing(text: str) -> None:
    assert not units_agree(read_text(text), read_text(text))
    assert not units_agree(read_text("5"), read_text(text))
    assert not units_agree(read_text(text), read_text("5"))
