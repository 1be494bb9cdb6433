"""The execution of the budget: R05a in proportion, R05b by bands, R05c against time progress."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from policies.scoring.family import Family, Outcome
from policies.scoring.finished import says_finished
from policies.scoring.formula import compare, spell, spell_share
from policies.scoring.intervals import Interval, find_band, fit_bands, fit_best, read_bands
from policies.scoring.params import Params, RuleProblem
from policies.scoring.spec import Notice, Points, ScoreInput, WhyNot
from policies.scoring.spent_share import SpentShare, take_spent_share
from policies.scoring.values import (
    Taken,
    differs_in_percent,
    join_notices,
    keep_usable,
    take_actual,
)
from policies.scoring.wording import read_base_words

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearSettings:
    """What the row may earn, where a scheme says it a second time."""

    full: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SteppedSettings:
    """The bands of the execution rate in percent; `finished` is what a project earns that is
    finished within its budget, None where only the rate counts.
    """

    bands: tuple[Interval, ...]
    finished: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSettings:
    """The mean time progress in percent that earns everything."""

    base: Decimal
    full: Decimal | None
    from_text: bool


def read_linear(params: Params) -> LinearSettings:
    """Read `max`, the points of the row. Raises RuleProblem."""
    return LinearSettings(full=_read_full(params))


def compute_linear(_settings: LinearSettings, row: ScoreInput) -> Outcome:
    """Weight × spent ÷ budget, never more than the weight (财预〔2020〕10号 and case 004:
    20 × 1550.59 ÷ 1688.91 = 18.36).
    """
    share = take_spent_share(row)
    if isinstance(share, WhyNot):
        return share
    if share.spent > share.budget:
        return Points(
            value=Fraction(row.weight),
            formula=compare(share.spent, ">", share.budget),
            is_condition=True,
            notices=(*share.notices, Notice.OVERSPENT),
        )
    return Points(
        value=Fraction(row.weight) * share.rate,
        formula=spell_share(weight=row.weight, part=share.spent, whole=share.budget),
        notices=share.notices,
    )


def fit_linear(settings: LinearSettings, weight: Decimal) -> Iterator[str]:
    """Points of the rule that are not the weight."""
    yield from _fit_full(settings.full, weight)


def read_stepped(params: Params) -> SteppedSettings:
    """Read `bands` of the rate in percent, the lower edge belonging to each, and `finished`.

    Raises RuleProblem.
    """
    params.number("max")
    bands = read_bands(params)
    if not bands:
        raise RuleProblem("params.bands is missing: a list of [lower, upper, points]")
    finished = params.number("finished")
    return SteppedSettings(
        bands=bands,
        finished=None if finished is None else keep_usable(finished, name="finished"),
    )


def compute_stepped(settings: SteppedSettings, row: ScoreInput) -> Outcome:
    """The points of the band of the rate; with `finished`, what a project earns that is finished
    within its budget (财预〔2021〕101号, to be verified: 91.81% and unfinished is 7 of 10).
    """
    share = take_spent_share(row)
    if isinstance(share, WhyNot):
        return share
    notices = share.notices
    if share.spent > share.budget:
        notices = (*notices, Notice.OVERSPENT)
    if settings.finished is not None:
        finished = says_finished(row.actual_text)
        if finished is None:
            empty = not row.actual_text.strip()
            return WhyNot.ACTUAL_MISSING if empty else WhyNot.ACTUAL_UNCLEAR
        if finished and share.spent <= share.budget:
            return Points(
                value=Fraction(settings.finished),
                formula=compare(share.spent, "≤", share.budget),
                is_condition=True,
                notices=notices,
            )
    return _score_by_band(settings, share, notices=notices)


def fit_stepped(settings: SteppedSettings, weight: Decimal) -> Iterator[str]:
    """Gaps and overlaps of the bands, and a best result that does not earn the weight."""
    yield from fit_bands(settings.bands)
    if settings.finished is None:
        yield from fit_best(settings.bands, weight)
    elif settings.finished != weight:
        yield f"params.finished is {spell(settings.finished)}, not the weight of {spell(weight)}"


def read_against_time(params: Params) -> TimeSettings:
    """Read `base`, the mean time progress in percent, or the words of the rule, and `max`.

    Raises RuleProblem.
    """
    base = params.number("base")
    from_text = base is None
    if base is None:
        base = read_base_words(params.text)
    if base is None:
        raise RuleProblem("params.base is missing: the mean time progress in percent")
    return TimeSettings(
        base=keep_usable(base, name="base", above_zero=True),
        full=_read_full(params),
        from_text=from_text,
    )


def compute_against_time(settings: TimeSettings, row: ScoreInput) -> Outcome:
    """Weight × mean progress ÷ time progress, never more than the weight (case 001:
    5 × 38.12 ÷ 62.5 = 3.05).
    """
    actual = take_actual(row.actual_text, target=None)
    if isinstance(actual, WhyNot):
        return actual
    if differs_in_percent(actual):
        return WhyNot.UNITS_DIFFER
    if actual.value < 0:
        return WhyNot.ACTUAL_NOT_A_NUMBER
    read = (Notice.RULE_READ_FROM_TEXT,) if settings.from_text else ()
    return _score_progress(settings, row, actual, notices=join_notices(actual.notices, read))


def fit_against_time(settings: TimeSettings, weight: Decimal) -> Iterator[str]:
    """A base beyond 100 percent, and points of the rule that are not the weight."""
    if settings.base > _HUNDRED:
        yield "params.base is a percentage of the year and must be at most 100"
    yield from _fit_full(settings.full, weight)


def _score_progress(
    settings: TimeSettings, row: ScoreInput, actual: Taken, *, notices: tuple[Notice, ...]
) -> Points:
    if actual.value >= settings.base:
        return Points(
            value=Fraction(row.weight),
            formula=compare(actual.value, "≥", settings.base),
            is_condition=True,
            notices=notices,
        )
    return Points(
        value=Fraction(row.weight) * Fraction(actual.value) / Fraction(settings.base),
        formula=spell_share(weight=row.weight, part=actual.value, whole=settings.base),
        notices=notices,
    )


def _score_by_band(
    settings: SteppedSettings, share: SpentShare, *, notices: tuple[Notice, ...]
) -> Points | WhyNot:
    band = find_band(settings.bands, share.rate * 100)
    if band is None:
        return WhyNot.NO_CASE_FITS
    written = f"{spell(share.spent)} ÷ {spell(share.budget)} × 100 ∈ {band.describe()}"
    return Points(value=Fraction(band.points), formula=written, is_condition=True, notices=notices)


def _read_full(params: Params) -> Decimal | None:
    full = params.number("max")
    return None if full is None else keep_usable(full, name="max")


def _fit_full(full: Decimal | None, weight: Decimal) -> Iterator[str]:
    if full is not None and full != weight:
        yield f"params.max is {spell(full)}, not the weight of {spell(weight)}"


LINEAR = Family("R05a", read_linear, compute_linear, fit_linear)
STEPPED = Family("R05b", read_stepped, compute_stepped, fit_stepped)
AGAINST_TIME = Family("R05c", read_against_time, compute_against_time, fit_against_time)
