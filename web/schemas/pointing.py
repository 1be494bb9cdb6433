"""The forms of points: those a return raises, answers to them, and which are settled."""

from enum import StrEnum
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from marshmallow import post_load

from policies.limits import MAX_TEXT
from web.schemas.base import FormSchema, Handed
from web.schemas.fields import Choice, CleanText, Id, LastInstant, Rows, Table, Version
from web.schemas.remarks import ReturnSchema
from workflow.data import AnsweringPoints, NewPoint, SendingBack, SettlingPoints

LONGEST_PLACE = 60


class Tick(StrEnum):
    """A box that was ticked."""

    YES = "1"


class PointedReturnSchema(ReturnSchema):
    """A return with its points by what they speak of: `row:<id>`, `section:<key>`, `funds` or
    `whole`; with a dot and a number behind it, a place may come several times. One without words
    raises nothing.
    """

    in_rows: ClassVar = {"point": ("points", "")}
    points = Table(
        keys=CleanText(limit=LONGEST_PLACE, lines=False), values=CleanText(limit=MAX_TEXT)
    )

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Handed:
        """Return reason, due date and points."""
        points = tuple(
            NewPoint(place=place.partition(".")[0], text=text)
            for place, text in data.get("points", {}).items()
            if text
        )
        back = SendingBack(reason=data.get("reason", ""), due_at=data.get("due_on"), points=points)
        return Handed(data=back, seen=data["content_version"])


def make_pointed_schema(*, zone: ZoneInfo) -> PointedReturnSchema:
    """Return the schema of a return whose day is one of this zone's calendar."""
    schema: PointedReturnSchema = PointedReturnSchema.from_dict(
        {"due_on": LastInstant(zone=zone)}
    )()  # type: ignore[assignment]  # from_dict makes a class of this one
    return schema


class AnswerSchema(FormSchema):
    """What is answered, by the ids of the points."""

    in_rows: ClassVar = {"answer": ("answers", "")}
    content_version = Version(required=True)
    answers = Table(keys=Id(), values=CleanText(limit=MAX_TEXT))

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Handed:
        """Return the answers."""
        answered = AnsweringPoints(answers=data.get("answers", {}))
        return Handed(data=answered, seen=data["content_version"])


class SettleSchema(FormSchema):
    """Which points are settled, by their ids; it stands whatever else moved meanwhile."""

    content_version = Version()
    points = Rows(Id(), required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Handed:
        """Return the points."""
        chosen = SettlingPoints(points=frozenset(data["points"]))
        return Handed(data=chosen, seen=data.get("content_version"))


class TickedSchema(FormSchema):
    """The same as a form: a ticked box for each point."""

    in_rows: ClassVar = {"settle": ("points", "")}
    content_version = Version()
    points = Table(keys=Id(), values=Choice(words=Tick))

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Handed:
        """Return the points whose box is ticked."""
        ticked = frozenset(key for key, tick in data.get("points", {}).items() if tick)
        return Handed(data=SettlingPoints(points=ticked), seen=data.get("content_version"))
