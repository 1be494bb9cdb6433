"""Several evaluations done with one press: `seen-<evaluation>` is the content_version of one that
was ticked, `for-<evaluation>` the person for whom a deputy does it; with it what is said with all
of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from marshmallow import post_load

from models.vocabulary import Action
from policies.limits import MAX_TEXT
from web.schemas.base import FormSchema
from web.schemas.fields import CleanText, Id, LastInstant, Table, Version
from workflow.data import Data, Remark, Scoring, SendingBack

TICK, FOR = "seen", "for"


@dataclass(frozen=True, kw_only=True)
class Ticked:
    """The evaluations that were ticked, with the content_version of each that was seen, and what
    is handed in with each of them; for whom a deputy does it, by those that are another's.
    """

    seen: Mapping[UUID, int]
    data: Data
    principals: Mapping[UUID, UUID] = field(default_factory=dict)


class TickedSchema(FormSchema):
    """What was ticked; nothing, where nothing was. To approve several nothing is said."""

    in_rows: ClassVar = {TICK: ("ticked", ""), FOR: ("principals", "")}
    ticked = Table(keys=Id(), values=Version())
    principals = Table(keys=Id(), values=Id())

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Ticked:
        """Return what was ticked; of the others it does not matter whose they are."""
        seen, principals = data.get("ticked", {}), data.get("principals", {})
        own = {each: person for each, person in principals.items() if each in seen}
        return Ticked(seen=seen, data=self.say(data), principals=own)

    def say(self, data: dict[str, Any]) -> Data:
        """Return what is handed in with each."""
        return Remark(text=data.get("text", ""))


class PublishManySchema(TickedSchema):
    """Several to be published, with a word."""

    text = CleanText(limit=MAX_TEXT)


class ReviewManySchema(TickedSchema):
    """Several to be reviewed, with one opinion; the scores are those of each."""

    comment = CleanText(limit=MAX_TEXT)

    def say(self, data: dict[str, Any]) -> Data:
        """Return the opinion."""
        return Scoring(comment=data.get("comment", ""))


class ReturnManySchema(TickedSchema):
    """Several to be sent back, with one reason; `make_schema` adds the last day."""

    reason = CleanText(limit=MAX_TEXT)

    def say(self, data: dict[str, Any]) -> Data:
        """Return reason and due date; which of them is missing is judged by the workflow."""
        return SendingBack(reason=data.get("reason", ""), due_at=data.get("due_on"))


FIELDS: Mapping[Action, tuple[str, ...]] = {
    Action.APPROVE: (),
    Action.REVIEW: ("comment",),
    Action.RETURN: ("reason", "due_on"),
    Action.PUBLISH: ("text",),
}
"""What can be done to several, and what is said with it."""


def make_schema(action: Action, *, zone: ZoneInfo) -> TickedSchema:
    """Return the schema for one of these actions; a day is one of this zone's calendar."""
    if action is Action.RETURN:
        made: TickedSchema = ReturnManySchema.from_dict({"due_on": LastInstant(zone=zone)})()  # type: ignore[assignment]  # from_dict makes a class of this one
        return made
    others = {Action.REVIEW: ReviewManySchema, Action.PUBLISH: PublishManySchema}
    return others.get(action, TickedSchema)()
