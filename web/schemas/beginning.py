"""The forms that bring something new: an evaluation, a supporting document."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from marshmallow import ValidationError, post_load, validates_schema

from policies.limits import MAX_TITLE
from web.schemas.base import FormSchema
from web.schemas.fields import CODES, Choice, CleanText, Id, Version


class Origin(StrEnum):
    """Where the rows of a new evaluation come from."""

    SCHEME = "scheme"
    PREDECESSOR = "predecessor"
    FILE = "file"


class OptionalId(Id):
    """An id, or nothing chosen."""

    def _deserialize(self, value: Any, *rest: Any, **named: Any) -> UUID | None:  # type: ignore[override]  # nothing is an answer here
        return None if value == "" else super()._deserialize(value, *rest, **named)


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """What a person says of a new evaluation. Without a title it is called like its predecessor."""

    cycle_id: UUID
    title: str
    evaluated_unit: UUID | None = None
    origin: Origin = Origin.SCHEME
    predecessor_id: UUID | None = None


class BeginningSchema(FormSchema):
    """A new evaluation; its rows come from the scheme unless something else is said."""

    cycle_id = Id(required=True)
    title = CleanText(limit=MAX_TITLE, lines=False, required=True)
    origin = Choice(words=Origin)
    predecessor_id = OptionalId()

    @validates_schema(skip_on_field_errors=False)
    def ask_for_what_the_origin_needs(self, data: Mapping[str, Any], **_: Any) -> None:
        """A predecessor is named where the rows come from one, a title everywhere else."""
        brought = data.get("origin") is Origin.PREDECESSOR
        lacking = {
            "predecessor_id": brought and data.get("predecessor_id", "") is None,
            "title": not brought and data.get("title") == "",
        }
        if brought and "predecessor_id" not in data:
            lacking["predecessor_id"] = True
        problems = {name: [CODES["required"]] for name, lacks in lacking.items() if lacks}
        if problems:
            raise ValidationError(problems)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Beginning:
        """Return what was said of it; who brings nothing along names no predecessor."""
        origin = data.pop("origin", None) or Origin.SCHEME
        if origin is not Origin.PREDECESSOR:
            data.pop("predecessor_id", None)
        return Beginning(origin=origin, **data)


class FinanceBeginningSchema(BeginningSchema):
    """A new evaluation by the finance section, which names the unit it evaluates."""

    evaluated_unit = Id(required=True)


@dataclass(frozen=True, kw_only=True)
class Sending:
    """What comes with a supporting document: the row it belongs to, if to one."""

    seen: int
    indicator_id: UUID | None


class SendingSchema(FormSchema):
    """The fields beside an uploaded file."""

    content_version = Version(required=True)
    indicator_id = OptionalId()

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Sending:
        """Return what was said of the file."""
        return Sending(seen=data["content_version"], indicator_id=data.get("indicator_id"))
