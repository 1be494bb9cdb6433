"""The state machine. The only importer of `transitions`, the only place a state changes.

One shared machine without models, driven event by event: binding a machine to a stored row
would reset its state, and `auto_transitions` would open a way past every guard. A condition that
is false would be passed over in silence, so the one condition here raises with its reasons.
"""

from dataclasses import dataclass

from transitions import EventData, Machine

from models.vocabulary import Action, State
from policies.permissions import find_missing, holds_the_office
from policies.predicates import may_see
from workflow.guards import Case
from workflow.refusals import Reason, Refused, Why, conflict, unmet
from workflow.table import EDGE_OF, EDGES, Edge, list_sources


def why_not(*, action: Action, case: Case) -> list[Reason]:
    """Return every reason why this person cannot do this now; empty when he can.

    The one answer for machine, page and API: visibility, then office, then whether what was seen
    is still what stands, then the table, the other permissions, and the conditions of the edge.
    What stands before hides what stands behind.
    """
    facts, actor = case.facts, case.actor
    if facts.state is not State.NONE and not may_see(actor, facts):
        return [Reason(why=Why.HIDDEN, code="not_found")]
    missing = find_missing(action=action, actor=actor, facts=facts)
    if missing and not holds_the_office(action=action, actor=actor, facts=facts):
        return [Reason(why=Why.FORBIDDEN, code=code) for code in missing]
    edge = EDGE_OF.get((action, facts.state))
    if unseen := _find_unseen(case, edge=edge):
        return unseen
    if edge is None:
        sources = ",".join(list_sources(action))
        return [conflict("not_from_this_state", state=facts.state, sources=sources)]
    if missing:
        return [Reason(why=Why.FORBIDDEN, code=code) for code in missing]
    reasons = [reason for guard in edge.guards for reason in guard(case)]
    # Whose moment is wrong need not hear what else is: the answer is of one family.
    return [reason for reason in reasons if reason.why is Why.CONFLICT] or reasons


def _find_unseen(case: Case, *, edge: Edge | None) -> list[Reason]:
    """Say whether the person looked at what stands now; a page that only asks need not say."""
    if edge is not None and (edge.unseen or not edge.content):
        return []
    now = case.facts.content_version
    if case.seen is not None:
        seen = str(case.seen)
        return [] if case.seen == now else [conflict("content_has_moved", seen=seen, now=str(now))]
    if edge is None or case.data is None or case.facts.state is State.NONE:
        return []
    return [unmet("content_version_is_missing", field="content_version")]


@dataclass
class Step:
    """One evaluation on its way through one move; lives as long as the move."""

    state: str


def _raise_reasons(event: EventData) -> bool:
    reasons = why_not(action=event.kwargs["action"], case=event.kwargs["case"])
    if reasons:
        raise Refused(*reasons)
    return True


def _build_machine() -> Machine:
    machine = Machine(
        model=None,
        states=[str(state) for state in State],
        initial=str(State.NONE),
        auto_transitions=False,
        send_event=True,
        queued=False,
    )
    for edge in EDGES:
        machine.add_transition(
            trigger=str(edge.action),
            source=str(edge.source),
            dest=None if edge.target is edge.source else str(edge.target),
            conditions=_raise_reasons,
        )
    return machine


MACHINE = _build_machine()


def step(*, action: Action, case: Case) -> State:
    """Take one move and return the state it leads to.

    Raises Refused with every reason when the move is not this person's to make, not in the
    table, or its conditions do not hold.
    """
    if (action, case.facts.state) not in EDGE_OF:
        raise Refused(*why_not(action=action, case=case))
    model = Step(state=str(case.facts.state))
    if not MACHINE.events[str(action)].trigger(model, action=action, case=case):
        # The library answers a refusal with False; nothing here may take that for a yes.
        raise Refused(conflict("not_from_this_state", state=case.facts.state, sources=""))
    return State(model.state)
