"""The table of rights says what the door says, and has words for everything it names."""

from dataclasses import replace
from itertools import product
from uuid import UUID

from models.database import Database
from models.vocabulary import Action, Kind, Role, State
from policies.facts import Actor, Facts
from policies.permissions import PERMISSIONS, find_missing
from tests.support.offices import CLOSES, OPENS
from tests.support.scenes import Scene
from web.right_words import NEEDS, PLACES
from workflow.erasure import NOTHING_ERASED
from workflow.guards import Case
from workflow.ids import new_id
from workflow.machine import why_not
from workflow.rights import GUARD_NAMES, Answer, Place, list_rights, list_rights_on
from workflow.table import EDGE_OF


def somebody(*roles: Role, unit: bool) -> Actor:
    office = new_id()
    return Actor(
        id=new_id(),
        login="login",
        name="某人",
        unit_id=office if unit else None,
        section_id=None if unit else office,
        roles=frozenset(roles),
    )


def nobodys(*, separate_publisher: bool = False) -> Facts:
    nobody = new_id()
    return Facts(
        evaluation_id=nobody,
        kind=Kind.PROJECT,
        unit_id=nobody,
        supervising_unit_id=None,
        section_id=nobody,
        state=State.NONE,
        round=1,
        version=0,
        content_version=0,
        cycle_opens_at=OPENS,
        cycle_closes_at=CLOSES,
        separate_publisher=separate_publisher,
    )


PEOPLE = [
    somebody(*roles, unit=unit)
    for roles, unit in (
        ((Role.FILER,), True),
        ((Role.UNIT_HEAD,), True),
        ((Role.FILER, Role.UNIT_HEAD), True),
        ((Role.FILER,), False),
        ((Role.FINANCE_CHIEF,), False),
        ((Role.AUDITOR,), False),
    )
]


def test_everything_a_cell_depends_on_has_words() -> None:
    named = {
        name
        for person in PEOPLE
        for right in list_rights(person, nobodys(separate_publisher=True))
        for cell in right.cells
        for name in cell.needs
    }
    assert named == set(NEEDS), "give a new guard or predicate its words in web/right_words.py"
    assert set(GUARD_NAMES) <= named
    assert set(PLACES) == set(Place)


def test_a_cell_says_yes_where_some_history_lets_the_person_act_and_no_where_none_does() -> None:
    for person in PEOPLE:
        for right in list_rights(person, nobodys()):
            for cell in right.cells:
                allowed = (right.action, cell.state) in EDGE_OF and any(
                    not find_missing(action=right.action, actor=person, facts=facts)
                    for facts in imagine(person, cell.state)
                )
                assert (cell.answer is Answer.YES) == allowed, (person.roles, right.action, cell)
                assert (cell.answer is Answer.NO_MOVE) != ((right.action, cell.state) in EDGE_OF)
                assert bool(cell.missing) == (cell.answer is Answer.NO)


def imagine(person: Actor, state: State) -> list[Facts]:
    """Every history that a rule looks at, with this person's office at every place it may be."""
    other = new_id()
    home = person.unit_id or person.section_id or other
    done: list[dict[Action, frozenset[object]]] = [
        {},
        dict.fromkeys(Action, frozenset({person.id})),
    ]
    return [
        Facts(
            evaluation_id=other,
            kind=kind,
            unit_id=unit,
            supervising_unit_id=above,
            section_id=section,
            state=state,
            round=1,
            version=1,
            content_version=1,
            cycle_opens_at=OPENS,
            cycle_closes_at=CLOSES,
            doers=doers,  # type: ignore[arg-type]  # ids all the same
            submitted_by=by,
            unit_has_free_head=False,
            edition=edition,
        )
        for kind, unit, above, section, doers, by, edition in product(
            (Kind.PROJECT, Kind.FINANCE),
            (home, other),
            (home, other),
            (home, other),
            done,
            (None, person.id),
            (1, 2),
        )
    ]


def see(scene: Scene, who: str, evaluation: UUID) -> Case:
    """The case without erasures, which are read while its session is open."""
    return replace(scene.case(who, evaluation), erasing=lambda: NOTHING_ERASED)


def test_on_an_evaluation_the_present_column_is_what_the_door_says(
    migrated_sqlite: Database,
) -> None:
    scene = Scene(migrated_sqlite)
    evaluation = scene.walk(State.SELF_SCORED)
    for who in ("filer", "head", "bureau_head", "chief", "auditor"):
        case = see(scene, who, evaluation)
        for right in list_rights_on(case):
            cell = next(each for each in right.cells if each.state is State.SELF_SCORED)
            says_no = bool(why_not(action=right.action, case=case))
            assert cell.is_now
            assert (cell.answer is Answer.YES) == (not says_no), (who, right.action)
    head = {right.action: right for right in list_rights_on(see(scene, "head", evaluation))}
    later = {cell.state: cell for cell in head[Action.RETURN].cells}
    assert later[State.SELF_SCORED].answer is Answer.YES
    assert later[State.UNIT_APPROVED].missing == ("lies_with_the_head",)
    assert head.keys() == PERMISSIONS.keys()
