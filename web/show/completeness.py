"""How far the filling in has come: by section of the form, and of a choice of its places."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from web.show.checks import list_left
from web.show.entries import FORM_SECTIONS, FUNDS, INDICATORS, NARRATIVE, section_of
from workflow.assigning import WHOLE, list_places
from workflow.guards import Case
from workflow.refusals import Reason

_ROW = frozenset({"actual", "score", "reason"})


@dataclass(frozen=True)
class Progress:
    """How many places there are to fill in, how many of them lack nothing, and how many single
    things are left.
    """

    places: int
    done: int
    left: int = 0


def place_of(field: str | None) -> str:
    """Return the place in which a field of the form stands."""
    part, _, rest = (field or "").partition("-")
    if part in _ROW:
        return f"row:{rest}"
    if part == "section":
        return f"section:{rest}"
    return FUNDS if section_of(field) == FUNDS else WHOLE


def _section_of_place(place: str) -> str:
    if place.startswith("row:"):
        return INDICATORS
    return FUNDS if place == FUNDS else NARRATIVE


def measure_progress(case: Case) -> Mapping[str, Progress]:
    """Return for each section how far it has come."""
    reasons, places = list_left(case), list_places(case.content())
    return {
        section: measure(
            [place for place in places if _section_of_place(place) == section], reasons=reasons
        )
        for section in FORM_SECTIONS
    }


def measure(places: Collection[str], *, reasons: Iterable[Reason]) -> Progress:
    """Return how far these places have come; `reasons` are what the whole form still lacks."""
    lacking = [place for reason in reasons if (place := place_of(reason.field)) in places]
    return Progress(len(places), len(places) - len(set(lacking)), len(lacking))
