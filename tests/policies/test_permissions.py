"""Predicates one by one, and how a row of the table of permissions is read.

Who may do what from which state stands in tests/workflow/expected_matrix.txt.
"""

from dataclasses import replace
from itertools import product

import pytest

from models.vocabulary import Action, Kind, Role, State
from policies.facts import Actor, Facts
from policies.permissions import PERMISSIONS, find_missing, holds_the_office
from policies.predicates import (
    FILLING,
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
    may_see,
    oversees_the_unit,
    submitted_this_round,
    supervises_the_unit,
    takes_part,
    was_never_submitted,
)
from tests.support.offices import CLOSES, OPENS
from workflow.ids import new_id

UNIT, OVER, ELSEWHERE, SECTION, OTHER_SECTION, EVALUATION = (new_id() for _ in range(6))
UNITS = {"unit": UNIT, "over": OVER, "elsewhere": ELSEWHERE}
SECTIONS = {"section": SECTION, "other_section": OTHER_SECTION}


def somebody(*roles: Role, place: str | None = None) -> Actor:
    """A person with these roles who belongs to this place."""
    return Actor(
        id=new_id(),
        login="login",
        name="某人",
        unit_id=UNITS.get(place or ""),
        section_id=SECTIONS.get(place or ""),
        roles=frozenset(roles),
    )


def facts(state: State = State.SELF_SCORED) -> Facts:
    """An evaluation of the unit on which nobody has acted."""
    return Facts(
        evaluation_id=EVALUATION,
        kind=Kind.PROJECT,
        unit_id=UNIT,
        supervising_unit_id=OVER,
        section_id=SECTION,
        state=state,
        round=1,
        version=3,
        content_version=3,
        cycle_opens_at=OPENS,
        cycle_closes_at=CLOSES,
    )


PLACES = (None, *UNITS, *SECTIONS)
OFFICES: dict[Predicate, set[tuple[Role, str | None]]] = {
    files_for_the_unit: {(Role.FILER, "unit")},
    files_in_the_unit: {(Role.FILER, "unit")},
    heads_the_unit: {(Role.UNIT_HEAD, "unit")},
    oversees_the_unit: {(Role.FINANCE_CHIEF, "section")},
    supervises_the_unit: {(Role.UNIT_HEAD, "over")},
    audits: {(Role.AUDITOR, place) for place in PLACES},
    takes_part: {
        (Role.FILER, "unit"),
        (Role.UNIT_HEAD, "unit"),
        (Role.UNIT_HEAD, "over"),
        (Role.FINANCE_CHIEF, "section"),
    },
    may_see: {
        *((role, "unit") for role in Role),
        *((role, "section") for role in Role),
        *((Role.AUDITOR, place) for place in PLACES),
        (Role.UNIT_HEAD, "over"),
    },
}
"""For each predicate of office: the roles and places for which it holds."""
ERASING = {Action.ASK_ERASURE, Action.ERASE, Action.DECLINE_ERASURE}
"""All that an auditor may do beside looking."""


@pytest.mark.parametrize("predicate", OFFICES, ids=lambda predicate: predicate.__name__)
def test_offices(predicate: Predicate) -> None:
    held = {
        (role, place)
        for role, place in product(Role, PLACES)
        if predicate(somebody(role, place=place), facts())
    }
    assert held == OFFICES[predicate]


@pytest.mark.parametrize("predicate", OFFICES, ids=lambda predicate: predicate.__name__)
def test_without_a_supervising_unit_nobody_without_a_unit_slips_in(
    predicate: Predicate,
) -> None:
    """None equals None: who belongs nowhere must not supervise what nobody supervises."""
    alone = replace(facts(), supervising_unit_id=None, unit_has_free_head=False)
    for role in Role:
        if role is not Role.AUDITOR:
            assert not predicate(somebody(role), alone)


def test_a_finance_evaluation_is_filled_by_the_section() -> None:
    by_finance = replace(facts(), kind=Kind.FINANCE)
    filled = {
        place
        for place in PLACES
        if files_for_the_unit(somebody(Role.FILER, place=place), by_finance)
    }
    assert filled == {"section"}


def test_the_supervising_unit_stands_in_where_no_head_is_free() -> None:
    nobody_left = replace(facts(), unit_has_free_head=False)
    heads = {
        place
        for place in PLACES
        if heads_the_unit(somebody(Role.UNIT_HEAD, place=place), nobody_left)
    }
    assert heads == {"unit", "over"}
    assert not heads_the_unit(somebody(Role.FILER, place="over"), nobody_left)


