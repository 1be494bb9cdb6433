"""The schemas in the words of OpenAPI: what each kind of field takes, exactly as it is read."""

from collections.abc import Callable, Mapping
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.common import resolve_schema_cls
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from marshmallow import fields

from policies.numbers import POINTS_DIGITS, POINTS_PLACES, YUAN_DIGITS
from web.schemas.beginning import OptionalId
from web.schemas.fields import (
    MOST_EVENTS,
    Choice,
    CleanText,
    Day,
    EventNumber,
    Id,
    LastInstant,
    Money,
    Points,
    Table,
    Whole,
)

Document = dict[str, Any]

OPENAPI = "3.1.0"

ID = "[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}"
"""How an id is spelled, without anchors."""
_DIGIT, _POINT, _BLANK = "[0-9０-９]", "[.．]", "[ \u3000]*"
# Digits of any width, and blanks around them, as people type them.
_POINTS = f"{_DIGIT}{{1,{POINTS_DIGITS}}}({_POINT}{_DIGIT}{{1,{POINTS_PLACES}}})?"
_MONEY = f"[0-9０-９]([0-9０-９,，]*{_DIGIT})?({_POINT}{_DIGIT}{{1,6}})?"
_DATE = f"{_DIGIT}{{4}}[-－]{_DIGIT}{{2}}[-－]{_DIGIT}{{2}}"


def _describe_number(pattern: str, *, most: int) -> Document:
    return {
        "type": ["string", "number"],
        "pattern": f"^{_BLANK}({pattern})?{_BLANK}$",
        "minimum": 0,
        "exclusiveMaximum": most,
    }


def _describe_text(field: CleanText) -> Document:
    least: Document = {"minLength": 1} if field.filled else {}
    return {"type": "string", "maxLength": field.limit, **least}


def _describe_choice(field: Choice) -> Document:
    nothing = [""] if field.allow_none else []
    return {"type": "string", "enum": [*(str(word) for word in field.words), *nothing]}


KINDS: Mapping[type[fields.Field[Any]], Callable[[Any], Document]] = {
    Id: lambda _: {"type": "string", "pattern": f"^{ID}$"},
    OptionalId: lambda _: {"type": "string", "pattern": f"^({ID})?$"},
    Points: lambda _: _describe_number(_POINTS, most=10**POINTS_DIGITS),
    Money: lambda _: _describe_number(_MONEY, most=10**YUAN_DIGITS),
    CleanText: _describe_text,
    Choice: _describe_choice,
    EventNumber: lambda _: {
        "type": ["integer", "string"],
        "minimum": 1,
        "maximum": MOST_EVENTS,
        "pattern": "^[1-9][0-9]{0,8}$",
    },
    LastInstant: lambda _: {"type": "string", "pattern": f"^{_BLANK}({_DATE})?{_BLANK}$"},
    Day: lambda _: {"type": "string", "pattern": f"^{_BLANK}({_DATE})?{_BLANK}$"},
    Whole: lambda field: {"type": "integer", "minimum": field.least, "maximum": field.most},
    Table: lambda field: {"propertyNames": KINDS[type(field.key_field)](field.key_field)},
}
"""What each kind of field of the forms takes."""


def describe_field(_converter: OpenAPIConverter, field: fields.Field[Any], **_: Any) -> Document:
    """Return what JSON Schema says of a field, beyond what the library knows."""
    if type(field) in KINDS:
        found = KINDS[type(field)](field)
    elif hasattr(field, "document"):
        found = dict(field.document)
    else:
        return {}
    if field.allow_none and "type" in found:
        kinds = found["type"] if isinstance(found["type"], list) else [found["type"]]
        found["type"] = [*kinds, "null"]
        if "enum" in found:
            found["enum"] = [*found["enum"], None]
    return found


def name_schema(schema: Any) -> str:
    """Return the name a schema has in the description; one without is described in place."""
    return getattr(resolve_schema_cls(schema), "named", "")


def make_spec(**given: Any) -> tuple[APISpec, OpenAPIConverter]:
    """Return an empty description, and what describes our schemas for it."""
    plugin = MarshmallowPlugin(schema_name_resolver=name_schema)
    spec = APISpec(openapi_version=OPENAPI, plugins=[plugin], **given)
    converter = plugin.converter
    if converter is None:
        raise TypeError(plugin)
    converter.add_attribute_function(describe_field)  # type: ignore[no-untyped-call]  # the library has none there
    return spec, converter
