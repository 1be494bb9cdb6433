"""The execution of the budget: R05a in proportion, R05b by bands, R05c against time progress."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from policies.scoring.amounts import read_amount
from policies.scoring.family import Family, Outcome
from policies.scoring.finished import says_finished
from policies.scoring.formula import compare, spell, spell_share
from policies.scoring.intervals import Interval, find_band, fit_bands, fit_best, read_bands
from policies.scoring.most import fit_most, read_most
from policies.scoring.params import Params, RuleProblem
from policies.scoring.spec import Notice, Points, ScoreInput, WhyNot
from policies.scoring.spent_share import SpentShare, take_spent_share
from policies.scoring.time_progress import (
    compute_against_time,
    fit_against_time,
    read_against_time,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearSettings:
    """What the row may earn, where a scheme says it a second time."""

    most: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SteppedSettings:
    """The bands of the execution rate in percent; `finished` is what a project earns that is
    finished within its budget, None where only the rate counts.
    """

    bands: tuple[Interval, ...]
    finished: Decimal | None


def read_linear(params: Params) -> LinearSettings:
    """Read `max`, the points of the row. Raises RuleProblem."""
    return LinearSettings(most=read_most(params))


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
    yield from fit_most(settings.most, weight)


def read_stepped(params: Params) -> SteppedSettings:
    """Read `bands` of the rate in percent, the lower edge belonging to each, and `finished`.

    Raises RuleProblem.
    """
    bands = read_bands(params)
    if not bands:
        raise RuleProblem("params.bands is missing: a list of [lower, upper, points]")
    return SteppedSettings(bands=bands, finished=read_amount(params, "finished"))


def compute_stepped(settings: SteppedSettings, row: ScoreInput) -> Outcome:
    """The points of the band of the rate; with `finished`, what a project earns that is finished
    within its budget (财预〔2021〕101号, to be verified: 91.81% and unfinished is 7 of 10).

    The rate is that of the funds, or of the text where the form has none; whether the project is
    finished only the text says, and it need not where the rate alone earns the same.
    """
    share = take_spent_share(row)
    if isinstance(share, WhyNot):
        return share
    notices = share.notices
    if share.spent > share.budget:
        notices = (*notices, Notice.OVERSPENT)
    by_band = _score_by_band(settings, share, notices=notices)
    if settings.finished is None or share.spent > share.budget:
        return by_band
    finished = says_finished(row.actual_text)
    if finished is None and _earns(by_band, settings.finished):
        return by_band
    if finished is None:
        return WhyNot.FINISHED_UNSAID
    if not finished:
        return by_band
    return Points(
        value=Fraction(settings.finished),
        formula=compare(share.spent, "≤", share.budget),
        is_condition=True,
        notices=notices,
    )


def _earns(outcome: Outcome, points: Decimal) -> bool:
    return isinstance(outcome, Points) and outcome.value == Fraction(points)


def fit_stepped(settings: SteppedSettings, weight: Decimal) -> Iterator[str]:
    """Gaps and overlaps of the bands, and a best result that does not earn the weight."""
    yield from fit_bands(settings.bands)
    if settings.finished is None:
        yield from fit_best(settings.bands, weight)
    elif settings.finished != weight:
        yield f"params.finished is {spell(settings.finished)}, not the weight of {spell(weight)}"


def _score_by_band(
    settings: SteppedSettings, share: SpentShare, *, notices: tuple[Notice, ...]
) -> Points | WhyNot:
    band = find_band(settings.bands, share.rate * 100)
    if band is None:
        return WhyNot.NO_CASE_FITS
    written = f"{spell(share.spent)} ÷ {spell(share.budget)} × 100 ∈ {band.describe()}"
    return Points(value=Fraction(band.points), formula=written, is_condition=True, notices=notices)


LINEAR = Family("R05a", read_linear, compute_linear, fit_linear)
STEPPED = Family("R05b", read_stepped, compute_stepped, fit_stepped)
AGAINST_TIME = Family("R05c", read_against_time, compute_against_time, fit_against_time)
