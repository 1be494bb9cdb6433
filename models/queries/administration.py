"""What administrators and operators did."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.queries.paging import Page, Place, fetch_page
from models.tables import AdminEvent, Cycle, FinanceSection, SchemeRow, Unit, User
from models.vocabulary import AdminAction


def made_by_demo(session: Session) -> bool:
    """Say whether the very first administrative act was the demonstration's."""
    first = session.scalar(select(AdminEvent.action).order_by(AdminEvent.id).limit(1))
    return first == AdminAction.BEGIN_DEMO


class AdminEventRow(NamedTuple):
    """One administrative act; without an actor it was an operator at the command line."""

    id: int
    action: str
    at: datetime
    body: str
    actor_name: str | None
    actor_login: str | None


@dataclass(frozen=True, kw_only=True)
class AdminEventFilter:
    """Which acts to look for; `people` did them or had them done to themselves."""

    action: AdminAction | None = None
    people: Collection[UUID] | None = None
    since: datetime | None = None
    until: datetime | None = None


def list_admin_events(
    session: Session, wanted: AdminEventFilter, *, place: Place | None = None, size: int
) -> Page[AdminEventRow]:
    """Return administrative acts, the latest first. One query."""
    statement = select(
        AdminEvent.id, AdminEvent.action, AdminEvent.at, AdminEvent.body, User.name, User.login
    ).outerjoin(User, User.id == AdminEvent.actor_id)
    if wanted.action is not None:
        statement = statement.where(AdminEvent.action == wanted.action)
    if wanted.people is not None:
        # Bodies are canonical, so that a member has one spelling.
        named = [AdminEvent.body.contains(f'"person":"{person}"') for person in wanted.people]
        statement = statement.where(or_(AdminEvent.actor_id.in_(wanted.people), *named))
    if wanted.since is not None:
        statement = statement.where(AdminEvent.at >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(AdminEvent.at < wanted.until)
    page = fetch_page(
        session,
        statement,
        keys=(AdminEvent.at, AdminEvent.id),  # type: ignore[arg-type]  # a column is an expression
        descending=True,
        place=place,
        size=size,
    )
    rows = [AdminEventRow(*row) for row in page.rows]
    return Page(rows=rows, before=page.before, after=page.after)


class Named(NamedTuple):
    """What something with an id is called, and the code or sign-in name it is known by."""

    id: UUID
    name: str
    code: str


def name_things(session: Session, ids: Collection[UUID]) -> dict[UUID, Named]:
    """Return what people, units, sections, cycles and schemes with these ids are called. Five
    queries.
    """
    columns = (
        (User.id, User.name, User.login),
        (Unit.id, Unit.name, Unit.code),
        (FinanceSection.id, FinanceSection.name, FinanceSection.code),
        (Cycle.id, Cycle.name, Cycle.name),
        (SchemeRow.id, SchemeRow.name, SchemeRow.version),
    )
    found: dict[UUID, Named] = {}
    for key, name, code in columns:
        rows = session.execute(select(key, name, code).where(key.in_(ids)).order_by(key))
        found |= {row[0]: Named(*row) for row in rows}
    return found
