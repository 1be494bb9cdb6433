"""Numbers in running text, each with the words before it."""

import re
from dataclasses import dataclass
from functools import lru_cache

from policies.limits import MAX_TEXT
from policies.reading.amounts import LONGEST_LABEL, Amount, find_amounts
from policies.reading.folding import fold_text
from policies.reading.reading import Doubt, Reading, ValueKind

_SHORT, _LONG = 600, 4000
# "空" and "无" at the end of words and before a mark of punctuation say that a cell is empty.
_NOTHING = re.compile(
    r"(?<![真航太天低高上时星领防有从毫])(?:空白|空|暂无|无)(?= *(?:$|[,。.;、!?)\n\]”\"]))"
)
_WORDS_BEFORE = re.compile(r"[\u4e00-\u9fffA-Za-z]{2,30}(?: ?:)? ?\Z")
_COPULA = re.compile(r"[为是]\Z")


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
    """Return every number of a text in its order.

    Dates, numbering and codes are no figures; numbers that cannot be read are left out. What stands
    beyond the first 20,000 characters or after 2,000 numbers is not looked at.
    """
    if len(text) <= _SHORT:
        return _read_short_text(text)
    return _read_long_text(text) if len(text) <= _LONG else _read(text)


def _read(text: str) -> tuple[Figure, ...]:
    folded = fold_text(text[:MAX_TEXT])
    figures = [
        _figure_of_amount(text, amount)
        for amount in find_amounts(folded)
        if amount.value is not None
    ]
    blanks = _find_blanks(folded)
    if blanks:
        figures = sorted([*figures, *blanks], key=lambda figure: figure.start)
    return tuple(figures)


# Several checks read the same text, and so does the next page of the form.
_read_short_text = lru_cache(maxsize=256)(_read)
_read_long_text = lru_cache(maxsize=32)(_read)


def _figure_of_amount(text: str, amount: Amount) -> Figure:
    return Figure(
        label=amount.label,
        reading=reading_of_amount(text[amount.begin : amount.end], amount),
        start=amount.begin,
        end=amount.end,
    )


def reading_of_amount(raw: str, amount: Amount, *doubts: Doubt) -> Reading:
    """Return the number as a reading of `raw`, with the given doubts and ROUGH where it is."""
    return Reading(
        kind=ValueKind.NUMBER,
        raw=raw,
        operator=amount.operator,
        value=amount.value,
        unit=amount.unit,
        per=amount.per,
        doubts=(*doubts, *((Doubt.ROUGH,) if amount.is_rough else ())),
    )


def _find_blanks(folded: str) -> list[Figure]:
    blanks = []
    for match in _NOTHING.finditer(folded):
        first = max(0, match.start() - LONGEST_LABEL)
        words = _WORDS_BEFORE.search(folded[first : match.start()])
        if words is None:
            continue
        label = _COPULA.sub("", words[0].rstrip(" :"))
        reading = Reading(kind=ValueKind.NONE, raw=match[0], doubts=(Doubt.NONE_OR_ZERO,))
        blanks.append(Figure(label=label, reading=reading, start=match.start(), end=match.end()))
    return blanks
