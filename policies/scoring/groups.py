"""Rows that are scored by the rows below them, or by the values of several units.

Sources: R20 (Hubei, notes 2 and 3: aggregate first, score second) and R23 of the scoring reference;
the groups of case 001.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from policies.numbers import fold_digits
from policies.scoring.family import Family, Outcome
from policies.scoring.formula import spell
from policies.scoring.params import Params, RuleProblem, to_number
from policies.scoring.spec import Notice, Points, ScoreInput, WhyNot
from policies.scoring.usable import is_usable
from policies.scoring.values import keep_usable, take_target

MOST_PARTS = 50
_LONGEST_ACTUAL = 2000
_MODES = ("sum", "worst", "average", "all_met")

_NUMBER = r"[0-9]{1,12}(?:\.[0-9]{1,6})?"
_PART = re.compile(
    rf"(?P<value>{_NUMBER}) ?(?P<unit>[%％‰]?) ?[·×*xX@] ?(?P<funds>{_NUMBER}) ?"
    r"(?P<money>亿元|亿|万元|万|元)?"
)
_BETWEEN_PARTS = re.compile(r"[+＋;；,，、\n]")
_YUAN = {"": 1, "元": 1, "万": 10**4, "万元": 10**4, "亿": 10**8, "亿元": 10**8}


@dataclass(frozen=True, slots=True)
class Group:
    """How the rows below make up the points: their sum, the worst or the average of their shares,
    or everything if all are met in full. With `rest_is_full` the rows that could not be computed
    are taken to have earned what the others leave.
    """

    mode: str
    rest_is_full: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What one unit reached, and its funds in a unit of money that all parts share."""

    value: Decimal
    funds: Decimal


@dataclass(frozen=True, slots=True)
class Aggregate:
    """Parts that the rule itself names; without any, the actual text does."""

    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class _Target:
    value: Decimal
    operator: str
    unit: str
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    most: Decimal
    score: Decimal


def read_group(params: Params) -> Group:
    """Read `mode` (sum, worst, average, all_met) and `rest` (none, full; only with sum).

    Raises RuleProblem.
    """
    mode = params.word("mode", choices=_MODES, default="sum")
    rest = params.word("rest", choices=("none", "full"), default="none")
    if rest == "full" and mode != "sum":
        raise RuleProblem("params.rest may be full only where params.mode is sum")
    return Group(mode, rest_is_full=rest == "full")


def score_group(settings: Group, row: ScoreInput) -> Outcome:
    """Score a row by its details (R23); case 001: "20 + 3.05", where 20 is taken as the rest.

    A detail counts as computed only when it is known what it may earn at most: without that it
    was computed with a weight of zero, and its zero says nothing.
    """
    known = [
        _Known(detail.most, detail.computed.score)
        for detail in row.details
        if detail.most is not None and detail.computed.score is not None
    ]
    is_whole = len(known) == len(row.details)
    if not known or not (is_whole or settings.rest_is_full):
        return WhyNot.DETAILS_MISSING
    if not all(is_usable(detail.most) and is_usable(detail.score) for detail in known):
        return WhyNot.DETAILS_MISSING
    if settings.mode != "sum":
        return _score_by_shares(settings.mode, known, weight=row.weight)
    if is_whole:
        return Points(value=_add_scores(known), formula=_write_sum(known))
    return _score_with_rest(known, row)


def read_sum(_params: Params) -> Group:
    """Return the group that is the sum of all its details; case 002: a higher score is the sum of
    those below it. The family has no parameters of its own.
    """
    return Group("sum")


def read_aggregate(params: Params) -> Aggregate:
    """Read `parts`, a list of pairs of value and funds ([["90", "100"], ["80", "300"]]); without
    it the actual text holds them.

    Raises RuleProblem.
    """
    found = params.items("parts")
    if len(found) > MOST_PARTS:
        raise RuleProblem(f"params.parts must have at most {MOST_PARTS} pairs")
    return Aggregate(tuple(_read_pair(pair) for pair in found))


def score_aggregate(settings: Aggregate, row: ScoreInput) -> Outcome:
    """Score the mean of several units, weighted by their funds, by its ratio to the target (R20).

    More is better unless the target says ≤ or <. A missing target, a part that cannot be read and
    funds of nothing are reasons.
    """
    target = _read_target(row.target_text)
    if isinstance(target, WhyNot):
        return target
    parts, unit = settings.parts, target.unit
    if not parts:
        read = read_parts(row.actual_text)
        if read is None:
            return WhyNot.ACTUAL_UNCLEAR if row.actual_text.strip() else WhyNot.ACTUAL_MISSING
        parts, unit = read
    mean = weigh_by_funds(parts)
    if mean is None:
        return WhyNot.ACTUAL_UNCLEAR
    if unit != target.unit:
        return WhyNot.UNITS_DIFFER
    return _score_mean(mean, _write_mean(parts), target, weight=row.weight)


