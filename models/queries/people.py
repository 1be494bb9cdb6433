"""People, units, sections and sign-ins."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.orm import Session

from models.tables import Delegation, FinanceSection, LoginLink, LoginSession, Unit, User, UserRole
from models.vocabulary import Role


class Person(NamedTuple):
    """A person with an account, his roles as of now, and the name of his office. Only a sign-in
    asks whether he may be somebody's deputy now (`deputises`) and whether some unit is supervised
    by his (`supervises`).
    """

    id: UUID
    login: str
    name: str
    unit_id: UUID | None
    section_id: UUID | None
    active: bool
    password_hash: str | None
    roles: frozenset[Role]
    deputises: bool = True
    supervises: bool = False


_PEOPLE = (
    select(
        User.id,
        User.login,
        User.name,
        User.unit_id,
        User.section_id,
        User.active,
        User.password_hash,
        UserRole.role,
    )
    .outerjoin(UserRole, UserRole.user_id == User.id)
    .order_by(UserRole.role)
)
# Statements are built once: building costs more than the database takes to answer them.
_PLAIN = 8
_BY_ID = _PEOPLE.where(User.id == bindparam("user_id"))
_BY_LOGIN = _PEOPLE.where(User.login == bindparam("login"))
_DEPUTISES = (
    exists()
    .where(
        Delegation.deputy_id == User.id,
        Delegation.ended_at.is_(None),
        Delegation.ends_at >= bindparam("second"),
    )
    .correlate(User)
)
_BELOW = Unit.__table__.alias("below")
_SUPERVISES = exists().where(_BELOW.c.supervising_unit_id == User.unit_id).correlate(User)
_BY_SESSION = _PEOPLE.add_columns(
    _DEPUTISES.label("deputises"), _SUPERVISES.label("supervises")
).where(
    User.id
    == select(LoginSession.user_id)
    .where(
        LoginSession.token_hash == bindparam("token_hash"),
        LoginSession.ended_at.is_(None),
        LoginSession.expires_at > bindparam("at"),
    )
    .scalar_subquery(),
    User.active,
)


def _read_person(
    session: Session, statement: "Select[*tuple[Any, ...]]", **values: object
) -> Person | None:
    rows = session.connection().execute(statement, values).all()
    if not rows:
        return None
    roles = frozenset(Role(row.role) for row in rows if row.role is not None)
    asked_of_sign_ins = map(bool, rows[0][_PLAIN:] or (True, False))
    return Person._make((*rows[0][: _PLAIN - 1], roles, *asked_of_sign_ins))


def find_person(session: Session, user_id: UUID) -> Person | None:
    """Return one person by id, active or not. One query."""
    return _read_person(session, _BY_ID, user_id=user_id)


def find_person_by_login(session: Session, login: str) -> Person | None:
    """Return one person by sign-in name, active or not. One query."""
    return _read_person(session, _BY_LOGIN, login=login)


def find_signed_in(session: Session, *, token_hash: str, at: datetime) -> Person | None:
    """Return the active person behind a sign-in that has neither ended nor expired. One query."""
    second = at.replace(microsecond=0)
    return _read_person(session, _BY_SESSION, token_hash=token_hash, at=at, second=second)


def find_link(session: Session, *, token_hash: str, at: datetime) -> Person | None:
    """Return the active person a still unused, unexpired link belongs to. One query."""
    holder = (
        select(LoginLink.user_id)
        .where(
            LoginLink.token_hash == token_hash,
            LoginLink.used_at.is_(None),
            LoginLink.expires_at > at,
        )
        .scalar_subquery()
    )
    return _read_person(session, _PEOPLE.where(User.id == holder, User.active))


def find_unit_by_code(session: Session, code: str) -> Unit | None:
    """Return one unit by its code."""
    return session.scalars(select(Unit).where(Unit.code == code)).one_or_none()


def find_unit_by_name(session: Session, name: str) -> Unit | None:
    """Return one unit by its exact name, the one with the lowest code of several."""
    return session.scalars(
        select(Unit).where(Unit.name == name).order_by(Unit.code).limit(1)
    ).one_or_none()


def list_section_codes(session: Session) -> dict[str, UUID]:
    """Return every finance section's id by its code."""
    rows = session.execute(
        select(FinanceSection.code, FinanceSection.id).order_by(FinanceSection.code)
    )
    return {row.code: row.id for row in rows}


def find_section_by_code(session: Session, code: str) -> FinanceSection | None:
    """Return one finance section by its code."""
    return session.scalars(select(FinanceSection).where(FinanceSection.code == code)).one_or_none()
