"""The families that put an actual value beside a target: R01, R02, R03 and R04."""

from decimal import Decimal
from fractions import Fraction

from policies.reading import ValueKind, read_text
from policies.scoring.against_target import (
    RatioSettings,
    fit_ratio,
    read_ratio,
    score_against,
)
from policies.scoring.family import Family, Outcome, Target
from policies.scoring.params import Params
from policies.scoring.spec import Points, ScoreInput, WhyNot
from policies.scoring.stated_sides import pair_sides, read_stated
from policies.scoring.values import (
    Taken,
    number_as_target,
    take_actual,
    take_target,
)
from policies.scoring.zero_target import ZERO_OPERATORS

_DONE_WORDS = ("完成", "达标", "达成", "实现")
_LONGEST_SHOWN = 20


def read_forward(params: Params) -> RatioSettings:
    """Read the parameters of a ratio where more is better. Raises RuleProblem."""
    return read_ratio(params, more=True)


def read_reverse(params: Params) -> RatioSettings:
    """Read the parameters of a ratio where less is better. Raises RuleProblem."""
    return read_ratio(params, more=False)


def compute_ratio(settings: RatioSettings, row: ScoreInput) -> Outcome:
    """The weight where the target is met, otherwise weight × actual ÷ target, or × target ÷ actual
    where less is better (R01, R02; case 004).
    """
    return _compare_with(take_target(row.target_text), settings, row)


def compute_threshold(settings: RatioSettings, row: ScoreInput) -> Outcome:
    """The weight where the bound holds, otherwise the share of R03, or nothing with
    `missed` = zero. The bound is that of the target, the parameter `threshold`, or the other
    amount that the actual value states ("实际0.78万元，预算33.08万元", case 001).
    """
    target = take_target(row.target_text)
    if isinstance(target, Taken):
        return _compare_with(target, settings, row)
    sides = pair_sides(read_stated(row.actual_text))
    if sides is not None and settings.threshold in {None, sides[0].value}:
        return score_against(settings, row, target=sides[0], actual=sides[1])
    if settings.threshold is None or target is WhyNot.NOT_APPLICABLE:
        return _compare_with(target, settings, row)
    actual = take_actual(row.actual_text, target=None)
    unit = actual.reading.unit if isinstance(actual, Taken) else ""
    bound = number_as_target(settings.threshold, unit="%" if settings.percent else unit)
    return _compare_with(bound, settings, row)


def compute_zero(settings: RatioSettings, row: ScoreInput) -> Outcome:
    """R04, named by the rule itself: a form need not give the target of zero."""
    target = take_target(row.target_text)
    if target is WhyNot.TARGET_MISSING:
        target = number_as_target(Decimal(0))
    if isinstance(target, Taken) and not is_zero_target(target):
        return WhyNot.DIRECTION_UNCLEAR
    return _compare_with(target, settings, row)


def is_zero_target(target: Taken) -> bool:
    """Whether a target asks for nothing at all: 0, "=0", "≤0", "0起"."""
    return target.value == 0 and target.reading.operator in ZERO_OPERATORS


def says_undone(text: str, *, nothing_counts: bool) -> bool:
    """Whether a text says that nothing was reached ("未完成"), which earns nothing.

    Where less is better, "没有" or "未发生" is a good result, so only words of completion count;
    `nothing_counts` is whether every no does.
    """
    reading = read_text(text)
    if reading.kind is not ValueKind.BOOLEAN or reading.truth is not False or not reading.applies:
        return False
    return nothing_counts or any(word in reading.raw for word in _DONE_WORDS)


def _compare_with(target: Taken | WhyNot, settings: RatioSettings, row: ScoreInput) -> Outcome:
    actual = take_actual(
        row.actual_text, target=target.reading if isinstance(target, Taken) else None
    )
    if WhyNot.NOT_APPLICABLE in {target, actual}:
        return WhyNot.NOT_APPLICABLE
    if isinstance(target, WhyNot):
        return target
    if isinstance(actual, WhyNot):
        undone = says_undone(row.actual_text, nothing_counts=settings.more)
        return _score_undone(row) if undone else actual
    return score_against(settings, row, target=target, actual=actual)


def _score_undone(row: ScoreInput) -> Points:
    said = " ".join(row.actual_text.split())[:_LONGEST_SHOWN]
    return Points(value=Fraction(0), formula=said, is_condition=True)


FORWARD = Family("R01", read_forward, compute_ratio, fit_ratio, target=Target.MORE)
REVERSE = Family("R02", read_reverse, compute_ratio, fit_ratio, target=Target.LESS)
AT_MOST = Family("R03", read_reverse, compute_threshold, fit_ratio, target=Target.LESS)
AT_LEAST = Family("R03", read_forward, compute_threshold, fit_ratio, target=Target.MORE)
ZERO = Family("R04", read_reverse, compute_zero, fit_ratio, target=Target.LESS)
