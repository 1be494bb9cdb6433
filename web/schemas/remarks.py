"""The forms of what is said with an action: comments, sign-offs, returns."""

from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import post_load

from policies.checking import NOTED_BY_HAND
from policies.limits import MAX_TEXT
from web.schemas.base import FormSchema, Handed
from web.schemas.fields import Choice, CleanText, LastInstant, Version
from workflow.data import Remark, SendingBack

ByHand = StrEnum("ByHand", [(code, code) for code in NOTED_BY_HAND])  # type: ignore[misc]  # made of the table of codes
LONGEST_PLACE = 36
"""The id of a row; the words for parts are shorter."""


class RemarkSchema(FormSchema):
    """What is said with submit, recall, approve and publish."""

    content_version = Version(required=True)
    text = CleanText(limit=MAX_TEXT)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Handed:
        """Return the remark."""
        return Handed(data=Remark(text=data.get("text", "")), seen=data.get("content_version"))


class CommentSchema(RemarkSchema):
    """A comment; it stands whatever else moved meanwhile. A reviewer may note a code with it that
    no check finds by itself, and the place it speaks of: a row by its id, or a word for a part.
    """

    content_version = Version()
    code = Choice(words=ByHand)
    where = CleanText(limit=LONGEST_PLACE)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Handed:
        """Return the comment."""
        said = Remark(
            text=data.get("text", ""), code=data.get("code") or "", where=data.get("where", "")
        )
        return Handed(data=said, seen=data.get("content_version"))


class ReopenSchema(FormSchema):
    """Why a finished review is taken up again."""

    content_version = Version(required=True)
    reason = CleanText(limit=MAX_TEXT)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Handed:
        """Return the reason as the remark of the event."""
        return Handed(data=Remark(text=data.get("reason", "")), seen=data["content_version"])


class ReturnSchema(FormSchema):
    """Why an evaluation is sent back; `make_return_schema` adds the last day the unit has."""

    content_version = Version(required=True)
    reason = CleanText(limit=MAX_TEXT)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Handed:
        """Return reason and due date; which of them is missing is judged by the workflow."""
        back = SendingBack(reason=data.get("reason", ""), due_at=data.get("due_on"))
        return Handed(data=back, seen=data["content_version"])


def make_return_schema(*, zone: ZoneInfo) -> ReturnSchema:
    """Return the schema of a return whose day is one of this zone's calendar."""
    schema: ReturnSchema = ReturnSchema.from_dict({"due_on": LastInstant(zone=zone)})()  # type: ignore[assignment]  # from_dict makes a class of this one
    return schema
