"""Reading the parameters of a rule: from a scheme, a case file or what was stored, all the same."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal, InvalidOperation

from policies.numbers import fold_digits
from policies.scoring.usable import is_usable

_DIGITS = 15


class RuleProblem(ValueError):  # noqa: N818 -- it tells a person what to change
    """A rule that cannot be used; the message says which parameter and what would be right."""


class Params:
    """The parameters of one rule, asked for by name; what was asked for is remembered.

    Every method raises RuleProblem naming the parameter when its value has the wrong form.
    """

    def __init__(self, params: Mapping[str, str], *, text: str = "") -> None:
        self._params = params
        self._asked: set[str] = set()
        self.text = text

    def has(self, name: str) -> bool:
        """Whether the parameter is given and not empty."""
        return self._take(name) != ""

    def word(self, name: str, *, choices: Sequence[str], default: str) -> str:
        """One of some words."""
        value = self._take(name) or default
        if value not in choices:
            raise RuleProblem(f"params.{name} must be one of {', '.join(choices)}")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A yes or no: true, false, 是, 否."""
        value = self._take(name).lower()
        if value not in {"", "true", "false", "是", "否", "1", "0"}:
            raise RuleProblem(f"params.{name} must be true or false")
        return default if not value else value in {"true", "是", "1"}

    def number(self, name: str, *, default: Decimal | None = None) -> Decimal | None:
        """A number; `default` when it is not given."""
        value = self._take(name)
        return default if not value else to_number(value, name=name)

    def items(self, name: str) -> list[object]:
        """A list, empty when it is not given; its numbers are texts."""
        value = self._take(name)
        if not value:
            return []
        with suppress(ValueError, RecursionError):
            found = json.loads(value, parse_float=str, parse_int=str)
            if isinstance(found, list):
                return found
        raise RuleProblem(f"params.{name} must be a list")

    def known(self) -> frozenset[str]:
        """The names that were asked for, given or not."""
        return frozenset(self._asked)

    def unknown(self) -> Iterator[str]:
        """The names nobody asked for, in their order."""
        return (name for name in self._params if name not in self._asked)

    def _take(self, name: str) -> str:
        self._asked.add(name)
        value = self._params.get(name, "").strip()
        return "" if value == "null" else value


def to_number(value: object, *, name: str) -> Decimal:
    """A parameter as a number; a percent sign is dropped. Raises RuleProblem."""
    text = fold_digits(str(value)).removesuffix("%").removesuffix("％")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise RuleProblem(f"params.{name} must be a number") from None
    if not is_usable(number.copy_abs()) or len(number.as_tuple().digits) > _DIGITS:
        raise RuleProblem(f"params.{name} must be a number of at most {_DIGITS} digits")
    return number
