"""Units and what stands below them."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models.queries.visibility import Asker
from models.tables import Unit


def stands_in_subtree(unit_id: UUID) -> ColumnElement[bool]:
    """Return the condition on `Unit` that it is this unit or stands below it, at any depth."""
    below = select(Unit.id).where(Unit.id == unit_id).cte("subtree", recursive=True)
    # UNION, not UNION ALL: units that supervise each other in a circle end the walk.
    below = below.union(select(Unit.id).join(below, Unit.supervising_unit_id == below.c.id))
    return Unit.id.in_(select(below.c.id))


class UnitRow(NamedTuple):
    """One unit and the one that supervises it."""

    id: UUID
    name: str
    supervising_unit_id: UUID | None


def list_units(session: Session, asker: Asker, *, limit: int) -> list[UnitRow]:
    """Return the units whose evaluations this person may see, by code. One query."""
    rows = session.execute(
        select(Unit.id, Unit.name, Unit.supervising_unit_id)
        .where(asker.may_see_unit())
        .order_by(Unit.code)
        .limit(limit)
    )
    return [UnitRow(*row) for row in rows]
