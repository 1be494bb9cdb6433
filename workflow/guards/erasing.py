"""Whether a text may be asked for, and whether the second person may agree."""

from policies.erasing import are_both_there, list_offices
from workflow.data import AnsweringErasure, AskingErasure
from workflow.guards.case import Case
from workflow.refusals import Reason, Why, conflict, unmet


def text_can_be_erased(case: Case) -> list[Reason]:
    """The text is one of this evaluation, still stands, and nobody has asked for it already."""
    if not isinstance(case.data, AskingErasure):
        return []
    erasing = case.erasing()
    if erasing.kept is None:
        return [unmet("text_is_unknown", field="commitment")]
    if erasing.kept.text is None:
        return [conflict("text_was_erased")]
    if erasing.is_asked_already:
        return [conflict("erasure_is_asked_already")]
    return [conflict("old_copy_holds_it")] if erasing.is_in_old_copy else []


def request_is_waiting(case: Case) -> list[Reason]:
    """Somebody has asked, and nobody has agreed, declined or taken back since."""
    waiting = case.erasing().waiting
    given = case.data
    found = given.request in waiting if isinstance(given, AnsweringErasure) else bool(waiting)
    return [] if found else [conflict("request_is_waiting")]


def another_office_asked(case: Case) -> list[Reason]:
    """Nobody agrees to his own request, and of the two one is a chief, the other an auditor."""
    if not isinstance(case.data, AnsweringErasure):
        return []
    request = case.erasing().requests.get(case.data.request)
    if request is None:
        return []
    if not request.people.isdisjoint(case.actor.people):
        return [Reason(why=Why.FORBIDDEN, code="another_person_asked")]
    offices = list_offices(case.actor, case.facts)
    # That he holds one of them is a matter of the permissions.
    if offices and not are_both_there(request.offices, offices):
        return [Reason(why=Why.FORBIDDEN, code="another_office_asked")]
    return []
