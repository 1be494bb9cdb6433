"""The form that issues a token."""

from dataclasses import dataclass
from typing import Any

from marshmallow import post_load

from models.vocabulary import Scope
from policies.limits import MAX_NAME
from web.schemas.base import FormSchema
from web.schemas.fields import Choice, CleanText, Whole
from workflow.tokens import MOST_DAYS


@dataclass(frozen=True, kw_only=True)
class NewToken:
    """What a person says of a new token."""

    name: str
    scope: Scope
    days: int


class NewTokenSchema(FormSchema):
    """A new token: what it is for, what it allows, for how many days."""

    name = CleanText(limit=MAX_NAME, lines=False, required=True, filled=True)
    scope = Choice(words=Scope, required=True, allow_none=False)
    days = Whole(least=1, most=MOST_DAYS, required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> NewToken:
        """Return what was said of it."""
        return NewToken(**data)
