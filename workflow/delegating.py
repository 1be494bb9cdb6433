"""Making and ending delegations; both leave administrative events.

Only the principal himself makes and ends one, or an operator at the command line when he is ill.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from models.queries.cycles import Office, find_unit_office
from models.queries.delegations import count_standing, find_delegation, find_last_use
from models.queries.people import find_person
from models.tables import Delegation
from models.types import format_utc
from models.vocabulary import AdminAction, Role
from policies.deadlines import has_passed
from policies.delegation import LONGEST, MOST_AT_A_TIME, find_faults
from policies.facts import Actor
from workflow.ids import new_id
from workflow.load import as_actor, load_actor
from workflow.people import record_admin_event
from workflow.refusals import Reason, Refused, hidden, unmet

EARLIEST = timedelta(days=1)
"""A day that has begun may be named as the first one; it counts from now on."""


@dataclass(frozen=True, kw_only=True)
class NewDelegation:
    """What a principal says: who acts for him, in which role, perhaps on one unit's evaluations
    alone, from when until when (UTC), and why, in a few words that anybody may read.
    """

    deputy_id: UUID
    role: Role
    unit_id: UUID | None
    starts_at: datetime
    ends_at: datetime
    reason: str


def delegate(
    session: Session,
    given: NewDelegation,
    *,
    principal_id: UUID,
    actor_id: UUID | None,
    at: datetime,
    delegation_id: UUID | None = None,
) -> UUID:
    """Make one person another's deputy; returns the id. An id that was used before is refused by
    the database.

    Raises Refused with every fault, each naming its field.
    """
    if actor_id not in {None, principal_id}:
        raise hidden()
    principal = load_actor(session, principal_id)
    deputy = find_person(session, given.deputy_id)
    office = find_unit_office(session, principal.unit_id) if principal.unit_id else None
    above = office.supervising_unit_id if office else None
    faults = _find_date_faults(given, at=at)
    if deputy is None or not deputy.active:
        faults.append(unmet("person_is_unknown", field="deputy"))
    else:
        found = find_faults(
            principal=principal, deputy=as_actor(deputy), role=given.role, above=above
        )
        faults += [unmet(code, field=field) for code, field in found]
    unit = find_unit_office(session, given.unit_id) if given.unit_id else None
    if given.unit_id and not (unit and reaches(principal, role=given.role, unit=unit)):
        faults.append(unmet("unit_is_out_of_reach", field="unit"))
    if not given.reason:
        faults.append(unmet("field_is_required", field="reason"))
    if count_standing(session, principal_id=principal_id, at=at) >= MOST_AT_A_TIME:
        faults.append(unmet("delegations_are_too_many", limit=str(MOST_AT_A_TIME)))
    if faults:
        raise Refused(*faults)
    return _write(
        session,
        given,
        principal_id=principal_id,
        actor_id=actor_id,
        at=at,
        delegation_id=delegation_id or new_id(),
    )


def reaches(principal: Actor, *, role: Role, unit: Office) -> bool:
    """Say whether a role of this person reaches a unit at all, so that it can be lent for it."""
    if principal.section_id is not None:
        return unit.section_id == principal.section_id
    own = principal.unit_id
    return unit.id == own or (role is Role.UNIT_HEAD and unit.supervising_unit_id == own)


def _find_date_faults(given: NewDelegation, *, at: datetime) -> list[Reason]:
    faults = []
    if given.starts_at < at - EARLIEST:
        faults.append(unmet("first_day_is_over", field="starts_on"))
    if has_passed(given.ends_at, at=at) or given.ends_at <= max(given.starts_at, at):
        faults.append(unmet("last_day_is_over", field="ends_on"))
    elif given.ends_at - given.starts_at > LONGEST:
        faults.append(unmet("delegation_is_too_long", field="ends_on", days=str(LONGEST.days)))
    return faults


def _write(
    session: Session,
    given: NewDelegation,
    *,
    principal_id: UUID,
    actor_id: UUID | None,
    at: datetime,
    delegation_id: UUID,
) -> UUID:
    starts_at = max(given.starts_at, at)
    row = {
        "id": delegation_id,
        "principal_id": principal_id,
        "deputy_id": given.deputy_id,
        "role": given.role,
        "unit_id": given.unit_id,
        "starts_at": starts_at,
        "ends_at": given.ends_at,
        "reason": given.reason,
        "created_at": at,
        "ended_at": None,
    }
    session.execute(insert(Delegation), [row])
    data = {
        "delegation": str(delegation_id),
        "principal": str(principal_id),
        "deputy": str(given.deputy_id),
        "role": given.role,
        "unit": str(given.unit_id) if given.unit_id else None,
        "starts_at": format_utc(starts_at),
        "ends_at": format_utc(given.ends_at),
        "reason": given.reason,
    }
    record_admin_event(session, action=AdminAction.DELEGATE, actor_id=actor_id, at=at, data=data)
    return delegation_id


def end_delegation(
    session: Session, *, delegation_id: UUID, actor_id: UUID | None, at: datetime
) -> None:
    """End a delegation before its time; one that was ended or is over stays as it is.

    Raises Refused as if there were none where it is not the actor's own. Whoever is acting under it
    at this moment comes first, and the end is never dated before what was done.
    """
    row = find_delegation(session, delegation_id, hold=True)
    if row is None or actor_id not in {None, row.principal_id}:
        raise hidden()
    if row.ended_at is not None or has_passed(row.ends_at, at=at):
        return
    last = find_last_use(session, principal_id=row.principal_id, deputy_id=row.deputy_id)
    ended_at = max(each for each in (at, row.created_at, last) if each is not None)
    ended = update(Delegation).where(Delegation.id == delegation_id).values(ended_at=ended_at)
    session.execute(ended)
    data = {
        "delegation": str(delegation_id),
        "principal": str(row.principal_id),
        "deputy": str(row.deputy_id),
        "ended_at": format_utc(ended_at),
    }
    record_admin_event(
        session, action=AdminAction.END_DELEGATION, actor_id=actor_id, at=at, data=data
    )
