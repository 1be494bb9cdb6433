"""What goes into the scoring of one row and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class WhyNot(StrEnum):
    """Why a score was left to a person; a score is never guessed."""

    NO_RULE = "no_rule"
    RULE_UNKNOWN = "rule_unknown"
    RULE_NOT_COMPUTED = "rule_not_computed"
    WEIGHT_UNUSABLE = "weight_unusable"
    TARGET_MISSING = "target_missing"
    TARGET_NOT_A_NUMBER = "target_not_a_number"
    ACTUAL_MISSING = "actual_missing"
    ACTUAL_NOT_A_NUMBER = "actual_not_a_number"
    UNITS_DIFFER = "units_differ"
    DIRECTION_UNCLEAR = "direction_unclear"
    STRICT_BOUND_MISSED = "strict_bound_missed"
    ZERO_TARGET = "zero_target"
    BUDGET_MISSING = "budget_missing"
    SPENT_MISSING = "spent_missing"
    ZERO_BUDGET = "zero_budget"
    AMOUNT_UNUSABLE = "amount_unusable"


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """How a row is scored: a family of the rule table, its parameters, the words of the form.

    A parameter that is not one text (a list of bands, a yes or no) is held as compact JSON.
    """

    family: str
    params: Mapping[str, str] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True, slots=True)
class ScoreInput:
    """One row as it stands. Budget and spent are in one and the same unit of money."""

    weight: Decimal
    target_text: str
    actual_text: str
    budget: Decimal | None = None
    spent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Computed:
    """A score with its formula, the numbers filled in; or no score and the reason why not.

    `rule` is the id of the rule that was used (R01 …), which the text of a target may have chosen:
    a zero target makes R04 of a ratio.
    """

    score: Decimal | None
    rule: str
    formula: str | None = None
    why_not: WhyNot | None = None
