"""What a check finds."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from models.vocabulary import Severity
from policies.numbers import format_points


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """One contradiction: where it stands, and the numbers a sentence about it needs.

    `where` is the id of a row or of a line of funds, "section.<key>", or a word of `places`.
    `explained` says that the reason that may stand in for mending has been given.
    """

    code: str
    severity: Severity
    where: str
    numbers: Mapping[str, str]
    explained: bool


def numbers_of(**values: Decimal | str) -> dict[str, str]:
    """The values as a sentence quotes them: numbers without needless zeros, texts as they are."""
    return {
        name: value if isinstance(value, str) else format_points(value)
        for name, value in values.items()
    }
