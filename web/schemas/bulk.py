"""The form that signs off several evaluations: `approve-<evaluation>` is its content_version."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from marshmallow import post_load

from web.schemas.base import FormSchema
from web.schemas.fields import Id, Table, Version


@dataclass(frozen=True)
class Approvals:
    """The evaluations that were ticked, with the content_version of each that was seen."""

    seen: Mapping[UUID, int]


class ApprovalsSchema(FormSchema):
    """What was ticked; nothing, where nothing was."""

    in_rows: ClassVar = {"approve": ("approvals", "")}
    approvals = Table(keys=Id(), values=Version())

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Approvals:
        """Return what was ticked."""
        return Approvals(seen=data.get("approvals", {}))
