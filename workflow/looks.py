"""How far a person has looked at an evaluation: scratch, outside the trail."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.tables import Look


def record_look(
    session: Session, *, user_id: UUID, evaluation_id: UUID, version: int, at: datetime
) -> None:
    """Keep that a person has looked at an evaluation up to an event, unless he has looked further
    already. One statement.
    """
    row = {"user_id": user_id, "evaluation_id": evaluation_id, "version": version, "at": at}
    engine = session.get_bind().dialect.name
    statement = (sqlite if engine == "sqlite" else postgresql).insert(Look).values(row)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[Look.user_id, Look.evaluation_id],
            set_={"version": version, "at": at},
            where=Look.version < version,
        )
    )
