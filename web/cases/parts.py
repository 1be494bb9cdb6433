"""One object of a case file, read by key: right types, bounded, what is wrong named by its path.

Keys nobody asks for are left alone: a file may hold more than a check needs.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from policies.limits import MAX_NAME
from policies.numbers import fold_digits
from policies.texts import TextProblem, clean_text
from web.cases.strict_json import FileProblem

NUMBER = re.compile(r"-?(?:[0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.[0-9]{1,8})?")
MINUS = str.maketrans("−－", "--")


class Part:
    """One object of a file. Every method raises FileProblem with the path of what is wrong."""

    def __init__(self, data: object, *, path: str) -> None:
        if not isinstance(data, dict):
            raise FileProblem("case_field_is_wrong", place=path or "$", found="object_expected")
        self.path = path
        self._data: Mapping[str, Any] = data

    def has(self, key: str) -> bool:
        """Whether the key is there and not null."""
        return self._data.get(key) is not None

    def is_blank(self, key: str) -> bool:
        """Whether the key is there and holds nothing."""
        return key in self._data and self._data[key] is None

    def raw(self, key: str) -> Any:
        """The value as it was parsed, None when it is missing."""
        return self._data.get(key)

    def text(self, key: str, *, limit: int = MAX_NAME, lines: bool = True) -> str:
        """A cleaned text, empty when it is missing."""
        value = self._data.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.refuse(key, "text_expected")
        try:
            return clean_text(value, limit=limit, lines=lines)
        except TextProblem as problem:
            raise self.refuse(key, problem.code, **problem.params) from None

    def number(self, key: str) -> Decimal | None:
        """A number as printed, with a sign and separators if it has them; None when missing."""
        value = self._data.get(key)
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        return self._to_number(value, key)

    def numbers(self, key: str) -> tuple[Decimal, ...]:
        """A list of numbers."""
        return tuple(
            self._to_number(value, f"{key}[{place}]") for place, value in enumerate(self._list(key))
        )

    def part(self, key: str) -> "Part":
        """The object under `key`, an empty one when it is missing."""
        value = self._data.get(key)
        return Part({} if value is None else value, path=self._join(key))

    def parts(self, key: str) -> list["Part"]:
        """The objects of the list under `key`, none when it is missing."""
        return [
            Part(value, path=f"{self._join(key)}[{place}]")
            for place, value in enumerate(self._list(key))
        ]

    def _list(self, key: str) -> list[Any]:
        value = self._data.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.refuse(key, "list_expected")
        return value

    def _to_number(self, value: object, key: str) -> Decimal:
        folded = fold_digits(str(value)).translate(MINUS)
        if isinstance(value, bool | dict | list) or not NUMBER.fullmatch(folded):
            raise self.refuse(key, "number_expected")
        return Decimal(folded.replace(",", ""))

    def _join(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def refuse(self, key: str, found: str, **params: str) -> FileProblem:
        """The problem `found`, with its numbers, of what stands under a key."""
        return FileProblem(
            "case_field_is_wrong", place=self._join(key), found=found, numbers=params
        )
