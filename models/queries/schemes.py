"""Registered schemes, and which of them new cycles may use."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models.queries.paging import Page, Place, fetch_page
from models.tables import SchemeActivation, SchemeRow


class SchemeLine(NamedTuple):
    """One registered version of a scheme; `activated_at` is empty until cycles may use it."""

    id: UUID
    name: str
    version: str
    sha256: str
    text: str
    activated_at: datetime | None


def _select_schemes() -> "Select[*tuple[Any, ...]]":
    return select(
        SchemeRow.id,
        SchemeRow.name,
        SchemeRow.version,
        SchemeRow.sha256,
        SchemeRow.text,
        SchemeActivation.activated_at,
    ).outerjoin(SchemeActivation, SchemeActivation.scheme_id == SchemeRow.id)


def find_scheme_by_id(session: Session, scheme_id: UUID) -> SchemeLine | None:
    """Return one registered version of a scheme."""
    row = session.execute(_select_schemes().where(SchemeRow.id == scheme_id)).one_or_none()
    return None if row is None else SchemeLine(*row)


def list_schemes(
    session: Session, *, beyond: UUID | None = None, backward: bool = False, size: int
) -> Page[SchemeLine]:
    """Return registered schemes by name, of one name in the order they were registered. Two
    queries at most.
    """
    place = None
    if beyond is not None:
        name = session.scalar(select(SchemeRow.name).where(SchemeRow.id == beyond))
        place = Place(keys=(name or "", beyond), backward=backward)
    page = fetch_page(
        session,
        _select_schemes(),
        keys=(SchemeRow.name, SchemeRow.id),  # type: ignore[arg-type]  # a column is an expression
        descending=False,
        place=place,
        size=size,
    )
    return Page(rows=[SchemeLine(*row) for row in page.rows], before=page.before, after=page.after)


def list_active_schemes(session: Session, *, limit: int) -> list[SchemeLine]:
    """Return the schemes that new cycles may use, the one activated last first."""
    statement = _select_schemes().where(SchemeActivation.activated_at.is_not(None))
    newest = (SchemeActivation.activated_at.desc(), SchemeRow.id.desc())
    rows = session.execute(statement.order_by(*newest).limit(limit))
    return [SchemeLine(*row) for row in rows]


def list_versions(session: Session, name: str, *, limit: int) -> list[SchemeLine]:
    """Return the versions of one scheme, the one registered last first."""
    statement = _select_schemes().where(SchemeRow.name == name)
    rows = session.execute(statement.order_by(SchemeRow.id.desc()).limit(limit))
    return [SchemeLine(*row) for row in rows]


def is_active(session: Session, scheme_id: UUID) -> bool:
    """Say whether new cycles may use this scheme."""
    return session.get(SchemeActivation, scheme_id) is not None
