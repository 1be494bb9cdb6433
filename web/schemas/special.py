"""The kinds of values that only the forms of administration hold."""

from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import fields

from policies.numbers import fold_digits
from policies.texts import TextProblem, clean_code
from web.schemas.fields import CODES, Choice, CleanText, refuse

YEARS = range(2000, 3000)
_MESSAGES: dict[str, str | list[Any] | dict[Any, Any]] = {**CODES}


class Code(CleanText):
    """A code or a sign-in name, without spaces; full-width letters and digits are folded."""

    def __init__(self, *, limit: int, **given: Any) -> None:
        super().__init__(limit=limit, lines=False, **given)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        if not isinstance(value, str):
            refuse("form_is_unreadable")
        try:
            code = clean_code(value, limit=self.limit)
        except TextProblem as problem:
            refuse(problem.code, **problem.params)
        if self.filled and not code:
            refuse("field_is_required")
        return code


class Held(Choice):
    """A role that is held: one of them, never nothing."""

    def _deserialize(self, value: Any, *rest: Any, **named: Any) -> StrEnum | None:
        if value == "":
            refuse("not_a_choice")
        return super()._deserialize(value, *rest, **named)


class Day(fields.Field[date]):
    """A day of the calendar: 2026-06-30."""

    default_error_messages = _MESSAGES

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> date:
        text = fold_digits(value) if isinstance(value, str) else ""
        try:
            day = date.fromisoformat(text) if len(text) == len("2026-06-30") else None
        except ValueError:
            day = None
        if day is None or day.year not in YEARS:
            refuse("not_a_date")
        return day


class Year(fields.Field[int]):
    """A year as people type it, with full-width digits or the word 年 behind it."""

    default_error_messages = _MESSAGES

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        text = fold_digits(value).strip().removesuffix("年") if isinstance(value, str) else ""
        digits = len(str(YEARS[0]))
        if not (text.isascii() and text.isdigit() and len(text) == digits and int(text) in YEARS):
            refuse("not_a_year")
        return int(text)


def begin_of_day(day: date, *, zone: ZoneInfo) -> datetime:
    """Return the first instant of a day on the calendar of the site."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def end_of_day(day: date, *, zone: ZoneInfo) -> datetime:
    """Return the last instant of a day on the calendar of the site: it still belongs to it."""
    return datetime.combine(day, time.max, tzinfo=zone).astimezone(UTC)


class Kept(fields.Field[str]):
    """What this application wrote into a form for itself, at most `limit` characters of ASCII."""

    default_error_messages = _MESSAGES

    def __init__(self, *, limit: int, **given: Any) -> None:
        super().__init__(**given)
        self.limit = limit

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        if not isinstance(value, str) or not value.isascii() or len(value) > self.limit:
            refuse("form_is_unreadable")
        return value
