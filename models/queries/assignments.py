"""Who of a unit was asked to fill in what, and whom one may ask."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import Assignment, User, UserRole
from models.vocabulary import Role


class AssignmentRow(NamedTuple):
    """One place given to a person, or taken back where there is none."""

    place: str
    person_id: UUID | None


class FilerRow(NamedTuple):
    """Somebody who fills in for an office."""

    id: UUID
    name: str


def list_assignments(session: Session, evaluation_id: UUID) -> list[AssignmentRow]:
    """Return what was assigned of an evaluation, the oldest first. One query."""
    rows = session.execute(
        select(Assignment.place, Assignment.person_id)
        .where(Assignment.evaluation_id == evaluation_id)
        .order_by(Assignment.event_seq, Assignment.id)
    )
    return [AssignmentRow(*row) for row in rows]


def list_asked(session: Session, evaluation_id: UUID) -> list[FilerRow]:
    """Return everybody who was ever asked to fill in a place of an evaluation. One query."""
    rows = session.execute(
        select(User.id, User.name)
        .join(Assignment, Assignment.person_id == User.id)
        .where(Assignment.evaluation_id == evaluation_id)
        .distinct()
    )
    return [FilerRow(*row) for row in rows]


def list_filers(
    session: Session, *, unit_id: UUID | None = None, section_id: UUID | None = None
) -> list[FilerRow]:
    """Return who fills in for a unit, or for a finance section, and may sign in, by name. One
    query.
    """
    office = User.unit_id == unit_id if unit_id is not None else User.section_id == section_id
    rows = session.execute(
        select(User.id, User.name)
        .join(UserRole, UserRole.user_id == User.id)
        .where(office, User.active, UserRole.role == Role.FILER)
        .order_by(User.name, User.id)
    )
    return [FilerRow(*row) for row in rows]
