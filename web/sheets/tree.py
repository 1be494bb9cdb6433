"""The rows of a table of indicators as a tree, and everything that is wrong with them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from flask_babel import force_locale

from models.vocabulary import Category
from policies.limits import MAX_CELL, MAX_NAME, MAX_ROWS
from policies.numbers import NumberProblem, format_points, parse_points
from policies.scheme import Scheme
from policies.texts import TextProblem, clean_text
from web.sheets.headings import LEVELS, Column, Headings
from web.words import CATEGORIES
from workflow.refusals import Reason, unmet

_TOTALS = frozenset({"合计", "总计", "total"})
_POINTS, _PERCENT = "分", ("%", "％")
_HUNDRED = Decimal(100)
_LINE_ENDS = re.compile(r"[\r\n]+")


@dataclass
class Node:
    """One indicator while the table is read; `row` is its row in the file, counted from one."""

    name: str
    row: int
    category: Category | None = None
    weight: Decimal | None = None
    target: str = ""
    children: list["Node"] = field(default_factory=list)

    def add_up(self) -> Decimal | None:
        """Return the weights below added up, the own one where there are none."""
        below = self.add_up_below()
        return self.weight if below is None else below

    def add_up_below(self) -> Decimal | None:
        """Return the weights below added up; None where there are none."""
        given = [sum_ for child in self.children if (sum_ := child.add_up()) is not None]
        return sum(given, start=Decimal(0)) if given else None

    def find_category(self) -> Category | None:
        """Return the first category that is given here or below."""
        below = (child.find_category() for child in self.children)
        return self.category or next((found for found in below if found), None)


class Tree:
    """The indicators as far as they were read, and what was wrong."""

    def __init__(self, headings: Headings, *, scheme: Scheme) -> None:
        self.tops: list[Node] = []
        self.faults: list[Reason] = []
        self._headings, self._scheme = headings, scheme
        self._levels = [level for level in LEVELS if level in headings.places]
        self._open: list[Node | None] = [None] * len(self._levels)
        self._categories = _name_categories()
        self._count = 0
        self._weights_are_known = True

    def take(self, row: int, cells: Sequence[str]) -> None:
        """Add what one row of the file says."""
        given = {
            column: cells[place] if place < len(cells) else ""
            for column, place in self._headings.places.items()
        }
        if not any(text.strip() for text in given.values()):
            return
        texts = {
            column: self._read_text(text, row=row, column=column) for column, text in given.items()
        }
        path = [texts[level] for level in self._levels]
        outermost = next((name for name in path if name), "")
        if "".join(outermost.split()).casefold() in _TOTALS:
            return
        weight = self._read_weight(texts[Column.WEIGHT], row=row)
        category = self._read_category(texts.get(Column.CATEGORY, ""), row=row)
        if not outermost:
            self._complain("indicator_has_no_name", row=row, column=self._levels[-1])
            return
        node = self._place(path, row=row)
        node.weight, node.category = weight, category
        node.target = texts.get(Column.TARGET, "")

    def judge(self) -> None:
        """Judge the table as a whole; faults are in the order of the rows afterwards."""
        head, innermost = self._headings.row, self._levels[-1]
        if not self.tops and not self.faults:
            self._complain("indicators_are_missing", row=head, column=innermost)
        if self._count > MAX_ROWS:
            limit = str(MAX_ROWS)
            self._complain("indicators_are_too_many", row=head, column=innermost, limit=limit)
        for top in self.tops:
            self._judge_weights(top, weighed=False)
        self.faults.sort(key=lambda fault: int(fault.params["row"]))

    def _complain(self, code: str, *, row: int, column: Column, **params: str) -> None:
        place = {"row": str(row), "column": self._headings.names[column]}
        self.faults.append(unmet(code, field="file", **place, **params))

    def _place(self, path: Sequence[str], *, row: int) -> Node:
        """Return the node of a row, made below the names that are open; one name is not blank."""
        innermost = max(depth for depth, name in enumerate(path) if name)
        node = Node(name=path[innermost], row=row)
        for depth, name in enumerate(path[:innermost]):
            above = self._open[depth]
            if name and (above is None or above.name != name):
                self._hang(Node(name=name, row=row), depth=depth)
        self._hang(node, depth=innermost)
        return node

    def _hang(self, node: Node, *, depth: int) -> None:
        parent = next((one for one in reversed(self._open[:depth]) if one is not None), None)
        (parent.children if parent else self.tops).append(node)
        self._open[depth:] = [node, *[None] * (len(self._open) - depth - 1)]
        self._count += 1

    def _judge_weights(self, node: Node, *, weighed: bool) -> None:
        below = node.add_up_below()
        if below is not None and node.weight is not None:
            if self._weights_are_known and node.weight != below:
                sums = {"derived": format_points(below), "printed": format_points(node.weight)}
                self._complain("heading_adds_up_wrong", row=node.row, column=Column.WEIGHT, **sums)
            node.weight = None
        if below is None and node.weight is None and not node.children and not weighed:
            self._complain("indicator_has_no_weight", row=node.row, column=Column.WEIGHT)
        for child in node.children:
            self._judge_weights(child, weighed=weighed or node.weight is not None)

    def _read_text(self, text: str, *, row: int, column: Column) -> str:
        is_target = column is Column.TARGET
        limit = MAX_CELL if is_target else MAX_NAME
        try:
            return clean_text(text if is_target else _join_lines(text), limit=limit)
        except TextProblem as problem:
            self._complain(f"cell_{problem.code}", row=row, column=column, **problem.params)
            # Something stands for it, so that the row yields no further fault.
            self._weights_are_known &= column is not Column.WEIGHT
            return {Column.WEIGHT: "1", Column.CATEGORY: ""}.get(column, "—")

    def _read_weight(self, text: str, *, row: int) -> Decimal | None:
        if not text:
            return None
        total = self._scheme.total
        bare = text.removesuffix(_POINTS)
        if total == _HUNDRED and bare.endswith(_PERCENT):
            bare = bare[:-1]
        try:
            weight = parse_points(bare, maximum=total)
        except NumberProblem as problem:
            self._complain(f"cell_{problem.code}", row=row, column=Column.WEIGHT, **problem.params)
            self._weights_are_known = False
            return Decimal(0)
        if not weight:
            self._complain("indicator_weighs_nothing", row=row, column=Column.WEIGHT)
        return weight

    def _read_category(self, word: str, *, row: int) -> Category | None:
        found = self._categories.get(word.casefold())
        if word and not found:
            self._complain("category_is_unknown", row=row, column=Column.CATEGORY, found=word[:40])
        return found


def _join_lines(text: str) -> str:
    """Return a name that is broken into lines in its cell as one: with a blank only where Latin
    letters would run together.
    """
    joined = ""
    for line in _LINE_ENDS.split(text):
        part = line.strip()
        runs_together = joined[-1:].isascii() and part[:1].isascii() and joined and part
        joined += f" {part}" if runs_together else part
    return joined


def _name_categories() -> Mapping[str, Category]:
    """Return every word for a category: its code, in Chinese and in the language of the page."""
    words = {one.value: one for one in Category}
    words |= {str(word).casefold(): one for one, word in _CATEGORY_WORDS}
    with force_locale("zh_Hans_CN"):
        return words | {str(word).casefold(): one for one, word in _CATEGORY_WORDS}


_CATEGORY_WORDS = [(one, CATEGORIES[one]) for one in Category]
