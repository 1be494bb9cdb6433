"""A new evaluation: which yearly task, which title, and for the finance section which unit."""

from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.cycles import (
    CycleRow,
    Office,
    find_unit_office,
    list_open_cycles,
    list_overseen_units,
)
from models.vocabulary import Action, Kind, Role, Source
from policies.facts import Actor
from policies.scheme import Scheme
from web.asking import require_actor
from web.desk import at, note_refusal, sort_messages
from web.door import act, database, house, recall
from web.errors import STATUS_OF
from web.schemas.beginning import Beginning, BeginningSchema, FinanceBeginningSchema
from web.sent import Sent, read_sent
from workflow.actions import Outcome
from workflow.content import parse_registered
from workflow.data import Attempt, NewEvaluation
from workflow.ids import new_id
from workflow.refusals import Reason, Refused, Why, unmet
from workflow.template import take_lines, take_rows

blueprint = Blueprint("create", __name__)
ADDRESS = "/evaluations/new"
FIELDS = ("cycle_id", "title", "evaluated_unit")


@dataclass(frozen=True)
class Offer:
    """What a person may begin now: the open cycles with their forms, and of which units."""

    cycles: tuple[tuple[CycleRow, Scheme], ...]
    units: tuple[Office, ...]
    for_finance: bool


@blueprint.get(ADDRESS)
def show() -> ResponseReturnValue:
    """The form."""
    return _render(_read_offer(require_actor()), values={})


@blueprint.post(ADDRESS)
def save() -> ResponseReturnValue:
    """Begin the evaluation; the same form sent twice leads to the same one."""
    actor = require_actor()
    sent = read_sent(request.form, request.files)
    try:
        offer = _read_offer(actor)
    except Refused as refused:
        note_refusal(refused, action=Action.CREATE, evaluation_id=new_id(), actor=actor)
        raise
    try:
        schema = FinanceBeginningSchema() if offer.for_finance else BeginningSchema()
        beginning: Beginning = sent.load(schema)
        begun = _begin(beginning, sent=sent, actor=actor, offer=offer)
    except Refused as refused:
        return _answer(offer, sent=sent, refused=refused)
    flash(_("已新建，请开始填报"))
    target = url_for("fill.show", evaluation_id=begun.evaluation_id, section="funds")
    return redirect(target, HTTPStatus.SEE_OTHER)


def _begin(beginning: Beginning, *, sent: Sent, actor: Actor, offer: Offer) -> Outcome:
    """Begin it, unless this very form began one before: what it chose may no longer be offered."""
    once = sent.once(Action.CREATE)
    if begun := recall(house(), actor_id=actor.id, sent=once):
        return begun
    attempt = Attempt(
        action=Action.CREATE,
        evaluation_id=new_id(),
        actor_id=actor.id,
        data=_complete(beginning, offer=offer),
        at=at(),
        source=Source.PAGE,
    )
    return act(house(), attempt, sent=once)


def _complete(beginning: Beginning, *, offer: Offer) -> NewEvaluation:
    scheme = next((form for cycle, form in offer.cycles if cycle.id == beginning.cycle_id), None)
    units = {unit.id for unit in offer.units}
    unit_id = beginning.evaluated_unit or next(iter(units))
    faults = []
    if scheme is None:
        faults.append(unmet("not_a_choice", field="cycle_id"))
    if unit_id not in units:
        faults.append(unmet("not_a_choice", field="evaluated_unit"))
    if scheme is None or faults:
        raise Refused(*faults)
    return NewEvaluation(
        unit_id=unit_id,
        cycle_id=beginning.cycle_id,
        title=beginning.title,
        rows=take_rows(scheme),
        lines=take_lines(scheme),
    )


def _read_offer(actor: Actor) -> Offer:
    if Role.FILER not in actor.roles:
        raise Refused(Reason(why=Why.FORBIDDEN, code="files_for_the_unit"))
    with database().reading() as session:
        units, section_id = _list_units(session, actor)
        cycles = list_open_cycles(session, at=at(), section_id=section_id)
    for_finance = actor.unit_id is None
    forms = ((cycle, parse_registered(cycle.scheme_sha256, cycle.scheme_text)) for cycle in cycles)
    return Offer(
        cycles=tuple(
            (cycle, form) for cycle, form in forms if (form.kind is Kind.FINANCE) is for_finance
        ),
        units=tuple(units),
        for_finance=for_finance,
    )


def _list_units(session: Session, actor: Actor) -> tuple[list[Office], UUID | None]:
    if actor.unit_id is not None:
        office = find_unit_office(session, actor.unit_id)
        return ([office], office.section_id) if office else ([], None)
    section_id = actor.section_id
    return (list_overseen_units(session, section_id) if section_id else []), section_id


def _answer(offer: Offer, *, sent: Sent, refused: Refused) -> Response:
    if refused.why not in {Why.UNMET, Why.CONFLICT}:
        raise refused
    return _render(offer, values=dict(sent.fields), refused=refused)


def _render(offer: Offer, *, values: dict[str, str], refused: Refused | None = None) -> Response:
    errors, general = sort_messages(refused.reasons if refused else (), known=FIELDS)
    page = render_template(
        "create.html", offer=offer, values=values, errors=errors, general=general
    )
    status = STATUS_OF[refused.why] if refused else HTTPStatus.OK
    return Response(page, status=status, content_type="text/html; charset=utf-8")
