"""Bands of numbers with their points: from where to where, and which edge belongs to the band."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from policies.scoring.formula import Number, spell
from policies.scoring.params import Params, RuleProblem, to_number
from policies.scoring.values import keep_usable

_PARTS = 3
_MOST_BANDS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """One band: its edges (None where it has no end), whether each belongs to it, its points."""

    lower: Decimal | None
    upper: Decimal | None
    lower_included: bool
    upper_included: bool
    points: Decimal

    def holds(self, value: Number) -> bool:
        """Whether a value lies in the band."""
        low = self.lower is None or (
            value >= self.lower if self.lower_included else value > self.lower
        )
        high = self.upper is None or (
            value <= self.upper if self.upper_included else value < self.upper
        )
        return low and high

    def describe(self) -> str:
        """The band in the usual signs: "[85, 95)", "[95, ∞)", "{0}"."""
        if self.lower is not None and self.lower == self.upper:
            return f"{{{spell(self.lower)}}}"
        low = "(−∞" if self.lower is None else f"{'(['[self.lower_included]}{spell(self.lower)}"
        high = "∞)" if self.upper is None else f"{spell(self.upper)}{')]'[self.upper_included]}"
        return f"{low}, {high}"


def read_bands(params: Params) -> tuple[Interval, ...]:
    """Read `bands` [[lower, upper, points]…] with `lower_inclusive` or `upper_inclusive`; the lower
    edge belongs to a band if nothing is said. `["0", "0", "3"]` is the single value 0.

    Raises RuleProblem.
    """
    lower_included = params.flag("lower_inclusive", default=True)
    upper_included = params.flag("upper_inclusive", default=not lower_included)
    if params.has("lower_inclusive") and lower_included and upper_included:
        raise RuleProblem("params.lower_inclusive and params.upper_inclusive exclude each other")
    bands = params.items("bands")
    if len(bands) > _MOST_BANDS:
        raise RuleProblem(f"params.bands must have at most {_MOST_BANDS} bands")
    return tuple(_read_band(band, upper_included=upper_included) for band in bands)


def find_band(bands: Sequence[Interval], value: Number) -> Interval | None:
    """Return the first band that holds a value."""
    return next((band for band in bands if band.holds(value)), None)


def fit_bands(bands: Sequence[Interval]) -> Iterator[str]:
    """Where the bands leave a gap or overlap. The line may begin at 0: shares are not negative."""
    ordered = sorted(bands, key=_order_of)
    if not ordered:
        return
    first = ordered[0]
    if first.lower is not None and not (
        first.lower < 0 or (first.lower == 0 and first.lower_included)
    ):
        yield f"params.bands leave a gap below {spell(first.lower)}"
    furthest = first
    for before, band in pairwise(ordered):
        furthest = max(furthest, before, key=_reach_of)
        yield from _fit_neighbours(furthest, band)
    furthest = max(ordered, key=_reach_of)
    if furthest.upper is not None:
        yield f"params.bands leave a gap above {spell(furthest.upper)}"


def fit_best(bands: Sequence[Interval], weight: Decimal) -> Iterator[str]:
    """The points of the best band, where they are not the weight."""
    best = max((band.points for band in bands), default=weight)
    if best != weight:
        yield f"the best of params.bands earns {spell(best)}, not the weight of {spell(weight)}"


def _fit_neighbours(before: Interval, band: Interval) -> Iterator[str]:
    if before.upper is None or band.lower is None or before.upper > band.lower:
        yield f"params.bands overlap: {before.describe()} and {band.describe()}"
    elif before.upper < band.lower:
        yield f"params.bands leave a gap from {spell(before.upper)} to {spell(band.lower)}"
    elif before.upper_included and band.lower_included:
        yield f"params.bands overlap at {spell(band.lower)}"
    elif not before.upper_included and not band.lower_included:
        yield f"params.bands leave a gap at {spell(band.lower)}"


def _order_of(band: Interval) -> tuple[bool, Decimal, bool, bool, Decimal]:
    lower, upper = band.lower or Decimal(0), band.upper or Decimal(0)
    return (band.lower is not None, lower, not band.lower_included, band.upper is None, upper)


def _reach_of(band: Interval) -> tuple[bool, Decimal, bool]:
    return (band.upper is None, band.upper or Decimal(0), band.upper_included)


def _read_band(band: object, *, upper_included: bool) -> Interval:
    if not isinstance(band, list) or len(band) != _PARTS:
        raise RuleProblem("params.bands must be a list of [lower, upper, points]")
    lower, upper = _read_edge(band[0]), _read_edge(band[1])
    points = keep_usable(to_number(band[2], name="bands"), name="bands")
    single = lower is not None and lower == upper
    if lower is not None and upper is not None and lower > upper:
        raise RuleProblem(f"params.bands has a band from {spell(lower)} down to {spell(upper)}")
    return Interval(
        lower=lower,
        upper=upper,
        lower_included=single or (lower is not None and not upper_included),
        upper_included=single or (upper is not None and upper_included),
        points=points,
    )


def _read_edge(edge: object) -> Decimal | None:
    if edge is None or (isinstance(edge, str) and not edge.strip()):
        return None
    number = to_number(edge, name="bands")
    keep_usable(number.copy_abs(), name="bands")
    return number
