"""The one number of an actual value, and the signs beside it that make it none."""

from dataclasses import replace
from decimal import Decimal

import pytest

from policies.reading import Reading, ValueKind, read_text
from policies.scoring.spec import Notice, WhyNot
from policies.scoring.values import (
    Taken,
    copies,
    number_as_target,
    speaks_of_percent,
    take_actual,
)

STAFF = "编制6人、实有10人（=166.67%）"
RATE = "共10人，其中8人合格，合格率≥80%"


def take(text: str, target: str, *, bounds: bool = False) -> Taken | WhyNot:
    return take_actual(text, target=read_text(target) if target else None, bounds=bounds)


@pytest.mark.parametrize(
    ("text", "target", "number", "notices"),
    [
        ("=5", "", "5", ()),
        ("=5", "=6", "5", ()),
        # A number that the text works out from others is a result, though it be that of the target.
        (STAFF, "=166.67%", "166.67", (Notice.TAKEN_FROM_SENTENCE,)),
        ("培训12期，覆盖860人次", "≥800人次", "860", (Notice.TAKEN_FROM_SENTENCE,)),
    ],
)
def test_a_number_that_is_the_result_is_taken(
    text: str, target: str, number: str, notices: tuple[Notice, ...]
) -> None:
    taken = take(text, target)
    assert isinstance(taken, Taken)
    assert (taken.value, taken.notices) == (Decimal(number), notices)


def test_a_bound_is_a_number_only_where_bounds_count() -> None:
    taken = take(RATE, "", bounds=True)
    assert isinstance(taken, Taken)
    assert taken.value == 80
    assert taken.notices == (Notice.TAKEN_FROM_SENTENCE, Notice.BOUND_TAKEN_AS_VALUE)
    assert take(RATE, "") is WhyNot.ACTUAL_NOT_A_NUMBER


@pytest.mark.parametrize(
    ("text", "target", "why_not"),
    [
        ("=5", "=5", WhyNot.ACTUAL_COPIES_TARGET),
        (RATE, "≥80%", WhyNot.ACTUAL_COPIES_TARGET),
        ("培训12期，覆盖≥860人次", "≥800人次", WhyNot.ACTUAL_UNCLEAR),
        ("培训12期，覆盖860余人次", "≥800人次", WhyNot.ACTUAL_UNCLEAR),
        ("培训12期，覆盖860人次", "≥800", WhyNot.ACTUAL_UNCLEAR),
        # Finer than any form, so that it is no number to count with.
        ("培训12期，覆盖860.00000000001人次", "≥800人次", WhyNot.ACTUAL_UNCLEAR),
        ("实有10人（=166.66666666666%）", "≥8人", WhyNot.ACTUAL_UNCLEAR),
    ],
)
def test_a_number_that_may_not_be_the_result_is_not_taken(
    text: str, target: str, why_not: WhyNot
) -> None:
    assert take(text, target) is why_not


def test_nothing_that_happened_is_zero_beside_a_target_of_zero() -> None:
    zero = Reading(kind=ValueKind.NUMBER, raw="未发生", value=Decimal(0))
    notices = (Notice.NOTHING_TAKEN_AS_ZERO,)
    assert take("未发生", "0起") == Taken(value=Decimal(0), reading=zero, notices=notices)
    assert take("未发生", "≥5次") is WhyNot.ACTUAL_NOT_A_NUMBER


@pytest.mark.parametrize(
    ("actual", "target", "same"),
    [
        ("≥5人", "不少于5人", True),
        ("≥5人", "≤5人", False),
        ("≥5人", "≥6人", False),
        ("≥5人", "≥5次", False),
        ("5人", "5人", False),
    ],
)
def test_only_a_bound_is_copied(actual: str, target: str, *, same: bool) -> None:
    assert copies(read_text(actual), read_text(target)) is same


def test_a_number_of_a_rule_reads_like_that_of_a_form() -> None:
    bare = number_as_target(Decimal(5))
    assert bare == Taken(value=Decimal(5), reading=replace(read_text("5"), raw=""))
    share = number_as_target(Decimal(5), unit="%")
    assert share == Taken(value=Decimal(5), reading=replace(read_text("5%"), raw=""))


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        ("95%以上计5分", True),
        ("达到95％计5分", True),
        ("每超过一个百分点扣0.5分", True),
        ("达到百分之九十五计5分", True),
        ("每超过一人扣0.5分", False),
        ("", False),
    ],
)
def test_words_speak_of_percent_in_four_ways(text: str, *, speaks: bool) -> None:
    assert speaks_of_percent(text) is speaks
