"""Delegation opens no way round the separation of duties: every sequence of steps is walked."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

from models.vocabulary import Action, Kind, Role, State
from policies.delegation import find_faults, is_in_force, stand_in
from policies.facts import Actor, Facts, Mandate
from policies.permissions import find_missing
from policies.predicates import FILLING
from tests.support.offices import CLOSES, OPENS
from workflow.ids import new_id
from workflow.table import EDGES

UNIT, ABOVE, SECTION, OTHER_SECTION, EVALUATION = (new_id() for _ in range(5))
SECOND = timedelta(seconds=1)


def somebody(*roles: Role, unit: object = None, section: object = None) -> Actor:
    return Actor(
        id=new_id(),
        login="login",
        name="某人",
        unit_id=unit,  # type: ignore[arg-type]  # one of the ids above
        section_id=section,  # type: ignore[arg-type]  # as above
        roles=frozenset(roles),
    )


def deputise(deputy: Actor, principal: Actor, role: Role, *, unit: object = None) -> Actor:
    mandate = Mandate(
        id=new_id(),
        principal_id=principal.id,
        principal_name=principal.name,
        role=role,
        unit_id=unit,  # type: ignore[arg-type]  # as above
        starts_at=OPENS,
        ends_at=CLOSES,
    )
    return stand_in(deputy, principal=principal, mandate=mandate)


def facts(kind: Kind, state: State, done: frozenset[tuple[str, object]]) -> Facts:
    doers: dict[Action, set[object]] = {}
    for action, person in done:
        doers.setdefault(Action(action), set()).add(person)
    return Facts(
        evaluation_id=EVALUATION,
        kind=kind,
        unit_id=UNIT,
        supervising_unit_id=ABOVE,
        section_id=SECTION,
        state=state,
        round=1,
        version=1,
        content_version=1,
        cycle_opens_at=OPENS,
        cycle_closes_at=CLOSES,
        doers={action: frozenset(people) for action, people in doers.items()},  # type: ignore[arg-type]  # ids all the same
        unit_has_free_head=False,
    )


BOTH_OF_UNIT = (Role.FILER, Role.UNIT_HEAD)
BOTH_OF_SECTION = (Role.FILER, Role.FINANCE_CHIEF)
PEOPLE = (
    somebody(*BOTH_OF_UNIT, unit=UNIT),
    somebody(*BOTH_OF_UNIT, unit=UNIT),
    somebody(*BOTH_OF_SECTION, section=SECTION),
    somebody(*BOTH_OF_SECTION, section=SECTION),
)
"""Everybody holds all the roles that somebody of his office can hold."""
STANDINGS = (
    *PEOPLE,
    *(
        deputise(deputy, principal, role)
        for deputy, principal in permutations(PEOPLE, 2)
        for role in sorted(principal.roles)
    ),
)
"""Everybody by his own right and for everybody else in each of his roles, though no such delegation
could be made: not even these open a way.
"""
JUDGED = {Action.FILL: "fill", Action.APPROVE: "approve", Action.REVIEW: "review"}
WALKED = frozenset(
    {Action.FILL, Action.SUBMIT, Action.APPROVE, Action.RETURN, Action.REVIEW, Action.REOPEN}
)

Stand = tuple[State, frozenset[tuple[str, object]]]


def walk_every_way(kind: Kind) -> Iterator[tuple[Actor, Action, frozenset[tuple[str, object]]]]:
    """Take every permitted step of everybody from every state that can be reached, and answer with
    each: who stood where, what he did, and who had done what when it was done. Submitting counts
    as filling; the rest of filling is judged by the same predicate.
    """
    begin: Stand = (State.DRAFT, frozenset())
    waiting, known = [begin], {begin}
    while waiting:
        state, done = waiting.pop()
        for edge in EDGES:
            if edge.source is not state or edge.action not in WALKED:
                continue
            for actor in STANDINGS:
                seen = facts(kind, state, done)
                if find_missing(action=edge.action, actor=actor, facts=seen):
                    continue
                word = Action.FILL if edge.action in FILLING else edge.action
                after = done
                if word in JUDGED:
                    after = done | {(str(word), person) for person in actor.people}
                yield actor, word, after
                if (edge.target, after) not in known:
                    known.add((edge.target, after))
                    waiting.append((edge.target, after))


def list_parts(done: frozenset[tuple[str, object]]) -> Mapping[object, set[str]]:
    parts: dict[object, set[str]] = {}
    for word, person in done:
        parts.setdefault(person, set()).add(word)
    return parts


def test_no_sequence_lets_one_person_take_two_parts_himself_or_through_another() -> None:
    for kind in (Kind.DEPARTMENT, Kind.FINANCE):
        steps, through_others = set(), 0
        for actor, action, done in walk_every_way(kind):
            steps.add(action)
            through_others += actor.mandate is not None
            if action is Action.APPROVE:
                # He who approves, and he for whom: neither ever filled in before.
                assert all("fill" not in list_parts(done)[each] for each in actor.people)
            if action is Action.REVIEW:
                told = [list_parts(done)[each] for each in actor.people]
                assert all(parts.isdisjoint({"fill", "approve"}) for parts in told)
        assert steps == {each for each in WALKED if each is not Action.SUBMIT}
        assert through_others > 1000


def test_what_a_deputy_did_counts_against_his_principal_and_the_other_way_round() -> None:
    head, deputy = PEOPLE[:2]
    stands_in = deputise(deputy, head, Role.UNIT_HEAD)
    for filler in (head, deputy):
        seen = facts(Kind.DEPARTMENT, State.SELF_SCORED, frozenset({("fill", filler.id)}))
        missing = find_missing(action=Action.APPROVE, actor=stands_in, facts=seen)
        assert missing == ("had_no_part_in_filling",)
    clean = facts(Kind.DEPARTMENT, State.SELF_SCORED, frozenset())
    assert not find_missing(action=Action.APPROVE, actor=stands_in, facts=clean)


def test_a_delegation_for_one_unit_reaches_no_other_and_lends_one_role() -> None:
    principal = PEOPLE[0]
    seen = facts(Kind.DEPARTMENT, State.SELF_SCORED, frozenset())
    deputy = somebody(unit=UNIT)
    for role, unit, may_approve in (
        (Role.UNIT_HEAD, None, True),
        (Role.UNIT_HEAD, UNIT, True),
        (Role.UNIT_HEAD, ABOVE, False),
        (Role.FILER, None, False),
    ):
        actor = deputise(deputy, principal, role, unit=unit)
        missing = find_missing(action=Action.APPROVE, actor=actor, facts=seen)
        assert (not missing) == may_approve, (role, unit)


def test_who_may_become_whose_deputy() -> None:
    head, chief = somebody(Role.UNIT_HEAD, unit=UNIT), somebody(Role.FINANCE_CHIEF, section=SECTION)
    cases: tuple[tuple[Actor, Actor, Role, set[str]], ...] = (
        (head, somebody(Role.FILER, unit=UNIT), Role.UNIT_HEAD, set()),
        (head, somebody(Role.UNIT_HEAD, unit=ABOVE), Role.UNIT_HEAD, set()),
        (head, somebody(unit=new_id()), Role.UNIT_HEAD, {"deputy"}),
        (head, chief, Role.UNIT_HEAD, {"deputy"}),
        (head, head, Role.UNIT_HEAD, {"deputy"}),
        (head, somebody(unit=UNIT), Role.FILER, {"role"}),
        (head, somebody(Role.AUDITOR, Role.FILER, unit=UNIT), Role.UNIT_HEAD, {"deputy"}),
        (chief, somebody(section=OTHER_SECTION), Role.FINANCE_CHIEF, set()),
        (chief, somebody(unit=UNIT), Role.FINANCE_CHIEF, {"deputy"}),
        (somebody(Role.AUDITOR, section=SECTION), chief, Role.AUDITOR, {"role"}),
    )
    for principal, deputy, role, wrong in cases:
        found = find_faults(principal=principal, deputy=deputy, role=role, above=ABOVE)
        assert {field for _code, field in found} == wrong, (role, deputy.roles)
    lent = replace(head, roles=frozenset())
    assert [
        *find_faults(principal=lent, deputy=somebody(unit=UNIT), role=Role.UNIT_HEAD, above=None)
    ]


def test_a_delegation_holds_from_its_first_moment_through_its_last_second() -> None:
    span = {"starts_at": OPENS, "ends_at": CLOSES}
    last = CLOSES + timedelta(microseconds=999_999)
    assert not is_in_force(**span, ended_at=None, at=OPENS - timedelta(microseconds=1))
    assert is_in_force(**span, ended_at=None, at=OPENS)
    assert is_in_force(**span, ended_at=None, at=last)
    assert not is_in_force(**span, ended_at=None, at=CLOSES + SECOND)
    assert not is_in_force(**span, ended_at=CLOSES, at=OPENS)
