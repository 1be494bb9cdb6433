"""The form of agreed rows: `name-<row>`, `weight-<row>`, `target-<row>`, and one `reason`."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

from marshmallow import ValidationError, post_load, validates_schema

from policies.limits import MAX_CELL, MAX_NAME, MAX_TEXT
from web.schemas.base import FormSchema, Handed
from web.schemas.fields import CODES, CleanText, Id, Part, Points, Table, Version
from workflow.data import AgreedRow, Amending


class AgreedRowSchema(FormSchema):
    """One agreed row as it is to be; a row that carries no points has no weight."""

    name = CleanText(limit=MAX_NAME, lines=False, required=True)
    target = CleanText(limit=MAX_CELL, load_default="")
    weight = Points(load_default=None)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> AgreedRow:
        """Return the row."""
        return AgreedRow(name=data["name"], weight=data["weight"], target_text=data["target"])


class AmendSchema(FormSchema):
    """Agreed rows and why they change; a row that is not named stays as it is."""

    in_rows: ClassVar = {name: ("rows", name) for name in ("name", "weight", "target")}
    content_version = Version(required=True)
    rows = Table(keys=Id(), values=Part(AgreedRowSchema))
    reason = CleanText(limit=MAX_TEXT)

    def __init__(self, *, scored: Collection[UUID], measured: Collection[UUID]) -> None:
        """`scored` rows carry points, `measured` ones have a target: there nothing is left out."""
        super().__init__()
        self.needed = {
            "weight": {str(row_id) for row_id in scored},
            "target": {str(row_id) for row_id in measured},
        }

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def come_whole(self, _: Any, original: Any, **__: Any) -> None:
        """A row comes whole, so that no weight or target is emptied by omission."""
        rows = original.get("rows") if isinstance(original, Mapping) else None
        if not isinstance(rows, Mapping):
            return
        missing = {
            key: {"value": {part: [CODES["required"]] for part in parts}}
            for key, row in rows.items()
            if isinstance(row, Mapping)
            and (
                parts := [
                    part for part, ids in self.needed.items() if key in ids and part not in row
                ]
            )
        }
        if missing:
            raise ValidationError({"rows": missing})

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Handed:
        """Return what amend takes."""
        amending = Amending(rows=data.get("rows", {}), reason=data.get("reason", ""))
        return Handed(data=amending, seen=data["content_version"])
