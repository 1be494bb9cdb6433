"""Charts as numbers for the template that draws them: everything is placed here."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from unicodedata import east_asian_width

WIDTH, NAMES, BAR, GAP = 640, 270, 270, 30
"""The width of a chart, that of the names and of the longest bar, and from one bar to the next."""
LONGEST_NAME = 26
"""Of a name, in halves of a Chinese sign."""
MOST_BARS = 20
TALL, LEFT, TOP = 180, 48, 30


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a bar: where it begins and how wide it is; `kind` chooses its colour."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar with its name and what stands behind it."""

    name: str
    y: int
    parts: tuple[Part, ...]
    end: float
    told: str


@dataclass(frozen=True, kw_only=True)
class Dot:
    """One point of a line, with its name below and its value above."""

    x: float
    y: float
    name: str
    told: str


@dataclass(frozen=True, kw_only=True)
class Curve:
    """One line of a chart through its dots."""

    kind: str
    name: str
    dots: tuple[Dot, ...]

    @property
    def points(self) -> str:
        """The dots as SVG spells them."""
        return " ".join(f"{dot.x:.1f},{dot.y:.1f}" for dot in self.dots)


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart; `told` is what it says in one sentence, `legend` names the kinds of its parts; names
    that people gave are `said`.
    """

    told: str
    height: int
    bars: tuple[Bar, ...] = ()
    curves: tuple[Curve, ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
    said: bool = False


def shorten(name: str) -> str:
    """Return a name that fits beside a bar."""
    room = LONGEST_NAME
    for number, sign in enumerate(name):
        room -= 2 if east_asian_width(sign) in "WF" else 1
        if room < 0:
            return f"{name[: number - 1]}…"
    return name


def draw_bars(
    rows: Sequence[tuple[str, Decimal | int | None, str]], *, told: str, said: bool = False
) -> Chart | None:
    """Return bars as long as their values, of names, values and what is told of them; None where
    there is nothing to draw. Only the first rows are drawn.
    """
    drawn = [(name, Decimal(value or 0), text) for name, value, text in rows[:MOST_BARS]]
    most = max((abs(value) for _, value, _ in drawn), default=Decimal(0))
    if not most:
        return None
    bars: list[Bar] = []
    for at, (name, value, text) in enumerate(drawn):
        width = float(abs(value) / most) * BAR
        parts = (Part(kind="under" if value < 0 else "plain", x=NAMES, width=round(width, 1)),)
        bars.append(_make_bar(at, name, parts, text))
    return Chart(told=told, bars=tuple(bars), height=len(bars) * GAP + 8, said=said)


def draw_shares(
    rows: Sequence[tuple[str, Sequence[int]]],
    *,
    kinds: Sequence[tuple[str, str]],
    told: str,
    said: bool = False,
) -> Chart | None:
    """Return bars of one length divided by the numbers of each row, one for each kind; None where
    there is nothing to draw. Only the first rows are drawn.
    """
    bars: list[Bar] = []
    for name, numbers in rows[:MOST_BARS]:
        whole, x = sum(numbers), float(NAMES)
        parts = []
        for (kind, _name), number in zip(kinds, numbers, strict=True):
            width = number / whole * BAR if whole else 0
            if number:
                parts.append(Part(kind=kind, x=round(x, 1), width=round(width, 1)))
            x += width
        bars.append(_make_bar(len(bars), name, tuple(parts), str(whole)))
    if not any(bar.parts for bar in bars):
        return None
    return Chart(
        told=told, bars=tuple(bars), height=len(bars) * GAP + 8, legend=tuple(kinds), said=said
    )


def _make_bar(at: int, name: str, parts: tuple[Part, ...], told: str) -> Bar:
    end = max((part.x + part.width for part in parts), default=NAMES)
    return Bar(name=shorten(name), y=at * GAP + 4, parts=parts, end=end + 6, told=told)


def draw_lines(
    names: Sequence[str],
    series: Sequence[tuple[str, str, Sequence[Decimal | None]]],
    *,
    told: str,
    most: int = 100,
) -> Chart | None:
    """Return one line for each of the series (kind, name, values from 0 to `most`) over these
    names; what is not known leaves a gap. None where there is nothing to draw.
    """
    step = (WIDTH - 2 * LEFT) / max(len(names) - 1, 1)
    curves = tuple(
        Curve(
            kind=kind,
            name=name,
            dots=tuple(
                Dot(
                    x=LEFT + at * step,
                    y=TOP + (TALL - TOP) * (1 - float(value) / most),
                    name=names[at],
                    told=f"{value:.2f}",
                )
                for at, value in enumerate(values)
                if value is not None
            ),
        )
        for kind, name, values in series
    )
    if not any(curve.dots[1:] for curve in curves):
        return None
    legend = tuple((curve.kind, curve.name) for curve in curves)
    return Chart(told=told, curves=curves, height=TALL + 32, legend=legend)
