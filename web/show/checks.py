"""What the checks found, apart from what nobody has filled in yet."""

from dataclasses import dataclass

from models.vocabulary import State
from policies.checking import Inconsistency
from workflow.guards import Case, is_complete
from workflow.guards.standing import MISSING
from workflow.refusals import Reason


@dataclass(frozen=True)
class Checked:
    """Contradictions, and what an evaluation that was never submitted still lacks."""

    found: tuple[Inconsistency, ...]
    missing: tuple[Reason, ...] = ()


def sort_checks(case: Case) -> Checked:
    """Before the first submission an empty field is work to do; after it, it is an error."""
    found = case.content().inconsistencies
    if case.facts.state is not State.DRAFT or case.facts.round > 1:
        return Checked(found)
    contradictions = tuple(each for each in found if each.code not in MISSING)
    return Checked(contradictions, tuple(is_complete(case)))
