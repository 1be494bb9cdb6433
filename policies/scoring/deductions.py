"""R07, points off for every step beyond a threshold, and R08, points off for every occurrence."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from policies.reading import Reading, units_agree
from policies.scoring.family import Family, Outcome, Target
from policies.scoring.formula import compare, spell, spell_in_sum
from policies.scoring.occurrences import compute_occurrences, fit_occurrences, read_occurrences
from policies.scoring.params import Params, RuleProblem
from policies.scoring.spans import name_span
from policies.scoring.spec import Notice, Points, ScoreInput, WhyNot
from policies.scoring.values import (
    Taken,
    differs_in_percent,
    join_notices,
    keep_usable,
    speaks_of_percent,
    take_actual,
    take_target,
)
from policies.scoring.wording import read_step_words

_LINEAR = "linear"
_ROUNDINGS = {
    "floor": (math.floor, "⌊", "⌋"),
    "ceil": (math.ceil, "⌈", "⌉"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSettings:
    """Points off for each step beyond a threshold.

    `over` is whether too much is deducted for, or too little. `threshold` is None where only the
    target of the row gives it. `steps` is how a broken step counts: linear, floor or ceil; `said`
    whether the scheme chose that. `span` is the span of time that the words count steps in.
    """

    over: bool
    threshold: Decimal | None
    step: Decimal
    per_step: Decimal
    full: Decimal | None
    steps: str
    said: bool
    percent: bool
    span: str
    from_text: bool


def read_over(params: Params) -> StepSettings:
    """Read a deduction for every step above the threshold. Raises RuleProblem."""
    return _read_steps(params, over=True)


def read_under(params: Params) -> StepSettings:
    """Read a deduction for every step below the threshold. Raises RuleProblem."""
    return _read_steps(params, over=False)


def compute_steps(settings: StepSettings, row: ScoreInput) -> Outcome:
    """The weight, less `per_step` for every step beyond the threshold, never less than nothing
    (case 003: 107.40% over 100%, 0.5 each, 5 points: 1.30).
    """
    target = take_target(row.target_text)
    aim = target.reading if isinstance(target, Taken) else None
    actual = take_actual(row.actual_text, target=aim, bounds=True)
    if WhyNot.NOT_APPLICABLE in {target, actual}:
        return WhyNot.NOT_APPLICABLE
    if aim is not None and aim.operator in ({"≥", ">"} if settings.over else {"≤", "<"}):
        return WhyNot.DIRECTION_UNCLEAR
    threshold = settings.threshold
    if threshold is None:
        if isinstance(target, WhyNot):
            return target
        threshold = target.value
    if isinstance(actual, WhyNot):
        return actual
    if _differ_in_unit(settings, aim, actual):
        return WhyNot.UNITS_DIFFER
    return _deduct(settings, row, threshold=threshold, actual=actual)


def _differ_in_unit(settings: StepSettings, aim: Reading | None, actual: Taken) -> bool:
    percent = settings.percent or (aim is not None and aim.unit == "%")
    if percent and differs_in_percent(actual):
        return True
    # Three months over a limit are not three of the days that each cost points.
    if settings.span and name_span(actual.reading.unit) not in {"", settings.span}:
        return True
    if settings.threshold is not None or aim is None:
        return False
    return not units_agree(aim, actual.reading)


def _deduct(
    settings: StepSettings, row: ScoreInput, *, threshold: Decimal, actual: Taken
) -> Points:
    read = (Notice.RULE_READ_FROM_TEXT,) if settings.from_text else ()
    high, low = (actual.value, threshold) if settings.over else (threshold, actual.value)
    beyond = Fraction(high) - Fraction(low)
    if beyond <= 0:
        sign = "≤" if settings.over else "≥"
        return Points(
            value=Fraction(row.weight),
            formula=compare(actual.value, sign, threshold),
            is_condition=True,
            notices=join_notices(actual.notices, read),
        )
    steps = beyond / Fraction(settings.step)
    counted: Fraction = steps
    written = f"{spell(high)} − {spell_in_sum(low)}"
    if settings.step != 1:
        written = f"({written}) ÷ {spell(settings.step)}"
    if settings.steps in _ROUNDINGS:
        rounded, left, right = _ROUNDINGS[settings.steps]
        counted, written = Fraction(rounded(steps)), f"{left}{written}{right}"
    elif settings.step == 1:
        written = f"({written})"
    value = Fraction(row.weight) - Fraction(settings.per_step) * counted
    formula = f"{spell(row.weight)} − {spell(settings.per_step)} × {written}"
    broken = steps.denominator != 1 and not settings.said
    chosen = (Notice.STEPS_ARE_LINEAR,) if broken else ()
    return Points(
        value=max(value, Fraction(0)),
        formula=f"max(0, {formula})" if value < 0 else formula,
        notices=join_notices(actual.notices, chosen, read),
    )


def fit_steps(settings: StepSettings, weight: Decimal) -> Iterator[str]:
    """Parameters that contradict the weight."""
    if settings.full is not None and settings.full != weight:
        yield f"params.full is {spell(settings.full)}, not the weight of {spell(weight)}"
    if settings.per_step > weight:
        yield f"params.per_step is more than the weight of {spell(weight)}"


def _read_steps(params: Params, *, over: bool) -> StepSettings:
    wanted = "over" if over else "under"
    if params.word("direction", choices=("over", "under"), default=wanted) != wanted:
        raise RuleProblem(f"params.direction must be {wanted} in this family")
    words = read_step_words(params.text)
    per_step, threshold = params.number("per_step"), params.number("threshold")
    step, full = params.number("step"), params.number("full")
    from_text, span = per_step is None, ""
    if per_step is None:
        if words is None or words.over is not over:
            raise RuleProblem("params.per_step is missing")
        per_step = words.per_step
        if step is None:
            step, span = words.step, words.span
    if threshold is None and words is not None:
        threshold, from_text = words.threshold, from_text or words.threshold is not None
    steps = params.word("steps", choices=(_LINEAR, *_ROUNDINGS), default=_LINEAR)
    return StepSettings(
        over=over,
        threshold=threshold,
        step=keep_usable(Decimal(1) if step is None else step, name="step", above_zero=True),
        per_step=keep_usable(per_step, name="per_step", above_zero=True),
        full=None if full is None else keep_usable(full, name="full"),
        steps=steps,
        said=params.has("steps"),
        percent=speaks_of_percent(params.text),
        span=span,
        from_text=from_text,
    )


OVER = Family("R07", read_over, compute_steps, fit_steps, target=Target.LESS)
UNDER = Family("R07", read_under, compute_steps, fit_steps, target=Target.MORE)
PER_OCCURRENCE = Family("R08", read_occurrences, compute_occurrences, fit_occurrences)
