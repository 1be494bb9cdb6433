"""What a script may read."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from models.queries.evaluations import find_header
from models.queries.lists import list_evaluations
from models.queries.trail import MOST_TEXTS, EventRow, find_texts, search_events
from models.vocabulary import Role
from web.api.answers import CyclesSchema, EvaluationsSchema, MeSchema, TrailSchema
from web.api.asked import read_parameters, refuse_other_answers
from web.api.blueprint import answer, blueprint
from web.api.callers import require_caller
from web.api.queries import ListSchema, NothingSchema, TrailQuerySchema, WantedEvents, WantedPage
from web.api.spelling import (
    dump,
    link_to,
    list_marks,
    spell_evaluation,
    spell_event,
    spell_line,
)
from web.asking import spell_place
from web.desk import at, look_up
from web.documents import send_document
from web.door import database
from web.filters import as_asker
from web.show.offer import read_offer
from web.standing import sees
from workflow.refusals import hidden


@blueprint.get("/me")
def show_me() -> ResponseReturnValue:
    """Who calls."""
    caller = require_caller()
    refuse_other_answers()
    read_parameters(NothingSchema())
    actor = caller.actor
    person = {
        name: getattr(actor, name) for name in ("id", "login", "name", "unit_id", "section_id")
    }
    links = {
        "self": request.path,
        "cycles": url_for("api.list_cycles"),
        "evaluations": url_for("api.list_all"),
    }
    me = {**person, "roles": sorted(actor.roles), "token": caller.holder, "links": links}
    return answer(dump(MeSchema(), me))


@blueprint.get("/cycles")
def list_cycles() -> ResponseReturnValue:
    """What the caller may begin now."""
    caller = require_caller()
    refuse_other_answers()
    read_parameters(NothingSchema())
    links = {"self": request.path, "create": url_for("api.create")}
    offered: dict[str, Any] = {"items": [], "units": [], "predecessors": [], "links": links}
    if Role.FILER in caller.actor.roles:
        with database().reading() as session:
            offer = read_offer(session, actor=caller.actor, at=at())
        offered["items"] = [{**cycle._asdict(), "scheme": form} for cycle, form in offer.cycles]
        offered["units"] = offer.units
        offered["predecessors"] = offer.predecessors
    return answer(dump(CyclesSchema(), offered))


@blueprint.get("/evaluations")
def list_all() -> ResponseReturnValue:
    """A page of what the caller may see and wants, what moved last first."""
    actor = require_caller().actor
    refuse_other_answers()
    page_of: WantedPage = read_parameters(ListSchema())
    asker = as_asker(actor)
    with database().reading() as session:
        page = list_evaluations(
            session, asker, page_of.wanted, place=page_of.place, size=page_of.size
        )
    places = [spell_place(row.state_since, row.id) for row in page.rows]
    links = {
        "self": _link(),
        "next": _link(after=places[-1]) if page.after and places else None,
        "previous": _link(before=places[0]) if page.before and places else None,
    }
    items = [spell_line(row) for row in page.rows]
    return answer(dump(EvaluationsSchema(), {"items": items, "links": links}))


def _link(**changes: str) -> str:
    kept = {k: v for k, v in request.args.items() if k not in {"after", "before", "below"}}
    query = urlencode({**kept, **changes}) if changes else request.query_string.decode()
    return f"{request.path}?{query}" if query else request.path


@blueprint.get("/evaluations/<uuid:evaluation_id>")
def show(evaluation_id: UUID) -> ResponseReturnValue:
    """One evaluation as it stands."""
    actor = require_caller().actor
    refuse_other_answers()
    read_parameters(NothingSchema())
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor)
        if case.header is None:
            raise TypeError(case)
        # Why an action cannot be taken is looked up where it is asked: the session has to be open.
        spelled = spell_evaluation(case, header=case.header)
    return answer(spelled, headers={"ETag": f'"{case.facts.content_version}"'})


@blueprint.get("/evaluations/<uuid:evaluation_id>/trail")
def show_trail(evaluation_id: UUID) -> ResponseReturnValue:
    """The events that fit, the latest first."""
    actor = require_caller().actor
    refuse_other_answers()
    asked: WantedEvents = read_parameters(TrailQuerySchema())
    with database().reading() as session:
        header = find_header(session, evaluation_id)
        if header is None or not sees(session, header=header, actor=actor):
            raise hidden()
        found = search_events(
            session,
            evaluation_id,
            wanted=asked.wanted,
            before_seq=asked.below,
            limit=asked.size + 1,
        )
        rows = found[: asked.size]
        texts = _find_all_texts(session, rows)
    links = {
        "self": _link(),
        "next": _link(below=str(rows[-1].seq)) if len(found) > asked.size else None,
        "evaluation": link_to(evaluation_id),
    }
    items = [spell_event(row, texts=texts) for row in rows]
    return answer(dump(TrailSchema(), {"items": items, "links": links}))


def _find_all_texts(session: Session, rows: Sequence[EventRow]) -> dict[str, str | None]:
    """Return the texts behind the commitments of these events, an erased one None."""
    marks = [mark for row in rows for mark in list_marks(json.loads(row.body).get("data", {}))]
    texts: dict[str, str | None] = {}
    for start in range(0, len(marks), MOST_TEXTS):
        texts |= find_texts(session, marks[start : start + MOST_TEXTS])
    return texts


@blueprint.get("/evaluations/<uuid:evaluation_id>/attachments/<uuid:attachment_id>")
def download(evaluation_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    """One document."""
    actor = require_caller().actor
    read_parameters(NothingSchema())
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor)
        return send_document(case, attachment_id)
