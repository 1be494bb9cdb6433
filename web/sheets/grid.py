"""The rows of a table while it is read, and how much of each thing is taken."""

from typing import NoReturn

from openpyxl.utils import get_column_letter

from policies.limits import MAX_TEXT
from web.sheets.formulas import restore
from workflow.refusals import Refused, unmet

MAX_BYTES = 2 * 1024 * 1024
MAX_TABLE_ROWS = 2000
MAX_TABLE_COLUMNS = 60
MAX_CHARACTERS = 4_000_000
"""Of all cells together: one long text can stand in every cell and take place only once."""


def refuse(code: str, /, **params: str) -> NoReturn:
    """Refuse the file."""
    raise Refused(unmet(code, field="file", **params))


def name_cell(row: int, column: int) -> str:
    """Return what a cell is called, counted from one: B3."""
    return f"{get_column_letter(column)}{row}"


class Grid:
    """Texts at their places, from the first row to the last one that holds something."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self._characters = 0

    def put(self, stored: str, *, row: int, column: int) -> None:
        """Keep the text of one cell, counted from one; a blank one takes no place.

        Raises Refused beyond the limits.
        """
        text = restore(stored)
        if not text.strip():
            return
        if row > MAX_TABLE_ROWS:
            refuse("table_has_too_many_rows", limit=str(MAX_TABLE_ROWS))
        if column > MAX_TABLE_COLUMNS:
            refuse("table_has_too_many_columns", limit=str(MAX_TABLE_COLUMNS))
        if len(text) > MAX_TEXT:
            refuse("table_cell_is_too_long", cell=name_cell(row, column), limit=str(MAX_TEXT))
        self._characters += len(text)
        if self._characters > MAX_CHARACTERS:
            refuse("table_holds_too_much")
        self.rows.extend([] for _ in range(row - len(self.rows)))
        cells = self.rows[row - 1]
        cells.extend("" for _ in range(column - len(cells)))
        cells[column - 1] = text
