"""Who may do what: one row per action.

A row is a list of ways; a way is a list of predicates. A person may act when every predicate of
one way holds. The first predicate of a way is the office that the way belongs to.
"""

from typing import TypeAlias

from models.vocabulary import Action
from policies.facts import Actor, Facts
from policies.predicates import (
    Predicate,
    audits,
    begins_the_first_edition,
    corrects_an_edition,
    did_not_approve,
    did_not_review_where_separated,
    files_for_the_unit,
    files_in_the_unit,
    had_no_part_in_filling,
    had_no_part_in_measures,
    heads_the_unit,
    lies_with_the_chief,
    lies_with_the_head,
    oversees_the_unit,
    submitted_this_round,
    supervises_the_unit,
    takes_part,
    was_never_submitted,
)

Way: TypeAlias = tuple[Predicate, ...]

# fmt: off
PERMISSIONS: dict[Action, tuple[Way, ...]] = {
    Action.CREATE:  ((files_for_the_unit,),),
    Action.FILL:    ((files_for_the_unit,),),
    Action.SCORE:   ((files_for_the_unit,),),
    Action.AMEND:   ((files_for_the_unit,),),
    Action.ATTACH:  ((files_for_the_unit,),),
    Action.ASSIGN:  ((files_for_the_unit,),),
    Action.ANSWER:  ((files_for_the_unit,),),
    Action.COMMENT: ((takes_part,),),
    Action.SUBMIT:  ((files_for_the_unit,),),
    Action.RECALL:  ((files_for_the_unit, submitted_this_round),),
    Action.APPROVE: ((heads_the_unit, had_no_part_in_filling),),
    Action.RETURN:  ((heads_the_unit, lies_with_the_head), (oversees_the_unit, lies_with_the_chief)),
    Action.SETTLE:  ((heads_the_unit, lies_with_the_head, had_no_part_in_filling), (oversees_the_unit, lies_with_the_chief, had_no_part_in_filling, did_not_approve)),
    Action.RESCORE: ((oversees_the_unit, had_no_part_in_filling, did_not_approve),),
    Action.REVIEW:  ((oversees_the_unit, had_no_part_in_filling, did_not_approve),),
    Action.REOPEN:  ((oversees_the_unit,),),
    Action.PUBLISH: ((oversees_the_unit, did_not_review_where_separated),),
    Action.CORRECT: ((oversees_the_unit,),),
    Action.DISCARD: ((files_for_the_unit, begins_the_first_edition, was_never_submitted), (oversees_the_unit, corrects_an_edition)),
    Action.ASK_ERASURE:     ((oversees_the_unit,), (audits,)),
    Action.ERASE:           ((oversees_the_unit,), (audits,)),
    Action.DECLINE_ERASURE: ((oversees_the_unit,), (audits,)),
    Action.PLAN_MEASURE:    ((files_in_the_unit,),),
    Action.REPORT_MEASURE:  ((files_in_the_unit,),),
    Action.ACCEPT_MEASURE:  ((oversees_the_unit, had_no_part_in_measures),),
    Action.REFUSE_MEASURE:  ((oversees_the_unit, had_no_part_in_measures),),
    Action.ESCALATE: ((oversees_the_unit,), (supervises_the_unit,)),
}
# fmt: on


def find_missing(*, action: Action, actor: Actor, facts: Facts) -> tuple[str, ...]:
    """Return the names of the predicates that stand in the way; empty when the person may act.

    Of several ways the one that misses least is told, the first of equals.
    """
    misses = [
        tuple(predicate.__name__ for predicate in way if not predicate(actor, facts))
        for way in PERMISSIONS[action]
    ]
    return min(misses, key=len)


def holds_the_office(*, action: Action, actor: Actor, facts: Facts) -> bool:
    """Say whether the action belongs to this person's office at all, whatever stands in the way."""
    return any(way[0](actor, facts) for way in PERMISSIONS[action])
