"""What reviewers noted by hand with their comments."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models.queries.trail import EVENT, EventRow, join_said
from models.tables import AuditEvent
from models.vocabulary import Action

_NOTED = '"noted":{'
"""How the body of an event spells it; quotes inside of texts are escaped there."""


def _choose_noted(
    statement: "Select[*tuple[Any, ...]]", evaluation_id: UUID
) -> "Select[*tuple[Any, ...]]":
    return statement.where(
        AuditEvent.evaluation_id == evaluation_id,
        AuditEvent.action == Action.COMMENT,
        AuditEvent.body.contains(_NOTED, autoescape=True),
    )


def list_noted_bodies(session: Session, evaluation_id: UUID) -> list[str]:
    """Return the bodies of the events that noted something, the oldest first. One query."""
    statement = _choose_noted(select(AuditEvent.body), evaluation_id)
    return [body for (body,) in session.execute(statement.order_by(AuditEvent.seq))]


def list_noted(session: Session, evaluation_id: UUID, *, limit: int) -> list[EventRow]:
    """Return the events that noted something, the latest first. One query."""
    statement = _choose_noted(join_said(select(*EVENT)), evaluation_id)
    rows = session.execute(statement.order_by(AuditEvent.seq.desc()).limit(limit))
    return [EventRow(*row) for row in rows]
