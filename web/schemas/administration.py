"""The forms of administration: units, sections, people, yearly tasks, schemes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from marshmallow import post_load

from models.vocabulary import Role
from policies.limits import MAX_CELL, MAX_CODE, MAX_LOGIN, MAX_NAME
from web.schemas.base import FormSchema
from web.schemas.beginning import OptionalId
from web.schemas.fields import CleanText, Id, Table
from web.schemas.special import Code, Day, Held, Kept, Year

LONGEST_TABLE = 600_000
"""Characters of a table that travel with its confirmation, within the bounds of a form."""


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
