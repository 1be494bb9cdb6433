"""Units and finance sections, each act with its administrative event."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from models.queries.people import find_section_by_code, find_unit_by_code
from models.queries.units import UnitRow, list_units, lock_evaluations_of
from models.tables import FinanceSection, Unit
from models.vocabulary import AdminAction
from workflow.ids import new_id
from workflow.listing import relist
from workflow.people import record_admin_event
from workflow.refusals import Refused, conflict, hidden, unmet


@dataclass(frozen=True, kw_only=True)
class UnitValues:
    """What may change of a unit; its code stays."""

    name: str
    region: str
    supervising_unit_id: UUID | None
    section_id: UUID


def add_section(
    session: Session, *, code: str, name: str, actor_id: UUID | None, at: datetime
) -> UUID:
    """Add a finance section. Raises Refused when the code is taken."""
    if find_section_by_code(session, code) is not None:
        raise Refused(unmet("code_is_taken", field="code", code=code))
    section_id = new_id()
    session.execute(insert(FinanceSection), [{"id": section_id, "code": code, "name": name}])
    data = {"section": str(section_id), "code": code, "name": name}
    record_admin_event(session, action=AdminAction.ADD_SECTION, actor_id=actor_id, at=at, data=data)
    return section_id


def add_unit(
    session: Session,
    *,
    code: str,
    name: str,
    region: str,
    section_id: UUID,
    supervising_unit_id: UUID | None,
    actor_id: UUID | None,
    at: datetime,
) -> UUID:
    """Add a unit under the section that oversees it. Raises Refused when the code is taken."""
    if find_unit_by_code(session, code) is not None:
        raise Refused(unmet("code_is_taken", field="code", code=code))
    unit_id = new_id()
    values = UnitValues(
        name=name, region=region, supervising_unit_id=supervising_unit_id, section_id=section_id
    )
    session.execute(insert(Unit), [{"id": unit_id, "code": code, **asdict(values)}])
    data = {"unit": str(unit_id), "code": code, **describe_values(values)}
    record_admin_event(session, action=AdminAction.ADD_UNIT, actor_id=actor_id, at=at, data=data)
    return unit_id


def edit_unit(
    session: Session,
    *,
    unit_id: UUID,
    new: UnitValues,
    seen: UnitValues | None = None,
    actor_id: UUID | None,
    at: datetime,
) -> None:
    """Change a unit; what stands already is no act. Where it has another name, its evaluations
    are found by that from now on; what was published keeps the name it was published under.

    Raises Refused when the unit is not what was `seen` of it, and when it would come to stand
    above itself.
    """
    units = {unit.id: unit for unit in list_units(session, held=True)}
    if unit_id not in units:
        raise hidden()
    stands = values_of(units[unit_id])
    if seen is not None and seen != stands:
        raise Refused(conflict("unit_has_moved"))
    above = {unit.id: unit.supervising_unit_id for unit in units.values()}
    above[unit_id] = new.supervising_unit_id
    if stands_above_itself(unit_id, above=above):
        raise Refused(unmet("unit_stands_above_itself", field="supervising"))
    if new == stands:
        return
    write_unit(session, unit_id=unit_id, old=stands, new=new, actor_id=actor_id, at=at)


def values_of(unit: UnitRow) -> UnitValues:
    """Return what may change of a unit, as it stands."""
    return UnitValues(
        name=unit.name,
        region=unit.region,
        supervising_unit_id=unit.supervising_unit_id,
        section_id=unit.section_id,
    )


def stands_above_itself(unit_id: UUID, *, above: Mapping[UUID, UUID | None]) -> bool:
    """Say whether the way up from a unit comes back to it."""
    passed = {unit_id}
    way = above.get(unit_id)
    while way is not None and way not in passed:
        passed.add(way)
        way = above.get(way)
    return way == unit_id


def write_unit(
    session: Session,
    *,
    unit_id: UUID,
    old: UnitValues,
    new: UnitValues,
    actor_id: UUID | None,
    at: datetime,
) -> None:
    """Write a change that was judged already, with its event: what differs, before and after."""
    session.execute(update(Unit).where(Unit.id == unit_id).values(asdict(new)))
    before, after = describe_values(old), describe_values(new)
    changed = [name for name in after if before[name] != after[name]]
    data = {
        "unit": str(unit_id),
        "old": {name: before[name] for name in changed},
        "new": {name: after[name] for name in changed},
    }
    record_admin_event(session, action=AdminAction.EDIT_UNIT, actor_id=actor_id, at=at, data=data)
    if old.name != new.name:
        for evaluation_id in lock_evaluations_of(session, unit_id):
            relist(session, evaluation_id=evaluation_id)


def describe_values(values: UnitValues) -> dict[str, object]:
    """Return what may change of a unit as its event tells it."""
    above = values.supervising_unit_id
    return {
        "name": values.name,
        "region": values.region,
        "supervising_unit": str(above) if above else None,
        "section": str(values.section_id),
    }
