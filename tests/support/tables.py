"""Table files for tests: made by the library, and by hand where a library would refuse."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

SHEET = "xl/worksheets/sheet1.xml"
RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
)
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def make_book(rows: Sequence[Sequence[Any]], formats: Mapping[str, str] | None = None) -> bytes:
    """A workbook as the library writes it; `formats` are number formats by cell."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    for cell, code in (formats or {}).items():
        sheet[cell].number_format = code
    return save(book)


def save(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def make_package(
    cells: str, *, strings: str = "", styles: str = "", before: str = "", properties: str = ""
) -> bytes:
    """A workbook by hand with these rows of cells in its only sheet."""
    rels = "".join(
        f'<Relationship Id="{name}" Type="{KIND}/{kind}" Target="{name}.xml"/>'
        for name, kind in (("s", "worksheet"), ("t", "sharedStrings"), ("y", "styles"))
    )
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'{RELATIONSHIPS}<Relationship Id="w" Type="{KIND}/officeDocument" '
        'Target="/xl/w.xml"/></Relationships>',
        "xl/w.xml": f'<x:workbook xmlns:x="{MAIN}" xmlns:q="{KIND}"><x:workbookPr {properties}/>'
        '<x:sheets><x:sheet name="1" sheetId="1" q:id="s"/></x:sheets></x:workbook>',
        "xl/_rels/w.xml.rels": f"{RELATIONSHIPS}{rels}</Relationships>",
        "xl/s.xml": f'{before}<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>',
        "xl/t.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/y.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
    }
    return swap_parts(None, parts)


def swap_parts(
    content: bytes | None,
    parts: Mapping[str, str | bytes],
    *,
    method: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """The same zip file with some parts replaced or added."""
    kept: dict[str, str | bytes] = {}
    if content is not None:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            kept = {name: archive.read(name) for name in archive.namelist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in (kept | dict(parts)).items():
            archive.writestr(name, data)
    return out.getvalue()


def read_part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()
