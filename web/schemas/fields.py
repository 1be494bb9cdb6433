"""The kinds of values a form may hold, each by one grammar.

A problem is raised as a `Reason`, the same words in which the workflow refuses; its field is
filled in by whoever knows the form.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any, NoReturn
from uuid import UUID
from zoneinfo import ZoneInfo

from marshmallow import ValidationError, fields

from models.vocabulary import MoneyUnit
from policies.numbers import NumberProblem, fold_digits, parse_money, parse_points
from policies.texts import TextProblem, clean_text
from workflow.refusals import unmet

_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_VERSION = re.compile(r"0|[1-9][0-9]{0,8}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEARS = range(2000, 3000)


def refuse(code: str, **params: str) -> NoReturn:
    """Raise the problem with this code."""
    raise ValidationError([unmet(code, **params)])


CODES: Mapping[str, str] = {
    "required": "field_is_required",
    "null": "field_is_required",
    "invalid": "form_is_unreadable",
    "type": "form_is_unreadable",
    "unknown": "field_is_unknown",
}
"""marshmallow's own problems by our codes."""
_MESSAGES: dict[str, str | list[Any] | dict[Any, Any]] = {**CODES}
_NUMBER_MESSAGES = {**_MESSAGES, "null": "not_a_number"}


class Id(fields.Field[UUID]):
    """An id in the one spelling that pages print: lower case, with hyphens."""

    default_error_messages = _MESSAGES

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> UUID:
        if not isinstance(value, str) or not _ID.fullmatch(value):
            refuse("not_an_id")
        return UUID(value)


class Version(fields.Field[int]):
    """The content_version a person looked at."""

    default_error_messages = _MESSAGES

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        if isinstance(value, bool) or not _VERSION.fullmatch(str(value)[:20]):
            refuse("not_a_version")
        return int(value)


MOST_EVENTS = 999_999_999


class EventNumber(fields.Field[int]):
    """The number of an event of the trail."""

    default_error_messages = _MESSAGES

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        plain = not isinstance(value, bool) and _VERSION.fullmatch(str(value)[:20])
        if not plain or int(value) < 1:
            refuse("number_out_of_range", least="1", most=str(MOST_EVENTS))
        return int(value)


class Number(fields.Field[Decimal | None]):
    """A number as typed, full-width digits folded; nothing typed is None, as null is.

    From JSON a text or a number read as Decimal; never a binary float.
    """

    default_error_messages = _NUMBER_MESSAGES

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"allow_none": True, **given})

    def parse(self, text: str) -> Decimal:
        """Read one number; raises NumberProblem."""
        raise NotImplementedError

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Decimal | None:
        if not isinstance(value, str | Decimal):
            refuse("not_a_number")
        text = str(value)
        if not fold_digits(text):
            return None
        try:
            return self.parse(text)
        except NumberProblem as problem:
            refuse(problem.code, **problem.params)


class Points(Number):
    """A score, with two places. What a row is worth at most is known to the workflow."""

    def parse(self, text: str) -> Decimal:
        """Read a score by the grammar of points."""
        return parse_points(text)


class Money(Number):
    """An amount in the unit that the form prints, as yuan."""

    def __init__(self, *, unit: MoneyUnit, **given: Any) -> None:
        super().__init__(**given)
        self.unit = unit

    def parse(self, text: str) -> Decimal:
        """Read an amount by the grammar of money."""
        return parse_money(text, unit=self.unit)


class Whole(fields.Field[int]):
    """A whole number between two bounds, full-width digits folded."""

    default_error_messages = _MESSAGES

    def __init__(self, *, least: int, most: int, **given: Any) -> None:
        super().__init__(**given)
        self.least, self.most = least, most

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        text = fold_digits(value) if isinstance(value, str) else ""
        plain = text.isascii() and text.isdigit() and len(text) <= len(str(self.most))
        if not plain or not self.least <= int(text) <= self.most:
            refuse("number_out_of_range", least=str(self.least), most=str(self.most))
        return int(text)


class CleanText(fields.Field[str]):
    """A text that can be kept, at most `limit` code points; one line unless `lines`."""

    default_error_messages = _MESSAGES

    def __init__(
        self, *, limit: int, lines: bool = True, filled: bool = False, **given: Any
    ) -> None:
        super().__init__(**given)
        self.limit = limit
        self.lines = lines
        self.filled = filled

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        if not isinstance(value, str):
            refuse("form_is_unreadable")
        try:
            text = clean_text(value, limit=self.limit, lines=self.lines)
        except TextProblem as problem:
            refuse(problem.code, **problem.params)
        if self.filled and not text:
            refuse("field_is_required")
        return text


class Choice(fields.Field[StrEnum | None]):
    """One word of a vocabulary by its code; nothing chosen is None, as null is."""

    default_error_messages = _MESSAGES

    def __init__(self, *, words: type[StrEnum], **given: Any) -> None:
        super().__init__(**{"allow_none": True, **given})
        self.words = words

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> StrEnum | None:
        if value == "" and self.allow_none:
            return None
        if not isinstance(value, str) or value not in set(self.words):
            refuse("not_a_choice")
        return self.words(value)


class LastInstant(fields.Field[datetime | None]):
    """A day of the site's calendar, as its last instant: a deadline includes its day."""

    default_error_messages = _MESSAGES

    def __init__(self, *, zone: ZoneInfo, **given: Any) -> None:
        super().__init__(**{"allow_none": True, **given})
        self.zone = zone

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> datetime | None:
        day = read_day(value)
        if day is None:
            return None
        return datetime.combine(day, time.max, tzinfo=self.zone).astimezone(UTC)


class Day(fields.Field[date | None]):
    """A day of the calendar; nothing typed is None, as null is."""

    default_error_messages = _MESSAGES

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"allow_none": True, **given})

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> date | None:
        return read_day(value)


def read_day(value: Any) -> date | None:
    """Return the day that was typed, full-width digits folded; None where nothing was."""
    if not isinstance(value, str):
        refuse("not_a_date")
    text = fold_digits(value)
    if not text:
        return None
    try:
        day = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or day.year not in _YEARS:
        refuse("not_a_date")
    return day


class Table(fields.Dict):
    """Rows by their key."""

    default_error_messages = _MESSAGES


class Rows(fields.List[Any]):
    """Rows in their order."""

    default_error_messages = _MESSAGES


class Part(fields.Nested):
    """One row by a schema of its own."""

    default_error_messages = _MESSAGES
