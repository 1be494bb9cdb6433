"""R08: points off for every occurrence, however the occurrences are written down."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from policies.reading import ValueKind, read_text
from policies.scoring.denials import denies_all
from policies.scoring.family import Outcome
from policies.scoring.formula import spell
from policies.scoring.params import Params, RuleProblem
from policies.scoring.spec import Notice, Points, ScoreInput, WhyNot
from policies.scoring.values import (
    Taken,
    join_notices,
    keep_usable,
    take_actual,
    take_target,
    tell_nothing,
)
from policies.scoring.wording import read_occurrence_words

_MARK = "[\u2460-\u2473]"
_MARKS = re.compile(_MARK)
_LISTED = re.compile(
    rf"(?:违反|不符合|不符)?\s?{_MARK}(?:[、，, ；;和及]{{0,3}}{_MARK}){{0,30}}\s?"
    r"(?:项|两项|条)?(?:不符合要求|不符合有关要求|不符合|不符|未达到要求|未达到|不合规)?[。.]?"
)
_UNDONE = ("完成", "达到", "整改", "落实", "执行")
_NOTHING = ("未发生", "未出现", "没有", "未发现")
_SHARES = ("%", "‰", "百分点")


@dataclass(frozen=True, slots=True, kw_only=True)
class OccurrenceSettings:
    """The points off for each occurrence, and the points a row without any earns."""

    per: Decimal
    full: Decimal | None
    from_text: bool


def read_occurrences(params: Params) -> OccurrenceSettings:
    """Read `per` (points off for each occurrence, or from the words of the rule) and `full`.

    Raises RuleProblem.
    """
    per, full = params.number("per"), params.number("full")
    from_text = per is None
    if per is None:
        per = read_occurrence_words(params.text)
    if per is None:
        raise RuleProblem("params.per is missing: the points off for each occurrence")
    return OccurrenceSettings(
        per=keep_usable(per, name="per", above_zero=True),
        full=None if full is None else keep_usable(full, name="full"),
        from_text=from_text,
    )


def compute_occurrences(settings: OccurrenceSettings, row: ScoreInput) -> Outcome:
    """The weight less `per` for each occurrence (case 003: 3 points, 1 each, two: 1)."""
    counted = count_occurrences(row)
    if isinstance(counted, WhyNot):
        return counted
    number, notices = counted
    value = Fraction(row.weight) - Fraction(settings.per) * Fraction(number)
    formula = f"{spell(row.weight)} − {spell(settings.per)} × {spell(number)}"
    read = (Notice.RULE_READ_FROM_TEXT,) if settings.from_text else ()
    return Points(
        value=max(value, Fraction(0)),
        formula=f"max(0, {formula})" if value < 0 else formula,
        notices=join_notices(notices, read),
    )


def count_occurrences(row: ScoreInput) -> tuple[Decimal, tuple[Notice, ...]] | WhyNot:
    """Return how many occurrences a text names: "2次", "0", "①③"; "无" and "未发现不合规情况" are
    taken as 0.
    """
    text = row.actual_text.strip()
    marks = set(_MARKS.findall(text))
    if marks:
        return (Decimal(len(marks)), ()) if _LISTED.fullmatch(text) else WhyNot.ACTUAL_UNCLEAR
    reading = read_text(text)
    denied = denies_all(text)
    if reading.applies and (
        reading.kind is ValueKind.NONE or denied or _denies(reading.truth, text)
    ):
        return Decimal(0), (tell_nothing(text),)
    target = take_target(row.target_text)
    taken = take_actual(
        text, target=target.reading if isinstance(target, Taken) else None, bounds=True
    )
    if isinstance(taken, WhyNot):
        return taken
    if any(mark in taken.reading.unit for mark in _SHARES):
        return WhyNot.UNITS_DIFFER
    if taken.value < 0 or taken.value != taken.value.to_integral_value():
        return WhyNot.ACTUAL_NOT_A_NUMBER
    return taken.value, taken.notices


def fit_occurrences(settings: OccurrenceSettings, weight: Decimal) -> Iterator[str]:
    """Parameters that contradict the weight."""
    if settings.full is not None and settings.full != weight:
        yield f"params.full is {spell(settings.full)}, not the weight of {spell(weight)}"
    if settings.per > weight:
        yield f"params.per is more than the weight of {spell(weight)}"


def _denies(truth: bool | None, text: str) -> bool:  # noqa: FBT001 -- the answer that was read
    denied = truth is False and any(word in text for word in _NOTHING)
    return denied and not any(word in text for word in _UNDONE)
