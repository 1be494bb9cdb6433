"""The check of products that a text spells out: what it reads, and what it leaves in peace."""

import pytest

from models.vocabulary import Severity
from policies.checking import Inconsistency, Passage
from policies.checking.products import check_products
from tests.policies.sheets import list_found, make_row, make_sheet


def tell_product(text: str) -> list[str]:
    """What the amounts of a text ought to be, where they are not."""
    found = list_found(check_products, make_sheet(make_row("r", actual_text=text)))
    return [each.numbers["derived"] for each in found]


def test_a_wrong_amount_is_quoted_with_its_price_and_its_number() -> None:
    row = make_row("r", actual_text="单价0.5万元，数量3台，金额1.6万元")
    numbers = {"price": "5000", "count": "3", "reported": "16000", "derived": "15000"}
    assert list_found(check_products, make_sheet(row)) == [
        Inconsistency("F15", Severity.INFORMATION, "r", numbers, explained=False)
    ]


@pytest.mark.parametrize(
    ("text", "derived"),
    [
        ("单价2百元，数量3台，金额7百元", "600"),
        ("单价2元，数量3万人，金额7万元", "60000"),
        ("单价2元，数量3亿份，金额7亿元", "600000000"),
        ("购置3万台，单价5000元，合计1.6亿元", "150000000"),
        ("购置3万把，单价5000元，合计1.6亿元", "150000000"),
        ("0.5元/千瓦时×100千瓦时=51元", "50"),
        ("5000元*3台=16000元", "15000"),
        ("每台5000元（含税）×3台=16000元", "15000"),
        ("5000元 × 3台 ＝ 16000元", "15000"),
    ],
)
def test_units_of_numbers_and_of_money_are_counted_out(text: str, derived: str) -> None:
    assert tell_product(text) == [derived]


@pytest.mark.parametrize(
    "text",
    [
        "单价5000元，数量3台，预算16000元",
        "单价5000元，库存3台，金额16000元",
        "5000元×3台 16000元",
        "5000元×3台，=16000元",
        "5000元×3台，另付16000元",
        "5000元×3台=16000分",
        "5000分×3台=16000元",
    ],
)
def test_three_numbers_that_are_no_product_are_left_in_peace(text: str) -> None:
    assert tell_product(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "单价无，数量3台，金额16000元",
        "单价5000元，数量无，金额16000元",
        "单价5000元，数量3台，金额无",
        "单价约5000元，数量3台，金额16000元",
    ],
)
def test_a_product_without_one_of_its_numbers_hides_no_other(text: str) -> None:
    assert tell_product(text) == []
    assert tell_product(f"{text}；单价4元，数量2台，金额9元") == ["8"]


def test_other_numbers_may_stand_before_a_product() -> None:
    assert tell_product("计划4台，单价5000元，数量3台，金额16000元") == ["15000"]


@pytest.mark.parametrize(
    ("text", "derived"),
    [
        ("单价5150元，数量3台，金额1.54万元", []),
        ("单价5151元，数量3台，金额1.54万元", ["15453"]),
        ("单价5000元，数量3台，金额2万元", []),
        ("单价4999元，数量3台，金额2万元", ["14997"]),
        ("单价5.1元，数量3台，金额15元", ["15.3"]),
    ],
)
def test_an_amount_may_be_rounded_by_half_a_unit_of_its_last_place_where_it_is_in_ten_thousands(
    text: str, derived: list[str]
) -> None:
    assert tell_product(text) == derived


def test_a_passage_without_a_price_hides_no_other() -> None:
    passages = (
        Passage(key="a", text="购置3台。"),
        Passage(key="b", text="单价5000元，数量3台，金额16000元"),
    )
    for sheet in (make_sheet(sections=passages), make_sheet(findings=passages)):
        assert [each.where for each in check_products(sheet)] == ["b"]
