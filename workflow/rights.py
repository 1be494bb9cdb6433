"""What a person may do at all: the tables of edges and of permissions asked for every cell.

Nothing here knows a rule. A predicate that holds in some possible history of an evaluation and not
in another is a condition of the cell; one that holds in none stands in the way.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product

from models.vocabulary import Action, Kind, State
from policies.facts import Actor, Facts
from policies.permissions import PERMISSIONS, Way
from policies.predicates import Predicate
from workflow.guards import Case
from workflow.machine import why_not
from workflow.refusals import Reason
from workflow.table import EDGE_OF, EDGES


class Answer(StrEnum):
    """Whether the action can be taken from a state: there is no such move, yes, or no."""

    NO_MOVE = "no_move"
    YES = "yes"
    NO = "no"


class Place(StrEnum):
    """Of which evaluation the office of a person is asked."""

    OWN_UNIT = "own_unit"
    UNIT_BELOW = "unit_below"
    OWN_SECTION = "own_section"
    BY_OWN_SECTION = "by_own_section"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One action from one state. `missing` are the predicates in the way, `needs` the predicates
    and guards by name on which it depends, `reasons` what stands against it right now.
    """

    state: State
    answer: Answer
    missing: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    is_now: bool = False


@dataclass(frozen=True, kw_only=True)
class Right:
    """One row: an action with its cells in the order of the states. `place` says where the office
    that it belongs to is held.
    """

    action: Action
    place: Place
    cells: tuple[Cell, ...]

    @property
    def is_possible(self) -> bool:
        """Say whether it can be taken from some state."""
        return any(cell.answer is Answer.YES for cell in self.cells)


def list_rights(actor: Actor, facts: Facts) -> tuple[Right, ...]:
    """Return every action with every state, for evaluations as such. Only the setting of the site
    (`separate_publisher`) and the moments of the cycle are taken from `facts`.
    """
    places = _list_places(actor, facts)
    return tuple(_judge_anywhere(action, actor=actor, places=places) for action in PERMISSIONS)


def list_rights_on(case: Case) -> tuple[Right, ...]:
    """Return every action with every state, for one evaluation with its history; of the state in
    which it is now, with everything that stands against it.
    """
    rights = []
    for action in PERMISSIONS:
        cells = tuple(
            _judge(
                action,
                state=state,
                actor=case.actor,
                worlds=[replace(case.facts, state=state)],
            )
            for state in State
        )
        cells = tuple(
            _judge_now(cell, action=action, case=case) if cell.state is case.facts.state else cell
            for cell in cells
        )
        rights.append(Right(action=action, place=Place.ELSEWHERE, cells=cells))
    return tuple(rights)


def _judge_now(cell: Cell, *, action: Action, case: Case) -> Cell:
    if cell.missing:
        return replace(cell, is_now=True)
    reasons = tuple(why_not(action=action, case=case))
    answer = Answer.NO if reasons else Answer.YES
    return replace(cell, answer=answer, reasons=reasons, is_now=True)


def _list_places(actor: Actor, facts: Facts) -> tuple[tuple[Place, Facts], ...]:
    """Return an evaluation of each place at which an office can be held, the nearest first. What
    is nobody's has the id of the evaluation, which is no unit's and no section's.
    """
    nobody = facts.evaluation_id
    away = replace(
        facts,
        kind=Kind.PROJECT,
        unit_id=nobody,
        supervising_unit_id=None,
        section_id=nobody,
        unit_has_free_head=True,
    )
    places = []
    if actor.unit_id is not None:
        places.append((Place.OWN_UNIT, replace(away, unit_id=actor.unit_id)))
        below = replace(away, supervising_unit_id=actor.unit_id, unit_has_free_head=False)
        places.append((Place.UNIT_BELOW, below))
    if actor.section_id is not None:
        own = replace(away, section_id=actor.section_id)
        places.append((Place.OWN_SECTION, own))
        places.append((Place.BY_OWN_SECTION, replace(own, kind=Kind.FINANCE)))
    return (*places, (Place.ELSEWHERE, away))


def _judge_anywhere(
    action: Action, *, actor: Actor, places: Sequence[tuple[Place, Facts]]
) -> Right:
    place, at_place = next(
        (each for each in places if any(way[0](actor, each[1]) for way in PERMISSIONS[action])),
        places[-1],
    )
    cells = tuple(
        _judge(action, state=state, actor=actor, worlds=_imagine(at_place, actor, state=state))
        for state in State
    )
    return Right(action=action, place=place, cells=cells)


def _imagine(facts: Facts, actor: Actor, *, state: State) -> list[Facts]:
    """Return the histories that make a difference: whether this person did everything or nothing
    here, submitted it, and whether it corrects an earlier edition.
    """
    everything = {action: frozenset({actor.id}) for action in Action}
    return [
        replace(facts, state=state, round=1, doers=doers, submitted_by=by, edition=edition)
        for doers, by, edition in product(({}, everything), (None, actor.id), (1, 2))
    ]


def _judge(action: Action, *, state: State, actor: Actor, worlds: Sequence[Facts]) -> Cell:
    edge = EDGE_OF.get((action, state))
    if edge is None:
        return Cell(state=state, answer=Answer.NO_MOVE)
    ways = PERMISSIONS[action]
    missing = min((_miss(way, actor=actor, worlds=worlds) for way in ways), key=len)
    if missing:
        held = [way for way in ways if any(way[0](actor, world) for world in worlds)]
        wanted = missing if held else tuple(way[0].__name__ for way in ways)
        return Cell(state=state, answer=Answer.NO, missing=wanted)
    needs = [
        predicate.__name__
        for way in ways
        if not _miss(way, actor=actor, worlds=worlds)
        for predicate in way
        if not _always(predicate, actor=actor, worlds=worlds)
    ]
    guards = [guard.__name__ for guard in edge.guards]
    return Cell(state=state, answer=Answer.YES, needs=tuple(dict.fromkeys([*needs, *guards])))


def _miss(way: Way, *, actor: Actor, worlds: Sequence[Facts]) -> tuple[str, ...]:
    """Return what stands in this way in the world that comes nearest."""
    return min(
        (tuple(each.__name__ for each in way if not each(actor, world)) for world in worlds),
        key=len,
    )


def _always(predicate: Predicate, *, actor: Actor, worlds: Sequence[Facts]) -> bool:
    return all(predicate(actor, world) for world in worlds)


GUARD_NAMES = tuple(dict.fromkeys(guard.__name__ for edge in EDGES for guard in edge.guards))
"""Every condition of a move by name."""
