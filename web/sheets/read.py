"""A table file as rows of texts, exactly as people see them in their spreadsheet."""

import codecs
import csv
import io
from collections.abc import Iterable
from contextlib import suppress
from itertools import islice

from web.sheets.grid import MAX_BYTES, Grid, refuse
from web.sheets.workbook import read_workbook

_DELIMITERS = (",", "\t", ";")
_LOOKED_AT = 10
_LONGEST_LINE = 10_000
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WITH_MACROS = (".xlsm", ".xltm", ".xlam")


def read_table(name: str, content: bytes) -> list[list[str]]:
    """Return the rows of a .csv or .xlsx file; the ending of its name says which it is.

    Row and column numbers are those of the file: a blank row is an empty list, blank cells at the
    end of a row are left out, and so are blank rows at the end. An apostrophe that was written
    before what could be taken for a formula is taken off again. Of an .xlsx file the first visible
    sheet is read; formulas give the values last calculated, percentages and days what is shown.

    Raises Refused, field "file": for what is too large, cannot be read, is blank, has macros,
    links to other files or entities, and for formulas without a value, all of these at once.
    """
    if len(content) > MAX_BYTES:
        refuse("table_is_too_large", limit=f"{MAX_BYTES // 1024 // 1024} MB")
    ending = name.lower()
    if ending.endswith(_WITH_MACROS):
        refuse("table_has_macros")
    if not ending.endswith((".csv", ".xlsx")):
        refuse("table_format_is_unknown")
    rows = _read_csv(content) if ending.endswith(".csv") else read_workbook(content)
    if not rows:
        refuse("table_is_blank")
    return rows


def _read_csv(content: bytes) -> list[list[str]]:
    text = _decode(content)
    grid = Grid()
    lines = csv.reader(
        io.StringIO(text, newline=""), delimiter=_choose_delimiter(text), strict=True
    )
    try:
        for row, cells in enumerate(lines, start=1):
            for column, cell in enumerate(cells, start=1):
                grid.put(cell, row=row, column=column)
    except csv.Error:
        refuse("table_line_is_broken", line=str(lines.line_num))
    return grid.rows


def _decode(content: bytes) -> str:
    # A Chinese spreadsheet writes CSV in GB18030, unless it is asked for UTF-8.
    encodings = ("utf-16",) if content.startswith(_UTF16) else ("utf-8-sig", "gb18030")
    text = "\0"
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            break
    if "\0" in text:
        refuse("table_is_unreadable")
    return text


def _choose_delimiter(text: str) -> str:
    """Return the sign that divides the first lines most often; a comma where none does."""
    # Together shorter than the longest field that the reader of CSV takes.
    head = islice(io.StringIO(text, newline=""), _LOOKED_AT)
    lines = [line[:_LONGEST_LINE] for line in head]
    return max(_DELIMITERS, key=lambda sign: _count_delimiters(lines, delimiter=sign))


def _count_delimiters(lines: Iterable[str], *, delimiter: str) -> int:
    """Return how many delimiters divide cells, up to where the quotes do not fit them."""
    count = 0
    with suppress(csv.Error):
        for cells in csv.reader(lines, delimiter=delimiter, strict=True):
            count += max(len(cells) - 1, 0)
    return count
