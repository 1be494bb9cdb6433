"""The forms that save and drop a view of a list."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from marshmallow import post_load

from web.schemas.base import FormSchema
from web.schemas.fields import Choice, CleanText

LONGEST_NAME = 40
LONGEST_QUERY = 4000


class Page(StrEnum):
    """The lists that have views."""

    INBOX = "inbox"
    EVALUATIONS = "evaluations"


@dataclass(frozen=True, kw_only=True)
class NewView:
    """What a person calls the filters of a list."""

    page: Page
    name: str
    query: str


class NewViewSchema(FormSchema):
    """A view: of which list, its name, and the query of the address."""

    page = Choice(words=Page, required=True, allow_none=False)
    name = CleanText(limit=LONGEST_NAME, lines=False, required=True, filled=True)
    query = CleanText(limit=LONGEST_QUERY, lines=False, required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> NewView:
        """Return the view."""
        return NewView(**data)


class DropSchema(FormSchema):
    """The list to go back to."""

    page = Choice(words=Page, required=True, allow_none=False)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Page:
        """Return the list."""
        return Page(data["page"])
