"""The table of rule families, and the scoring of one row by it.

The families and their ids are those of the scoring reference, section 1.
"""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from policies.numbers import round_half_up
from policies.scoring import (
    bands,
    checklists,
    conversions,
    deductions,
    execution,
    groups,
    knock_out,
    levels,
    ratios,
)
from policies.scoring.family import Family, Target
from policies.scoring.params import Params, RuleProblem
from policies.scoring.spec import Computed, RuleSpec, ScoreInput, WhyNot
from policies.scoring.usable import is_usable

FAMILIES: Mapping[str, Family] = {
    "ratio_forward": ratios.FORWARD,
    "ratio_reverse": ratios.REVERSE,
    "threshold_le": ratios.AT_MOST,
    "threshold_ge": ratios.AT_LEAST,
    "zero_target": ratios.ZERO,
    "exec_rate": execution.LINEAR,
    "exec_rate_stepped": execution.STEPPED,
    "ratio_vs_time_progress": execution.AGAINST_TIME,
    "step_bands": bands.BANDS,
    "case": bands.CASES,
    "linear_deduction_over": deductions.OVER,
    "linear_deduction_under": deductions.UNDER,
    "per_occurrence": deductions.PER_OCCURRENCE,
    "checklist": checklists.CHECKLIST,
    "checklist_with_deductions": checklists.WITH_DEDUCTIONS,
    "boolean": checklists.BOOLEAN,
    "qualitative": levels.QUALITATIVE,
    "deadline": levels.DEADLINE,
    "subtable": conversions.SUBTABLE,
    "weighted_conversion": conversions.WEIGHTED,
    "coefficient": conversions.COEFFICIENT,
    "completion_rate": conversions.COEFFICIENT,
    "external_conversion": conversions.EXTERNAL,
    "hierarchical_sum": groups.SUM,
    "group": groups.GROUP,
    "aggregate": groups.AGGREGATE,
    "veto": knock_out.VETO,
}
"""Each family by the name schemes and case files use."""


@lru_cache(maxsize=4096)
def _read(family: str, params: tuple[tuple[str, str], ...], text: str) -> object:
    return _read_params(family, Params(dict(params), text=text))


def _read_params(family: str, params: Params) -> object:
    """The settings of a family; in each of them a detail may carry `max`. Raises RuleProblem."""
    params.number("max")
    return FAMILIES[family].read(params)


def _settings_of(rule: RuleSpec) -> object:
    return _read(rule.family, tuple(rule.params.items()), rule.text)


def compute_score(*, rule: RuleSpec | None, row: ScoreInput, places: int) -> Computed:
    """The score of `row` by `rule`: computed exactly, kept between 0 and the weight, rounded once,
    half-up, to `places`; without a score, why not.

    Whatever the row holds, it never raises: a text that cannot be read is a reason.
    """
    if rule is None:
        return Computed(None, "", why_not=WhyNot.NO_RULE)
    family = FAMILIES.get(rule.family)
    if family is None:
        return Computed(None, "", why_not=WhyNot.RULE_UNKNOWN)
    if not is_usable(row.weight):
        return Computed(None, family.id, why_not=WhyNot.WEIGHT_UNUSABLE)
    try:
        settings = _settings_of(rule)
    except RuleProblem:
        return Computed(None, family.id, why_not=WhyNot.RULE_UNUSABLE)
    outcome = family.compute(settings, row)
    if isinstance(outcome, WhyNot):
        return Computed(None, family.id, why_not=outcome)
    score = round_half_up(outcome.value, places=places)
    score = min(max(score, Decimal(0)), row.weight)
    sign = "→" if outcome.is_condition else "="
    return Computed(
        score,
        outcome.rule or family.id,
        f"{outcome.formula} {sign} {score}",
        notices=outcome.notices,
    )


def target_of(family: str) -> Target | None:
    """What the family of a row takes its target for, None of a row without a rule."""
    found = FAMILIES.get(family)
    return None if found is None else found.target


def fit_rule(rule: RuleSpec, *, weight: Decimal | None) -> Iterator[str]:
    """Everything about a rule that contradicts itself, or the weight of its row if it has one."""
    params = Params(rule.params, text=rule.text)
    try:
        settings = _read_params(rule.family, params)
    except RuleProblem as problem:
        yield str(problem)
        return
    yield from (f"params.{name} is not known" for name in params.unknown())
    if weight is not None:
        yield from FAMILIES[rule.family].fit(settings, weight)


def parse_rule(data: Mapping[str, object]) -> RuleSpec:
    """A rule from stored JSON, a case file or a scheme: `family`, and if need be `params`, `text`,
    `bonus`.

    Raises RuleProblem for an unknown family or key, or a value of the wrong type.
    """
    unknown = sorted(set(data) - {"family", "params", "text", "bonus"})
    if unknown:
        raise RuleProblem(f"unknown key {unknown[0]!r}")
    family, params, text = data.get("family"), data.get("params", {}), data.get("text") or ""
    if not isinstance(family, str) or family not in FAMILIES:
        raise RuleProblem(f"unknown family {family!r}")
    if not isinstance(params, Mapping) or not all(isinstance(name, str) for name in params):
        raise RuleProblem("params must be a table")
    if not isinstance(text, str):
        raise RuleProblem("text must be a text")
    is_bonus = data.get("bonus", False)
    if not isinstance(is_bonus, bool):
        raise RuleProblem("bonus must be true or false")
    return RuleSpec(family, {name: _param(value) for name, value in params.items()}, text, is_bonus)


def describe_rule(rule: RuleSpec) -> dict[str, object]:
    """The rule as data for storing; `parse_rule` reads it back."""
    described: dict[str, object] = {
        "family": rule.family,
        "params": dict(rule.params),
        "text": rule.text,
    }
    return described | {"bonus": True} if rule.is_bonus else described


def _param(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
