"""A table of units enters, whole or not at all."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from models.tables import Unit
from models.vocabulary import AdminAction
from workflow.offices import describe_values, write_unit
from workflow.people import record_admin_event
from workflow.unit_plan import Step, UnitPlan


def import_units(session: Session, plan: UnitPlan, *, actor_id: UUID | None, at: datetime) -> None:
    """Carry out a plan made in this transaction: an event for each unit added or changed."""
    added = _order_from_the_top(plan.additions)
    rows = [{"id": step.unit_id, "code": step.entry.code, **asdict(step.new)} for step in added]
    if rows:
        session.execute(insert(Unit), rows)
    for step in added:
        data = {"unit": str(step.unit_id), "code": step.entry.code, **describe_values(step.new)}
        record_admin_event(
            session, action=AdminAction.ADD_UNIT, actor_id=actor_id, at=at, data=data
        )
    for step in plan.edits:
        if step.old is not None:
            write_unit(
                session,
                unit_id=step.unit_id,
                old=step.old,
                new=step.new,
                actor_id=actor_id,
                at=at,
            )


def _order_from_the_top(steps: Sequence[Step]) -> list[Step]:
    """Return new units so that a supervising one comes before its own; there is no circle."""
    waiting = {step.unit_id: step for step in steps}
    ordered: list[Step] = []
    while waiting:
        ready = [one for one in waiting.values() if one.new.supervising_unit_id not in waiting]
        ordered += ready
        for step in ready:
            del waiting[step.unit_id]
    return ordered
