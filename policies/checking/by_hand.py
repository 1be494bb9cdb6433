"""What only a reader can see, put down as a reviewer notes it: spelled like what a check finds."""

from collections.abc import Mapping

from models.vocabulary import Severity
from policies.checking.codes import NOTED_BY_HAND
from policies.checking.inconsistency import Inconsistency
from policies.checking.places import AFTER_THE_ROWS

WARNINGS = frozenset({"F13", "I16", "N01"})
"""The codes that warn; the others inform, unless the scheme judges otherwise."""

PLACES = AFTER_THE_ROWS
"""The places that are no row at which something can be noted, in the order of the page."""


def note_by_hand(
    code: str, where: str, *, severities: Mapping[str, Severity]
) -> Inconsistency | None:
    """Return what was noted at a place; None for a code that checks find by themselves or that
    nobody knows. `severities` are those that the scheme judges otherwise.
    """
    if code not in NOTED_BY_HAND:
        return None
    usual = Severity.WARNING if code in WARNINGS else Severity.INFORMATION
    return Inconsistency(code, severities.get(code, usual), where, {}, explained=False)
