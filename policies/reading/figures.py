"""Numbers in running text, each with the words before it."""

from dataclasses import dataclass

from policies.reading.reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number in a text: the words directly before it (up to a mark of punctuation or the number
    before), the number with its unit and operator, and where it begins and ends in the text.

    A label that is followed by a word for nothing ("上年结转空", "上年结转无") yields a figure
    whose reading has the kind NONE.
    """

    label: str
    reading: Reading
    start: int
    end: int


def read_figures(text: str) -> tuple[Figure, ...]:
    """Return every number of a text in its order."""
    return ()
