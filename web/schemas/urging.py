"""The form that urges several evaluations: `urge-<evaluation>` is its content_version."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from marshmallow import post_load

from policies.limits import MAX_TEXT
from web.schemas.base import FormSchema
from web.schemas.fields import CleanText, Id, Table, Version


@dataclass(frozen=True, kw_only=True)
class Urgings:
    """The evaluations that were ticked, and what is said to each."""

    ticked: Mapping[UUID, int]
    text: str


class UrgingsSchema(FormSchema):
    """What was ticked; nothing, where nothing was."""

    in_rows: ClassVar = {"urge": ("urgings", "")}
    urgings = Table(keys=Id(), values=Version())
    text = CleanText(limit=MAX_TEXT)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Urgings:
        """Return what was ticked."""
        return Urgings(ticked=data.get("urgings", {}), text=data.get("text", ""))
