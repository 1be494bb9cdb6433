"""The table of checks, in the order of the scoring reference, and what is done with them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from models.vocabulary import Severity
from policies.checking import funds, grades, indicators, narrative, scores, weights
from policies.checking.inconsistency import Inconsistency
from policies.checking.places import AFTER_THE_ROWS
from policies.checking.sheet import Sheet

Check = Callable[[Sheet], Iterator[Inconsistency]]

CHECKS: Mapping[str, Check] = {
    **weights.CHECKS,
    **scores.CHECKS,
    **funds.CHECKS,
    **indicators.CHECKS,
    **grades.CHECKS,
    **narrative.CHECKS,
}
"""One function for each code."""

NOTED_BY_HAND = (
    *("W04", "W05", "W06", "W08", "W09", "W11", "W12", "F12", "F13", "I16"),
    *("N01", "N04", "N05", "N06", "N10", "N12"),
)
"""What only a reader of the printed page can see: a reviewer records it by hand."""


def find_inconsistencies(sheet: Sheet) -> tuple[Inconsistency, ...]:
    """All inconsistencies: errors, warnings, information, each in the order of the form.

    Rows come as they stand, then the lines of funds, then the places that are no row; at one place
    the order of `CHECKS`. A severity of the scheme replaces the one of the check.
    """
    severities = list(Severity)
    places = [row.id for row in sheet.rows] + [line.id for line in sheet.lines]
    places += [passage.key for passage in sheet.sections]
    order = {place: number for number, place in enumerate((*places, *AFTER_THE_ROWS))}
    judged = sheet.terms.severities
    found = [
        replace(item, severity=judged[item.code]) if item.code in judged else item
        for check in CHECKS.values()
        for item in check(sheet)
    ]
    last = len(order)
    return tuple(
        sorted(
            found,
            key=lambda item: (severities.index(item.severity), order.get(item.where, last)),
        )
    )


def blocks_submission(inconsistency: Inconsistency) -> bool:
    """An error must be mended or explained before the evaluation is submitted."""
    return inconsistency.severity is Severity.ERROR and not inconsistency.explained
