"""Where agreed rows came from: the same rows in last year's evaluation."""

from collections.abc import Mapping
from uuid import UUID

from models.queries.evaluations import IndicatorRow, list_indicators
from web.door import database
from workflow.guards import Case


def read_last_year(case: Case) -> Mapping[UUID, IndicatorRow]:
    """Return for each row that was brought along the one it was in the evaluation before: at the
    same place and of the same name. One query where there is an evaluation before, else none.
    """
    predecessor_id = case.header.evaluation.predecessor_id if case.header else None
    if predecessor_id is None:
        return {}
    with database().reading() as session:
        before = {row.position: row for row in list_indicators(session, predecessor_id)}
    found = {}
    for row in case.content().rows:
        name = row.stored.name if row.stored.agreed_name is None else row.stored.agreed_name
        last = before.get(row.stored.position)
        if last is not None and last.name == name:
            found[row.stored.id] = last
    return found
