"""Pictures of the scores as numbers to be drawn: from where to where each bar goes, and its words.

All is in the units of the drawing; a template makes the SVG of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Any, NamedTuple
from unicodedata import east_asian_width

from flask_babel import gettext as _

from web.format import format_points, format_signed, format_weight
from workflow.content import Content

LINE = 22
"""The height of one line of a drawing."""
LEFT, RIGHT = 98, 236
"""Where the bars begin and end; the words stand on the left, the numbers on the right."""
MOST_STEPS = 5
"""Rows that are drawn between two totals; the others are added up."""
LONGEST_LABEL = 13
"""Of a label, in halves of a Chinese sign."""
ROUND_TO = 5
"""The picture of a walk begins at a number that this divides."""


class Given(NamedTuple):
    """One row that carries points, with the scores it was given."""

    name: str
    weight: Decimal
    computed: Decimal | None
    own: Decimal | None
    review: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One line: what it is called, in short and in full, its number, where its bar begins and how
    long it is. `look` is `total`, `down` or `up`; `entered` says that somebody wrote the name.
    """

    label: str
    name: str
    number: str
    begin: int
    width: int
    look: str
    entered: bool


@dataclass(frozen=True, kw_only=True)
class WalkChart:
    """From the computed total to that of the unit to the reviewed one, the rows that make the
    difference in between. `floor` is the number at which the bars begin.
    """

    bars: tuple[Bar, ...]
    floor: str

    @property
    def height(self) -> int:
        """How high the drawing is."""
        return LINE * len(self.bars)


@dataclass(frozen=True, kw_only=True)
class Dots:
    """One row: where the points of its scores lie on a line as long as its weight; None where
    there is no such score.
    """

    label: str
    name: str
    number: str
    computed: int | None
    own: int | None
    review: int | None


@dataclass(frozen=True, kw_only=True)
class ScoreChart:
    """The scores of every row beside each other, each as a part of its weight."""

    rows: tuple[Dots, ...]
    reviewed: bool

    @property
    def height(self) -> int:
        """How high the drawing is."""
        return LINE * len(self.rows)


@dataclass(frozen=True)
class _Step:
    name: str
    old: Decimal
    new: Decimal
    is_total: bool = False
    entered: bool = False


def list_given(content: Content) -> list[Given]:
    """Return the rows of an evaluation that count, as they stand."""
    return [
        Given(
            name=row.stored.name,
            weight=row.stored.weight,
            computed=row.computed.score if row.computed else None,
            own=row.stored.self_score,
            review=row.stored.review_score,
        )
        for row in content.applying_rows
        if row.stored.weight
    ]


def read_given(rows: Iterable[Mapping[str, Any]]) -> list[Given]:
    """Return the rows of a disclosure copy that count."""
    keys = ("computed_score", "self_score", "review_score")
    return [
        Given(row["name"], Decimal(row["weight"]), *map(_read, map(row.get, keys)))
        for row in rows
        if row.get("weight") and Decimal(row["weight"]) and row.get("applies") is not False
    ]


def _read(spelled: str | None) -> Decimal | None:
    return Decimal(spelled) if spelled else None


def draw_walk(content: Content) -> WalkChart | None:
    """Return the way of the total; None where there is not even one. What the rules of a scheme
    make of the sum of the rows is a step of its own.
    """
    rows, steps = list_given(content), list[_Step]()
    totals = (
        (_("核算"), content.computed_total, "computed"),
        (_("自评"), content.self_total, "own"),
        (_("复核"), content.review_total, "review"),
    )
    reached = [(name, total, key) for name, total, key in totals if total is not None]
    for number, (name, total, key) in enumerate(reached):
        if number:
            _name, before, earlier = reached[number - 1]
            changes = _list_changes(rows, old=earlier, new=key)
            steps += _take_steps(changes, old=before, new=total)
        steps.append(_Step(name, total, total, is_total=True))
    last = content.total
    if reached and last is not None and last != reached[-1][1]:
        steps.append(_Step(_("最后得分"), last, last, is_total=True))
    return _lay_walk(steps, most=content.scheme.total) if steps else None


def _list_changes(rows: Sequence[Given], *, old: str, new: str) -> list[tuple[str, Decimal]]:
    """The rows that were given something else, the largest difference first."""
    changes = [
        (row.name, getattr(row, new) - getattr(row, old))
        for row in rows
        if None not in {getattr(row, new), getattr(row, old)}
    ]
    return sorted((each for each in changes if each[1]), key=lambda each: -abs(each[1]))


def _take_steps(
    changes: Sequence[tuple[str, Decimal]], *, old: Decimal, new: Decimal
) -> Iterator[_Step]:
    at = old
    for name, difference in changes[:MOST_STEPS]:
        yield _Step(name, at, at + difference, entered=True)
        at += difference
    if at != new:
        yield _Step(_("其余"), at, new)


def _lay_walk(steps: Sequence[_Step], *, most: Decimal) -> WalkChart:
    values = [value for step in steps for value in (step.old, step.new)]
    floor = ((min(values) - 1) / ROUND_TO).to_integral_value(ROUND_FLOOR) * ROUND_TO
    floor, top = max(floor, Decimal(0)), max(*values, most)
    scale = (RIGHT - LEFT) / (top - floor)

    def place(value: Decimal) -> int:
        return LEFT + round((max(value, floor) - floor) * scale)

    bars = []
    for step in steps:
        begin, end = sorted((floor if step.is_total else step.old, step.new))
        look = "total" if step.is_total else "down" if step.new < step.old else "up"
        number = (format_points if step.is_total else format_signed)(
            step.new if step.is_total else step.new - step.old
        )
        bars.append(
            Bar(
                label=shorten(step.name),
                name=step.name,
                number=number,
                begin=place(begin),
                width=max(place(end) - place(begin), 2),
                look=look,
                entered=step.entered,
            )
        )
    return WalkChart(bars=tuple(bars), floor=format_weight(floor))


def draw_scores(rows: Iterable[Given]) -> ScoreChart | None:
    """Return the scores of all rows; None where no row was given one."""

    def place(score: Decimal | None, weight: Decimal) -> int | None:
        if score is None:
            return None
        return LEFT + round(min(score / weight, Decimal(1)) * (RIGHT - LEFT))

    dots, reviewed = [], False
    for row in rows:
        if row.own is None and row.review is None:
            continue
        last = row.own if row.review is None else row.review
        reviewed = reviewed or row.review is not None
        dots.append(
            Dots(
                label=shorten(row.name),
                name=row.name,
                number=f"{format_weight(last)}/{format_weight(row.weight)}",
                computed=place(row.computed, row.weight),
                own=place(row.own, row.weight),
                review=place(row.review, row.weight),
            )
        )
    return ScoreChart(rows=tuple(dots), reviewed=reviewed) if dots else None


def shorten(name: str) -> str:
    """Return a name cut to what a drawing has room for."""
    room = LONGEST_LABEL
    for number, sign in enumerate(name):
        room -= 2 if east_asian_width(sign) in "WF" else 1
        if room < 0:
            return f"{name[: number - 1]}…"
    return name
