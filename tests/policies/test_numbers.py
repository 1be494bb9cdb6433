"""The grammar of numbers: what is read, what is refused and with which code."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import MoneyUnit
from policies.numbers import (
    NumberProblem,
    format_money,
    format_points,
    parse_money,
    parse_points,
    round_half_up,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", "0.00"),
        ("12", "12.00"),
        ("12.5", "12.50"),
        ("98.36", "98.36"),
        ("999.99", "999.99"),
        ("007", "7.00"),
        (" 12 ", "12.00"),
        ("\u300012\u3000", "12.00"),
        ("１２", "12.00"),
        ("１２．５", "12.50"),
        ("１2.５", "12.50"),
    ],
)
def test_points_are_read(text: str, expected: str) -> None:
    assert str(parse_points(text)) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_a_number"),
        ("   ", "not_a_number"),
        ("NaN", "not_a_number"),
        ("sNaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        ("-Infinity", "not_a_number"),
        ("1e400", "not_a_number"),
        ("1E+9999999", "not_a_number"),
        ("0x10", "not_a_number"),
        ("1_000", "not_a_number"),
        ("1,000", "not_a_number"),
        ("1，000", "not_a_number"),
        ("½", "not_a_number"),
        ("٣", "not_a_number"),
        ("१२", "not_a_number"),
        ("十二", "not_a_number"),
        ("+5", "not_a_number"),
        (".5", "not_a_number"),
        ("5.", "not_a_number"),
        ("1.2.3", "not_a_number"),
        ("1 2", "not_a_number"),
        ("12\n", "not_a_number"),
        ("12\x00", "not_a_number"),
        ("12\u200b", "not_a_number"),
        ("\ud800", "not_a_number"),
        ("True", "not_a_number"),
        ("[]", "not_a_number"),
        ('"12"', "not_a_number"),
        ("=1+1", "not_a_number"),
        ("-0", "negative"),
        ("-1", "negative"),
        ("－1", "negative"),
        ("1000", "too_many_digits"),
        ("0012", "too_many_digits"),
        ("1" * 30, "too_many_digits"),
        ("9" * 5000, "too_many_digits"),
        ("0.005", "too_many_places"),
        ("0.000", "too_many_places"),
        ("0." + "0" * 5000, "too_many_places"),
    ],
)
def test_other_points_are_refused(text: str, code: str) -> None:
    with pytest.raises(NumberProblem) as caught:
        parse_points(text)
    assert caught.value.code == code
    assert set(caught.value.params) <= {"digits", "places"}


def test_points_above_the_maximum_are_refused_by_name() -> None:
    assert parse_points("20", maximum=Decimal(20)) == 20
    with pytest.raises(NumberProblem) as caught:
        parse_points("20.01", maximum=Decimal("20.00"))
    assert (caught.value.code, caught.value.params) == ("too_large", {"maximum": "20"})


@given(st.decimals(min_value=0, max_value=Decimal("999.99"), places=2))
def test_points_come_back_as_they_were_written(value: Decimal) -> None:
    assert parse_points(str(value)) == value
    assert parse_points(format_points(value)) == value


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        value = parse_points(text)
    except NumberProblem:
        return
    assert 0 <= value <= Decimal("999.99")


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("249379.00", MoneyUnit.YUAN, "249379.00"),
        ("249,379", MoneyUnit.YUAN, "249379.00"),
        ("2,370.10", MoneyUnit.WAN, "23701000.00"),
        ("２，３７０．１０", MoneyUnit.WAN, "23701000.00"),
        ("0.000001", MoneyUnit.WAN, "0.01"),
        ("99999999.999999", MoneyUnit.WAN, "999999999999.99"),
        ("999999999999.99", MoneyUnit.YUAN, "999999999999.99"),
        ("0", MoneyUnit.YUAN, "0.00"),
    ],
)
def test_money_is_read_into_yuan(text: str, unit: MoneyUnit, expected: str) -> None:
    assert str(parse_money(text, unit=unit)) == expected


@pytest.mark.parametrize(
    ("text", "unit", "code"),
    [
        ("", MoneyUnit.YUAN, "not_a_number"),
        ("NaN", MoneyUnit.YUAN, "not_a_number"),
        ("1e5", MoneyUnit.YUAN, "not_a_number"),
        ("¥5", MoneyUnit.YUAN, "not_a_number"),
        ("5万", MoneyUnit.YUAN, "not_a_number"),
        ("23,70.10", MoneyUnit.YUAN, "not_a_number"),
        ("2370,100.10,", MoneyUnit.YUAN, "not_a_number"),
        ("1234,567", MoneyUnit.YUAN, "not_a_number"),
        ("1,234.567,8", MoneyUnit.YUAN, "not_a_number"),
        ("-5", MoneyUnit.YUAN, "negative"),
        ("1.005", MoneyUnit.YUAN, "too_many_places"),
        ("1.0000001", MoneyUnit.WAN, "too_many_places"),
        ("1" * 13, MoneyUnit.YUAN, "too_many_digits"),
        ("1" * 9, MoneyUnit.WAN, "too_many_digits"),
        ("1" + ",000" * 4, MoneyUnit.YUAN, "too_many_digits"),
        ("9" * 5000, MoneyUnit.YUAN, "too_many_digits"),
    ],
)
def test_other_money_is_refused(text: str, unit: MoneyUnit, code: str) -> None:
    with pytest.raises(NumberProblem) as caught:
        parse_money(text, unit=unit)
    assert caught.value.code == code


def test_a_minus_is_read_where_amounts_may_be_negative() -> None:
    assert parse_money("-90.92", unit=MoneyUnit.WAN, signed=True) == Decimal("-909200.00")
    assert str(parse_money("-0", unit=MoneyUnit.YUAN, signed=True)) == "0.00"


@pytest.mark.parametrize(
    ("amount", "unit", "expected"),
    [
        ("16889100.00", MoneyUnit.WAN, "1688.91"),
        ("23701000.00", MoneyUnit.WAN, "2370.10"),
        ("249379.00", MoneyUnit.WAN, "24.9379"),
        ("249379.05", MoneyUnit.WAN, "24.937905"),
        ("0.01", MoneyUnit.WAN, "0.000001"),
        ("20000000", MoneyUnit.WAN, "2000.00"),
        ("-85800.00", MoneyUnit.WAN, "-8.58"),
        ("249379", MoneyUnit.YUAN, "249379.00"),
        ("0", MoneyUnit.YUAN, "0.00"),
    ],
)
def test_money_is_printed_in_its_unit(amount: str, unit: MoneyUnit, expected: str) -> None:
    assert format_money(Decimal(amount), unit=unit) == expected


@given(
    st.decimals(min_value=Decimal("-1e10"), max_value=Decimal("999999999999.99"), places=2),
    st.sampled_from(MoneyUnit),
)
def test_printed_money_is_read_back(amount: Decimal, unit: MoneyUnit) -> None:
    assert parse_money(format_money(amount, unit=unit), unit=unit, signed=True) == amount


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("0.125", 2, "0.13"),
        ("2.675", 2, "2.68"),
        ("0.124999", 2, "0.12"),
        ("-0.125", 2, "-0.13"),
        ("-0.001", 2, "0.00"),
        ("89.995", 2, "90.00"),
        ("2.5", 0, "3"),
        ("0.25", 1, "0.3"),
        ("12", 2, "12.00"),
        ("1234567890123456789012345678901234567890.005", 2,
         "1234567890123456789012345678901234567890.01"),
    ],
)  # fmt: skip
def test_a_half_is_rounded_up(value: str, places: int, expected: str) -> None:
    assert str(round_half_up(Decimal(value), places=places)) == expected


@given(st.fractions(min_value=-1000, max_value=1000), st.integers(min_value=0, max_value=4))
def test_rounding_agrees_with_the_definition(value: Fraction, places: int) -> None:
    """The nearest multiple of the unit, and of two equally near the one farther from zero."""
    unit = Fraction(1, 10**places)
    rounded = Fraction(round_half_up(value, places=places))
    distance = abs(rounded - value)
    assert rounded % unit == 0
    assert distance < unit / 2 or (distance == unit / 2 and abs(rounded) > abs(value))


@pytest.mark.parametrize(
    ("value", "expected"),
    [("95.00", "95"), ("18.36", "18.36"), ("0.50", "0.5"), ("100", "100"), ("1E+2", "100")],
)
def test_points_are_printed_without_needless_zeros(value: str, expected: str) -> None:
    assert format_points(Decimal(value)) == expected
