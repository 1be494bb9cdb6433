"""Deadlines that lie where a test wants them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from models.database import Database
from models.tables import Cycle


def close_cycle(database: Database, cycle: UUID, *, at: datetime) -> None:
    """Let a cycle end at a moment, as an administrator may."""
    with database.writing() as session:
        session.execute(update(Cycle).where(Cycle.id == cycle).values(closes_at=at))
