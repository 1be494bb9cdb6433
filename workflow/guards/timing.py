"""When: the cycle, the window, and what happened in between."""

from policies.deadlines import URGED_FOR, has_passed
from workflow.guards.case import Case
from workflow.refusals import Reason, conflict, unmet


def cycle_is_open(case: Case) -> list[Reason]:
    """An evaluation begins while its cycle is open; the second it closes in still counts."""
    facts = case.facts
    if facts.cycle_opens_at <= case.at and not has_passed(facts.cycle_closes_at, at=case.at):
        return []
    return [conflict("cycle_is_open")]


def is_not_discarded(case: Case) -> list[Reason]:
    """What was discarded stays as it is."""
    return [conflict("is_not_discarded")] if case.facts.discarded else []


def has_no_successor(case: Case) -> list[Reason]:
    """Only the latest edition is corrected, and it has one successor at most."""
    return [] if case.facts.successor_id is None else [conflict("has_no_successor")]


def unit_takes_part_in_the_cycle(case: Case) -> list[Reason]:
    """A section's cycle is for the units it oversees."""
    if case.facts.cycle_section_id in {None, case.facts.section_id}:
        return []
    return [unmet("unit_takes_part_in_the_cycle", field="cycle_id")]


def window_is_open(case: Case) -> list[Reason]:
    """The cycle is open, or a return gave this round a due date that has not passed."""
    if not cycle_is_open(case):
        return []
    if case.facts.due_at is not None and not has_passed(case.facts.due_at, at=case.at):
        return []
    return [conflict("window_is_open")]


def nobody_has_acted_since(case: Case) -> list[Reason]:
    """A submission can be recalled until somebody else has left an event on it."""
    return [conflict("nobody_has_acted_since")] if case.facts.acted_since_submission else []


def deadline_is_over(case: Case) -> list[Reason]:
    """Nobody is urged before his time is over."""
    over = has_passed(case.facts.deadline, at=case.at)
    return [] if over else [conflict("deadline_is_over")]


def nobody_has_urged_lately(case: Case) -> list[Reason]:
    """An urging stands for a while before the next one."""
    urged_at = case.facts.urged_at
    stands = urged_at is not None and case.at - urged_at < URGED_FOR
    return [conflict("nobody_has_urged_lately")] if stands else []
