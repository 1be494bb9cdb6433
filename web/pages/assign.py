"""Who fills in what: the places of a form with who was asked, and a form to ask somebody."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from models.vocabulary import Action, Source
from web.asking import require_actor
from web.desk import load_sent, look_up, refuse_strangers, require, sort_messages
from web.door import act, database, house
from web.schemas.assigning import AssignSchema
from web.sent import Sent, read_sent
from web.show.checks import list_left
from web.show.completeness import measure_progress
from web.show.sharing import name_places_to_assign, share_out
from workflow.assigning import read_before
from workflow.data import Assigning, Attempt
from workflow.guards import Case
from workflow.refusals import Refused, Why

blueprint = Blueprint("assign", __name__)
ADDRESS = "/evaluations/<uuid:evaluation_id>/assign"
TICK, PERSON = "tick-", "person"
BEFORE = "before"
"""The button that asks everybody for what he was asked for in the evaluation before."""


@blueprint.get(ADDRESS)
def show(evaluation_id: UUID) -> ResponseReturnValue:
    """The places with who was asked for each."""
    actor = require_actor()
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor, action=Action.ASSIGN)
        require(case, action=Action.ASSIGN)
        case.content(), case.staff()
    return _render(case)


@blueprint.post(ADDRESS)
def save(evaluation_id: UUID) -> ResponseReturnValue:
    """Ask one person for the places that were ticked, or nobody any more."""
    actor = require_actor()
    sent = read_sent(request.form, request.files, buttons=("", BEFORE))
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor, attempted=Action.ASSIGN)
        refuse_strangers(case, action=Action.ASSIGN)
        case.content(), case.staff()
    ticked = [name.removeprefix(TICK) for name in sent.fields if name.startswith(TICK)]
    spread = _take_before(case, sent) if sent.button == BEFORE else _spread(sent, ticked=ticked)
    try:
        handed = load_sent(case, action=Action.ASSIGN, sent=spread, schema=AssignSchema())
        act(
            house(),
            Attempt(
                action=Action.ASSIGN,
                evaluation_id=evaluation_id,
                actor_id=actor.id,
                acting_for=case.actor.principal_id,
                data=handed.data,
                at=case.at,
                source=Source.PAGE,
            ),
            sent=sent.once(evaluation_id, Action.ASSIGN, *([BEFORE] if spread.button else [])),
        )
    except Refused as refused:
        if refused.why is not Why.UNMET:
            raise
        return _render(case, refused=refused, ticked=ticked, person=sent.fields.get(PERSON, ""))
    count = len(handed.data.places) if isinstance(handed.data, Assigning) else 0
    flash(ngettext("已指派 %(num)s 处", "已指派 %(num)s 处", count))
    return redirect(url_for("assign.show", evaluation_id=evaluation_id), HTTPStatus.SEE_OTHER)


def _spread(sent: Sent, *, ticked: Collection[str]) -> Sent:
    """Return the form as its schema reads it: the person at each place."""
    person = sent.fields.get(PERSON, "")
    fields = {
        name: text
        for name, text in sent.fields.items()
        if name != PERSON and not name.startswith(TICK)
    }
    return Sent(
        fields=fields | {f"place-{place}": person for place in ticked},
        button=sent.button,
        faults=sent.faults,
        token=sent.token,
    )


def _take_before(case: Case, sent: Sent) -> Sent:
    """Return the form as if everybody had been asked for what he was asked for before."""
    places = {f"place-{place}": str(who) for place, who in _read_before(case).items()}
    spread = _spread(sent, ticked=())
    return replace(spread, fields={**spread.fields, **places})


def _read_before(case: Case) -> Mapping[str, UUID]:
    """Return who was asked in the edition before, or in an earlier year, of those still here."""
    if case.header is None:
        return {}
    origin = case.header.evaluation.supersedes_id or case.header.evaluation.predecessor_id
    if origin is None:
        return {}
    people = case.staff().people
    with database().reading() as session:
        return read_before(session, origin, content=case.content(), people=people.keys())


def _render(
    case: Case,
    *,
    refused: Refused | None = None,
    ticked: Collection[str] = (),
    person: str = "",
) -> Response:
    content, staff = case.content(), case.staff()
    # What is wrong with a person is said once, whatever the number of places.
    errors, general = sort_messages(refused.reasons if refused else (), known={PERSON, "places"})
    page = render_template(
        "assign.html",
        header=case.header,
        evaluation=case.header.evaluation if case.header else None,
        content=content,
        progress=measure_progress(case),
        staff=staff,
        places=name_places_to_assign(content),
        shares=share_out(case, reasons=list_left(case)),
        before=() if staff.standing else _read_before(case),
        ticked=ticked,
        chosen=person,
        errors=errors,
        general=list(dict.fromkeys(general)),
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return Response(page, status=status, content_type="text/html; charset=utf-8")
