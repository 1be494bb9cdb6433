"""R13: a target that is far surpassed, and what that costs where a scheme says so."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from policies.scoring.amounts import read_amount
from policies.scoring.formula import compare, spell
from policies.scoring.params import Params, RuleProblem
from policies.scoring.spec import Notice, Points, WhyNot
from policies.scoring.values import keep_usable

_FAR_OVER = Decimal(130)
_NO_CUT, _TO_ZERO, _BY_DEVIATION = "none", "zero", "deviation"
_CAUSE = re.compile(
    r"(?P<denied>不是|并非|非因|而非)?(?:年初|原定|原)?(?:绩效)?(?:目标|指标)值?"
    r"(?:设置|设定|定得|制定)?(?:明显|过于|相对|较)?(?:偏低|过低)"
)
_LONGEST_ACTUAL = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """When a target counts as far surpassed and what follows.

    `far_over` is a percentage of the target. `cut` is none, zero (nothing is left of the points) or
    deviation: the weight is cut by `factor` times the share beyond, at most by the share `most`.
    """

    far_over: Decimal
    cut: str
    factor: Decimal
    most: Decimal


def read_deviation(params: Params) -> Deviation:
    """Read `far_over` (percent of the target; without it 130, to be verified), `cut` (none, zero,
    deviation), `cut_factor` (k) and `cut_most` (c, a share of the weight) of the reference's R13.

    Raises RuleProblem.
    """
    cut = params.word("cut", choices=(_NO_CUT, _TO_ZERO, _BY_DEVIATION), default=_NO_CUT)
    far_over = params.number("far_over")
    factor, most = read_amount(params, "cut_factor"), read_amount(params, "cut_most")
    if cut == _BY_DEVIATION and factor is None:
        raise RuleProblem("params.cut_factor is missing, which cut = deviation needs")
    return Deviation(
        far_over=keep_usable(
            _FAR_OVER if far_over is None else far_over, name="far_over", above_zero=True
        ),
        cut=cut,
        factor=factor or Decimal(0),
        most=Decimal(1) if most is None else most,
    )


def fit_deviation(settings: Deviation) -> Iterator[str]:
    """Everything about the parameters of R13 that makes no sense."""
    if settings.far_over < 100:  # noqa: PLR2004 -- the target itself, in percent
        yield "params.far_over is a percentage of the target and must be at least 100"
    if settings.most > 1:
        yield "params.cut_most is a share of the weight and must be at most 1"


def score_reached(
    points: Points, *, settings: Deviation, actual: Decimal, target: Decimal, text: str
) -> Points | WhyNot:
    """Return full `points` of a target that was reached, marked or cut where it was far surpassed.

    Nothing is cut without a cause that a person stated: the target was set too low, as
    财预〔2020〕10号 asks. Where the scheme wants a cut and `text` names no cause, a
    person has to say.
    """
    if target <= 0 or Fraction(actual) * 100 <= Fraction(target) * Fraction(settings.far_over):
        return points
    notices = (*points.notices, Notice.FAR_OVER_TARGET)
    if settings.cut == _NO_CUT:
        return replace(points, notices=notices)
    if not states_cause(text):
        return WhyNot.CAUSE_MISSING
    if settings.cut == _TO_ZERO:
        bound = Fraction(target) * Fraction(settings.far_over) / 100
        formula = compare(actual, ">", bound)
        return Points(
            value=Fraction(0), formula=formula, is_condition=True, rule="R13", notices=notices
        )
    return _cut_by_deviation(points, settings, actual=actual, target=target, notices=notices)


def states_cause(text: str) -> bool:
    """Whether a text says that the target was too low ("目标偏低", "目标设置偏低"), and does not
    deny it.
    """
    found = list(_CAUSE.finditer(text[:_LONGEST_ACTUAL]))
    return bool(found) and not any(match["denied"] for match in found)


def _cut_by_deviation(
    points: Points,
    settings: Deviation,
    *,
    actual: Decimal,
    target: Decimal,
    notices: tuple[Notice, ...],
) -> Points:
    beyond = Fraction(actual) / Fraction(target) - Fraction(settings.far_over) / 100
    most = min(settings.most, Decimal(1))
    cut = min(Fraction(settings.factor) * beyond, Fraction(most))
    formula = (
        f"{spell(points.value)} × (1 − min({spell(settings.factor)} × "
        f"({spell(actual)} ÷ {spell(target)} − {spell(Fraction(settings.far_over) / 100)}), "
        f"{spell(most)}))"
    )
    return Points(value=points.value * (1 - cut), formula=formula, rule="R13", notices=notices)
