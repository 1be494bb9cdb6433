"""Scoring: one table of rule families, exact arithmetic, one rounding per row.

A further family is one function and one line of `RULES`.
"""

from policies.scoring.quantity import Quantity, read_quantity
from policies.scoring.rules import (
    RULES,
    Rule,
    RuleProblem,
    compute_score,
    describe_rule,
    parse_rule,
)
from policies.scoring.spec import Computed, RuleSpec, ScoreInput, WhyNot
from policies.scoring.totals import Band, execution_rate, grade_of, sum_scores

__all__ = [
    "RULES",
    "Band",
    "Computed",
    "Quantity",
    "Rule",
    "RuleProblem",
    "RuleSpec",
    "ScoreInput",
    "WhyNot",
    "compute_score",
    "describe_rule",
    "execution_rate",
    "grade_of",
    "parse_rule",
    "read_quantity",
    "sum_scores",
]
