"""The forms of an erasure: asking for one, agreeing to it, declining it."""

from typing import Any

from marshmallow import post_load

from models.vocabulary import Ground
from policies.limits import MAX_TEXT
from web.schemas.base import FormSchema, Handed
from web.schemas.fields import Choice, CleanText, EventNumber, Version
from workflow.data import AnsweringErasure, AskingErasure

LONGEST_COMMITMENT = 64


class AskErasureSchema(FormSchema):
    """Which text, by its commitment, and why: in a word that everybody may read, and in words that
    stay in the house.
    """

    content_version = Version()
    commitment = CleanText(limit=LONGEST_COMMITMENT, lines=False, required=True)
    ground = Choice(words=Ground, required=True, allow_none=False)
    reason = CleanText(limit=MAX_TEXT, required=True, filled=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Handed:
        """Return the wish."""
        asked = AskingErasure(text=data["commitment"], ground=data["ground"], reason=data["reason"])
        return Handed(data=asked, seen=data.get("content_version"))


class AnswerErasureSchema(FormSchema):
    """Which request, by the number of its event, and what is said to it."""

    content_version = Version()
    request = EventNumber(required=True)
    reason = CleanText(limit=MAX_TEXT)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Handed:
        """Return the answer."""
        answer = AnsweringErasure(request=data["request"], reason=data.get("reason", ""))
        return Handed(data=answer, seen=data.get("content_version"))


class DeclineErasureSchema(AnswerErasureSchema):
    """A no says why."""

    reason = CleanText(limit=MAX_TEXT, required=True, filled=True)