def read_parts(text: str) -> tuple[tuple[Part, ...], str] | None:
    """Return the parts of "90%·100万 + 80%·300万" with funds in yuan, and the unit of their values.

    None for anything else, and where some parts name a unit and others do not.
    """
    if len(text) > _LONGEST_ACTUAL:
        return None
    pieces = [fold_digits(piece) for piece in _BETWEEN_PARTS.split(text)]
    matches = [_PART.fullmatch(piece) for piece in pieces]
    if len(matches) > MOST_PARTS:
        return None
    parts, units, has_money = [], set(), set()
    for match in matches:
        if match is None:
            return None
        money = match["money"] or ""
        parts.append(Part(Decimal(match["value"]), Decimal(match["funds"]) * _YUAN[money]))
        units.add(match["unit"].replace("％", "%"))
        has_money.add(bool(money))
    return (tuple(parts), units.pop()) if len(units) == len(has_money) == 1 else None


def weigh_by_funds(parts: Sequence[Part]) -> Fraction | None:
    """Return the mean of the values weighted by funds; parts without funds drop out.

    90 with funds of 100 and 80 with funds of 300 make 82.5. None where no funds are left.
    """
    funds = sum((Fraction(part.funds) for part in parts), Fraction(0))
    if funds <= 0:
        return None
    return sum((Fraction(part.value) * Fraction(part.funds) for part in parts), Fraction(0)) / funds


SUM = Family("SUM", read_sum, score_group)
GROUP = Family("R23", read_group, score_group)
AGGREGATE = Family("R20", read_aggregate, score_aggregate)


def _add_scores(known: Sequence[_Known]) -> Fraction:
    return sum((Fraction(detail.score) for detail in known), Fraction(0))


def _write_sum(known: Sequence[_Known]) -> str:
    return " + ".join(spell(detail.score) for detail in known)


def _score_with_rest(known: Sequence[_Known], row: ScoreInput) -> Outcome:
    # What does not apply has not been done, and earns nothing by that.
    if any(detail.computed.why_not is WhyNot.NOT_APPLICABLE for detail in row.details):
        return WhyNot.DETAILS_MISSING
    rest = row.weight - sum((detail.most for detail in known), Decimal(0))
    if rest < 0:
        return WhyNot.DETAILS_MISSING
    return Points(
        value=Fraction(rest) + _add_scores(known),
        formula=f"{spell(rest)} + {_write_sum(known)}",
        notices=(Notice.PARTS_TAKEN_AS_FULL,),
    )


def _score_by_shares(mode: str, known: Sequence[_Known], *, weight: Decimal) -> Outcome:
    if any(detail.most == 0 for detail in known):
        return WhyNot.DETAILS_MISSING
    full = Fraction(weight)
    if mode == "all_met":
        missed = [detail for detail in known if detail.score < detail.most]
        return Points(
            value=full if not missed else Fraction(0),
            formula=f"{_write_share((missed or known)[0])} {'< 1' if missed else '= 1'}",
            is_condition=True,
        )
    if mode == "worst":
        worst = min(known, key=_share_of)
        return Points(
            value=full * _share_of(worst), formula=f"{spell(weight)} × {_write_share(worst)}"
        )
    return Points(
        value=full * sum(map(_share_of, known), Fraction(0)) / len(known),
        formula=f"{spell(weight)} × ({' + '.join(map(_write_share, known))}) ÷ {len(known)}",
    )


def _share_of(detail: _Known) -> Fraction:
    return Fraction(detail.score) / Fraction(detail.most)


def _write_share(detail: _Known) -> str:
    return f"{spell(detail.score)} ÷ {spell(detail.most)}"


def _read_pair(pair: object) -> Part:
    if not isinstance(pair, list) or len(pair) != len(("value", "funds")):
        raise RuleProblem("params.parts must be pairs of value and funds")
    value, funds = (keep_usable(to_number(each, name="parts"), name="parts") for each in pair)
    return Part(value, funds)


def _write_mean(parts: Sequence[Part]) -> str:
    kept = [part for part in parts if part.funds]
    terms = [f"{spell(part.value)} × {spell(part.funds)}" for part in kept]
    funds = spell(sum((part.funds for part in kept), Decimal(0)))
    return f"({' + '.join(terms)}) ÷ {funds}"


def _read_target(text: str) -> _Target | WhyNot:
    taken = take_target(text)
    if isinstance(taken, WhyNot):
        return taken
    if taken.value < 0:
        return WhyNot.TARGET_NOT_A_NUMBER
    if taken.value == 0:
        return WhyNot.ZERO_TARGET
    return _Target(taken.value, taken.reading.operator, taken.reading.unit, taken.notices)


def _score_mean(mean: Fraction, written: str, target: _Target, *, weight: Decimal) -> Outcome:
    bound, stated = Fraction(target.value), spell(target.value)
    less_is_better = target.operator in {"≤", "<"}
    if mean == bound and target.operator in {"<", ">"}:
        return WhyNot.BY_A_PERSON
    if mean <= bound if less_is_better else mean >= bound:
        sign = target.operator if target.operator in {"≤", "<", ">"} else "≥"
        return Points(
            value=Fraction(weight),
            formula=f"{written} {sign} {stated}",
            is_condition=True,
            notices=target.notices,
        )
    if less_is_better:
        formula = f"{spell(weight)} × {stated} ÷ ({written})"
        return Points(
            value=Fraction(weight) * bound / mean, formula=formula, notices=target.notices
        )
    formula = f"{spell(weight)} × {written} ÷ {stated}"
    return Points(value=Fraction(weight) * mean / bound, formula=formula, notices=target.notices)
