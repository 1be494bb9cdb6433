"""JSON with one meaning: no NaN, no doubled keys, no bottomless nesting, no half characters."""

import json
from collections.abc import Callable
from typing import Any

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 32
MAX_VALUES = 20_000
"""Twenty times what the longest form holds; every wrong value would be answered by a reason."""


class FileProblem(ValueError):  # noqa: N818 -- it is told to a person in one line
    """A file that cannot be taken; `place` is a line or a path inside it, `code` says why."""

    def __init__(self, code: str, *, place: str = "", **params: str) -> None:
        super().__init__(f"{code} {place}".strip())
        self.code = code
        self.place = place
        self.params = params


def read_strict_json(raw: bytes, *, read_number: Callable[[str], Any] = str) -> Any:
    """Return the data of a JSON file, numbers as the text they were written in, or as what
    `read_number` makes of it.

    Raises FileProblem naming line and column, or the path of what is wrong.
    """
    if len(raw) > MAX_BYTES:
        raise FileProblem("file_too_large", limit=f"{MAX_BYTES // 1024 // 1024} MB")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise FileProblem("file_is_not_utf8", place=str(line)) from None
    try:
        data = json.loads(
            text,
            parse_constant=_refuse_constant,
            parse_float=read_number,
            parse_int=read_number,
            object_pairs_hook=_refuse_doubled_keys,
        )
    except json.JSONDecodeError as error:
        place = f"{error.lineno}:{error.colno}"
        raise FileProblem("file_is_not_json", place=place) from None
    except RecursionError:
        raise FileProblem("file_is_too_deep") from None
    check_depth(data)
    check_count(data)
    return data


def _refuse_constant(constant: str) -> str:
    raise FileProblem("file_has_no_number", found=constant)


def _refuse_doubled_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        doubled = next(key for key in keys if keys.count(key) > 1)
        raise FileProblem("file_has_doubled_key", found=doubled)
    return found


def check_depth(data: Any, *, depth: int = 0) -> None:
    """Raise FileProblem when lists and objects nest deeper than anything sensible does."""
    if depth > MAX_DEPTH:
        raise FileProblem("file_is_too_deep")
    children = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    for child in children:
        check_depth(child, depth=depth + 1)


def check_count(data: Any) -> None:
    """Raise FileProblem when there are more values than any form has."""
    waiting, count = [data], 0
    while waiting:
        each = waiting.pop()
        children = each.values() if isinstance(each, dict) else each
        if isinstance(each, dict | list):
            count += len(each)
            waiting.extend(child for child in children if isinstance(child, dict | list))
        if count > MAX_VALUES:
            raise FileProblem("file_has_too_many_values", limit=str(MAX_VALUES))


def check_characters(data: Any) -> None:
    """Raise FileProblem where a key or a text holds half a character, which nothing can store."""
    if isinstance(data, dict):
        for key, value in data.items():
            check_characters(key)
            check_characters(value)
    elif isinstance(data, list):
        for value in data:
            check_characters(value)
    elif isinstance(data, str) and any("\ud800" <= character <= "\udfff" for character in data):
        raise FileProblem("surrogate")
