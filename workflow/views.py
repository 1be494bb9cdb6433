"""The views that a person saves: scratch, outside the trail."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from models.queries.views import list_views
from models.tables import SavedView
from workflow.ids import new_id
from workflow.refusals import Refused, unmet

MOST_VIEWS = 20
"""Views of one person for one list."""


def save_view(
    session: Session, *, user_id: UUID, page: str, name: str, query: str, at: datetime
) -> None:
    """Keep the filters of a list under a name, in place of those that bore it before.

    Raises Refused when the person has as many views as he may have.
    """
    views = list_views(session, user_id=user_id, page=page)
    known = next((view for view in views if view.name == name), None)
    if known is not None:
        session.execute(update(SavedView).where(SavedView.id == known.id).values(query=query))
        return
    if len(views) >= MOST_VIEWS:
        raise Refused(unmet("too_many_views", field="name", limit=str(MOST_VIEWS)))
    row: dict[str, object] = {
        "id": new_id(),
        "user_id": user_id,
        "page": page,
        "name": name,
        "query": query,
        "created_at": at,
    }
    session.execute(insert(SavedView), [row])


def drop_view(session: Session, *, user_id: UUID, view_id: UUID) -> None:
    """Forget a view of one's own; nothing happens where there is none."""
    session.execute(delete(SavedView).where(SavedView.id == view_id, SavedView.user_id == user_id))
