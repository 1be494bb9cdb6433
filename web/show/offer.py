"""What a person may begin now: the open tasks, of which units, with whose rows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from models.queries.cycles import (
    CycleRow,
    Office,
    find_unit_office,
    list_open_cycles,
    list_overseen_units,
)
from models.queries.evaluations import list_heads
from models.queries.predecessors import Predecessor, list_predecessors
from models.vocabulary import Kind, Role
from policies.facts import Actor, Heads
from policies.scheme import Scheme
from policies.signing import Unsigned, find_trouble
from workflow.content import parse_registered
from workflow.refusals import Reason, Refused, Why

MOST_PREDECESSORS = 300
_NOBODY = frozenset[UUID]()


@dataclass(frozen=True, kw_only=True)
class Offer:
    """The open cycles with their forms, the units, evaluations of earlier years, and of each unit
    what stands in the way of its signature. `above` is the supervising unit of a filer's own.
    """

    cycles: tuple[tuple[CycleRow, Scheme], ...]
    units: tuple[Office, ...]
    for_finance: bool
    predecessors: tuple[Predecessor, ...]
    unsigned: Mapping[UUID, Unsigned]
    above: Office | None

    @property
    def takes_indicators(self) -> bool:
        """Say whether a form has rows with points, so that they can come from elsewhere."""
        return any(form.form.scored for _cycle, form in self.cycles)

    def find_cycle(self, cycle_id: UUID | str | None) -> tuple[CycleRow, Scheme] | None:
        """Return the chosen one of the open cycles with its form."""
        wanted = str(cycle_id)
        return next((one for one in self.cycles if str(one[0].id) == wanted), None)

    def find_predecessor(self, evaluation_id: UUID | None) -> Predecessor | None:
        """Return the chosen one of the earlier evaluations."""
        return next((one for one in self.predecessors if one.id == evaluation_id), None)


def read_offer(session: Session, *, actor: Actor, at: datetime) -> Offer:
    """Read what this person may begin; raises Refused for whoever files nowhere."""
    if Role.FILER not in actor.roles:
        raise Refused(Reason(why=Why.FORBIDDEN, code="files_for_the_unit"))
    units, section_id = _list_units(session, actor)
    for_finance = actor.unit_id is None
    open_now = list_open_cycles(session, at=at, section_id=section_id)
    forms = (
        (cycle, parse_registered(cycle.scheme_sha256, cycle.scheme_text)) for cycle in open_now
    )
    cycles = tuple(each for each in forms if (each[1].kind is Kind.FINANCE) is for_finance)
    above = None if for_finance or not units else units[0].supervising_unit_id
    units = [unit for unit in units if actor.reaches(unit.id)]
    return Offer(
        cycles=cycles,
        units=tuple(units),
        for_finance=for_finance,
        predecessors=_list_predecessors(session, cycles=cycles, units=units),
        unsigned=_find_unsigned(session, units=units, actor=actor),
        above=find_unit_office(session, above) if above else None,
    )


def _list_units(session: Session, actor: Actor) -> tuple[list[Office], UUID | None]:
    if actor.unit_id is not None:
        office = find_unit_office(session, actor.unit_id)
        return ([office], office.section_id) if office else ([], None)
    section_id = actor.section_id
    return (list_overseen_units(session, section_id) if section_id else []), section_id


def _list_predecessors(
    session: Session, *, cycles: Collection[tuple[CycleRow, Scheme]], units: Collection[Office]
) -> tuple[Predecessor, ...]:
    scored = [(cycle, form) for cycle, form in cycles if form.form.scored]
    if not scored:
        return ()
    found = list_predecessors(
        session,
        unit_ids=[unit.id for unit in units],
        kinds={form.kind for _cycle, form in scored},
        before_year=max(cycle.fiscal_year for cycle, _form in scored),
        limit=MOST_PREDECESSORS,
    )
    return tuple(found)


def _find_unsigned(
    session: Session, *, units: Collection[Office], actor: Actor
) -> Mapping[UUID, Unsigned]:
    above = {unit.supervising_unit_id for unit in units if unit.supervising_unit_id}
    heads = list_heads(session, {*(unit.id for unit in units), *above})
    found = {}
    for unit in units:
        over = unit.supervising_unit_id
        both = Heads(
            own=heads.get(unit.id, _NOBODY), above=heads.get(over, _NOBODY) if over else _NOBODY
        )
        if trouble := find_trouble(both, filling=actor.id):
            found[unit.id] = trouble
    return found
