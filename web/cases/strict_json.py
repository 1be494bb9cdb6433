"""JSON with one meaning: no NaN, no doubled keys, no bottomless nesting, no half characters."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 32
MAX_VALUES = 20_000
"""Twenty times what the longest form holds; every wrong value would be answered by a reason."""


Path: TypeAlias = tuple[str, ...]
"""The keys and numbers that lead to a value."""


class FileProblem(ValueError):  # noqa: N818 -- it is told to a person in one line
    """A file that cannot be taken; `place` is a line or a path inside it, `path` the steps to what
    is wrong where they are known, `code` says why; its sentence is filled from `params`, to which
    `numbers` are added.
    """

    def __init__(
        self,
        code: str,
        *,
        place: str = "",
        path: Path | None = None,
        numbers: Mapping[str, str] | None = None,
        **params: str,
    ) -> None:
        super().__init__(f"{code} {place}".strip())
        self.code = code
        self.place = place
        self.path = path
        self.params = {**(numbers or {}), **params}


@dataclass(frozen=True)
class _Wrong:
    """Stands where something is wrong until it is known where that is."""

    problem: FileProblem


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
            parse_float=lambda number: _read(number, read_number),
            parse_int=lambda number: _read(number, read_number),
            object_pairs_hook=_refuse_doubled_keys,
        )
    except json.JSONDecodeError as error:
        place = f"{error.lineno}:{error.colno}"
        raise FileProblem("file_is_not_json", place=place) from None
    except RecursionError:
        raise FileProblem("file_is_too_deep") from None
    check_values(data)
    check_count(data)
    return data


def _refuse_constant(constant: str) -> _Wrong:
    return _Wrong(FileProblem("file_has_no_number", found=constant))


def _read(number: str, read_number: Callable[[str], Any]) -> Any:
    try:
        return read_number(number)
    except FileProblem as problem:
        return _Wrong(problem)


def _refuse_doubled_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        counts = Counter(key for key, _ in pairs)
        doubled = next(key for key, count in counts.items() if count > 1)
        found[doubled] = _Wrong(FileProblem("file_has_doubled_key", found=doubled))
    return found


def _list_children(data: Any) -> list[tuple[str, Any]]:
    if isinstance(data, dict):
        return list(data.items())
    values = data if isinstance(data, list) else ()
    return [(str(number), value) for number, value in enumerate(values)]


def check_values(data: Any, *, path: Path = ()) -> None:
    """Raise FileProblem for the first value that is none, with the path to it, and where lists and
    objects nest deeper than anything sensible does.
    """
    if isinstance(data, _Wrong):
        data.problem.path = path
        raise data.problem
    if len(path) > MAX_DEPTH:
        raise FileProblem("file_is_too_deep", path=path)
    for step, child in _list_children(data):
        check_values(child, path=(*path, step))


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


def check_characters(data: Any, *, path: Path = ()) -> None:
    """Raise FileProblem where a key or a text holds half a character, which nothing can store."""
    if isinstance(data, str) and any("\ud800" <= character <= "\udfff" for character in data):
        raise FileProblem("surrogate", path=path)
    for step, child in _list_children(data):
        check_characters(step, path=(*path, step))
        check_characters(child, path=(*path, step))
