"""The parameters of a rule: texts that are read as words, yes or no, numbers and lists."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from policies.scoring.params import Params, RuleProblem, to_number


@pytest.mark.parametrize("empty", ["", " ", "null", " null "])
def test_an_empty_parameter_is_as_if_it_were_not_given(empty: str) -> None:
    for params in (Params({"a": empty}), Params({})):
        assert not params.has("a")
        assert params.word("a", choices=("floor", "ceil"), default="ceil") == "ceil"
        assert params.flag("a") is False
        assert params.flag("a", default=True) is True
        assert params.number("a") is None
        assert params.number("a", default=Decimal(7)) == 7
        assert params.items("a") == []


def test_a_rule_without_words_has_none() -> None:
    assert Params({}).text == ""


def test_what_nobody_asked_for_is_unknown() -> None:
    params = Params({"first": "1", "second": "2", "third": "3", "fourth": "4"})
    assert params.has("second")
    assert params.number("fourth") == 4
    assert list(params.unknown()) == ["first", "third"]
    assert not params.has("sixth")
    assert params.known() == {"second", "fourth", "sixth"}


@pytest.mark.parametrize("text", ["true", "TRUE", " true ", "是", "1"])
def test_a_yes_is_read(text: str) -> None:
    assert Params({"a": text}).flag("a") is True
    assert Params({"a": text}).has("a")


@pytest.mark.parametrize("text", ["false", "False", "否", "0"])
def test_a_no_is_read_whatever_is_usual(text: str) -> None:
    assert Params({"a": text}).flag("a", default=True) is False
    assert Params({"a": text}).has("a")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12.50", "12.50"),
        (" -3 ", "-3"),
        ("１２．５", "12.5"),
        ("25%", "25"),
        ("25％", "25"),
        ("123456789012345", "123456789012345"),
    ],
)
def test_a_number_is_read_exactly(text: str, number: str) -> None:
    assert str(Params({"a": text}).number("a")) == number
    assert str(to_number(text, name="a")) == number


def test_the_numbers_of_a_list_are_the_texts_they_were() -> None:
    params = Params({"a": '[0.10, 12345678901234567890, "5", null, [1]]'})
    assert params.items("a") == ["0.10", "12345678901234567890", "5", None, ["1"]]


def read_flag(params: Params) -> object:
    return params.flag("a")


def read_number(params: Params) -> object:
    return params.number("a")


def read_word(params: Params) -> object:
    return params.word("a", choices=("floor", "ceil"), default="ceil")


def read_items(params: Params) -> object:
    return params.items("a")


@pytest.mark.parametrize(
    ("read", "text", "said"),
    [
        (read_flag, "yes", "params.a must be true or false"),
        (read_flag, "2", "params.a must be true or false"),
        (read_word, "round", "params.a must be one of floor, ceil"),
        (read_number, "ten", "params.a must be a number"),
        (read_number, "%25", "params.a must be a number"),
        (read_number, "％25", "params.a must be a number"),
        (read_number, "1234567890123456", "params.a must be a number of at most 15 digits"),
        (read_number, "1E+9999999", "params.a must be a number of at most 15 digits"),
        (read_number, "NaN", "params.a must be a number of at most 15 digits"),
        (read_items, "5", "params.a must be a list"),
        (read_items, '{"1": "2"}', "params.a must be a list"),
        (read_items, "[1,", "params.a must be a list"),
        (read_items, "[" * 100_000, "params.a must be a list"),
    ],
)
def test_a_parameter_of_the_wrong_form_is_named(
    read: Callable[[Params], object], text: str, said: str
) -> None:
    with pytest.raises(RuleProblem) as problem:
        read(Params({"a": text}))
    assert str(problem.value) == said
