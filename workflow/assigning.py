"""Who fills in which place of a form: read from what was assigned, and whom one may ask."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from models.queries.assignments import list_assignments, list_filers
from models.queries.evaluations import IndicatorRow, list_indicators
from models.vocabulary import Kind
from policies.facts import Facts
from workflow.content import Content

FUNDS, WHOLE = "funds", "whole"
"""The place of all funds, and of what stands on no row and in no part of the narrative."""


@dataclass(frozen=True, kw_only=True)
class Staff:
    """The names of those who fill in for the office, by id; and who was asked for which place."""

    people: Mapping[UUID, str] = field(default_factory=dict)
    standing: Mapping[str, UUID] = field(default_factory=dict)

    def name_of(self, place: str) -> str | None:
        """Return the name of who was asked for a place; None where nobody was, or who was has no
        part in filling in any more.
        """
        person = self.standing.get(place)
        return None if person is None else self.people.get(person)

    def list_of(self, person: UUID) -> tuple[str, ...]:
        """Return the places that a person was asked for."""
        return tuple(place for place, asked in self.standing.items() if asked == person)


NOBODY = Staff()


def load_staff(session: Session, facts: Facts) -> Staff:
    """Read who fills in here, and what was assigned to whom. Two queries."""
    office = (
        {"section_id": facts.section_id}
        if facts.kind is Kind.FINANCE
        else {"unit_id": facts.unit_id}
    )
    standing = _read_standing(session, facts.evaluation_id)
    people = {filer.id: filer.name for filer in list_filers(session, **office)}
    return Staff(people=people, standing=standing)


def _read_standing(session: Session, evaluation_id: UUID) -> dict[str, UUID]:
    standing: dict[str, UUID] = {}
    for row in list_assignments(session, evaluation_id):
        standing.pop(row.place, None)
        if row.person_id is not None:
            standing[row.place] = row.person_id
    return standing


def read_before(
    session: Session, origin: UUID, *, content: Content, people: Collection[UUID]
) -> Mapping[str, UUID]:
    """Return who was asked in the evaluation before for each place that is here too, of those who
    still fill in. A row is found again by its place in the form and its name. Two queries, one
    where nobody was asked.
    """
    standing = {
        place: who for place, who in _read_standing(session, origin).items() if who in people
    }
    if not standing:
        return {}
    rows = {_name_row(row): f"row:{row.id}" for row in list_indicators(session, origin)}
    moved = {f"row:{row.stored.id}": rows.get(_name_row(row.stored)) for row in content.rows}
    found = ((place, standing.get(moved.get(place, place) or "")) for place in list_places(content))
    return {place: who for place, who in found if who is not None}


def _name_row(row: IndicatorRow) -> tuple[int, str]:
    return row.position, row.name if row.agreed_name is None else row.agreed_name


def list_places(content: Content) -> tuple[str, ...]:
    """Return every place of a form that is filled in, in its order: the funds, each row that is no
    heading, each part of the narrative, and the rest.
    """
    return (
        *((FUNDS,) if content.lines else ()),
        *(f"row:{row.stored.id}" for row in content.rows if not row.is_heading),
        *(f"section:{section.key}" for section in content.scheme.sections),
        WHOLE,
    )
