"""People as administrators see them: the list, and people held while they are changed."""

from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from models.queries.paging import Page, Place, fetch_page
from models.tables import FinanceSection, Unit, User, UserRole
from models.vocabulary import Role


class AccountLine(NamedTuple):
    """One person in a list. Without a password he has never used his first link."""

    id: UUID
    login: str
    name: str
    active: bool
    has_password: bool
    unit_name: str | None
    section_name: str | None
    roles: tuple[Role, ...]


@dataclass(frozen=True, kw_only=True)
class AccountFilter:
    """Whom to list: `words` stand in the name, the sign-in name or the office."""

    words: str = ""
    role: Role | None = None
    active: bool | None = None


def _select_lines(wanted: AccountFilter) -> "Select[*tuple[Any, ...]]":
    statement = (
        select(
            User.id,
            User.login,
            User.name,
            User.active,
            User.password_hash.is_not(None),
            Unit.name,
            FinanceSection.name,
        )
        .outerjoin(Unit, Unit.id == User.unit_id)
        .outerjoin(FinanceSection, FinanceSection.id == User.section_id)
    )
    if wanted.words:
        places = (User.login, User.name, Unit.name, Unit.code, FinanceSection.name)
        found = (place.contains(wanted.words, autoescape=True) for place in places)
        statement = statement.where(or_(*found))
    if wanted.role is not None:
        holds = exists().where(UserRole.user_id == User.id, UserRole.role == wanted.role)
        statement = statement.where(holds.correlate(User))
    if wanted.active is not None:
        statement = statement.where(User.active == wanted.active)
    return statement


def list_accounts(
    session: Session,
    wanted: AccountFilter,
    *,
    beyond: UUID | None = None,
    backward: bool = False,
    size: int,
) -> Page[AccountLine]:
    """Return people by sign-in name; the page lies after the person `beyond`, or before him. Three
    queries at most.
    """
    place = None
    if beyond is not None:
        login = session.scalar(select(User.login).where(User.id == beyond))
        place = Place(keys=(login or "", beyond), backward=backward)
    page = fetch_page(
        session,
        _select_lines(wanted),
        keys=(User.login, User.id),  # type: ignore[arg-type]  # a column is an expression
        descending=False,
        place=place,
        size=size,
    )
    roles = _read_roles(session, [row.id for row in page.rows])
    rows = [AccountLine._make((*row, roles.get(row.id, ()))) for row in page.rows]
    return Page(rows=rows, before=page.before, after=page.after)


def _read_roles(session: Session, people: list[UUID]) -> dict[UUID, tuple[Role, ...]]:
    found: dict[UUID, tuple[Role, ...]] = {}
    statement = select(UserRole.user_id, UserRole.role).where(UserRole.user_id.in_(people))
    for user_id, role in session.execute(statement.order_by(UserRole.user_id, UserRole.role)):
        found[user_id] = (*found.get(user_id, ()), Role(role))
    return found


def lock_person(session: Session, user_id: UUID) -> frozenset[UUID]:
    """Hold a person and every active administrator until the transaction ends, in one order for
    everybody who asks; return who the active administrators are then. Two queries.
    """
    administers = exists().where(UserRole.user_id == User.id, UserRole.role == Role.ADMINISTRATOR)
    session.execute(
        select(User.id)
        .where(or_(User.id == user_id, administers.correlate(User)))
        .order_by(User.id)
        .with_for_update(key_share=True)
    ).all()
    # Read once more: whoever was waited for may have changed it.
    active = select(User.id).where(User.active, administers.correlate(User))
    return frozenset(session.scalars(active.order_by(User.id)))


def find_by_login_or_name(session: Session, words: str, *, limit: int) -> list[UUID]:
    """Return the people with exactly this sign-in name or name, by sign-in name."""
    statement = select(User.id).where(or_(User.login == words, User.name == words))
    return list(session.scalars(statement.order_by(User.login).limit(limit)))
