"""What waits for the person who signed in."""

from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from models.queries.cycles import CycleRow, find_unit_office, list_open_cycles
from models.queries.inbox import list_waiting
from models.queries.lists import EvaluationLine, Wanted, list_evaluations
from models.queries.paging import Page
from models.queries.visibility import Asker
from models.vocabulary import LIFECYCLE, Kind, Role, State
from policies.facts import Actor
from policies.predicates import FILLING
from web.asking import read_place, read_word, require_actor, spell_place
from web.door import database, now

blueprint = Blueprint("inbox", __name__)
PAGE_SIZE = 25
DESKS = {Role.FILER, Role.UNIT_HEAD, Role.FINANCE_CHIEF}


@blueprint.get("/inbox")
def show() -> ResponseReturnValue:
    """The desk: what waits, the oldest deadline first; or all that this person may see."""
    actor = require_actor()
    desk = not DESKS.isdisjoint(actor.roles)
    everything = not desk or request.args.get("view") == "all"
    with database().reading() as session:
        page = _read_page(session, actor=actor, everything=everything)
        cycles = _read_cycles(session, actor=actor)
    return render_template(
        "inbox.html",
        page=page,
        places=[_spell(row, everything=everything) for row in page.rows],
        cycles=cycles,
        desk=desk,
        everything=everything,
        sees=desk or Role.AUDITOR in actor.roles,
        states=LIFECYCLE,
        kinds=tuple(Kind),
        at=now(),
    )


def _read_page(session: Session, *, actor: Actor, everything: bool) -> Page[EvaluationLine]:
    asker = Asker(
        unit_id=actor.unit_id, section_id=actor.section_id, roles=actor.roles, filling=FILLING
    )
    read = list_evaluations if everything else list_waiting
    return read(
        session,
        asker,
        Wanted(state=read_word("state", State), kind=read_word("kind", Kind)),
        place=read_place(UUID),
        size=PAGE_SIZE,
    )


def _read_cycles(session: Session, *, actor: Actor) -> list[CycleRow]:
    if Role.FILER not in actor.roles:
        return []
    section_id = actor.section_id
    if actor.unit_id is not None:
        office = find_unit_office(session, actor.unit_id)
        section_id = office.section_id if office else None
    return list_open_cycles(session, at=now(), section_id=section_id)


def _spell(row: EvaluationLine, *, everything: bool) -> str:
    return spell_place(row.state_since if everything else row.deadline, row.id)
