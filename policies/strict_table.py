"""Reading a parsed TOML table strictly: right types, no unknown key, problems named by path."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

Word = TypeVar("Word", bound=StrEnum)

_LONGEST_KEY = 60
_ODD = re.compile(r"[^\w\-.\[\]]")


def name_key(key: str) -> str:
    """Return a key as a path names it: what would break the path is shown as "?"."""
    shown = key if len(key) <= _LONGEST_KEY else f"{key[:_LONGEST_KEY]}_"
    return _ODD.sub("?", shown)


def _holds_control(text: str) -> bool:
    return any(unicodedata.category(character) == "Cc" for character in text)


class StrictTable:
    """One table of a file. Values are asked for by key; what is wrong is added to `problems`.

    A wrong value is replaced by a harmless one, so that one reading finds every problem; the caller
    looks at `problems` before it uses anything.
    """

    def __init__(self, data: object, *, where: str, problems: list[str]) -> None:
        self.where = where
        self.problems = problems
        self._data: Mapping[str, object] = data if isinstance(data, dict) else {}
        self._asked: set[str] = set()
        if not isinstance(data, dict):
            self.complain("", "must be a table")

    def complain(self, key: str, message: str) -> None:
        """Add a problem at `key` of this table, or at the table itself when `key` is empty."""
        path = ".".join(part for part in (self.where, name_key(key)) if part)
        self.problems.append(f"{path or 'the file'}: {message}")

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._data

    def names(self) -> tuple[str, ...]:
        """The keys of the table, for one whose keys are names of the author's choice."""
        return tuple(self._data)

    def raw(self, key: str) -> object:
        """The value as the parser gave it, None when it is missing."""
        self._asked.add(key)
        return self._data.get(key)

    def text(self, key: str, *, longest: int, default: str | None = None) -> str:
        """A text of at most `longest` characters; without a default it must not be empty."""
        value = self.raw(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or (default is None and not value.strip()):
            self.complain(key, "must be a text that is not empty")
            return ""
        if len(value) > longest:
            self.complain(key, f"is longer than {longest} characters")
        if _holds_control(value):
            self.complain(key, "holds a control character")
        return value

    def number(self, key: str, *, largest: Decimal, places: int = 2) -> Decimal:
        """A number from 0 to `largest` with at most `places` places."""
        value = self.raw(key)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.complain(key, "must be a number")
            return Decimal(0)
        number = Decimal(value)
        if not number.is_finite() or not 0 <= number <= largest:
            self.complain(key, f"must be a number from 0 to {largest}")
            return Decimal(0)
        exponent = number.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > places:
            self.complain(key, f"has more than {places} places")
        return number

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """True or false."""
        value = self.raw(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, bool):
            self.complain(key, "must be true or false")
            return False
        return value

    def word(self, key: str, words: type[Word]) -> Word:
        """One of the words of a vocabulary."""
        value = self.raw(key)
        for word in words:
            if value == word.value:
                return word
        self.complain(key, f"must be one of {', '.join(words)}")
        return next(iter(words))

    def table(self, key: str) -> "StrictTable":
        """The table under `key`."""
        return StrictTable(self.raw(key), where=self._path(key), problems=self.problems)

    def tables(self, key: str) -> list["StrictTable"]:
        """The tables of the list under `key`, an empty list when it is missing."""
        value = self.raw(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.complain(key, "must be a list of tables")
            return []
        return [
            StrictTable(item, where=f"{self._path(key)}[{number}]", problems=self.problems)
            for number, item in enumerate(value, start=1)
        ]

    def texts(self, key: str, *, longest: int) -> tuple[str, ...]:
        """A list of texts, empty when it is missing."""
        value = self.raw(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.complain(key, "must be a list of texts")
            return ()
        if any(len(item) > longest for item in value):
            self.complain(key, f"has a text longer than {longest} characters")
        if any(map(_holds_control, value)):
            self.complain(key, "holds a control character")
        return tuple(value)

    def numbers(self, key: str, *, largest: Decimal) -> tuple[Decimal, ...]:
        """A list of numbers from 0 to `largest`, empty when it is missing."""
        value = self.raw(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.complain(key, "must be a list of numbers")
            return ()
        items = {f"{key}[{place}]": item for place, item in enumerate(value, start=1)}
        table = StrictTable(items, where=self.where, problems=self.problems)
        return tuple(table.number(name, largest=largest) for name in items)

    def close(self) -> None:
        """Complain about every key that nobody asked for."""
        for key in sorted(set(self._data) - self._asked):
            self.complain(key, "is not known")

    def _path(self, key: str) -> str:
        return f"{self.where}.{name_key(key)}" if self.where else name_key(key)
