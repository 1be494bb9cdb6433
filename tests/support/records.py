"""What a database holds, for tests that compare before and after."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from models.database import Database
from models.tables import AuditEvent, Base, Refusal

Rows = dict[str, list[str]]


def rows_of(database: Database, table: str) -> list[Row[*tuple[Any, ...]]]:
    """Every row of one table."""
    with database.reading() as session:
        return list(session.execute(select(Base.metadata.tables[table])).all())


def dump(database: Database, *, besides: tuple[str, ...] = ()) -> Rows:
    """Every row of every other table as text, sorted."""
    return {
        table.name: sorted(repr(tuple(row)) for row in rows_of(database, table.name))
        for table in Base.metadata.sorted_tables
        if table.name not in besides
    }


def read_bodies(database: Database, evaluation: UUID) -> list[dict[str, Any]]:
    """The bodies of an evaluation's events in their order."""
    with database.reading() as session:
        query = select(AuditEvent.body).where(AuditEvent.evaluation_id == evaluation)
        return [json.loads(body) for body in session.scalars(query.order_by(AuditEvent.seq))]


def list_refusals(database: Database) -> list[Refusal]:
    """What was refused, in order."""
    with database.reading() as session:
        return list(session.scalars(select(Refusal).order_by(Refusal.id)))
