"""R06, points by the band a value lies in, and R24, points by the first condition that holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from policies.scoring.cases import compute_case, fit_cases, read_cases
from policies.scoring.family import Family, Outcome
from policies.scoring.formula import spell
from policies.scoring.intervals import Interval, find_band, fit_bands, fit_best, read_bands
from policies.scoring.params import Params, RuleProblem
from policies.scoring.spec import Notice, Points, ScoreInput, WhyNot
from policies.scoring.values import (
    Taken,
    differs_in_percent,
    join_notices,
    speaks_of_percent,
    take_actual,
    take_target,
)
from policies.scoring.wording import read_band_words


@dataclass(frozen=True, slots=True, kw_only=True)
class BandSettings:
    """The bands, whether they are of percentages, and whether the words of the rule gave them."""

    bands: tuple[Interval, ...]
    percent: bool
    from_text: bool


def read_band_rule(params: Params) -> BandSettings:
    """Read `bands` with `lower_inclusive` or `upper_inclusive`, or the words of the rule.

    Raises RuleProblem.
    """
    bands = read_bands(params)
    from_text = not bands
    if from_text:
        bands = read_band_words(params.text)
    if not bands:
        raise RuleProblem("params.bands is missing: a list of [lower, upper, points]")
    return BandSettings(bands=bands, percent=speaks_of_percent(params.text), from_text=from_text)


def compute_band(settings: BandSettings, row: ScoreInput) -> Outcome:
    """The points of the band that holds the actual value (case 003: 90% earns 3)."""
    target = take_target(row.target_text)
    aim = target.reading if isinstance(target, Taken) else None
    actual = take_actual(row.actual_text, target=aim, bounds=True)
    if target is WhyNot.NOT_APPLICABLE:
        return target
    if isinstance(actual, WhyNot):
        return actual
    percent = settings.percent or (aim is not None and aim.unit == "%")
    if percent and differs_in_percent(actual):
        return WhyNot.UNITS_DIFFER
    band = find_band(settings.bands, actual.value)
    if band is None:
        return WhyNot.NO_CASE_FITS
    read = (Notice.RULE_READ_FROM_TEXT,) if settings.from_text else ()
    return Points(
        value=Fraction(band.points),
        formula=f"{spell(actual.value)} ∈ {band.describe()}",
        is_condition=True,
        notices=join_notices(actual.notices, read),
    )


def fit_band_rule(settings: BandSettings, weight: Decimal) -> Iterator[str]:
    """Gaps and overlaps of the bands, and a best band that does not earn the weight."""
    yield from fit_bands(settings.bands)
    yield from fit_best(settings.bands, weight)


BANDS = Family("R06", read_band_rule, compute_band, fit_band_rule)
CASES = Family("R24", read_cases, compute_case, fit_cases)
