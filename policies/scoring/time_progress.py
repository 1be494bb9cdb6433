"""R05c: the mean progress of payments against the progress of the year."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from policies.scoring.family import Outcome
from policies.scoring.formula import compare, spell_share
from policies.scoring.most import fit_most, read_most
from policies.scoring.params import Params, RuleProblem
from policies.scoring.spec import Notice, Points, ScoreInput, WhyNot
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
class TimeSettings:
    """The mean time progress in percent that earns everything."""

    base: Decimal
    most: Decimal | None
    from_text: bool


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
        most=read_most(params),
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
    yield from fit_most(settings.most, weight)


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
