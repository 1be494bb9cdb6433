"""Consistency checks: what in one evaluation contradicts itself.

What a check finds is an inconsistency; a finding is what an evaluator writes. Codes and severities
are those of the scoring reference, section 3. A further check is one function and one line of
`CHECKS`, and one sentence in the web's table of sentences.
"""

from policies.checking.codes import CHECKS, NOTED_BY_HAND, blocks_submission, find_inconsistencies
from policies.checking.inconsistency import Inconsistency
from policies.checking.places import FUNDS, GRADE, INDICATORS, NARRATIVE, TOTAL, WEIGHTS
from policies.checking.sheet import (
    MEASURES,
    Balance,
    FundLine,
    Identity,
    Passage,
    PrintedRate,
    Sheet,
    SheetRow,
    Staff,
    Terms,
    YearOnYear,
)

__all__ = [
    "CHECKS",
    "FUNDS",
    "GRADE",
    "INDICATORS",
    "MEASURES",
    "NARRATIVE",
    "NOTED_BY_HAND",
    "TOTAL",
    "WEIGHTS",
    "Balance",
    "FundLine",
    "Identity",
    "Inconsistency",
    "Passage",
    "PrintedRate",
    "Sheet",
    "SheetRow",
    "Staff",
    "Terms",
    "YearOnYear",
    "blocks_submission",
    "find_inconsistencies",
]
