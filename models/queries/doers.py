"""People who acted, looked for by name."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from models.queries.search import contains
from models.queries.visibility import Asker
from models.tables import AuditEvent, Evaluation, FinanceSection, Unit, User
from models.vocabulary import Role


class DoerRow(NamedTuple):
    """Somebody who acted, with the name of his office as of now."""

    id: UUID
    name: str
    office: str | None


def list_doers(
    session: Session, asker: Asker, *, name: str = "", person_id: UUID | None = None, limit: int
) -> list[DoerRow]:
    """Return who ever acted on an evaluation this person may see, by name: the one with this id,
    or those whose name holds these characters or whose sign-in name they are. One query.

    Auditors, who may see everything, find everybody with an account.
    """
    wanted: ColumnElement[bool] = User.id == person_id
    if person_id is None:
        wanted = or_(contains(func.lower(User.name), name.lower()), User.login == name)
    own_unit = select(Unit.name).where(Unit.id == User.unit_id).scalar_subquery()
    section = select(FinanceSection.name).where(FinanceSection.id == User.section_id)
    statement = (
        select(User.id, User.name, func.coalesce(own_unit, section.scalar_subquery()))
        .where(wanted)
        .order_by(User.name, User.id)
        .limit(limit)
    )
    if Role.AUDITOR not in asker.roles:
        statement = statement.where(_acted_where_seen(asker))
    return [DoerRow(*row) for row in session.execute(statement)]


def _acted_where_seen(asker: Asker) -> ColumnElement[bool]:
    return (
        exists()
        .where(
            or_(AuditEvent.actor_id == User.id, AuditEvent.for_id == User.id),
            Evaluation.id == AuditEvent.evaluation_id,
            Unit.id == Evaluation.unit_id,
            asker.may_see_unit(),
        )
        .correlate(User)
    )
