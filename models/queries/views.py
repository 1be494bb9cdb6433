"""The views that a person saved: the filters of a list under a name."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import SavedView


class ViewRow(NamedTuple):
    """One view: its name, and the query of the address it stands for."""

    id: UUID
    name: str
    query: str


def list_views(session: Session, *, user_id: UUID, page: str) -> list[ViewRow]:
    """Return the views of one person for one list, by name. One query."""
    rows = session.execute(
        select(SavedView.id, SavedView.name, SavedView.query)
        .where(SavedView.user_id == user_id, SavedView.page == page)
        .order_by(SavedView.name)
    )
    return [ViewRow(*row) for row in rows]
