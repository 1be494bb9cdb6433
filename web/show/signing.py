"""Told early: that nobody of the unit is left to sign, or will be after one more step."""

from models.vocabulary import State
from policies.predicates import files_for_the_unit
from policies.signing import Unsigned, find_trouble, list_fillers
from workflow.guards import Case


def find_unsigned(case: Case) -> Unsigned | None:
    """Return what stands in the way of the unit's signature, while it is still to come."""
    facts = case.facts
    if facts.heads is None or facts.discarded:
        return None
    may_fill = facts.state is State.DRAFT and files_for_the_unit(case.actor, facts)
    return find_trouble(
        facts.heads,
        fillers=list_fillers(facts.doers),
        filling=case.actor.id if may_fill else None,
    )
