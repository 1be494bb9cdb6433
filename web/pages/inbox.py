"""What waits for the person who signed in."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from models.queries.cycles import CycleRow, find_unit_office, list_open_cycles
from models.queries.inbox import list_deputised, list_waiting
from models.queries.lists import EvaluationLine, Wanted
from models.vocabulary import LIFECYCLE, Action, Kind, Role, State
from policies.facts import Actor
from web.asking import (
    read_place,
    read_word,
    read_words,
    require_actor,
    spell_place,
    split_words,
)
from web.door import database, now
from web.filters import LONGEST_SEARCH, as_asker, keep_filters
from web.show.kept_texts import read_requests
from web.standing import list_own_deputed

blueprint = Blueprint("inbox", __name__)
PAGE_SIZE = 50
FILTERS = ("q", "state", "kind")
DESK = "desk"
"""Under this name the address of an evaluation bears its place on the desk somebody came from."""
BULK = {
    State.SELF_SCORED: Action.APPROVE,
    State.UNIT_APPROVED: Action.REVIEW,
    State.FINANCE_REVIEWED: Action.PUBLISH,
}
"""What moves on an evaluation in each of these states."""
DESKS = {Role.FILER, Role.UNIT_HEAD, Role.FINANCE_CHIEF}


@blueprint.get("/inbox")
def show() -> ResponseReturnValue:
    """The desk: what waits, the oldest deadline first. Auditors have none, only lists;
    administrators have another.
    """
    actor = require_actor()
    if Role.ADMINISTRATOR in actor.roles:
        return redirect(url_for("admin_record.start"))
    if Role.AUDITOR in actor.roles and DESKS.isdisjoint(actor.roles):
        return redirect(url_for("evaluations.show"))
    return render_inbox(actor)


def render_inbox(
    actor: Actor, *, messages: Sequence[str] = (), status: HTTPStatus = HTTPStatus.OK
) -> ResponseReturnValue:
    """Return the page of somebody's desk, with messages above it."""
    wanted = read_wanted()
    place, asker = read_place(UUID), as_asker(actor)
    with database().reading() as session:
        page = list_waiting(session, asker, wanted, place=place, size=PAGE_SIZE)
        deputised = list_deputised(session, asker, [row.id for row in page.rows])
        cycles = _read_cycles(session, actor=actor)
        requests = read_requests(session, actor=actor)
    names = [each.mandate.principal_name for each in list_own_deputed(actor) if each.mandate]
    body = render_template(
        "inbox.html",
        page=page,
        places=[spell_place(row.deadline, row.id) for row in page.rows],
        addresses=[find_stop_address(row) for row in page.rows],
        cycles=cycles,
        requests=requests,
        principals={own: names[number] for own, number in deputised.items()},
        bulk=_list_bulk([row for row in page.rows if row.id not in deputised]),
        wanted=wanted,
        filters=keep_filters(FILTERS),
        states=LIFECYCLE,
        kinds=tuple(Kind),
        messages=messages,
        at=now(),
    )
    return body, status


def _list_bulk(rows: Sequence[EvaluationLine]) -> list[Action]:
    """Return what can be done to several of these at once: what lies on a desk lies there for the
    office that may do it.
    """
    states = {row.state for row in rows}
    found = [action for state, action in BULK.items() if state in states]
    return [*found, Action.RETURN] if found else []


def read_wanted() -> Wanted:
    """Return what the address asks for of what waits."""
    return Wanted(
        words=[word.folded for word in split_words(read_words("q", longest=LONGEST_SEARCH))],
        state=read_word("state", State),
        kind=read_word("kind", Kind),
    )


def find_stop_address(row: EvaluationLine) -> str:
    """Return where an evaluation of the desk is worked on, with the way on from there: what is to
    be reviewed on the page of the review.
    """
    page = "review.show" if row.state == State.UNIT_APPROVED else "evaluation.show"
    given: dict[str, Any] = {**keep_filters(FILTERS), DESK: spell_place(row.deadline, row.id)}
    return url_for(page, evaluation_id=row.id, **given)


def _read_cycles(session: Session, *, actor: Actor) -> list[CycleRow]:
    if Role.FILER not in actor.roles:
        return []
    section_id = actor.section_id
    if actor.unit_id is not None:
        office = find_unit_office(session, actor.unit_id)
        section_id = office.section_id if office else None
    return list_open_cycles(session, at=now(), section_id=section_id)
