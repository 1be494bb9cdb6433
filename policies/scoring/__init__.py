"""Scoring: one table of rule families, exact arithmetic, one rounding per row.

A further family is one function and one line of `FAMILIES`.
"""

from policies.scoring.families import (
    FAMILIES,
    compute_score,
    describe_rule,
    fit_rule,
    parse_rule,
    target_of,
)
from policies.scoring.family import Target
from policies.scoring.params import RuleProblem
from policies.scoring.spec import Computed, Notice, RuleSpec, ScoreInput, WhyNot
from policies.scoring.totals import Band, execution_rate, grade_of, sum_scores

__all__ = [
    "FAMILIES",
    "Band",
    "Computed",
    "Notice",
    "RuleProblem",
    "RuleSpec",
    "ScoreInput",
    "Target",
    "WhyNot",
    "compute_score",
    "describe_rule",
    "execution_rate",
    "fit_rule",
    "grade_of",
    "parse_rule",
    "sum_scores",
    "target_of",
]
