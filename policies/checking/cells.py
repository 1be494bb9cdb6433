"""The cells of a sheet as the checks read them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from models.vocabulary import Category, Severity
from policies.checking.inconsistency import Inconsistency, numbers_of
from policies.checking.sheet import Passage, Sheet, SheetRow
from policies.reading import Reading, read_text
from policies.texts import fold_words

LONGEST_CELL = 400
"""A longer text is no value but a report: it is read anew each time instead of being kept."""
LONGEST_QUOTE = 40


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row that says or should say a target and an actual value, with both as read."""

    row: SheetRow
    target: Reading
    actual: Reading


@dataclass(frozen=True, slots=True)
class Place:
    """A text of the form and where it stands: the id of a row or the key of a passage."""

    where: str
    text: str


def list_indicators(sheet: Sheet) -> Iterator[Indicator]:
    """The rows at the bottom of the form, and those above them that hold a target or an actual
    value themselves. The execution rate is left out: its values are those of the funds.
    """
    for row in sheet.rows:
        filled = row.target_text.strip() or row.actual_text.strip()
        if row.category is not Category.EXECUTION and (filled or row.id not in sheet.children_of):
            yield Indicator(row, read_cell(row.target_text), read_cell(row.actual_text))


def list_passages(sheet: Sheet) -> Iterator[Passage]:
    """The narrative, the findings and the suggestions."""
    yield from sheet.sections
    yield from sheet.findings
    yield from sheet.suggestions


def list_narrative(sheet: Sheet) -> Iterator[Place]:
    """What is told in words: the sections, and the actual values, which often are sentences."""
    for row in sheet.rows:
        if row.actual_text.strip():
            yield Place(row.id, row.actual_text)
    for passage in sheet.sections:
        yield Place(passage.key, passage.text)


def read_cell(text: str) -> Reading:
    """Return what a cell holds; the same text is read once."""
    return _read_short(text) if len(text) <= LONGEST_CELL else read_text(text)


@lru_cache(maxsize=2048)
def _read_short(text: str) -> Reading:
    return read_text(text)


def join_words(text: str) -> str:
    """Return a text as two cells are compared: one width and case, without any space."""
    return "".join(fold_words(text).split())


def quote(text: str) -> str:
    """Return the beginning of a text on one line, as a sentence quotes it."""
    line = " ".join(text[: 4 * LONGEST_QUOTE].split())
    return line if len(line) <= LONGEST_QUOTE else f"{line[: LONGEST_QUOTE - 1]}…"


def report(
    sheet: Sheet, code: str, severity: Severity, where: str, /, **numbers: Decimal | str
) -> Inconsistency:
    """Return what was found at a place of this sheet, with whether it was explained there."""
    explained = sheet.is_explained(code, where)
    return Inconsistency(code, severity, where, numbers_of(**numbers), explained)
