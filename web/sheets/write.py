"""Tables going out: CSV and XLSX that hold the same cells and no formula.

Texts stay texts, numbers and times keep their type; equal input gives equal bytes.
"""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeAlias

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from web.sheets.formats import DIGITS
from web.sheets.formulas import disarm, guard_apostrophe, is_live

Cell: TypeAlias = str | int | Decimal | datetime | date | bool | None
"""What a cell may hold; an instant is aware of its zone."""

LONGEST_TEXT = 32_767
"""UTF-16 units that a cell of a spreadsheet takes."""

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_DAY, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
_NARROWEST, _WIDEST, _LOOKED_AT = 8, 60, 200
_BOM = "\ufeff"
# The earliest day that a directory of a zip file can name.
_NO_DAY = (1980, 1, 1, 0, 0, 0)
_UNIX, _ORDINARY_FILE = 3, 0o600 << 16


def write_csv(
    columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, zone: tzinfo
) -> Iterator[bytes]:
    """Yield a table as CSV, a line at a time: UTF-8 with a mark for Excel, CRLF, all quoted.

    Instants are written on the clock of `zone`. Raises ValueError for a number that is none and
    for an instant without a zone.
    """
    buffer = io.StringIO(_BOM, newline="")
    buffer.seek(0, io.SEEK_END)
    # A quoted cell stays one cell where another sign than the comma divides cells.
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    for row in chain([columns], rows):
        writer.writerow([_spell(cell, zone=zone) for cell in row])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def write_xlsx(
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    zone: tzinfo,
    at: datetime,
    title: str = "Sheet1",
) -> bytes:
    """Return a table as a workbook with one sheet, made at `at`; it has one column at least.

    Numbers, days and instants are typed cells, instants on the clock of `zone`. A number with
    more digits than a spreadsheet keeps is written as text, a text too long for a cell is cut.
    Raises ValueError as `write_csv`.
    """
    book = Workbook(write_only=True)
    book.properties.creator = "Hengjian"
    book.properties.created = book.properties.modified = at.astimezone(UTC).replace(tzinfo=None)
    sheet: Any = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
    rows = iter(rows)
    first = list(islice(rows, _LOOKED_AT))
    for column, width in enumerate(_choose_widths([columns, *first], zone=zone), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_make_heading(sheet, name) for name in columns])
    written = 1
    for row in chain(first, rows):
        sheet.append([_make_cell(sheet, cell, zone=zone) for cell in row])
        written += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{written}"
    out = io.BytesIO()
    ExcelWriter(book, _SteadyArchive(out, "w", zipfile.ZIP_DEFLATED)).save()
    return out.getvalue()


class _SteadyArchive(zipfile.ZipFile):
    """A zip file whose entries have no time of their own, so that equal parts are equal files."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_options: Any) -> None:
        super().writestr(_name_entry(zinfo_or_arcname), data, self.compression)

    def write(self, filename: Any, arcname: Any = None, *_options: Any) -> None:
        entry = _name_entry(arcname)
        entry.compress_type = self.compression
        with Path(filename).open("rb") as source, self.open(entry, "w") as target:
            while chunk := source.read(1 << 16):
                target.write(chunk)


def _name_entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name.lstrip("/"), _NO_DAY)
    entry.create_system, entry.external_attr = _UNIX, _ORDINARY_FILE
    return entry


def _spell(cell: Cell, *, zone: tzinfo) -> str:
    """Return a cell as text, as CSV holds it."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, Decimal):
        return f"{_refuse_strange(cell):f}"
    if isinstance(cell, datetime):
        return f"{_to_local(cell, zone=zone):%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    return "" if cell is None else disarm(_clean(cell))


def _make_cell(sheet: Any, cell: Cell, *, zone: tzinfo) -> SheetCell | None:
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return WriteOnlyCell(sheet, value=cell)
    if isinstance(cell, int | Decimal):
        return _make_number(sheet, Decimal(cell))
    if isinstance(cell, datetime):
        return _make_shaped(sheet, _to_local(cell, zone=zone), shape=_MOMENT)
    if isinstance(cell, date):
        return _make_shaped(sheet, cell, shape=_DAY)
    return _make_text(sheet, _clean(cell))


def _make_number(sheet: Any, number: Decimal) -> SheetCell:
    plain = f"{_refuse_strange(number):f}"
    digits, point, places = plain.lstrip("-").partition(".")
    if len((digits + places).lstrip("0")) > DIGITS:
        return _make_text(sheet, plain)
    return _make_shaped(sheet, number, shape=f"0{point}{'0' * len(places)}")


def _make_shaped(sheet: Any, value: Any, *, shape: str) -> SheetCell:
    made = WriteOnlyCell(sheet, value=value)
    made.number_format = shape
    return made


def _make_text(sheet: Any, text: str) -> SheetCell:
    # Spreadsheets read `_x003D_` as the character of that number, which is an equals sign.
    spelled = _cut(_LOOKS_ESCAPED.sub("_x005F_", guard_apostrophe(text)))
    made = WriteOnlyCell(sheet, value=spelled)
    # The library would guess a formula or an error from the text.
    made.data_type = "s"
    # A spreadsheet keeps it a text then when somebody edits the cell.
    made.quotePrefix = is_live(text)
    return made


def _make_heading(sheet: Any, name: str) -> SheetCell:
    made = _make_text(sheet, _clean(name))
    made.font = Font(bold=True)
    made.alignment = Alignment(vertical="top", wrap_text=True)
    return made


def _clean(text: str) -> str:
    """Return a text with plain line ends and without what XML cannot hold."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _cut(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST_TEXT:
        return text
    return units[: 2 * (LONGEST_TEXT - 1)].decode("utf-16-le", errors="ignore") + "…"


def _to_local(moment: datetime, *, zone: tzinfo) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("an instant without a zone")
    return moment.astimezone(zone).replace(tzinfo=None, microsecond=0)


def _refuse_strange(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise ValueError("not a finite number")
    return number


def _choose_widths(rows: Iterable[Sequence[Cell]], *, zone: tzinfo) -> list[int]:
    """Return the width of each column: that of its longest line, Chinese characters counted
    twice, within what is sensible.
    """
    widths: list[int] = []
    for row in rows:
        widths.extend([_NARROWEST] * (len(row) - len(widths)))
        for column, cell in enumerate(row):
            lines = _spell(cell, zone=zone)[: 4 * _WIDEST].split("\n")
            needed = max(map(_measure, lines)) + 2
            widths[column] = min(max(widths[column], needed), _WIDEST)
    return widths


def _measure(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line)
