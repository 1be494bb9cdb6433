"""Who is who: two-argument predicates that read as sentences.

Each name is also the code of the reason given when it does not hold.
"""

from collections.abc import Callable
from typing import TypeAlias

from models.vocabulary import Action, Kind, Role, State
from policies.facts import Actor, Facts

Predicate: TypeAlias = Callable[[Actor, Facts], bool]

FILLING = (
    Action.CREATE,
    Action.FILL,
    Action.SCORE,
    Action.AMEND,
    Action.ATTACH,
    Action.ANSWER,
    Action.SUBMIT,
)


def files_for_the_unit(actor: Actor, facts: Facts) -> bool:
    """A filer of the unit; of the finance section for an evaluation by the finance bureau."""
    if Role.FILER not in actor.roles or not actor.reaches(facts.unit_id):
        return False
    if facts.kind is Kind.FINANCE:
        return actor.section_id == facts.section_id
    return actor.unit_id == facts.unit_id


def files_in_the_unit(actor: Actor, facts: Facts) -> bool:
    """A filer of the evaluated unit, whoever evaluates it: the unit puts its problems right."""
    return Role.FILER in actor.roles and actor.unit_id == facts.unit_id


def submitted_this_round(actor: Actor, facts: Facts) -> bool:
    """The very person who submitted what lies on the desk, himself or through a deputy; a deputy
    who submitted it, and one who acts for him.
    """
    return not actor.people.isdisjoint({facts.submitted_by, facts.submitted_for})


def heads_the_unit(actor: Actor, facts: Facts) -> bool:
    """A head of the evaluated unit, or of its supervising unit where the unit has no head
    left who had no part in filling.
    """
    if Role.UNIT_HEAD not in actor.roles or not actor.reaches(facts.unit_id):
        return False
    if actor.unit_id == facts.unit_id:
        return True
    stands_in = actor.unit_id is not None and actor.unit_id == facts.supervising_unit_id
    return stands_in and not facts.unit_has_free_head


def oversees_the_unit(actor: Actor, facts: Facts) -> bool:
    """A chief of the finance section that oversees the unit."""
    if Role.FINANCE_CHIEF not in actor.roles or not actor.reaches(facts.unit_id):
        return False
    return actor.section_id == facts.section_id


def supervises_the_unit(actor: Actor, facts: Facts) -> bool:
    """A head of the supervising unit who does not stand in for the head of the unit: who does is
    urged himself.
    """
    above = actor.unit_id is not None and actor.unit_id == facts.supervising_unit_id
    return above and Role.UNIT_HEAD in actor.roles and facts.unit_has_free_head


def audits(actor: Actor, facts: Facts) -> bool:  # noqa: ARG001 -- one signature for all
    """An auditor."""
    return Role.AUDITOR in actor.roles


def had_no_part_in_filling(actor: Actor, facts: Facts) -> bool:
    """Never created, filled, scored, amended, attached, answered or submitted here, in any round or
    in an earlier edition; of a deputy and his principal neither did.
    """
    return not facts.did(actor, *FILLING)


def did_not_approve(actor: Actor, facts: Facts) -> bool:
    """Never approved this evaluation for the unit, in any round."""
    return not facts.did(actor, Action.APPROVE)


def did_not_review_where_separated(actor: Actor, facts: Facts) -> bool:
    """Where the site separates the publisher, somebody other than the reviewers publishes."""
    if not facts.separate_publisher:
        return True
    return not facts.did(actor, Action.RESCORE, Action.REVIEW)


def had_no_part_in_measures(actor: Actor, facts: Facts) -> bool:
    """Never planned or reported a measure here."""
    return not facts.did(actor, Action.PLAN_MEASURE, Action.REPORT_MEASURE)


def lies_with_the_head(actor: Actor, facts: Facts) -> bool:  # noqa: ARG001 -- one signature for all
    """Submitted, and waiting for the head of the unit."""
    return facts.state is State.SELF_SCORED


def lies_with_the_chief(actor: Actor, facts: Facts) -> bool:  # noqa: ARG001 -- one signature for all
    """Approved by the unit, and waiting for the finance section."""
    return facts.state in {State.UNIT_APPROVED, State.FINANCE_REVIEWED}


def was_never_submitted(actor: Actor, facts: Facts) -> bool:  # noqa: ARG001 -- one signature for all
    """A first round that nobody ever submitted."""
    return facts.round == 1 and facts.submitted_by is None


def begins_the_first_edition(actor: Actor, facts: Facts) -> bool:  # noqa: ARG001 -- as above
    """No correction of a published result."""
    return facts.edition == 1


def corrects_an_edition(actor: Actor, facts: Facts) -> bool:  # noqa: ARG001 -- as above
    """A correction of a published result."""
    return facts.edition > 1


def takes_part(actor: Actor, facts: Facts) -> bool:
    """A filer or a head of the unit, a head of the supervising unit, or a chief that oversees."""
    if files_for_the_unit(actor, facts) or oversees_the_unit(actor, facts):
        return True
    if actor.unit_id is None or Role.UNIT_HEAD not in actor.roles:
        return False
    return actor.reaches(facts.unit_id) and actor.unit_id in {
        facts.unit_id,
        facts.supervising_unit_id,
    }


def may_see(actor: Actor, facts: Facts) -> bool:
    """People of the unit, heads of the supervising unit, the overseeing section, auditors.

    `models.queries.visibility.visible_to` says the same in SQL; a test compares the two.
    """
    if Role.AUDITOR in actor.roles:
        return True
    if not actor.reaches(facts.unit_id):
        return False
    if actor.unit_id is not None and actor.unit_id == facts.unit_id:
        return True
    if actor.section_id is not None and actor.section_id == facts.section_id:
        return True
    supervises = actor.unit_id is not None and actor.unit_id == facts.supervising_unit_id
    return supervises and Role.UNIT_HEAD in actor.roles
