"""What administrators and operators did."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import AdminEvent
from models.vocabulary import AdminAction


def made_by_demo(session: Session) -> bool:
    """Say whether the very first administrative act was the demonstration's."""
    first = session.scalar(select(AdminEvent.action).order_by(AdminEvent.id).limit(1))
    return first == AdminAction.BEGIN_DEMO
