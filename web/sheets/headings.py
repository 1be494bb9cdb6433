"""What stands in which column of a table of indicators, told by its headings."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from workflow.refusals import Reason, Refused, unmet

LOOKED_AT = 10
"""Rows in which the headings may stand: a title and a unit of money often stand above them."""

_LONGEST_NAME = 20
_ADDED = re.compile(r"[（(][^（）()]*[）)]|[\s　]+")


class Column(Enum):
    """What a column holds; the levels of names from the outermost to the innermost, as many as a
    scheme may have.
    """

    LEVEL_1 = auto()
    LEVEL_2 = auto()
    LEVEL_3 = auto()
    LEVEL_4 = auto()
    LEVEL_5 = auto()
    LEVEL_6 = auto()
    CATEGORY = auto()
    WEIGHT = auto()
    TARGET = auto()


LEVELS = (
    *(Column.LEVEL_1, Column.LEVEL_2, Column.LEVEL_3),
    *(Column.LEVEL_4, Column.LEVEL_5, Column.LEVEL_6),
)

_HEADINGS = {
    Column.LEVEL_1: ("一级指标", "level1"),
    Column.LEVEL_2: ("二级指标", "level2"),
    Column.LEVEL_3: ("三级指标", "level3", "指标名称", "指标", "name", "indicator"),
    Column.LEVEL_4: ("四级指标", "level4"),
    Column.LEVEL_5: ("五级指标", "level5"),
    Column.LEVEL_6: ("六级指标", "level6"),
    Column.CATEGORY: ("类别", "指标类别", "category"),
    Column.WEIGHT: ("分值", "权重", "分值权重", "满分", "weight", "points"),
    Column.TARGET: ("指标值", "目标值", "年度指标值", "年初目标值", "年度目标值", "target"),
}
_COLUMNS = {heading: column for column, known in _HEADINGS.items() for heading in known}


@dataclass(frozen=True)
class Headings:
    """The row of headings, counted from one; of each column its place and what it is called."""

    row: int
    places: Mapping[Column, int]
    names: Mapping[Column, str]


def find_headings(rows: Sequence[Sequence[str]]) -> Headings:
    """Return what stands in which column.

    Brackets and blanks in a heading do not matter. A column of another heading is not read.

    Raises Refused when no row of the first ones names a level and the weight, or one names the
    same column twice.
    """
    for number, row in enumerate(rows[:LOOKED_AT], start=1):
        places: dict[Column, int] = {}
        doubled: list[Reason] = []
        for place, cell in enumerate(row):
            column = _COLUMNS.get(_simplify(cell))
            if column and places.setdefault(column, place) != place:
                at = {"row": str(number), "column": _name(cell)}
                doubled.append(unmet("table_heading_is_doubled", field="file", **at))
        if Column.WEIGHT in places and any(level in places for level in LEVELS):
            if doubled:
                raise Refused(*doubled)
            names = {column: _name(row[place]) for column, place in places.items()}
            return Headings(row=number, places=places, names=names)
    raise Refused(unmet("table_has_no_headings", field="file", row="1", column="A"))


def _name(heading: str) -> str:
    return " ".join(heading.split())[:_LONGEST_NAME]


def _simplify(heading: str) -> str:
    return _ADDED.sub("", heading).casefold()