@pytest.mark.parametrize("separate", [False, True])
@pytest.mark.parametrize("action", Action)
def test_history(action: Action, *, separate: bool) -> None:
    actor, other = somebody(Role.FILER), somebody(Role.FILER)
    past = replace(
        facts(),
        doers={action: frozenset({actor.id})},
        separate_publisher=separate,
    )
    reviewing = {Action.RESCORE, Action.REVIEW}
    assert had_no_part_in_filling(actor, past) == (action not in FILLING)
    measuring = {Action.PLAN_MEASURE, Action.REPORT_MEASURE}
    assert had_no_part_in_measures(actor, past) == (action not in measuring)
    assert did_not_approve(actor, past) == (action is not Action.APPROVE)
    assert did_not_review_where_separated(actor, past) == (not separate or action not in reviewing)
    assert had_no_part_in_filling(other, past)
    assert did_not_approve(other, past)
    assert did_not_review_where_separated(other, past)


def test_filling_is_what_the_rule_says() -> None:
    """Whoever answered a point had a part in it; whoever commented did not."""
    assert {*FILLING} == {
        Action.CREATE,
        Action.FILL,
        Action.SCORE,
        Action.AMEND,
        Action.ATTACH,
        Action.ANSWER,
        Action.SUBMIT,
    }


def test_only_the_submitter_submitted() -> None:
    actor = somebody(Role.FILER)
    assert submitted_this_round(actor, replace(facts(), submitted_by=actor.id))
    assert not submitted_this_round(actor, replace(facts(), submitted_by=new_id()))
    assert not submitted_this_round(actor, facts())


@pytest.mark.parametrize(
    ("round_", "submitted", "never"), [(1, False, True), (1, True, False), (2, False, False)]
)
def test_what_was_never_submitted_is_in_its_first_round(
    round_: int, *, submitted: bool, never: bool
) -> None:
    """A first round that was recalled is over; what lies with the head was submitted."""
    past = replace(facts(), round=round_, submitted_by=new_id() if submitted else None)
    assert was_never_submitted(somebody(), past) == never


@pytest.mark.parametrize("edition", [1, 2, 3])
def test_an_edition_after_the_first_is_a_correction(edition: int) -> None:
    of_it = replace(facts(), edition=edition)
    assert begins_the_first_edition(somebody(), of_it) == (edition == 1)
    assert corrects_an_edition(somebody(), of_it) == (edition > 1)


def test_with_whom_it_lies() -> None:
    anybody = somebody()
    assert [state for state in State if lies_with_the_head(anybody, facts(state))] == [
        State.SELF_SCORED
    ]
    assert [state for state in State if lies_with_the_chief(anybody, facts(state))] == [
        State.UNIT_APPROVED,
        State.FINANCE_REVIEWED,
    ]


def test_all_predicates_of_one_way_must_hold() -> None:
    head = somebody(Role.UNIT_HEAD, place="unit")
    filled = replace(facts(), doers={Action.FILL: frozenset({head.id})})
    assert find_missing(action=Action.APPROVE, actor=head, facts=facts()) == ()
    missing = find_missing(action=Action.APPROVE, actor=head, facts=filled)
    assert missing == ("had_no_part_in_filling",)
    stranger = somebody(Role.UNIT_HEAD, place="elsewhere")
    missing = find_missing(action=Action.APPROVE, actor=stranger, facts=facts())
    assert missing == ("heads_the_unit",)


def test_one_way_is_enough_and_the_nearest_is_told() -> None:
    chief = somebody(Role.FINANCE_CHIEF, place="section")
    approved = facts(State.UNIT_APPROVED)
    assert find_missing(action=Action.RETURN, actor=chief, facts=approved) == ()
    draft = facts(State.DRAFT)
    missing = find_missing(action=Action.RETURN, actor=chief, facts=draft)
    assert missing == ("lies_with_the_chief",)


def test_an_office_holds_whatever_stands_in_the_way() -> None:
    head = somebody(Role.UNIT_HEAD, place="unit")
    filled = replace(facts(), doers={Action.FILL: frozenset({head.id})})
    assert holds_the_office(action=Action.APPROVE, actor=head, facts=filled)
    assert not holds_the_office(action=Action.REVIEW, actor=head, facts=facts())


def test_every_way_begins_with_an_office() -> None:
    """`holds_the_office` reads the first predicate of a way as the office it belongs to."""
    assert {way[0] for ways in PERMISSIONS.values() for way in ways} <= set(OFFICES)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("action", Action)
def test_auditors_may_only_erase_and_administrators_nothing(role: Role, action: Action) -> None:
    may = role is Role.AUDITOR and action in ERASING
    for place, state in product(PLACES, State):
        actor, stands = somebody(role, place=place), facts(state)
        assert (find_missing(action=action, actor=actor, facts=stands) == ()) == may
        assert holds_the_office(action=action, actor=actor, facts=stands) == may
