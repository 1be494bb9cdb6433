"""Reviewed results with findings against which nothing was planned yet."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from models.queries.superseded import IS_SUPERSEDED
from models.tables import Cycle, Evaluation, Finding, MeasureStepRow
from models.vocabulary import State


class UnmeasuredRow(NamedTuple):
    """One result: what it is called, its year, and how many findings it has."""

    id: UUID
    title: str
    fiscal_year: int
    findings: int


def list_unmeasured(session: Session, unit_id: UUID, *, limit: int) -> list[UnmeasuredRow]:
    """Return the latest reviewed or published results of a unit that name findings and have no
    measure at all, the latest year first. One query.
    """
    rows = session.execute(
        select(Evaluation.id, Evaluation.title, Cycle.fiscal_year, func.count(Finding.id))
        .join(Cycle, Cycle.id == Evaluation.cycle_id)
        .join(Finding, Finding.evaluation_id == Evaluation.id)
        .where(
            Evaluation.unit_id == unit_id,
            Evaluation.state.in_((State.FINANCE_REVIEWED, State.PUBLISHED)),
            ~Evaluation.discarded,
            ~Finding.is_recommendation,
            ~exists().where(MeasureStepRow.evaluation_id == Evaluation.id),
            ~IS_SUPERSEDED,
        )
        .group_by(Evaluation.id, Evaluation.title, Cycle.fiscal_year)
        .order_by(Cycle.fiscal_year.desc(), Evaluation.id)
        .limit(limit)
    )
    return [UnmeasuredRow(*row) for row in rows]
