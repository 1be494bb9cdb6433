"""The form in which a person says where and how he is told."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from marshmallow import ValidationError, post_load

from web.schemas.base import FormSchema
from web.schemas.fields import Choice, CleanText, refuse
from workflow.refusals import unmet

LONGEST_ADDRESS = 254
"""Characters that a mail address may have (RFC 5321)."""
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")


class Digest(StrEnum):
    """Whether somebody wants a digest by mail."""

    NONE = "none"
    DAILY = "daily"


class Language(StrEnum):
    """The language of what is mailed."""

    CHINESE = "zh"
    ENGLISH = "en"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Where and how a person wants to be told."""

    address: str
    digest: Digest
    language: Language


class Address(CleanText):
    """A mail address, or nothing."""

    def _deserialize(self, value: Any, *given: Any, **more: Any) -> str:
        text = super()._deserialize(value, *given, **more)
        if text and not _ADDRESS.fullmatch(text):
            refuse("not_an_address")
        return text


class ContactSchema(FormSchema):
    """Address, wish and language; a digest needs an address."""

    address = Address(limit=LONGEST_ADDRESS, lines=False, required=True)
    digest = Choice(words=Digest, required=True, allow_none=False)
    language = Choice(words=Language, required=True, allow_none=False)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Wish:
        """Return the wish."""
        wish = Wish(**data)
        if wish.digest is Digest.DAILY and not wish.address:
            raise ValidationError({"address": [unmet("address_is_missing")]})
        return wish
