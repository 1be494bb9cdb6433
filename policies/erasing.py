"""Which two people may erase a text: a chief of the finance section and an auditor."""

from collections.abc import Collection

from models.vocabulary import Office
from policies.facts import Actor, Facts
from policies.predicates import audits, oversees_the_unit


def list_offices(actor: Actor, facts: Facts) -> tuple[Office, ...]:
    """Return in which of the two offices a person stands here, perhaps in both."""
    held = {Office.CHIEF: oversees_the_unit, Office.AUDITOR: audits}
    return tuple(office for office, holds in held.items() if holds(actor, facts))


def are_both_there(asked: Collection[Office], agrees: Collection[Office]) -> bool:
    """Say whether who asked and who agrees can stand for the two offices, one for each."""
    return any(one is not other for one in asked for other in agrees)
