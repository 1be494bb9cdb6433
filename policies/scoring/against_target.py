"""An actual value against its target: met in full, missed in proportion (R01, R02, R03, R13b).

The target's text decides over the family: a strict bound makes R03, a target of zero R04.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from policies.reading import units_agree
from policies.scoring.amounts import read_amount
from policies.scoring.counting import counts_pieces, nearest_allowed
from policies.scoring.deviation import Deviation, fit_deviation, read_deviation, score_reached
from policies.scoring.formula import compare, spell, spell_share
from policies.scoring.params import Params
from policies.scoring.spec import Notice, Points, ScoreInput, WhyNot
from policies.scoring.values import Taken, join_notices, speaks_of_percent
from policies.scoring.zero_target import ZERO_OPERATORS, score_zero_target

_STRICT = frozenset({"<", ">"})
_HUNDRED = 100
_GRAIN = Fraction(1, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioSettings:
    """How a ratio is scored; `more` is whether more is better.

    `gate` is the percentage of the target below which nothing is earned (R13b). `missed` is what a
    missed target earns: its share of the points, or zero. `threshold` stands for a target that the
    form does not give, in percent if `percent`. `per_occurrence` are the points that a target of
    zero loses for each occurrence.
    """

    more: bool
    gate: Decimal | None
    missed: str
    deviation: Deviation
    threshold: Decimal | None
    percent: bool
    per_occurrence: Decimal | None
    cap: bool


def read_ratio(params: Params, *, more: bool) -> RatioSettings:
    """Read `gate` (percent), `missed` (ratio, zero), `threshold`, `per_occurrence`, `cap` and the
    parameters of R13.

    Raises RuleProblem.
    """
    return RatioSettings(
        more=more,
        gate=read_amount(params, "gate"),
        missed=params.word("missed", choices=("ratio", "zero"), default="ratio"),
        deviation=read_deviation(params),
        threshold=read_amount(params, "threshold"),
        percent=speaks_of_percent(params.text),
        per_occurrence=read_amount(params, "per_occurrence"),
        cap=params.flag("cap", default=True),
    )


def fit_ratio(settings: RatioSettings, weight: Decimal) -> Iterator[str]:
    """Everything about the parameters of a ratio that makes no sense."""
    if settings.gate is not None and settings.gate > _HUNDRED:
        yield "params.gate is a percentage of the target and must be at most 100"
    if settings.per_occurrence is not None and settings.per_occurrence > weight:
        yield f"params.per_occurrence is more than the weight of {spell(weight)}"
    if not settings.cap:
        yield "params.cap must be true: a score is never more than its weight"
    yield from fit_deviation(settings.deviation)


def score_against(
    settings: RatioSettings, row: ScoreInput, *, target: Taken, actual: Taken
) -> Points | WhyNot:
    """Return the exact points of an actual value against its target, or why there are none."""
    refusal = _refuse(settings, target=target, actual=actual)
    if refusal is not None:
        return refusal
    if target.value == 0 and target.reading.operator in ZERO_OPERATORS:
        points: Points | WhyNot = score_zero_target(
            actual.value, weight=row.weight, per_occurrence=settings.per_occurrence
        )
    elif _is_met(settings, target=target, actual=actual):
        points = _score_met(settings, row, target=target, actual=actual)
    else:
        points = _score_missed(settings, row, target=target, actual=actual)
    if isinstance(points, WhyNot):
        return points
    return replace(points, notices=join_notices(target.notices, actual.notices, points.notices))


def _refuse(settings: RatioSettings, *, target: Taken, actual: Taken) -> WhyNot | None:
    operator = target.reading.operator
    if target.value < 0:
        return WhyNot.TARGET_NOT_A_NUMBER
    if actual.value < 0:
        return WhyNot.ACTUAL_NOT_A_NUMBER
    if target.value == 0 and operator in ZERO_OPERATORS:
        # A bare 0 where more is better: whether 3 is good or bad is not said.
        unsaid = settings.more and not operator and actual.value > 0
        return WhyNot.ZERO_TARGET if unsaid else _refuse_units_of_some(target, actual)
    if operator in ({"≤", "<"} if settings.more else {"≥", ">"}):
        return WhyNot.DIRECTION_UNCLEAR
    if target.value == 0 and operator != ">":
        return WhyNot.ZERO_TARGET
    return None if units_agree(target.reading, actual.reading) else WhyNot.UNITS_DIFFER


def _refuse_units_of_some(target: Taken, actual: Taken) -> WhyNot | None:
    """Zero is zero in every unit; only something that occurred has to have the target's."""
    if actual.value == 0 or not target.reading.unit:
        return None
    return None if units_agree(target.reading, actual.reading) else WhyNot.UNITS_DIFFER


def _is_met(settings: RatioSettings, *, target: Taken, actual: Taken) -> bool:
    if target.reading.operator in _STRICT:
        return actual.value > target.value if settings.more else actual.value < target.value
    return actual.value >= target.value if settings.more else actual.value <= target.value


def _score_met(
    settings: RatioSettings, row: ScoreInput, *, target: Taken, actual: Taken
) -> Points | WhyNot:
    strict = target.reading.operator in _STRICT
    sign = target.reading.operator if strict else ("≥" if settings.more else "≤")
    points = Points(
        value=Fraction(row.weight),
        formula=compare(actual.value, sign, target.value),
        is_condition=True,
        rule="R03" if strict else None,
    )
    if not settings.more:
        return points
    return score_reached(
        points,
        settings=settings.deviation,
        actual=actual.value,
        target=target.value,
        text=row.actual_text,
    )


def _score_missed(
    settings: RatioSettings, row: ScoreInput, *, target: Taken, actual: Taken
) -> Points:
    strict = target.reading.operator in _STRICT
    rule = "R03" if strict else None
    part, whole = _share_of(settings, target=target, actual=actual)
    if settings.missed == "zero" or part == 0:
        signs = ("≤", "≥") if strict else ("<", ">")
        formula = compare(actual.value, signs[0] if settings.more else signs[1], target.value)
        return Points(value=Fraction(0), formula=formula, is_condition=True, rule=rule)
    share = Fraction(part) / Fraction(whole)
    if settings.gate is not None and share * _HUNDRED < Fraction(settings.gate):
        formula = f"{spell(part)} ÷ {spell(whole)} < {spell(settings.gate)}%"
        return Points(
            value=Fraction(0),
            formula=formula,
            is_condition=True,
            rule="R13b",
            notices=(Notice.GATE_MISSED,),
        )
    value = Fraction(row.weight) * share
    formula = spell_share(weight=row.weight, part=part, whole=whole)
    most = max(Fraction(row.weight) - _GRAIN, Fraction(0))
    if strict and value > most:
        # "<5%" and 5%: the bound is missed, so a hundredth of a point at least is lost.
        value, formula = most, f"min({formula}, {spell(row.weight)} − {spell(_GRAIN)})"
    return Points(value=value, formula=formula, rule=rule)


def _share_of(settings: RatioSettings, *, target: Taken, actual: Taken) -> tuple[Decimal, Decimal]:
    """The share a missed target earns, as its part and its whole."""
    bound = target.value
    if target.reading.operator in _STRICT:
        pieces = counts_pieces(bound=bound, units=(target.reading.unit, actual.reading.unit))
        bound = nearest_allowed(bound=bound, above=settings.more, pieces=pieces)
    return (actual.value, bound) if settings.more else (bound, actual.value)
