"""The forms that bring something new: an evaluation, a supporting document."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from marshmallow import post_load

from policies.limits import MAX_TITLE
from web.schemas.base import FormSchema
from web.schemas.fields import CleanText, Id, Version


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """What a person says of a new evaluation; rows and lines come from the scheme."""

    cycle_id: UUID
    title: str
    evaluated_unit: UUID | None


class BeginningSchema(FormSchema):
    """A new evaluation."""

    cycle_id = Id(required=True)
    title = CleanText(limit=MAX_TITLE, lines=False, required=True, filled=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Beginning:
        """Return what was said of it."""
        return Beginning(**{"evaluated_unit": None, **data})


class FinanceBeginningSchema(BeginningSchema):
    """A new evaluation by the finance section, which names the unit it evaluates."""

    evaluated_unit = Id(required=True)


@dataclass(frozen=True, kw_only=True)
class Sending:
    """What comes with a supporting document: the row it belongs to, if to one."""

    seen: int
    indicator_id: UUID | None


class OptionalId(Id):
    """An id, or nothing chosen."""

    def _deserialize(self, value: Any, *rest: Any, **named: Any) -> UUID | None:  # type: ignore[override]  # nothing is an answer here
        return None if value == "" else super()._deserialize(value, *rest, **named)


class SendingSchema(FormSchema):
    """The fields beside an uploaded file."""

    content_version = Version(required=True)
    indicator_id = OptionalId()

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Sending:
        """Return what was said of the file."""
        return Sending(seen=data["content_version"], indicator_id=data.get("indicator_id"))
