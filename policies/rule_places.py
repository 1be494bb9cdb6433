"""Whether a rule fits the row it stands on: its points, its target, the rows below it."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Protocol

from policies.numbers import format_points
from policies.reading import ValueKind, read_text
from policies.scoring import FAMILIES, RuleSpec, Target, fit_rule
from policies.scoring.params import Params, RuleProblem
from policies.scoring.usable import is_usable

_MORE, _LESS = frozenset({"≥", ">"}), frozenset({"≤", "<"})
_CONTRADICTING = {Target.MORE: _LESS, Target.LESS: _MORE}
_RATIOS = frozenset({"ratio_forward", "ratio_reverse", "zero_target"})
_DEDUCTIONS = frozenset({"linear_deduction_over", "linear_deduction_under"})
_CUT = frozenset({"far_over", "cut", "cut_factor", "cut_most"})
IDLE_PARAMS = {
    "ratio_reverse": _CUT,
    "threshold_le": _CUT,
    "zero_target": _CUT | {"gate", "missed"},
}
"""Parameters that a family reads and never uses."""
_GROUPS = frozenset({"group", "hierarchical_sum"})
_SUM = "hierarchical_sum"
_OF_PARAM = re.compile(r"params\.(?P<name>[a-z_]{1,40}):? (?P<what>.*)", re.DOTALL)


class RuledPart(Protocol):
    """What is asked of a row of a scheme here."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def weight(self) -> Decimal | None:
        """Its points, None for headings and details."""

    @property
    def target_text(self) -> str:
        """Its target as the form writes it, empty where every evaluation has its own."""

    @property
    def rule(self) -> RuleSpec | None:
        """Its rule."""

    @property
    def children(self) -> Sequence["RuledPart"]:
        """The rows below it."""


def find_misplaced_rules(row: RuledPart, *, is_detail: bool) -> Iterator[tuple[str, str]]:
    """What contradicts the rule of a row, each with the key it stands at ("rule.params.bands").

    `is_detail` is whether a row above it carries the points; a detail is worth the `max` of its
    rule, by which the rule is judged like any other by the weight of its row. A row with a weight
    may say it again as `max`, and then says the same. A heading has no rule, for it earns nothing
    by itself.
    """
    rule = row.rule
    if rule is None:
        return
    if row.weight is None and not is_detail:
        if rule.family != _SUM:
            yield "rule", "a heading earns nothing by itself, its rule would never be used"
        return
    weight = row.weight if row.weight is not None else _most_of(rule)
    most = tuple(_find_wrong_most(rule, weight=row.weight))
    yield from most
    for wrong in fit_rule(rule, weight=weight or None):
        found = _OF_PARAM.fullmatch(wrong)
        told = (f"rule.params.{found['name']}", found["what"]) if found else ("rule", wrong)
        if told not in most:
            yield told
    for name in sorted(IDLE_PARAMS.get(rule.family, frozenset()) & rule.params.keys()):
        yield f"rule.params.{name}", f"has no effect in the family {rule.family}"
    yield from _find_lost_threshold(rule, row.target_text)
    if rule.family == "deadline":
        yield from _find_lost_date(rule, row.target_text)
    if rule.family in _GROUPS:
        yield from _find_lost_details(rule, row, weight=weight)


def _find_wrong_most(rule: RuleSpec, *, weight: Decimal | None) -> Iterator[tuple[str, str]]:
    """Points of a rule that are not those of its row, or of a detail that could earn nothing."""
    try:
        stated = Params(rule.params).number("max")
    except RuleProblem:
        return
    if weight is not None:
        most = _most_of(rule)
        if stated is not None and most != weight:
            miss = f"is {format_points(stated)}, not the weight of {format_points(weight)}"
            yield "rule.params.max", miss
    elif stated is None:
        yield "rule.params.max", "is missing"
    elif not _most_of(rule):
        yield "rule.params.max", "must be more than 0"


def _find_lost_threshold(rule: RuleSpec, target_text: str) -> Iterator[tuple[str, str]]:
    """A threshold that no direction belongs to, or a target of the other direction."""
    has_threshold = _has(rule, "threshold")
    if rule.family in _RATIOS and has_threshold:
        yield (
            "rule.params.threshold",
            "has no direction in this family, threshold_le and threshold_ge have one",
        )
    contradicting = _CONTRADICTING.get(FAMILIES[rule.family].target, frozenset())
    operator = read_text(target_text).operator if contradicting and target_text.strip() else ""
    if operator in contradicting:
        yield "target", f"asks for {operator}, which contradicts the rule {rule.family}"
    if rule.family in _DEDUCTIONS and not has_threshold and not target_text.strip():
        yield "rule.params.threshold", "is missing, and there is no target to take it from"


def _find_lost_date(rule: RuleSpec, target_text: str) -> Iterator[tuple[str, str]]:
    if not target_text.strip() or rule.params.get("words") in {"true", "是", "1"}:
        return
    if read_text(target_text, year=_year_of(rule)).kind is not ValueKind.DATE:
        yield "target", "is no date, which the rule deadline needs"


def _find_lost_details(
    rule: RuleSpec, row: RuledPart, *, weight: Decimal | None
) -> Iterator[tuple[str, str]]:
    """A group without rows below it, or whose rows cannot make up its points."""
    if not row.children:
        yield "rule", "needs rows below it, of which it makes up its points"
        return
    if rule.params.get("rest") == "full":
        return
    worths = [_most_of(child.rule) for child in row.children]
    if not all(worths):
        yield "rule", "needs a rule with params.max on every row below it"
    elif rule.params.get("mode", "sum") == "sum" and weight is not None:
        total = sum(filter(None, worths), Decimal(0))
        if total != weight:
            yield "rule", f"the points of the rows below it {spell_miss(total, weight)}"


def spell_miss(found: Decimal, expected: Decimal) -> str:
    """Return by how much a sum of points misses what it should be."""
    difference = format_points(abs(expected - found))
    miss = f"{difference} {'missing' if found < expected else 'too many'}"
    return f"add up to {format_points(found)}, not to {format_points(expected)}: {miss}"


def _has(rule: RuleSpec, name: str) -> bool:
    return rule.params.get(name, "").strip() not in {"", "null"}


def _most_of(rule: RuleSpec | None) -> Decimal | None:
    return _number(rule, "max")


def _year_of(rule: RuleSpec) -> int | None:
    year = _number(rule, "year")
    return int(year) if year is not None and 1900 <= year < 2100 else None  # noqa: PLR2004 -- years


def _number(rule: RuleSpec | None, name: str) -> Decimal | None:
    if rule is None:
        return None
    try:
        number = Params(rule.params).number(name)
    except RuleProblem:
        return None
    return number if number is not None and is_usable(number) else None
