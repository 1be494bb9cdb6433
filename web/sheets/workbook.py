"""The first sheet that can be seen in an .xlsx file, as texts (ECMA-376 part 1).

Hidden sheets, links, comments, pictures and whatever else is in the file are not looked at.
"""

import posixpath
import re

from openpyxl.utils import column_index_from_string

from web.sheets.formats import Shape, choose_shape, spell_number
from web.sheets.grid import MAX_CHARACTERS, Grid, name_cell, refuse
from web.sheets.package import Package, open_package
from web.sheets.parts import Reader, collect, read_part
from workflow.refusals import Refused, unmet

MAX_FAULTS = 20

_TYPES_PART = "[Content_Types].xml"
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_INDEX = re.compile(r"[0-9]{1,7}")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SURROGATES = range(0xD800, 0xE000)


def read_workbook(content: bytes) -> list[list[str]]:
    """Return the rows of the first visible sheet of an .xlsx file.

    Raises Refused: beyond the limits, for what cannot be read, and naming each formula that was
    never calculated.
    """
    package = open_package(content)
    _refuse_macros(package)
    workbook = _find_target(package, of="", kind="officeDocument")
    elements = collect(package.read(workbook), "sheet", "workbookPr")
    sheets = [found for _around, name, found in elements if name == "sheet"]
    properties = [found for _around, name, found in elements if name == "workbookPr"]
    strings, styles = _Strings(), _find_target(package, of=workbook, kind="styles")
    if strings_part := _find_target(package, of=workbook, kind="sharedStrings"):
        read_part(package.read(strings_part), strings)
    cells = _Cells(
        strings=strings.strings,
        shapes=_read_shapes(package.read(styles)) if styles else [],
        from_1904=any(found.get("date1904") in {"1", "true"} for found in properties),
    )
    read_part(package.read(_find_sheet(package, of=workbook, sheets=sheets)), cells)
    if cells.not_calculated:
        places = cells.not_calculated[:MAX_FAULTS]
        raise Refused(
            *(unmet("table_formula_without_value", field="file", cell=cell) for cell in places)
        )
    return cells.grid.rows


def _refuse_macros(package: Package) -> None:
    types = collect(package.read(_TYPES_PART), "Default", "Override")
    if any("macroenabled" in found.get("ContentType", "").lower() for _, _, found in types):
        refuse("table_has_macros")


def _list_targets(package: Package, *, of: str) -> list[tuple[str, str, str]]:
    """Return id, kind and part of every relationship of a part; "" is the package itself."""
    folder, name = posixpath.split(of)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    if rels not in package:
        return []
    return [
        (
            found.get("Id", ""),
            found.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, found.get("Target", ""))).lstrip("/"),
        )
        for _around, _name, found in collect(package.read(rels), "Relationship")
        if found.get("TargetMode", "Internal") == "Internal"
    ]


def _find_target(package: Package, *, of: str, kind: str) -> str:
    return next((part for _id, found, part in _list_targets(package, of=of) if found == kind), "")


def _find_sheet(package: Package, *, of: str, sheets: list[dict[str, str]]) -> str:
    parts = {id_: part for id_, kind, part in _list_targets(package, of=of) if kind == "worksheet"}
    # The prefix of the namespace of relationships is the file's own choice.
    visible = [
        parts[value]
        for sheet in sheets
        for key, value in sheet.items()
        if key.endswith(":id") and value in parts and sheet.get("state", "visible") == "visible"
    ]
    if not visible:
        refuse("table_is_unreadable")
    return visible[0]


def _read_shapes(raw: bytes) -> list[Shape]:
    """Return how each format of cells shows a number, in the order in which cells name them."""
    elements = collect(raw, "numFmt", "xf")
    codes = {
        _read_index(found.get("numFmtId")): found.get("formatCode", "")
        for around, _name, found in elements
        if around == "numFmts"
    }
    numbers = [
        _read_index(found.get("numFmtId", "0"))
        for around, _name, found in elements
        if around == "cellXfs"
    ]
    known = {number: choose_shape(number, codes.get(number)) for number in set(numbers)}
    return [known[number] for number in numbers]


def _read_index(text: str | None) -> int:
    if text is None or not _INDEX.fullmatch(text):
        refuse("table_is_unreadable")
    return int(text)


def _decode(text: str) -> str:
    """Return a text with the characters that XML cannot hold and the file spells `_x0007_`."""
    return _ESCAPE.sub(
        lambda match: match[0] if int(match[1], 16) in _SURROGATES else chr(int(match[1], 16)),
        text,
    )


class _Strings(Reader):
    """The texts that cells name by number, without the readings written above them."""

    def __init__(self) -> None:
        super().__init__()
        self.strings: list[str] = []
        self._runs: list[str] = []
        self._characters = 0

    def finish(self, name: str, text: str) -> None:
        if name == "t" and "rPh" not in self.path:
            self._runs.append(text)
            self._characters += len(text)
            if self._characters > MAX_CHARACTERS:
                refuse("table_holds_too_much")
        elif name == "si":
            self.strings.append(_decode("".join(self._runs)))
            self._runs.clear()


class _Cells(Reader):
    """The cells of one sheet, put into a grid; and which formulas have no value."""

    def __init__(self, *, strings: list[str], shapes: list[Shape], from_1904: bool) -> None:
        super().__init__()
        self.grid = Grid()
        self.not_calculated: list[str] = []
        self._strings, self._shapes, self._from_1904 = strings, shapes, from_1904
        self._row = self._column = 0
        self._kind, self._shape, self._value = "n", Shape.NUMBER, ""
        self._runs: list[str] = []
        self._is_formula = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._row = _read_index(attributes.get("r", str(self._row + 1)))
            self._column = 0
        elif name == "c":
            self._begin_cell(attributes)
        elif name == "f":
            self._is_formula = True

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._column += 1
        if "r" in attributes:
            match = _REFERENCE.fullmatch(attributes["r"])
            if match is None:
                refuse("table_is_unreadable")
            self._column, self._row = column_index_from_string(match[1]), int(match[2])
        if self._row == 0:
            refuse("table_is_unreadable")
        style = _read_index(attributes.get("s", "0"))
        self._shape = self._shapes[style] if style < len(self._shapes) else Shape.NUMBER
        self._kind, self._value, self._is_formula = attributes.get("t", "n"), "", False
        self._runs.clear()

    def finish(self, name: str, text: str) -> None:
        if name == "v":
            self._value = text
        elif name == "t" and "rPh" not in self.path:
            self._runs.append(text)
        elif name == "c":
            self._finish_cell()

    def _finish_cell(self) -> None:
        if self._is_formula and not self._value and self._kind != "str":
            self.not_calculated.append(name_cell(self._row, self._column))
            return
        self.grid.put(self._spell(), row=self._row, column=self._column)

    def _spell(self) -> str:
        if self._kind == "s" and self._value:
            number = _read_index(self._value.strip())
            if number >= len(self._strings):
                refuse("table_is_unreadable")
            return self._strings[number]
        if self._kind == "inlineStr":
            return _decode("".join(self._runs))
        if self._kind == "b":
            return {"0": "FALSE", "1": "TRUE"}.get(self._value.strip(), self._value)
        if self._kind == "d":
            return self._value.replace("T", " ").removesuffix(" 00:00:00")
        if self._kind == "n":
            stored = self._value.strip()
            return spell_number(stored, shape=self._shape, from_1904=self._from_1904)
        return _decode(self._value)
