"""What the checks found, apart from what nobody has filled in yet, and what cannot be published."""

from dataclasses import dataclass

from models.vocabulary import State
from policies.checking import Inconsistency
from workflow.guards import Case, discloses_no_personal_data, is_complete
from workflow.guards.standing import MISSING
from workflow.refusals import Reason


@dataclass(frozen=True)
class Checked:
    """Contradictions, what an evaluation that was never submitted still lacks, and personal data
    that will stand against its publication.
    """

    found: tuple[Inconsistency, ...]
    missing: tuple[Reason, ...] = ()
    exposed: tuple[Reason, ...] = ()


def sort_checks(case: Case) -> Checked:
    """Before the first submission an empty field is work to do; after it, it is an error."""
    found, exposed = case.content().inconsistencies, _list_exposed(case)
    if case.facts.state is not State.DRAFT or case.facts.round > 1:
        return Checked(found, exposed=exposed)
    contradictions = tuple(each for each in found if each.code not in MISSING)
    return Checked(contradictions, tuple(is_complete(case)), exposed)


def _list_exposed(case: Case) -> tuple[Reason, ...]:
    if case.facts.state is State.PUBLISHED:
        return ()
    return tuple(discloses_no_personal_data(case))
