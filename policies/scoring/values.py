"""Taking the one number out of the text of a target or an actual value, or saying why not."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from policies.numbers import round_half_up
from policies.reading import Doubt, Reading, ValueKind, read_text, units_agree
from policies.scoring.params import RuleProblem
from policies.scoring.spec import Notice, WhyNot
from policies.scoring.told_posts import read_posts
from policies.scoring.usable import is_usable

_BLANKS = frozenset(("空", "空白", "/", "\\", "-", "--", "—", "——"))
_UNCLEAR = frozenset({Doubt.ROUGH, Doubt.LOOK_ALIKE, Doubt.SPLIT})
_LONGEST_DENIAL = 20
_RATIO_PLACES = 6
_NO_OPERATORS = frozenset({"", "=", "≤"})
_NOTHING_HAPPENED = re.compile(
    r"(?:全年|本年|当年|年内)?(?:(?:未|没有|未曾)(?:发生|出现)|无|没有|暂无)[。.]?"
)
# A number beside these words is of another year, of a plan, of a part or of a change.
_OF_SOMETHING_ELSE = re.compile(
    "上年|去年|往年|前年|同期|累计|计划|目标|任务|预算|预计|拟|应|其中|[未没缺差剩余增减降升改原]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A number that was taken from a text: the number, its reading with operator and unit, and
    what a person should know about it.
    """

    value: Decimal
    reading: Reading
    notices: tuple[Notice, ...] = ()


def take_target(text: str) -> Taken | WhyNot:
    """Return the one number of a target, which may stand in a sentence ("每年故障少于2次").

    A text with two values, a rough number or a sign that may be misread is no number; a target
    that does not apply is none either.
    """
    reading = read_text(text)
    if not reading.applies:
        return WhyNot.NOT_APPLICABLE
    if reading.kind is ValueKind.EMPTY:
        return WhyNot.TARGET_MISSING
    taken = _take_number(reading)
    if taken is None or _UNCLEAR & set(taken.reading.doubts):
        return WhyNot.TARGET_NOT_A_NUMBER
    return taken


def take_actual(text: str, *, target: Reading | None, bounds: bool = False) -> Taken | WhyNot:
    """Return the one number of an actual value.

    An actual value with an operator is no count: as a repetition of `target` it says nothing
    (inconsistency I09), and otherwise it is taken at its number only with `bounds` ("超过90%" in
    case 003 is in the band of 90). Beside a target of zero "未发生" and "无" are 0. Of several
    numbers the only one in the unit of the target counts ("培训12期，覆盖860人次" for "≥800人次"),
    unless the words tell of another year, a plan, a part or a change. A ratio of staff that its own
    numbers prove wrong (F14) is reckoned from them: "编制86人，在职91人，控制率103.49%" is
    105.813953 %, the six places that formulas show.
    """
    reading = read_text(text)
    taken = _take_number(reading)
    if taken is None and target is not None:
        taken = _take_nothing(reading, target) or _take_agreeing(reading, target)
    if taken is None:
        return _say_why_not(reading)
    if _UNCLEAR & set(taken.reading.doubts):
        return WhyNot.ACTUAL_UNCLEAR
    operator = taken.reading.operator
    if not operator or (operator == "=" and reading.stated is not None):
        return _reckon_ratio(text, taken)
    if target is not None and copies(taken.reading, target):
        return WhyNot.ACTUAL_COPIES_TARGET
    if operator != "=" and not bounds:
        return WhyNot.ACTUAL_NOT_A_NUMBER
    bound = () if operator == "=" else (Notice.BOUND_TAKEN_AS_VALUE,)
    return replace(taken, notices=taken.notices + bound)


def copies(actual: Reading, target: Reading) -> bool:
    """Whether an actual value only repeats the bound of the target, in whatever words."""
    one, other = (reading.stated or reading for reading in (actual, target))
    return (
        one.operator != ""
        and one.operator == other.operator
        and one.value == other.value
        and one.unit == other.unit
    )


def keep_usable(number: Decimal, *, name: str, above_zero: bool = False) -> Decimal:
    """Return a parameter of an order that forms know, not negative.

    Raises RuleProblem.
    """
    if not is_usable(number) or (above_zero and number == 0):
        raise RuleProblem(f"params.{name} must be {'more than' if above_zero else 'at least'} 0")
    return number


def join_notices(*groups: tuple[Notice, ...]) -> tuple[Notice, ...]:
    """Return the notices of all groups in their order, each once."""
    return tuple(dict.fromkeys(notice for group in groups for notice in group))


