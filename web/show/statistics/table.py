"""A table of figures: what it shows of each, and where the evaluations behind it are listed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from models.queries.statistics import Extent
from policies.numbers import round_half_up
from web.sheets.write import Cell as SheetCell
from web.show.statistics.chart import Chart

DAY = 24 * 60 * 60


class Form(StrEnum):
    """How a figure looks: a number of evaluations, points, an amount (yuan in a file, 万元 on a
    page), percent, days, a difference with its sign, or words.
    """

    COUNT = "count"
    POINTS = "points"
    MONEY = "money"
    PERCENT = "percent"
    DAYS = "days"
    SIGNED = "signed"
    WORDS = "words"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column, and a note on what is in it."""

    name: str
    form: Form
    note: str = ""

    @property
    def heading(self) -> str:
        """What the column is called in a file, where money is in yuan."""
        return _("%(name)s（元）", name=self.name) if self.form is Form.MONEY else self.name


@dataclass(frozen=True)
class Figure:
    """One figure and the address of the list of exactly the evaluations behind it."""

    value: Decimal | int | str | None
    href: str | None = None

    @property
    def number(self) -> Decimal:
        """The figure as a number, 0 for none. Raises TypeError for words."""
        if isinstance(self.value, str):
            raise TypeError(self.value)
        return Decimal(self.value or 0)


class Later(Sequence[Figure]):
    """Figures that are made when somebody asks for them: a page shows few of many lines."""

    def __init__(self, make: Callable[[], Sequence[Figure]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Sequence[Figure]:
        return self._make()

    def __len__(self) -> int:
        return len(self._made)

    def __getitem__(self, place: Any) -> Any:
        return self._made[place]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line. What people `said` is kept apart from our words; `href` leads further down."""

    name: str
    figures: Sequence[Figure]
    said: bool = False
    href: str | None = None
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table by its key in addresses, with its chart."""

    key: str
    title: str
    first: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    total: Line | None = None
    chart: Chart | None = None
    note: str = ""

    def show_only(self, lines: tuple[Line, ...]) -> "Table":
        """Return the table with these of its lines alone."""
        return replace(self, lines=lines)

    def list_headings(self) -> list[str]:
        """Return the headings of the table as a file."""
        return [self.first, *(column.heading for column in self.columns)]

    def list_rows(self) -> Iterator[tuple[SheetCell, ...]]:
        """Yield the rows of the table as a file, the total last."""
        for line in (*self.lines, *([self.total] if self.total else [])):
            yield (line.name, *(figure.value for figure in line.figures))


@dataclass(frozen=True)
class Links:
    """Leads from a figure to the list of the evaluations behind it, with the filters in force."""

    extent: Extent
    also: dict[str, str] = field(default_factory=dict)

    def to_list(self, **more: object) -> str:
        """Return the address of a list; what is None is left out."""
        extent = self.extent
        given: dict[str, object] = {
            "year": extent.fiscal_year,
            "unit": extent.unit_id,
            "kind": extent.kind,
            "reached": extent.reached,
            **self.also,
            **more,
            "counted": 1,
        }
        return address_of("evaluations.show", given)

    def count(self, number: int, **more: object) -> Figure:
        """Return a number of evaluations with the list of them; none has no list."""
        return Figure(number, self.to_list(**more) if number else None)


def address_of(view: str, given: Mapping[str, object]) -> str:
    """Return the address of a page with these filters; what is None is left out."""
    values: dict[str, Any] = {name: str(each) for name, each in given.items() if each is not None}
    return str(url_for(view, **values))


def average(total: Decimal | int | None, number: int) -> Decimal | None:
    """Return a mean with two places; None over nothing."""
    if total is None or not number:
        return None
    return round_half_up(Fraction(total) / number, places=2)


def divide(part: Decimal | int | None, whole: Decimal | int | None) -> Decimal | None:
    """Return a share in percent with two places; None of nothing."""
    if part is None or not whole:
        return None
    return round_half_up(Fraction(part) / Fraction(whole) * 100, places=2)


def weigh(products: Decimal | None, weights: Decimal | None) -> Decimal | None:
    """Return an average by weights with two places; None without weights."""
    if products is None or not weights:
        return None
    return round_half_up(Fraction(products) / Fraction(weights), places=2)


def in_days(seconds: int | None) -> Decimal | None:
    """Return seconds as days with two places."""
    return None if seconds is None else round_half_up(Fraction(seconds, DAY), places=2)
