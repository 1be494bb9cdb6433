"""What a scheme judges otherwise than the checks do by themselves: its table `[checks]`."""

from collections.abc import Mapping
from decimal import Decimal

from models.vocabulary import Severity
from policies.checking import CHECKS, MEASURES, Terms
from policies.limits import MAX_NAME
from policies.strict_table import StrictTable

LARGEST_POINTS = Decimal(200)
LARGEST_LIMIT = Decimal(1000)
"""Percent that a scheme may set for the checks."""
USUAL = Terms()


def read_terms(file: StrictTable) -> Terms:
    """Return the terms of a scheme, the usual ones where it says nothing.

    `asks_for` lists the kinds of indicators the form wants to see; `level_one` the weights of the
    headings of the first level by name; `severities` what a code is worth here; the limits are in
    percent.
    """
    if not file.has("checks"):
        return USUAL
    table = file.table("checks")
    asked = table.texts("asks_for", longest=MAX_NAME)
    if any(word not in MEASURES for word in asked):
        table.complain("asks_for", f"must be one of {', '.join(MEASURES)}")
    terms = Terms(
        asks_for=frozenset(asked),
        level_one=_read_weights(table),
        severities=_read_severities(table),
        low_rate=_read_limit(table, "low_rate", usual=USUAL.low_rate),
        very_low_rate=_read_limit(table, "very_low_rate", usual=USUAL.very_low_rate),
        far_over_target=_read_limit(table, "far_over_target", usual=USUAL.far_over_target),
        over_target=_read_limit(table, "over_target", usual=USUAL.over_target),
        rate_for_full_outputs=_read_limit(
            table, "rate_for_full_outputs", usual=USUAL.rate_for_full_outputs
        ),
        rate_against_full_outputs=_read_limit(
            table, "rate_against_full_outputs", usual=USUAL.rate_against_full_outputs
        ),
    )
    table.close()
    return terms


def _read_weights(table: StrictTable) -> Mapping[str, Decimal]:
    if not table.has("level_one"):
        return {}
    weights = table.table("level_one")
    return {name: weights.number(name, largest=LARGEST_POINTS) for name in weights.names()}


def _read_severities(table: StrictTable) -> Mapping[str, Severity]:
    if not table.has("severities"):
        return {}
    judged = table.table("severities")
    found = {code: judged.word(code, Severity) for code in CHECKS if judged.has(code)}
    judged.close()
    return found


def _read_limit(table: StrictTable, name: str, *, usual: Decimal) -> Decimal:
    return table.number(name, largest=LARGEST_LIMIT) if table.has(name) else usual
