"""Delegations: whoever has an office makes somebody his deputy for a time, and ends it."""

from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.queries.cycles import (
    Office,
    find_unit_office,
    list_overseen_units,
    list_units_below,
)
from models.queries.delegations import Candidate, list_candidates, list_delegations
from models.vocabulary import Role
from policies.delegation import DELEGABLE, LONGEST
from policies.facts import Actor
from web.asking import require_actor
from web.desk import at, sort_messages
from web.door import database, house
from web.errors import STATUS_OF
from web.format import format_day
from web.schemas.delegating import make_delegation_schema
from web.sent import Sent, read_sent
from workflow.audit import hash_text
from workflow.delegating import NewDelegation, delegate, end_delegation
from workflow.ids import new_id
from workflow.refusals import Refused, conflict

blueprint = Blueprint("delegations", __name__)
ADDRESS = "/delegations"
FIELDS = ("deputy", "role", "unit", "starts_on", "ends_on", "reason")
MOST_LISTED, MOST_CANDIDATES, MOST_UNITS = 100, 300, 300
ID_DIGITS = 32


@blueprint.get(ADDRESS)
def show() -> ResponseReturnValue:
    """Who acts for one and for whom one acts, and the form for a new deputy."""
    return _render(require_actor())


@blueprint.post(ADDRESS)
def add() -> ResponseReturnValue:
    """Make somebody one's deputy. The same form sent again makes no second one."""
    actor = require_actor()
    sent = read_sent(request.form, request.files)
    try:
        given: NewDelegation = sent.load(make_delegation_schema(zone=house().settings.time_zone))
        _delegate(given, sent=sent, actor=actor)
    except Refused as refused:
        return _render(actor, sent=sent, refused=refused)
    flash(_("代办已设立"))
    return redirect(url_for("delegations.show"), HTTPStatus.SEE_OTHER)


def _delegate(given: NewDelegation, *, sent: Sent, actor: Actor) -> None:
    # The showing of the form decides the id, so that the database knows it when it comes again.
    showing = hash_text(f"{actor.id} {sent.token}")[:ID_DIGITS]
    try:
        with database().writing() as session:
            delegate(
                session,
                given,
                principal_id=actor.id,
                actor_id=actor.id,
                at=at(),
                delegation_id=UUID(showing) if sent.token else new_id(),
            )
    except IntegrityError:
        raise Refused(conflict("delegation_was_shown")) from None


@blueprint.post(f"{ADDRESS}/<uuid:delegation_id>/end")
def end(delegation_id: UUID) -> ResponseReturnValue:
    """End one's own delegation before its time."""
    actor = require_actor()
    with database().writing() as session:
        end_delegation(session, delegation_id=delegation_id, actor_id=actor.id, at=at())
    flash(_("代办已终止"))
    return redirect(url_for("delegations.show"), HTTPStatus.SEE_OTHER)


def _render(actor: Actor, *, sent: Sent | None = None, refused: Refused | None = None) -> Response:
    lends = [role for role in DELEGABLE if role in actor.roles]
    with database().reading() as session:
        rows = list_delegations(session, person_id=actor.id, limit=MOST_LISTED)
        units = _list_units(session, actor) if lends else []
        candidates = _list_candidates(session, actor) if lends else []
    errors, general = sort_messages(refused.reasons if refused else (), known=FIELDS)
    today = {"starts_on": format_day(at())}
    page = render_template(
        "delegations.html",
        lends=lends,
        given=[row for row in rows if row.principal_id == actor.id],
        taken=[row for row in rows if row.deputy_id == actor.id],
        units=units,
        candidates=candidates,
        latest=format_day(at() + LONGEST - timedelta(days=1)),
        most_days=LONGEST.days,
        values={**today, **(sent.fields if sent else {})},
        errors=errors,
        general=general,
        at=at(),
    )
    status = STATUS_OF[refused.why] if refused else HTTPStatus.OK
    return Response(page, status=status, content_type="text/html; charset=utf-8")


def _list_units(session: Session, actor: Actor) -> list[Office]:
    """Return the units to which a delegation can be limited, where there are several."""
    if actor.section_id is not None:
        return list_overseen_units(session, actor.section_id)[:MOST_UNITS]
    if actor.unit_id is None or Role.UNIT_HEAD not in actor.roles:
        return []
    below = list_units_below(session, actor.unit_id, limit=MOST_UNITS)
    own = find_unit_office(session, actor.unit_id)
    return [own, *below] if own and below else []


def _list_candidates(session: Session, actor: Actor) -> list[Candidate]:
    office = find_unit_office(session, actor.unit_id) if actor.unit_id else None
    above = office.supervising_unit_id if office else None
    return list_candidates(
        session,
        person_id=actor.id,
        unit_ids=[each for each in (actor.unit_id, above) if each],
        of_sections=actor.section_id is not None,
        limit=MOST_CANDIDATES,
    )
