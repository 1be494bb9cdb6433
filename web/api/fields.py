"""The kinds of values that answers hold, each with its spelling and its description."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, fields

from models.types import format_utc

Document = dict[str, Any]


class AnswerSchema(Schema):
    """A part of an answer. Every member is always there, with null for what is not known."""

    named: ClassVar[str] = ""
    """What the description calls it; a part without a name is described where it stands."""

    class Meta:
        """Nothing but these members."""

        unknown = RAISE


class Answered(fields.Field[Any]):
    """A value of an answer: always there; `optional` ones may be null."""

    kind: ClassVar[Document] = {"type": "string"}

    def __init__(self, *, optional: bool = False, **given: Any) -> None:
        if optional:
            given["dump_default"] = None
        super().__init__(required=True, allow_none=optional, **given)

    @property
    def document(self) -> Document:
        """The value in the words of JSON Schema."""
        return dict(self.kind)

    def _serialize(self, value: Any, *_: Any, **__: Any) -> Any:
        return None if value is None else self.spell(value)

    def spell(self, value: Any) -> Any:
        """Return the value as JSON holds it."""
        return value


class Text(Answered):
    """A text as it was written."""

    def spell(self, value: object) -> str:
        """Return it as it is."""
        return str(value)


class Uuid(Text):
    """An id."""

    kind: ClassVar[Document] = {
        "type": "string",
        "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
    }


class Hash(Text):
    """A SHA-256 in hex."""

    kind: ClassVar[Document] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


class Address(Text):
    """An address on this site, without its host."""

    kind: ClassVar[Document] = {"type": "string", "pattern": "^/"}


class Whole(Answered):
    """A whole number."""

    kind: ClassVar[Document] = {"type": "integer", "minimum": 0}


class Flag(Answered):
    """Yes or no."""

    kind: ClassVar[Document] = {"type": "boolean"}

    def spell(self, value: object) -> bool:
        """Return it as a boolean."""
        return bool(value)


class Exact(Answered):
    """An exact decimal number, as a text so that no reader makes a binary float of it."""

    kind: ClassVar[Document] = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}

    def spell(self, value: Decimal) -> str:
        """Return it without an exponent."""
        return f"{value:f}"


class Score(Exact):
    """Points with two places."""

    kind: ClassVar[Document] = {"type": "string", "pattern": r"^[0-9]+\.[0-9]{2}$"}

    def spell(self, value: Decimal) -> str:
        """Return it with two places."""
        return f"{value:.2f}"


class Instant(Answered):
    """An instant, UTC, to the microsecond."""

    kind: ClassVar[Document] = {"type": "string", "format": "date-time"}

    def spell(self, value: datetime) -> str:
        """Return it as RFC 3339 says."""
        return format_utc(value)


class Word(Text):
    """A word of a vocabulary by its code."""

    def __init__(self, words: type[StrEnum], **given: Any) -> None:
        super().__init__(**given)
        self.words = words

    @property
    def document(self) -> Document:
        """The codes there are."""
        return {"type": "string", "enum": [str(word) for word in self.words]}


class Texts(Answered):
    """Texts by name."""

    kind: ClassVar[Document] = {"type": "object", "additionalProperties": {"type": "string"}}

    def spell(self, value: Any) -> dict[str, str]:
        """Return them as an object."""
        return {str(name): str(text) for name, text in value.items()}


class KeptTexts(Answered):
    """Texts by their commitment; an erased one is null."""

    kind: ClassVar[Document] = {
        "type": "object",
        "additionalProperties": {"type": ["string", "null"]},
    }


class Several(Answered):
    """Several values of one kind."""

    def __init__(self, each: Answered, **given: Any) -> None:
        super().__init__(**given)
        self.each = each

    @property
    def document(self) -> Document:
        """A list of what each of them is."""
        return {"type": "array", "items": self.each.document}

    def spell(self, value: Any) -> list[Any]:
        """Return each as it is spelled."""
        return [self.each.spell(one) for one in value]


class PartOf(fields.Nested):
    """A part with members of its own."""

    def __init__(self, schema: type[AnswerSchema], *, optional: bool = False, **given: Any) -> None:
        super().__init__(schema, required=True, allow_none=optional, **given)


class ListOf(fields.List[Any]):
    """Several parts of one kind."""

    def __init__(self, schema: Any, **given: Any) -> None:
        super().__init__(fields.Nested(schema), required=True, **given)
