"""The form that asks people to fill in places: `place-<place>` is the id of a person, or empty."""

from typing import Any, ClassVar

from marshmallow import post_load, validate

from web.schemas.base import FormSchema, Handed
from web.schemas.beginning import OptionalId
from web.schemas.fields import CleanText, Table, Version
from workflow.data import Assigning

LONGEST_PLACE = 60
MOST_PLACES = 2_000


class AssignSchema(FormSchema):
    """Places and persons; a place that is not named stays with whoever has it."""

    in_rows: ClassVar = {"place": ("places", "")}
    content_version = Version()
    places = Table(
        keys=CleanText(limit=LONGEST_PLACE, lines=False),
        values=OptionalId(allow_none=True),
        validate=validate.Length(max=MOST_PLACES, error="too_many_rows"),
    )

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Handed:
        """Return what assign takes; it is bound to no version."""
        return Handed(data=Assigning(places=data.get("places", {})), seen=None)
