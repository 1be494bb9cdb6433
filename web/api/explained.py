"""The description of the interface as people read it: operations, parameters, fields, statuses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask_babel import gettext as _

from web.texts import describe_text

Document = Mapping[str, Any]
_SHOWN_LEVELS = 2


@dataclass(frozen=True, kw_only=True)
class Member:
    """A parameter or a field of a body: its name, what it takes, whether it must be there."""

    name: str
    kind: str
    required: bool
    words: str
    place: str = ""

    @property
    def is_code(self) -> bool:
        """Say whether what it takes is spelled in codes, which every language leaves alone."""
        return self.kind.isascii()


@dataclass(frozen=True, kw_only=True)
class Explained:
    """One operation."""

    id: str
    method: str
    path: str
    words: str
    scope: str
    parameters: tuple[Member, ...]
    body: tuple[Member, ...]
    media_type: str
    statuses: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Status:
    """One status that is no success, as `type` names it, and what it says."""

    number: int
    anchor: str
    title: str
    detail: str


def list_explained(description: Document) -> tuple[Explained, ...]:
    """Return every operation of the description, in its order."""
    return tuple(
        _explain(operation, path=path, method=method, description=description)
        for path, operations in description["paths"].items()
        for method, operation in operations.items()
    )


def list_statuses(description: Document) -> tuple[Status, ...]:
    """Return every status that an operation may answer besides success, in their order."""
    numbers = sorted(
        {
            int(number)
            for operations in description["paths"].values()
            for operation in operations.values()
            for number in operation["responses"]
            if int(number) >= HTTPStatus.BAD_REQUEST
        }
        | {int(HTTPStatus.METHOD_NOT_ALLOWED)}
    )
    return tuple(
        Status(
            number=number,
            anchor=name_anchor(HTTPStatus(number)),
            title=describe_text(f"problem_{number}"),
            detail=describe_text(f"problem_{number}_detail"),
        )
        for number in numbers
    )


def name_anchor(status: HTTPStatus) -> str:
    """Return where the page explains a status."""
    return status.name.lower().replace("_", "-")


def _explain(operation: Document, *, path: str, method: str, description: Document) -> Explained:
    content = operation.get("requestBody", {}).get("content", {})
    media_type = next(iter(content), "")
    schema = content[media_type]["schema"] if content else {}
    return Explained(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        words=operation["summary"],
        scope=operation["x-scope"],
        parameters=tuple(
            Member(
                name=each["name"],
                kind=_name_kind(each["schema"]),
                required=each["required"],
                words=each["description"],
                place=each["in"],
            )
            for each in operation["parameters"]
        ),
        body=tuple(_list_members(schema, before="", description=description)),
        media_type=media_type,
        statuses=tuple(sorted(int(number) for number in operation["responses"])),
    )


def _list_members(
    schema: Document, *, before: str, description: Document, level: int = 1
) -> Iterator[Member]:
    needed = schema.get("required", ())
    for name, member in schema.get("properties", {}).items():
        yield Member(
            name=f"{before}{name}",
            kind=_name_kind(member),
            required=name in needed,
            words=member.get("description", ""),
        )
        below, step = _find_below(member, description=description)
        if below and level < _SHOWN_LEVELS:
            yield from _list_members(
                below,
                before=f"{before}{name}{step}",
                description=description,
                level=level + 1,
            )


def _find_below(member: Document, *, description: Document) -> tuple[Document, str]:
    if "items" in member:
        return _resolve(member["items"], description=description), "[]."
    below = member.get("additionalProperties")
    return (below, ".<id>.") if isinstance(below, dict) else ({}, "")


def _resolve(schema: Document, *, description: Document) -> Document:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: Document = description["components"]["schemas"][name] if name else schema
    return found


def _name_kind(schema: Document) -> str:
    """Return in a word or two what a value is."""
    kinds = schema.get("type", "object")
    if "enum" in schema:
        return " | ".join(str(code) for code in schema["enum"] if code)
    if "number" in kinds:
        return str(_("数，例如 18.36"))
    if kinds == "integer":
        return f"{schema['minimum']}–{schema['maximum']}"
    if "maxLength" in schema:
        return str(_("文字，最多 %(limit)s 字", limit=schema["maxLength"]))
    names = {
        "array": _("列表"),
        "object": _("对象"),
        "boolean": "true | false",
    }
    if isinstance(kinds, str) and kinds in names:
        return str(names[kinds])
    return str(_("文件")) if schema.get("format") == "binary" else str(_("文字"))
