"""From what a person says of a new evaluation to what is created: his choices among what is offered
to him, and the rows that come from elsewhere.
"""

import re
from uuid import UUID

from models.queries.cycles import CycleRow
from models.queries.evaluations import list_indicators
from models.queries.predecessors import Predecessor
from policies.scheme import Scheme
from web.door import database
from web.schemas.beginning import Beginning, Origin
from web.show.offer import Offer
from workflow.data import NewEvaluation, NewIndicator
from workflow.refusals import Reason, Refused, unmet
from workflow.template import bring_along, take_lines, take_rows


def complete(
    beginning: Beginning, *, rows: tuple[NewIndicator, ...] | None, offer: Offer
) -> NewEvaluation:
    """Return what is to be created; without `rows` and without a predecessor they are those of the
    scheme. Raises Refused where something was chosen that is not offered.
    """
    chosen = offer.find_cycle(beginning.cycle_id)
    if chosen is None:
        raise Refused(unmet("not_a_choice", field="cycle_id"))
    cycle, scheme = chosen
    unit_id = beginning.evaluated_unit or offer.units[0].id
    faults: list[Reason] = []
    if unit_id not in {unit.id for unit in offer.units}:
        faults.append(unmet("not_a_choice", field="evaluated_unit"))
    predecessor = None
    if beginning.origin is Origin.PREDECESSOR:
        try:
            predecessor = _choose(
                beginning, unit_id=unit_id, cycle=cycle, scheme=scheme, offer=offer
            )
        except Refused as refused:
            faults.extend(refused.reasons)
    if faults:
        raise Refused(*faults)
    return NewEvaluation(
        unit_id=unit_id,
        cycle_id=cycle.id,
        title=beginning.title or _propose_title(predecessor, year=cycle.fiscal_year),
        rows=_bring(predecessor) if predecessor else rows or take_rows(scheme),
        lines=take_lines(scheme),
        predecessor_id=predecessor.id if predecessor else None,
    )


def _choose(
    beginning: Beginning, *, unit_id: UUID, cycle: CycleRow, scheme: Scheme, offer: Offer
) -> Predecessor:
    """Return the chosen evaluation. One that this person may not see is no choice of his, as one
    that does not exist.
    """
    found = offer.find_predecessor(beginning.predecessor_id)
    if found is None:
        raise Refused(unmet("not_a_choice", field="predecessor_id"))
    if not scheme.form.scored:
        raise Refused(unmet("scheme_has_no_weights", field="predecessor_id"))
    if (found.unit_id, found.kind) != (unit_id, scheme.kind) or (
        found.fiscal_year >= cycle.fiscal_year
    ):
        raise Refused(unmet("predecessor_does_not_fit", field="predecessor_id"))
    return found


def _bring(predecessor: Predecessor) -> tuple[NewIndicator, ...]:
    with database().reading() as session:
        return bring_along(list_indicators(session, predecessor.id))


def _propose_title(predecessor: Predecessor | None, *, year: int) -> str:
    """Return the title of the evaluation before, a year in it moved on."""
    if predecessor is None:
        return ""
    return re.sub(rf"(?<!\d){predecessor.fiscal_year}(?!\d)", str(year), predecessor.title)
