"""Taking the one number out of the text of a target or an actual value, or saying why not."""

from dataclasses import dataclass, replace
from decimal import Decimal

from policies.reading import Doubt, Reading, ValueKind, read_text, units_agree
from policies.scoring.params import RuleProblem
from policies.scoring.spec import Notice, WhyNot
from policies.scoring.usable import is_usable

_TO_BE_ASKED = frozenset({ValueKind.COMPOSITE, ValueKind.NONE})
_UNCLEAR = frozenset({Doubt.ROUGH, Doubt.LOOK_ALIKE, Doubt.SPLIT})


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
    case 003 is in the band of 90).
    """
    reading = read_text(text)
    taken = _take_number(reading)
    if taken is None:
        return _say_why_not(reading)
    if _UNCLEAR & set(taken.reading.doubts):
        return WhyNot.ACTUAL_UNCLEAR
    operator = taken.reading.operator
    if not operator or (operator == "=" and reading.stated is not None):
        return taken
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


def _say_why_not(reading: Reading) -> WhyNot:
    """Why the text of an actual value holds no number to score by."""
    if not reading.applies:
        return WhyNot.NOT_APPLICABLE
    if reading.kind is ValueKind.EMPTY:
        return WhyNot.ACTUAL_MISSING
    unclear = _UNCLEAR & set(reading.doubts) or reading.kind in _TO_BE_ASKED
    return WhyNot.ACTUAL_UNCLEAR if unclear else WhyNot.ACTUAL_NOT_A_NUMBER


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
