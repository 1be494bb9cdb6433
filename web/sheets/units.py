"""A table of units, told by its headings, each row as what it says of a unit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from policies.limits import MAX_CODE, MAX_NAME
from policies.texts import TextProblem, clean_code, clean_text
from web.sheets.grid import refuse
from workflow.refusals import Reason, Refused, unmet
from workflow.unit_plan import UnitEntry, UnitTable

LOOKED_AT = 10
"""Rows in which the headings may stand: a title often stands above them."""
KNOWN_HEADINGS = {
    "code": ("单位代码", "单位编码", "代码", "编码", "code"),
    "name": ("单位名称", "名称", "name"),
    "region": ("地区", "region"),
    "supervising": ("主管单位代码", "主管单位编码", "主管单位", "主管部门代码", "supervising"),
    "section": ("业务科室代码", "业务科室编码", "业务科室", "财政业务科室代码", "section"),
}
_COLUMNS = {heading: column for column, known in KNOWN_HEADINGS.items() for heading in known}
_ADDED = re.compile(r"[（(][^（）()]*[）)]|[\s　*]+")
_LONGEST_HEADING = 20


@dataclass(frozen=True)
class ReadUnits:
    """The table, and the headings that are not known, whose columns are left out."""

    table: UnitTable
    left_out: tuple[str, ...]


def read_units(rows: Sequence[Sequence[str]]) -> ReadUnits:
    """Return what a table says; faults of single cells are kept with it.

    Raises Refused, field "file", when there are no headings, one stands twice, or no row follows.
    """
    number = _find_headings(rows)
    heads = [" ".join(cell.split())[:_LONGEST_HEADING] for cell in rows[number - 1]]
    places: dict[str, int] = {}
    left_out = []
    for place, heading in enumerate(heads):
        column = _COLUMNS.get(_simplify(heading))
        if column is None and heading:
            left_out.append(heading)
        elif column is not None and places.setdefault(column, place) != place:
            refuse("table_heading_is_doubled", row=str(number), column=heading)
    headings = {column: heads[place] for column, place in places.items()}
    reader = _Reader(places=places, headings=headings)
    for row, cells in enumerate(rows[number:], start=number + 1):
        reader.take(row, cells)
    if not reader.entries and not reader.faults:
        refuse("units_are_missing", row=str(number), column=headings["code"])
    table = UnitTable(entries=tuple(reader.entries), headings=headings, faults=tuple(reader.faults))
    return ReadUnits(table, tuple(left_out))


def _find_headings(rows: Sequence[Sequence[str]]) -> int:
    for number, row in enumerate(rows[:LOOKED_AT], start=1):
        found = {_COLUMNS.get(_simplify(cell)) for cell in row}
        if {"code", "name"} <= found:
            return number
    raise Refused(unmet("units_have_no_headings", field="file", row="1", column="A"))


def _simplify(heading: str) -> str:
    return _ADDED.sub("", heading).casefold()


class _Reader:
    def __init__(self, *, places: dict[str, int], headings: dict[str, str]) -> None:
        self.entries: list[UnitEntry] = []
        self.faults: list[Reason] = []
        self._places = places
        self._headings = headings

    def take(self, row: int, cells: Sequence[str]) -> None:
        """Add what one row says; blank rows say nothing."""
        given = {
            column: cells[place] if place < len(cells) else ""
            for column, place in self._places.items()
        }
        if not any(text.strip() for text in given.values()):
            return
        texts = {column: self._read(text, row=row, column=column) for column, text in given.items()}
        for column in ("code", "name"):
            if not given[column].strip():
                self._complain("cell_is_blank", row=row, column=column)
        self.entries.append(UnitEntry(row=row, **texts))

    def _read(self, text: str, *, row: int, column: str) -> str:
        try:
            if column in {"name", "region"}:
                return clean_text(" ".join(text.split()), limit=MAX_NAME, lines=False)
            return clean_code(text, limit=MAX_CODE)
        except TextProblem as problem:
            self._complain(f"cell_{problem.code}", row=row, column=column, **problem.params)
            return ""

    def _complain(self, code: str, *, row: int, column: str, **params: str) -> None:
        place = {"row": str(row), "column": self._headings[column]}
        self.faults.append(unmet(code, field="file", **place, **params))
