"""The table of rule families, and the scoring of one row by it.

The families and their ids are those of the scoring reference; a family whose function is
`leave_to_a_person` is known, stored and shown, and not computed yet.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from policies.numbers import format_points, round_half_up
from policies.scoring.quantity import Quantity, read_quantity, units_agree
from policies.scoring.spec import Computed, RuleSpec, ScoreInput, WhyNot

_LARGEST_EXPONENT = 15
_SMALLEST_EXPONENT = -10

Outcome = Computed | WhyNot
Function = Callable[[RuleSpec, ScoreInput, int], Outcome]


class RuleProblem(ValueError):  # noqa: N818 -- it tells a person what to change
    """A stored or imported rule that the table does not know; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One family: its id and the function that scores a row by it."""

    id: str
    compute: Function


def score_execution_rate(_rule: RuleSpec, row: ScoreInput, places: int) -> Outcome:
    """Weight × spent ÷ budget, never more than the weight (财预〔2020〕10号, unit's own form)."""
    if row.budget is None:
        return WhyNot.BUDGET_MISSING
    if row.spent is None:
        return WhyNot.SPENT_MISSING
    if not (_usable(row.budget) and _usable(row.spent)):
        return WhyNot.AMOUNT_UNUSABLE
    if row.budget == 0:
        return WhyNot.ZERO_BUDGET
    if row.spent > row.budget:
        return _full(
            "R05a", row, f"{format_points(row.spent)} > {format_points(row.budget)}", places
        )
    return _share("R05a", row, part=row.spent, whole=row.budget, places=places)


def score_forward_ratio(_rule: RuleSpec, row: ScoreInput, places: int) -> Outcome:
    """More is better: weight × actual ÷ target, never more than the weight."""
    pair = _read_pair(row)
    if isinstance(pair, WhyNot):
        return pair
    target, actual = pair
    if target.value == 0:
        return _score_zero_target(row, target, actual, none_is_best=False, places=places)
    if target.operator in {"≤", "<"}:
        return WhyNot.DIRECTION_UNCLEAR
    if target.operator == ">":
        return _score_strict(row, target, actual, met=actual.value > target.value, places=places)
    if actual.value >= target.value:
        return _full("R01", row, _compare(actual, "≥", target), places)
    return _share("R01", row, part=actual.value, whole=target.value, places=places)


def score_reverse_ratio(_rule: RuleSpec, row: ScoreInput, places: int) -> Outcome:
    """Less is better: full up to the target, beyond it weight × target ÷ actual."""
    pair = _read_pair(row)
    if isinstance(pair, WhyNot):
        return pair
    target, actual = pair
    if target.value == 0:
        return _score_zero_target(row, target, actual, none_is_best=True, places=places)
    if target.operator in {"≥", ">"}:
        return WhyNot.DIRECTION_UNCLEAR
    if target.operator == "<":
        return _score_strict(row, target, actual, met=actual.value < target.value, places=places)
    if actual.value <= target.value:
        return _full("R02", row, _compare(actual, "≤", target), places)
    return _share("R02", row, part=target.value, whole=actual.value, places=places)


def leave_to_a_person(_rule: RuleSpec, _row: ScoreInput, _places: int) -> Outcome:
    """The family is known and not computed yet."""
    return WhyNot.RULE_NOT_COMPUTED


RULES: Mapping[str, Rule] = {
    "ratio_forward": Rule("R01", score_forward_ratio),
    "ratio_reverse": Rule("R02", score_reverse_ratio),
    "threshold_le": Rule("R03", leave_to_a_person),
    "zero_target": Rule("R04", leave_to_a_person),
    "exec_rate": Rule("R05a", score_execution_rate),
    "exec_rate_stepped": Rule("R05b", leave_to_a_person),
    "ratio_vs_time_progress": Rule("R05c", leave_to_a_person),
    "step_bands": Rule("R06", leave_to_a_person),
    "linear_deduction_over": Rule("R07", leave_to_a_person),
    "linear_deduction_under": Rule("R07", leave_to_a_person),
    "per_occurrence": Rule("R08", leave_to_a_person),
    "checklist": Rule("R09", leave_to_a_person),
    "checklist_with_deductions": Rule("R09b", leave_to_a_person),
    "boolean": Rule("R10", leave_to_a_person),
    "qualitative": Rule("R11", leave_to_a_person),
    "subtable": Rule("R14", leave_to_a_person),
    "weighted_conversion": Rule("R15", leave_to_a_person),
    "coefficient": Rule("R16", leave_to_a_person),
    "completion_rate": Rule("R16", leave_to_a_person),
    "deadline": Rule("R21", leave_to_a_person),
    "case": Rule("R24", leave_to_a_person),
    "external_conversion": Rule("R25", leave_to_a_person),
    "hierarchical_sum": Rule("SUM", leave_to_a_person),
}


def compute_score(*, rule: RuleSpec | None, row: ScoreInput, places: int) -> Computed:
    """The score of `row` by `rule`, rounded once to `places`; without a score, why not.

    Whatever the row holds, it never raises: a text that cannot be read is a reason.
    """
    if rule is None:
        return Computed(None, "", why_not=WhyNot.NO_RULE)
    known = RULES.get(rule.family)
    if known is None:
        return Computed(None, "", why_not=WhyNot.RULE_UNKNOWN)
    if not _usable(row.weight):
        return Computed(None, known.id, why_not=WhyNot.WEIGHT_UNUSABLE)
    outcome = known.compute(rule, row, places)
    if isinstance(outcome, WhyNot):
        return Computed(None, known.id, why_not=outcome)
    return outcome


def parse_rule(data: Mapping[str, object]) -> RuleSpec:
    """A rule from stored JSON, a case file or a scheme: `family`, and if need be `params`, `text`.

    Raises RuleProblem for an unknown family or key, or a value of the wrong type.
    """
    unknown = sorted(set(data) - {"family", "params", "text"})
    if unknown:
        raise RuleProblem(f"unknown key {unknown[0]!r}")
    family, params, text = data.get("family"), data.get("params", {}), data.get("text") or ""
    if not isinstance(family, str) or family not in RULES:
        raise RuleProblem(f"unknown family {family!r}")
    if not isinstance(params, Mapping) or not all(isinstance(name, str) for name in params):
        raise RuleProblem("params must be a table")
    if not isinstance(text, str):
        raise RuleProblem("text must be a text")
    return RuleSpec(family, {name: _param(value) for name, value in params.items()}, text)


def describe_rule(rule: RuleSpec) -> dict[str, object]:
    """The rule as data for storing; `parse_rule` reads it back."""
    return {"family": rule.family, "params": dict(rule.params), "text": rule.text}


def _param(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def _usable(number: Decimal) -> bool:
    """Bounded before any exact arithmetic: 1E+9999999 as a fraction would fill the memory."""
    if not number.is_finite() or number < 0:
        return False
    exponent = number.as_tuple().exponent
    fine_enough = isinstance(exponent, int) and exponent >= _SMALLEST_EXPONENT
    return fine_enough and number.adjusted() <= _LARGEST_EXPONENT


def _read_pair(row: ScoreInput) -> tuple[Quantity, Quantity] | WhyNot:
    if not row.target_text.strip():
        return WhyNot.TARGET_MISSING
    target = read_quantity(row.target_text)
    if target is None:
        return WhyNot.TARGET_NOT_A_NUMBER
    if not row.actual_text.strip():
        return WhyNot.ACTUAL_MISSING
    actual = read_quantity(row.actual_text)
    # An actual value with an operator is a copy of the target, not something that was counted.
    if actual is None or actual.operator:
        return WhyNot.ACTUAL_NOT_A_NUMBER
    return (target, actual) if units_agree(target, actual) else WhyNot.UNITS_DIFFER


def _score_zero_target(
    row: ScoreInput, target: Quantity, actual: Quantity, *, none_is_best: bool, places: int
) -> Outcome:
    """R04: nothing is divided by zero. None occurred: full; some occurred: nothing."""
    if target.operator not in {"", "=", "≤"}:
        return WhyNot.ZERO_TARGET
    if actual.value == 0:
        return _full("R04", row, "0 = 0", places)
    if not none_is_best:
        return WhyNot.ZERO_TARGET
    score = round_half_up(Decimal(0), places=places)
    return Computed(score, "R04", f"{_compare(actual, '>', target)} → {score}")


def _score_strict(
    row: ScoreInput, target: Quantity, actual: Quantity, *, met: bool, places: int
) -> Outcome:
    """R03: full where the bound holds; what a missed bound is worth depends on what is counted."""
    if not met:
        return WhyNot.STRICT_BOUND_MISSED
    return _full("R03", row, _compare(actual, target.operator, target), places)


def _full(rule_id: str, row: ScoreInput, condition: str, places: int) -> Computed:
    score = min(round_half_up(row.weight, places=places), row.weight)
    return Computed(score, rule_id, f"{condition} → {score}")


def _share(
    rule_id: str, row: ScoreInput, *, part: Decimal, whole: Decimal, places: int
) -> Computed:
    exact = Fraction(row.weight) * Fraction(part) / Fraction(whole)
    score = min(round_half_up(exact, places=places), row.weight)
    formula = (
        f"{format_points(row.weight)} × {format_points(part)} ÷ {format_points(whole)} = {score}"
    )
    return Computed(score, rule_id, formula)


def _compare(actual: Quantity, sign: str, target: Quantity) -> str:
    return f"{format_points(actual.value)} {sign} {format_points(target.value)}"
