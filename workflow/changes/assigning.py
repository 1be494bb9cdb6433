"""assign: who of the unit is asked to fill in which places. Advice: everybody still may."""

from sqlalchemy.orm import Session

from models.tables import Assignment
from models.writing import Rows, insert_into
from workflow.changes.change import Change, number_event
from workflow.data import Assigning
from workflow.guards import Case


def assign(session: Session, case: Case) -> Change:  # noqa: ARG001 -- one signature for all
    """Return the places whose person changes; the others are left out."""
    given = case.data
    if not isinstance(given, Assigning):
        raise TypeError(given)
    standing = case.staff().standing
    changed = {
        place: person for place, person in given.places.items() if person != standing.get(place)
    }
    if not changed:
        return Change()
    rows: Rows = [
        {
            "evaluation_id": case.facts.evaluation_id,
            "event_seq": number_event(case),
            "place": place,
            "person_id": person,
        }
        for place, person in changed.items()
    ]
    return Change(
        data={
            "assigned": [
                {
                    "place": place,
                    "old": str(standing[place]) if place in standing else None,
                    "new": None if person is None else str(person),
                }
                for place, person in changed.items()
            ]
        },
        writes=[(insert_into(Assignment), rows)],
    )