def number_as_target(value: Decimal, *, unit: str = "") -> Taken:
    """Return a number of a rule as if a form had given it as the target."""
    reading = Reading(kind=ValueKind.NUMBER, raw="", value=value, unit=unit)
    return Taken(value=value, reading=reading)


def differs_in_percent(actual: Taken) -> bool:
    """Whether an actual value is no percentage where a rule counts in percent: neither 0.29万元 nor
    a bare 0.96 is a share of 100%. Nothing is nothing in every unit.
    """
    if actual.value == 0 and not actual.reading.unit:
        return False
    share = Reading(kind=ValueKind.NUMBER, raw="", value=Decimal(1), unit="%")
    return not units_agree(share, actual.reading)


def speaks_of_percent(text: str) -> bool:
    """Whether the words of a rule count in percent ("每超过一个百分点扣0.5分", "95%（含）以上")."""
    return any(mark in text for mark in ("%", "％", "百分点", "百分之"))


def tell_nothing(text: str) -> Notice:
    """Return what to say of a zero that was taken from an empty cell or a stroke, or from a word
    that there was nothing ("无", "未发生").
    """
    blank = not text.strip() or text.strip() in _BLANKS
    return Notice.BLANK_TAKEN_AS_ZERO if blank else Notice.NOTHING_TAKEN_AS_ZERO


def _say_why_not(reading: Reading) -> WhyNot:
    """Why the text of an actual value holds no number to score by."""
    if not reading.applies:
        return WhyNot.NOT_APPLICABLE
    if reading.kind is ValueKind.EMPTY:
        return WhyNot.ACTUAL_MISSING
    if reading.kind is ValueKind.NONE:
        return WhyNot.NONE_OR_ZERO
    unclear = _UNCLEAR & set(reading.doubts) or reading.kind is ValueKind.COMPOSITE
    return WhyNot.ACTUAL_UNCLEAR if unclear else WhyNot.ACTUAL_NOT_A_NUMBER


def _reckon_ratio(text: str, taken: Taken) -> Taken:
    """What was taken, or the ratio of staff by the numbers beside it where it is not theirs."""
    told = read_posts(text)
    if told is None or not told.is_named or told.ratio != taken.value:
        return taken
    usable = is_usable(told.authorised) and is_usable(told.actual)
    if not usable or told.authorised == 0:
        return taken
    ratio = Fraction(told.actual) / Fraction(told.authorised) * 100
    places = -int(told.ratio.as_tuple().exponent)
    if round_half_up(ratio, places=max(places, 0)) == told.ratio:
        return taken
    value = round_half_up(ratio, places=_RATIO_PLACES)
    return replace(
        taken, value=value, notices=join_notices(taken.notices, (Notice.RATIO_RECKONED,))
    )


def _take_nothing(reading: Reading, target: Reading) -> Taken | None:
    """Zero, where a target of zero is answered by saying that nothing happened."""
    if target.value != 0 or target.operator not in _NO_OPERATORS:
        return None
    if _NOTHING_HAPPENED.fullmatch(reading.raw.strip()[:_LONGEST_DENIAL]) is None:
        return None
    zero = Reading(kind=ValueKind.NUMBER, raw=reading.raw, value=Decimal(0))
    return Taken(value=Decimal(0), reading=zero, notices=(tell_nothing(reading.raw),))


def _take_agreeing(reading: Reading, target: Reading) -> Taken | None:
    """The only number of a sentence that is in the unit of the target, None where it is not plain
    that this number is the result.
    """
    if reading.kind is not ValueKind.COMPOSITE or reading.stated is not None or not target.unit:
        return None
    if _OF_SOMETHING_ELSE.search(reading.raw):
        return None
    found = [part for part in reading.parts if part.unit and units_agree(target, part)]
    if len(found) != 1 or found[0].operator or _UNCLEAR & set(found[0].doubts):
        return None
    taken = _take_number(found[0])
    return None if taken is None else replace(taken, notices=(Notice.TAKEN_FROM_SENTENCE,))


def _take_number(reading: Reading) -> Taken | None:
    """The number of a text, or the one that a composite text itself states; None if neither."""
    notices: tuple[Notice, ...] = ()
    found = reading
    if reading.kind is ValueKind.COMPOSITE and reading.stated is not None:
        found, notices = reading.stated, (Notice.TAKEN_FROM_SENTENCE,)
    if found.kind is not ValueKind.NUMBER or found.value is None:
        return None
    if not is_usable(found.value.copy_abs()):
        return None
    if Doubt.FROM_SENTENCE in reading.doubts:
        notices = (Notice.TAKEN_FROM_SENTENCE,)
    return Taken(value=found.value, reading=found, notices=notices)
