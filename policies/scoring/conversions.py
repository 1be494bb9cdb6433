"""Rows that convert a score given elsewhere: in a table of its own, in percent, by somebody else.

Sources: R14 and its examples in case 001, R15, R16 and R25 (case 003) of the scoring reference.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from policies.reading import (
    Doubt,
    Figure,
    Reading,
    ValueKind,
    read_figures,
    read_text,
    units_agree,
)
from policies.reading.folding import fold_text
from policies.scoring.amounts import read_amount
from policies.scoring.family import Family, Outcome, Target
from policies.scoring.formula import spell, spell_share
from policies.scoring.params import Params, RuleProblem
from policies.scoring.ratios import FORWARD, REVERSE
from policies.scoring.spec import Notice, Points, ScoreInput, WhyNot
from policies.scoring.usable import is_usable
from policies.scoring.values import join_notices, keep_usable, take_target

_LONGEST_ACTUAL = 2000
_HUNDRED = Decimal(100)
_SCORE_LABEL = re.compile(r"(?:得分|分数|考核分|评分|总分)(?:为|是)?[ :：]{0,3}$")
_LONGEST_RULE = 4000
_SHARE_OF_TARGET = re.compile(
    r"单项得分(?:\(百分制\))?=(?:实际)?(?:完成)?值[/÷](?:年度)?(?:目标|指标|计划)值[×*x]100"
)
_AT_MOST_HUNDRED = re.compile(r"(?:最高|最多|不超过|上限为?)(?:为|得)?100")
_BY_WEIGHT = re.compile(r"单项得分[×*x](?:指标)?权重")
_SCORE_UNITS = frozenset({"", "分"})
_COMPLETION = ("完成率", "完成比例")
_SHARES = frozenset({"%", "‰", "百分点", "个百分点", "分"})
_OPEN = {
    ValueKind.EMPTY: WhyNot.ACTUAL_MISSING,
    ValueKind.COMPOSITE: WhyNot.ACTUAL_UNCLEAR,
    ValueKind.NONE: WhyNot.NONE_OR_ZERO,
}
_UNCLEAR = frozenset({Doubt.ROUGH, Doubt.LOOK_ALIKE, Doubt.SPLIT, Doubt.NONE_OR_ZERO})


@dataclass(frozen=True, slots=True)
class SubTable:
    """A table of its own: the most it can give, and what it gave where the form does not say."""

    most: Decimal
    score: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Weighted:
    """The percentage at which a score of 0 to 100 counts; None where nobody has said it.

    `of_target` where the words of the rule make the single score of the actual value and the
    target, and the weight of the row the percentage.
    """

    percentage: Decimal | None
    of_target: bool = False


@dataclass(frozen=True, slots=True)
class External:
    """A score by somebody else; whether its source has to be named is asked where it is entered."""

    source_required: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """A score that was taken from a text, and what a person should know about it."""

    score: Decimal
    notices: tuple[Notice, ...] = ()


def read_subtable(params: Params) -> SubTable:
    """Read `sub_max` (or `max_of`), the most the table gives, and `sub_score`, what it gave.

    Raises RuleProblem.
    """
    most, other = params.number("sub_max"), params.number("max_of")
    if most is not None and other is not None and most != other:
        raise RuleProblem("params.sub_max and params.max_of contradict one another")
    most = most if most is not None else other
    if most is None:
        raise RuleProblem("params.sub_max is missing")
    score = read_amount(params, "sub_score")
    if score is not None and score > most:
        raise RuleProblem("params.sub_score must not be more than params.sub_max")
    return SubTable(keep_usable(most, name="sub_max", above_zero=True), score)


def score_subtable(settings: SubTable, row: ScoreInput) -> Outcome:
    """Score the weight × the table's score ÷ the most it gives (R14): 2 × 7.30 ÷ 10 is 1.46.

    The score is the one number of the actual text, or the one in it that is called 得分; only
    where the text has no number is it the parameter `sub_score`.
    """
    given = take_score(row.actual_text)
    is_silent = given in {WhyNot.ACTUAL_MISSING, WhyNot.ACTUAL_NOT_A_NUMBER}
    if is_silent and settings.score is not None:
        given = Given(settings.score)
    if isinstance(given, WhyNot):
        return given
    if given.score > settings.most:
        return WhyNot.OUT_OF_RANGE
    return _convert(given, weight=row.weight, most=settings.most)


def read_weighted(params: Params) -> Weighted:
    """Read `pct`, the percentage at which the single score counts. Raises RuleProblem.

    Without it the words may say that the single score is the actual value in percent of the target,
    at most 100, and that it counts at the weight of the row.
    """
    percentage = read_amount(params, "pct")
    return Weighted(percentage, of_target=percentage is None and _is_of_target(params.text))


def score_weighted(settings: Weighted, row: ScoreInput) -> Outcome:
    """Score a single score of 0 to 100 × its percentage (R15): 100 × 25% is 25.

    A single score beyond 100 is out of range. A row that tells no
    single score but met its target ("≥80%", "84%") has one of 100; of a missed target the rule does
    not say how many of them are left.
    """
    if settings.of_target:
        points = FORWARD.compute(FORWARD.read(Params({})), row)
        if isinstance(points, WhyNot):
            return points
        return replace(points, notices=join_notices(points.notices, (Notice.RULE_READ_FROM_TEXT,)))
    if settings.percentage is None:
        return WhyNot.PARAM_MISSING
    given = take_score(row.actual_text)
    if given is WhyNot.ACTUAL_UNCLEAR and _is_met(row):
        given = Given(_HUNDRED, (Notice.RULE_READ_FROM_TEXT,))
    if isinstance(given, WhyNot):
        return given
    if given.score > _HUNDRED:
        return WhyNot.OUT_OF_RANGE
    return Points(
        value=Fraction(given.score) * Fraction(settings.percentage) / 100,
        formula=f"{spell(given.score)} × {spell(settings.percentage)}%",
        notices=given.notices,
    )


def _is_met(row: ScoreInput) -> bool:
    """Whether a target with a direction was met, by two plain numbers."""
    target = take_target(row.target_text)
    if isinstance(target, WhyNot):
        return False
    ratio = {"≥": FORWARD, ">": FORWARD, "≤": REVERSE, "<": REVERSE}.get(target.reading.operator)
    if ratio is None:
        return False
    points = ratio.compute(ratio.read(Params({})), row)
    return not isinstance(points, WhyNot) and points.value == Fraction(row.weight)


def fit_weighted(settings: Weighted, weight: Decimal) -> Iterator[str]:
    """Say that the percentage is missing, or gives other points than the weight of the row."""
    if settings.of_target:
        return
    if settings.percentage is None:
        yield "params.pct is missing"
    elif settings.percentage != weight:
        yield (
            f"params.pct gives at most {spell(settings.percentage)} points, not {spell(weight)}: "
            f"{spell(abs(weight - settings.percentage))} "
            f"{'missing' if settings.percentage < weight else 'too many'}"
        )


def read_coefficient(params: Params) -> bool:
    """Read whether the words make the coefficient a completion rate; the family has no parameters
    of its own.
    """
    return any(word in params.text for word in _COMPLETION)


def score_coefficient(of_completion: bool, row: ScoreInput) -> Outcome:  # noqa: FBT001 -- the settings
    """Score the weight × a coefficient of at most 100 percent (R16).

    A bare number up to 1 may be a share as well as a percentage, so a person is asked. A
    completion rate is made of what was reached of a target in its own unit ("=16座", "16座"; R01).
    """
    reading = read_text(row.actual_text)
    if of_completion and _counts_towards(row, reading):
        points = FORWARD.compute(FORWARD.read(Params({})), row)
        if isinstance(points, WhyNot):
            return points
        return replace(points, rule=points.rule or FORWARD.id)
    given = _take_single(reading, units=frozenset({"", "%"}))
    if isinstance(given, WhyNot):
        return given
    if given.score > _HUNDRED:
        return WhyNot.OUT_OF_RANGE
    if reading.unit != "%" and 0 < given.score <= 1:
        return WhyNot.SHARE_OR_PERCENT
    return Points(
        value=Fraction(row.weight) * Fraction(given.score) / 100,
        formula=f"{spell(row.weight)} × {spell(given.score)}%",
        notices=given.notices,
    )


def _counts_towards(row: ScoreInput, reading: Reading) -> bool:
    """Whether an actual value is so many of what the target asks for, and no share."""
    target = take_target(row.target_text)
    if isinstance(target, WhyNot) or not reading.unit or reading.unit in _SHARES:
        return False
    return reading.kind is ValueKind.NUMBER and units_agree(target.reading, reading)


def read_external(params: Params) -> External:
    """Read `source_required` (true or false). Raises RuleProblem."""
    return External(params.flag("source_required"))


def score_external(_settings: External, row: ScoreInput) -> Outcome:
    """Score the weight × a score that somebody else gave, of 0 to 100 (R25, case 003).

    Without one number in the actual text a person scores the row.
    """
    given = take_score(row.actual_text)
    if given in {WhyNot.NOT_APPLICABLE, WhyNot.ACTUAL_COPIES_TARGET, WhyNot.OUT_OF_RANGE}:
        return WhyNot(given)
    if isinstance(given, WhyNot):
        return WhyNot.BY_A_PERSON
    if given.score > _HUNDRED:
        return WhyNot.OUT_OF_RANGE
    return _convert(given, weight=row.weight, most=_HUNDRED)


def take_score(text: str) -> Given | WhyNot:
    """Return the one score in a text: the number that is called 得分, or the only number.

    A number with another unit than 分 is no score, and two different scores leave open which.
    """
    if not text.strip():
        return WhyNot.ACTUAL_MISSING
    if len(text) > _LONGEST_ACTUAL:
        return WhyNot.ACTUAL_UNCLEAR
    named = [figure for figure in read_figures(text) if _is_score(figure)]
    if not named:
        return _take_bare(read_text(text))
    values = {figure.reading.value for figure in named}
    first = _take_single(named[0].reading, units=_SCORE_UNITS)
    if isinstance(first, WhyNot) or len(values) > 1:
        return WhyNot.ACTUAL_UNCLEAR
    return Given(first.score, (Notice.TAKEN_FROM_SENTENCE,))


SUBTABLE = Family("R14", read_subtable, score_subtable)
WEIGHTED = Family("R15", read_weighted, score_weighted, fit_weighted)
COEFFICIENT = Family("R16", read_coefficient, score_coefficient, target=Target.NUMBER)
EXTERNAL = Family("R25", read_external, score_external)


def _is_of_target(text: str) -> bool:
    folded = fold_text(text[:_LONGEST_RULE]).replace(" ", "")
    capped = _AT_MOST_HUNDRED.search(folded) is not None
    return capped and bool(_SHARE_OF_TARGET.search(folded) and _BY_WEIGHT.search(folded))


def _is_score(figure: Figure) -> bool:
    return _SCORE_LABEL.search(figure.label) is not None and figure.reading.kind is ValueKind.NUMBER


def _take_bare(reading: Reading) -> Given | WhyNot:
    given = _take_single(reading, units=_SCORE_UNITS)
    # A number that a sentence calls something else is no score.
    if isinstance(given, Given) and given.notices:
        return WhyNot.ACTUAL_UNCLEAR
    return given


def _take_single(reading: Reading, *, units: frozenset[str]) -> Given | WhyNot:
    if not reading.applies:
        return WhyNot.NOT_APPLICABLE
    if reading.value is None:
        return _OPEN.get(reading.kind, WhyNot.ACTUAL_NOT_A_NUMBER)
    if reading.operator in {"≥", "≤", ">", "<"}:
        return WhyNot.ACTUAL_COPIES_TARGET
    if reading.unit == "%" and not reading.doubts and not 0 <= reading.value <= _HUNDRED:
        return WhyNot.OUT_OF_RANGE
    is_doubtful = _UNCLEAR & set(reading.doubts) or reading.unit not in units or reading.per
    if is_doubtful or not is_usable(reading.value):
        return WhyNot.ACTUAL_UNCLEAR
    in_sentence = Doubt.FROM_SENTENCE in reading.doubts
    return Given(reading.value, (Notice.TAKEN_FROM_SENTENCE,) if in_sentence else ())


def _convert(given: Given, *, weight: Decimal, most: Decimal) -> Points:
    return Points(
        value=Fraction(weight) * Fraction(given.score) / Fraction(most),
        formula=spell_share(weight=weight, part=given.score, whole=most),
        notices=given.notices,
    )
