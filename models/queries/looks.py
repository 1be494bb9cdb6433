"""How far a person has looked at evaluations, and what others did there since."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from models.tables import AuditEvent, Evaluation, Look


def has_news_for(user_id: UUID) -> ColumnElement[bool]:
    """Return the condition on `Evaluation` that others did something there since the last look."""
    # Most evaluations have not moved at all: that is told without a look at their events.
    looked = select(Look.version).where(
        Look.user_id == user_id, Look.evaluation_id == Evaluation.id
    )
    seen = func.coalesce(looked.correlate(Evaluation).scalar_subquery(), 0)
    happened = exists().where(
        AuditEvent.evaluation_id == Evaluation.id,
        AuditEvent.seq > seen,
        AuditEvent.actor_id != user_id,
    )
    return and_(Evaluation.version > seen, happened)


class News(NamedTuple):
    """How many events of others an evaluation has since a person last looked, up to which version
    that was, and when; 0 and None where he never did.
    """

    version: int
    looked_at: datetime | None
    events: int


def list_news(
    session: Session, evaluations: Collection[UUID], *, user_id: UUID
) -> Mapping[UUID, News]:
    """Return what is new to a person in each of these evaluations; one without news is left out.
    One query.
    """
    if not evaluations:
        return {}
    rows = session.execute(
        select(Evaluation.id, func.coalesce(Look.version, 0), Look.at, func.count(AuditEvent.id))
        .outerjoin(Look, and_(Look.evaluation_id == Evaluation.id, Look.user_id == user_id))
        .join(
            AuditEvent,
            and_(
                AuditEvent.evaluation_id == Evaluation.id,
                AuditEvent.seq > func.coalesce(Look.version, 0),
                AuditEvent.actor_id != user_id,
            ),
        )
        .where(Evaluation.id.in_(list(evaluations)))
        .group_by(Evaluation.id, Look.version, Look.at)
        .order_by(Evaluation.id)
    )
    return {row[0]: News(row[1], row[2], row[3]) for row in rows}
