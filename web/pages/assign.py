"""Who fills in what: the places of a form with who was asked, and a form to ask somebody."""

from collections.abc import Collection
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
from workflow.data import Assigning, Attempt
from workflow.guards import Case
from workflow.refusals import Refused, Why

blueprint = Blueprint("assign", __name__)
ADDRESS = "/evaluations/<uuid:evaluation_id>/assign"
TICK, PERSON = "tick-", "person"


@blueprint.get(ADDRESS)
def show(evaluation_id: UUID) -> ResponseReturnValue:
    """The places with who was asked for each."""
    actor = require_actor()
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor)
        require(case, action=Action.ASSIGN)
        case.content(), case.staff()
    return _render(case)


@blueprint.post(ADDRESS)
def save(evaluation_id: UUID) -> ResponseReturnValue:
    """Ask one person for the places that were ticked, or nobody any more."""
    actor = require_actor()
    sent = read_sent(request.form, request.files)
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor, attempted=Action.ASSIGN)
        refuse_strangers(case, action=Action.ASSIGN)
        case.content(), case.staff()
    ticked = [name.removeprefix(TICK) for name in sent.fields if name.startswith(TICK)]
    try:
        handed = load_sent(
            case, action=Action.ASSIGN, sent=_spread(sent, ticked=ticked), schema=AssignSchema()
        )
        act(
            house(),
            Attempt(
                action=Action.ASSIGN,
                evaluation_id=evaluation_id,
                actor_id=actor.id,
                data=handed.data,
                at=case.at,
                source=Source.PAGE,
            ),
            sent=sent.once(evaluation_id, Action.ASSIGN),
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
        ticked=ticked,
        chosen=person,
        errors=errors,
        general=list(dict.fromkeys(general)),
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return Response(page, status=status, content_type="text/html; charset=utf-8")
