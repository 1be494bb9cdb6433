"""Evaluations of earlier years, for whoever begins the next one."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import case, exists, or_, select
from sqlalchemy.orm import Session, aliased

from models.tables import Cycle, Evaluation, Indicator, Unit
from models.vocabulary import State


class Predecessor(NamedTuple):
    """An evaluation whose agreed rows can be brought along."""

    id: UUID
    unit_id: UUID
    unit_name: str
    title: str
    kind: str
    state: str
    fiscal_year: int


SETTLED = (State.PUBLISHED, State.FINANCE_REVIEWED)


def list_predecessors(
    session: Session,
    *,
    unit_ids: Collection[UUID],
    kinds: Collection[str],
    before_year: int,
    limit: int,
) -> list[Predecessor]:
    """Return evaluations of these units and kinds from before a fiscal year that have rows with
    points: the reviewed and published first, then the latest year. One query.

    Of several editions the one in force counts: neither one that a published correction
    supersedes, nor a correction that is not published yet. What was discarded is left out.
    """
    later = aliased(Evaluation)
    superseded = exists().where(
        later.supersedes_id == Evaluation.id, later.state == State.PUBLISHED, ~later.discarded
    )
    has_rows = exists().where(
        Indicator.evaluation_id == Evaluation.id, Indicator.weight.is_not(None)
    )
    rows = session.execute(
        select(
            Evaluation.id,
            Evaluation.unit_id,
            Unit.name,
            Evaluation.title,
            Evaluation.kind,
            Evaluation.state,
            Cycle.fiscal_year,
        )
        .join(Unit, Unit.id == Evaluation.unit_id)
        .join(Cycle, Cycle.id == Evaluation.cycle_id)
        .where(
            Evaluation.unit_id.in_(unit_ids),
            Evaluation.kind.in_(kinds),
            Cycle.fiscal_year < before_year,
            ~Evaluation.discarded,
            or_(Evaluation.edition == 1, Evaluation.state == State.PUBLISHED),
            ~superseded,
            has_rows,
        )
        .order_by(
            case((Evaluation.state.in_(SETTLED), 0), else_=1),
            Cycle.fiscal_year.desc(),
            Unit.code,
            Evaluation.title,
            Evaluation.id,
        )
        .limit(limit)
    )
    return [Predecessor(*row) for row in rows]
