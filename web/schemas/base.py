"""What every form has in common, and the way from a sent form to what the workflow takes."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, ValidationError

from web.schemas.fields import CODES, Table
from workflow.data import Data
from workflow.refusals import Reason, Refused, Why, unmet

_MESSAGES = dict(CODES)
LONGEST_NAME = 80
"""Characters of an unknown field's name that are worth telling."""
MOST_REASONS = 200
"""More than anybody mends at once."""
_IN_TABLE = 2
"""Where the library's path of a fault in a table says "key" or "value"."""


@dataclass(frozen=True, kw_only=True)
class Handed:
    """What a form came to: the data of the action, and the content_version that was seen."""

    data: Data
    seen: int | None


class FormSchema(Schema):
    """A schema that knows what its fields are called in a form.

    The schema itself describes nested data: `{"rows": {"<uuid>": {"score": "5"}}}`. A form is
    flat, so a field of a row bears the row's key: `score-<uuid>`. `in_rows` says for each such
    prefix to which collection and which value of its rows it belongs; an empty value means that
    the row is one plain value. Rows of a `numbered` collection are a list, counted from 0.
    What stands `together` is named together or not at all.
    """

    in_rows: ClassVar[Mapping[str, tuple[str, str]]] = {}
    numbered: ClassVar[frozenset[str]] = frozenset()
    together: ClassVar[tuple[tuple[str, ...], ...]] = ()
    error_messages = _MESSAGES

    class Meta:
        """Nobody hands in what was not asked for."""

        unknown = RAISE


def load_form(schema: FormSchema, fields: Mapping[str, str]) -> Any:
    """Return what the schema makes of a flat form.

    Raises Refused with one reason for every problem, each naming its form field.
    """
    nested, strange = _nest(schema, fields)
    reasons = [_call_unknown(name) for name in strange]
    try:
        loaded = schema.load(nested)
    except ValidationError as error:
        raise Refused(*reasons, *_collect(schema, error.messages)) from None
    if reasons:
        raise Refused(*reasons)
    return loaded


def leave_out(
    schema: FormSchema, fields: Mapping[str, str], *, wrong: Collection[str]
) -> dict[str, str]:
    """Return a flat form without its wrong fields, and without what is worth nothing alone: the
    rest of a row, and what stands together with one of them.
    """
    rows = {_row_of(name) for name in wrong}
    broken = {_owner_of(schema, name) for name in wrong}
    gone = {each for group in schema.together if not broken.isdisjoint(group) for each in group}
    return {
        name: text
        for name, text in fields.items()
        if _row_of(name) not in rows and _owner_of(schema, name) not in gone
    }


def _row_of(name: str) -> str:
    return name.partition("-")[2] or name


def _owner_of(schema: FormSchema, name: str) -> str:
    """Return the value or collection of the nested data that a form field belongs to."""
    prefix, dash, _key = name.partition("-")
    return schema.in_rows[prefix][0] if dash and prefix in schema.in_rows else name


def load_json(schema: FormSchema, data: object) -> Any:
    """Return what the schema makes of nested data.

    Raises Refused with one reason for every problem, the first ones where there are many; the field
    of each is a JSON pointer.
    """
    try:
        return schema.load(data)  # type: ignore[arg-type]  # what is no object is refused by name
    except ValidationError as error:
        reasons = islice(_collect_places(schema, error.messages), MOST_REASONS)
        raise Refused(*reasons) from None


def _collect_places(schema: FormSchema, messages: Any) -> Iterator[Reason]:
    for path, problem in _walk(messages, ()):
        steps = [step for step in path if step != "_schema"]
        if len(steps) > _IN_TABLE and isinstance(schema.fields.get(steps[0]), Table):
            # The library tells apart what is wrong with a key and with its value.
            del steps[_IN_TABLE]
        place = join_pointer(step[:LONGEST_NAME] for step in steps)
        if isinstance(problem, Reason):
            yield replace(problem, field=place)
        elif problem == CODES["unknown"]:
            yield replace(_call_unknown(steps[-1] if steps else ""), field=place)
        else:
            yield unmet(str(problem), field=place)


def join_pointer(path: Iterable[str]) -> str:
    """Return a path as a JSON pointer (RFC 6901)."""
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in path)


def _call_unknown(name: str) -> Reason:
    short = name[:LONGEST_NAME]
    return Reason(why=Why.UNMET, code="field_is_unknown", field=short, params={"field": short})


def _nest(schema: FormSchema, fields: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    nested: dict[str, Any] = {}
    tables: dict[str, dict[str, Any]] = {}
    strange = []
    collections = {collection for collection, _ in schema.in_rows.values()}
    for name, text in fields.items():
        prefix, dash, key = name.partition("-")
        if dash and prefix in schema.in_rows:
            collection, value = schema.in_rows[prefix]
            rows = tables.setdefault(collection, {})
            if value:
                rows.setdefault(key, {})[value] = text
            else:
                rows[key] = text
        elif name in collections:
            strange.append(name)
        else:
            nested[name] = text
    for collection, rows in tables.items():
        if collection in schema.numbered:
            numbers = {str(number): None for number in range(len(rows))}
            nested[collection] = [rows[key] for key in numbers if key in rows]
            prefix = _prefix_of(schema, collection)
            strange += [f"{prefix}-{key}" for key in rows if key not in numbers]
        else:
            nested[collection] = rows
    return nested, strange


def _prefix_of(schema: FormSchema, collection: str, value: str | None = None) -> str:
    return next(
        prefix
        for prefix, (owner, part) in schema.in_rows.items()
        if owner == collection and value in {None, part}
    )


def _collect(schema: FormSchema, messages: Any) -> Iterator[Reason]:
    for path, problem in _walk(messages, ()):
        name = _spell(schema, path)
        if isinstance(problem, Reason):
            yield replace(problem, field=name)
        elif problem == CODES["unknown"]:
            yield _call_unknown(name or "")
        else:
            yield unmet(str(problem), field=name)


def _walk(messages: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(messages, Mapping):
        for key, below in messages.items():
            yield from _walk(below, (*path, str(key)))
    elif isinstance(messages, list):
        for problem in messages:
            yield path, problem
    else:
        yield path, messages


def _spell(schema: FormSchema, path: tuple[str, ...]) -> str | None:
    """Return the form field of a path: (rows, <key>, value, score) is `score-<key>`."""
    collection, *rest = path
    known = {owner for owner, _ in schema.in_rows.values()}
    if collection not in known:
        return None if collection == "_schema" else collection
    if not rest or rest[0] == "_schema":
        return None
    key, *below = rest
    if collection not in schema.numbered:
        below = below[1:]
    values = {part for owner, part in schema.in_rows.values() if owner == collection}
    value = below[0] if below and below[0] in values else None
    return f"{_prefix_of(schema, collection, value)}-{key[:LONGEST_NAME]}"
