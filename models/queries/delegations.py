"""Who acts for whom, and until when."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from models.tables import AuditEvent, Delegation, Unit, User, UserRole
from models.vocabulary import Role

_PRINCIPAL, _DEPUTY = aliased(User), aliased(User)


class MandateRow(NamedTuple):
    """One delegation that was not ended, whose principal is active and holds its role himself;
    `above` is the unit that supervises his.
    """

    id: UUID
    principal_id: UUID
    principal_login: str
    principal_name: str
    unit_id: UUID | None
    section_id: UUID | None
    above: UUID | None
    role: str
    scope_id: UUID | None
    starts_at: datetime
    ends_at: datetime


def list_mandates(
    session: Session,
    *,
    deputy_id: UUID,
    at: datetime,
    principal_id: UUID | None = None,
    hold: bool = False,
) -> list[MandateRow]:
    """Return the delegations by which somebody may act for others at this time, the oldest first.
    One query. `hold` keeps them from being ended until the transaction ends.
    """
    held = exists().where(
        UserRole.user_id == Delegation.principal_id, UserRole.role == Delegation.role
    )
    statement = (
        select(
            Delegation.id,
            _PRINCIPAL.id,
            _PRINCIPAL.login,
            _PRINCIPAL.name,
            _PRINCIPAL.unit_id,
            _PRINCIPAL.section_id,
            Unit.supervising_unit_id,
            Delegation.role,
            Delegation.unit_id,
            Delegation.starts_at,
            Delegation.ends_at,
        )
        .join(_PRINCIPAL, _PRINCIPAL.id == Delegation.principal_id)
        .outerjoin(Unit, Unit.id == _PRINCIPAL.unit_id)
        .where(
            Delegation.deputy_id == deputy_id,
            Delegation.ends_at >= at.replace(microsecond=0),
            Delegation.starts_at <= at,
            Delegation.ended_at.is_(None),
            _PRINCIPAL.active,
            held,
        )
        .order_by(Delegation.created_at, Delegation.id)
    )
    if principal_id is not None:
        statement = statement.where(Delegation.principal_id == principal_id)
    if hold:
        statement = statement.with_for_update(read=True, of=Delegation)
    return [MandateRow(*row) for row in session.execute(statement)]


class DelegationRow(NamedTuple):
    """One delegation as lists show it."""

    id: UUID
    principal_id: UUID
    principal_name: str
    principal_login: str
    deputy_id: UUID
    deputy_name: str
    deputy_login: str
    role: str
    unit_id: UUID | None
    unit_name: str | None
    starts_at: datetime
    ends_at: datetime
    reason: str
    created_at: datetime
    ended_at: datetime | None

    def stands(self, at: datetime) -> bool:
        """Say whether it is neither ended nor over; it may begin later."""
        return self.ended_at is None and at.replace(microsecond=0) <= self.ends_at

    def is_in_force(self, at: datetime) -> bool:
        """Say whether it has begun and is neither ended nor over."""
        return self.stands(at) and self.starts_at <= at


def _select_delegations() -> "Select[*tuple[Any, ...]]":
    return (
        select(
            Delegation.id,
            Delegation.principal_id,
            _PRINCIPAL.name,
            _PRINCIPAL.login,
            Delegation.deputy_id,
            _DEPUTY.name,
            _DEPUTY.login,
            Delegation.role,
            Delegation.unit_id,
            Unit.name,
            Delegation.starts_at,
            Delegation.ends_at,
            Delegation.reason,
            Delegation.created_at,
            Delegation.ended_at,
        )
        .join(_PRINCIPAL, _PRINCIPAL.id == Delegation.principal_id)
        .join(_DEPUTY, _DEPUTY.id == Delegation.deputy_id)
        .outerjoin(Unit, Unit.id == Delegation.unit_id)
    )


def list_delegations(
    session: Session, *, person_id: UUID | None, limit: int
) -> list[DelegationRow]:
    """Return the delegations of one person, as principal or as deputy, or of everybody, the latest
    first. One query.
    """
    statement = _select_delegations()
    if person_id is not None:
        statement = statement.where(
            or_(Delegation.principal_id == person_id, Delegation.deputy_id == person_id)
        )
    latest = statement.order_by(Delegation.created_at.desc(), Delegation.id.desc())
    return [DelegationRow(*row) for row in session.execute(latest.limit(limit))]


def find_delegation(
    session: Session, delegation_id: UUID, *, hold: bool = False
) -> DelegationRow | None:
    """Return one delegation. One query; `hold` keeps others from using or ending it meanwhile."""
    statement = _select_delegations().where(Delegation.id == delegation_id)
    if hold:
        statement = statement.with_for_update(of=Delegation)
    row = session.execute(statement).one_or_none()
    return None if row is None else DelegationRow(*row)


def count_standing(session: Session, *, principal_id: UUID, at: datetime) -> int:
    """Return how many delegations of a person are neither ended nor over. One query."""
    statement = select(func.count()).where(
        Delegation.principal_id == principal_id,
        Delegation.ended_at.is_(None),
        Delegation.ends_at >= at.replace(microsecond=0),
    )
    return session.scalar(statement) or 0


def find_last_use(session: Session, *, principal_id: UUID, deputy_id: UUID) -> datetime | None:
    """Return when one person last acted for another. One query."""
    return session.scalar(
        select(func.max(AuditEvent.at)).where(
            AuditEvent.for_id == principal_id, AuditEvent.actor_id == deputy_id
        )
    )


class Candidate(NamedTuple):
    """Somebody who may become a deputy, and his office."""

    id: UUID
    login: str
    name: str
    office: str | None


def list_candidates(
    session: Session,
    *,
    person_id: UUID,
    unit_ids: list[UUID],
    of_sections: bool,
    limit: int,
) -> list[Candidate]:
    """Return the active people of these units, or of every finance section, who neither audit nor
    administer, by name; the person himself left out. One query.
    """
    apart = exists().where(
        UserRole.user_id == User.id, UserRole.role.in_((Role.AUDITOR, Role.ADMINISTRATOR))
    )
    near = User.section_id.is_not(None) if of_sections else User.unit_id.in_(unit_ids)
    rows = session.execute(
        select(User.id, User.login, User.name, Unit.name)
        .outerjoin(Unit, Unit.id == User.unit_id)
        .where(and_(near, User.active, ~apart.correlate(User), User.id != person_id))
        .order_by(User.name, User.id)
        .limit(limit)
    )
    return [Candidate(*row) for row in rows]
