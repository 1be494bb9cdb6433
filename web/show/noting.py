"""What a reviewer notes by hand: what he may choose from, and what was noted."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.queries.notes import list_noted_bodies
from models.vocabulary import State
from policies.checking import NOTED_BY_HAND
from policies.checking.by_hand import PLACES
from web.check_sentences import BY_HAND
from web.show.history import Event
from web.show.parts import name_place
from workflow.guards import Case, may_note

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Noting:
    """The codes and the places to choose from, each with its words, nothing at first."""

    codes: Options
    places: Options


def offer_noting(case: Case) -> Noting | None:
    """Return what can be noted, None for whoever the evaluation does not lie with for review."""
    if not may_note(case):
        return None
    rows = {str(row_id): row.stored.name for row_id, row in case.content().row_of.items()}
    return Noting(
        codes=(
            ("", "—"),
            *((code, f"{code} {BY_HAND[code]}") for code in NOTED_BY_HAND),
        ),
        places=(
            ("", "—"),
            *((where, name_place(where, rows=rows)) for where in (*PLACES, *rows)),
        ),
    )


def count_noted(session: Session, case: Case) -> int:
    """Return how much reviewers noted of an evaluation. One query, none before anybody reviewed."""
    if case.facts.state is State.DRAFT and case.facts.round == 1:
        return 0
    return len(list_noted_bodies(session, case.facts.evaluation_id))


def list_noted(events: Iterable[Event]) -> list[Event]:
    """Return the events that noted something, in the order they come in."""
    return [event for event in events if event.noted is not None]
