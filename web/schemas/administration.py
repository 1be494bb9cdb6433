"""The forms of administration: units, sections, people, yearly tasks, schemes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from marshmallow import fields, post_load

from models.vocabulary import Role
from policies.limits import MAX_CELL, MAX_CODE, MAX_LOGIN, MAX_NAME
from policies.numbers import fold_digits
from policies.texts import TextProblem, clean_code
from web.schemas.base import FormSchema
from web.schemas.beginning import OptionalId
from web.schemas.fields import CODES, Choice, CleanText, Id, Table, refuse

YEARS = range(2000, 3000)
LONGEST_TABLE = 600_000
"""Characters of a table that travel with its confirmation, within the bounds of a form."""
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


class _Guarded(FormSchema):
    """A form on something that others may change too; `was` is what stood when it was shown."""

    was = Table(
        keys=CleanText(limit=MAX_CODE, lines=False),
        values=CleanText(limit=MAX_CELL),
        required=True,
    )


@dataclass(frozen=True, kw_only=True)
class UnitForm:
    """A unit as typed; `supervising` is the code or the name of a unit, or nothing."""

    name: str
    region: str
    supervising: str
    section_id: UUID
    code: str = ""
    was: Mapping[str, str] | None = None


class UnitSchema(FormSchema):
    """A new unit."""

    code = Code(limit=MAX_CODE, required=True, filled=True)
    name = CleanText(limit=MAX_NAME, lines=False, required=True, filled=True)
    region = CleanText(limit=MAX_NAME, lines=False, required=True)
    supervising = CleanText(limit=MAX_NAME, lines=False, required=True)
    section_id = Id(required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> UnitForm:
        """Return the unit."""
        return UnitForm(**data)


class UnitEditSchema(UnitSchema, _Guarded):
    """A unit that is changed; its code stays."""

    in_rows: ClassVar = {"was": ("was", "")}

    class Meta(FormSchema.Meta):
        """Nobody changes a code."""

        exclude = ("code",)


@dataclass(frozen=True, kw_only=True)
class SectionForm:
    """A finance section as typed."""

    code: str
    name: str


class SectionSchema(FormSchema):
    """A new finance section."""

    code = Code(limit=MAX_CODE, required=True, filled=True)
    name = CleanText(limit=MAX_NAME, lines=False, required=True, filled=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> SectionForm:
        """Return the section."""
        return SectionForm(**data)


@dataclass(frozen=True, kw_only=True)
class PostForm:
    """Roles and office as typed; `unit` is the code or the name of a unit, or nothing."""

    roles: frozenset[Role]
    unit: str
    section_id: UUID | None
    login: str = ""
    name: str = ""
    was: Mapping[str, str] | None = None


class PostSchema(_Guarded):
    """The roles and the office of a person, changed together."""

    in_rows: ClassVar = {"role": ("roles", ""), "was": ("was", "")}
    roles = Table(keys=Held(words=Role), values=CleanText(limit=MAX_CODE))
    unit = CleanText(limit=MAX_NAME, lines=False, required=True)
    section_id = OptionalId(required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> PostForm:
        """Return roles and office."""
        return PostForm(**{**data, "roles": frozenset(data.get("roles", ()))})


class PersonSchema(PostSchema):
    """A new person with his roles and his office."""

    in_rows: ClassVar = {"role": ("roles", "")}
    login = Code(limit=MAX_LOGIN, required=True, filled=True)
    name = CleanText(limit=MAX_NAME, lines=False, required=True, filled=True)

    class Meta(FormSchema.Meta):
        """Nothing stood before."""

        exclude = ("was",)


@dataclass(frozen=True, kw_only=True)
class WindowForm:
    """From which day to which day a yearly task is open, both included."""

    opens_at: date
    closes_at: date
    was: Mapping[str, str] | None = None


class WindowSchema(_Guarded):
    """The deadlines of a yearly task."""

    in_rows: ClassVar = {"was": ("was", "")}
    opens_at = Day(required=True)
    closes_at = Day(required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> WindowForm:
        """Return the two days."""
        return WindowForm(**data)


@dataclass(frozen=True, kw_only=True)
class CycleForm:
    """A yearly task as typed; without a section every unit may take part."""

    name: str
    fiscal_year: int
    scheme_id: UUID
    section_id: UUID | None
    opens_at: date
    closes_at: date


class CycleSchema(FormSchema):
    """A new yearly task."""

    name = CleanText(limit=MAX_NAME, lines=False, required=True, filled=True)
    fiscal_year = Year(required=True)
    scheme_id = Id(required=True)
    section_id = OptionalId(required=True)
    opens_at = Day(required=True)
    closes_at = Day(required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> CycleForm:
        """Return the task."""
        return CycleForm(**data)


class NothingSchema(FormSchema):
    """A button alone."""


class BundledSchema(FormSchema):
    """One of the schemes that come with the application, as name@version."""

    scheme = CleanText(limit=MAX_CELL, lines=False, required=True, filled=True)


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


@dataclass(frozen=True, kw_only=True)
class ImportForm:
    """The table that was previewed, and what was said it would do."""

    table: str
    plan: str


class ImportSchema(FormSchema):
    """The confirmation of a preview."""

    table = Kept(limit=LONGEST_TABLE, required=True)
    plan = Kept(limit=MAX_CELL, required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> ImportForm:
        """Return what was confirmed."""
        return ImportForm(**data)
