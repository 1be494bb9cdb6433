"""A new evaluation: which yearly task, which title, of which unit, and where its rows come from."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.vocabulary import Action, Role, Source
from policies.facts import Actor
from policies.scheme import Scheme
from web.asking import require_actor
from web.beginning import complete
from web.desk import at, note_refusal, sort_messages
from web.door import act, database, house, recall
from web.downloads import send_made
from web.errors import STATUS_OF
from web.files import clean_name
from web.schemas.beginning import Beginning, BeginningSchema, FinanceBeginningSchema, Origin
from web.sent import Sent, read_sent
from web.sheets.grid import MAX_BYTES
from web.sheets.indicators import read_indicators
from web.sheets.read import read_table
from web.sheets.template import lay_out_template
from web.sheets.write import write_csv, write_xlsx
from web.show.offer import Offer, read_offer
from web.standing import choose_filer, current_mandate, list_deputed_filers
from workflow.actions import Outcome
from workflow.data import Attempt, NewEvaluation, NewIndicator
from workflow.ids import new_id
from workflow.refusals import Reason, Refused, Why, hidden, unmet
from workflow.template import take_rows

blueprint = Blueprint("create", __name__)
ADDRESS = "/evaluations/new"
FILE = "file"
CHOICES = ("cycle_id", "origin", "predecessor_id")
FIELDS = ("cycle_id", "title", "evaluated_unit", "origin", "predecessor_id", FILE)

Found = TypeVar("Found")


@dataclass(frozen=True)
class Upload:
    """A file as it was sent, a byte more than is taken of one that is too large."""

    name: str
    content: bytes


@blueprint.get(ADDRESS)
def show() -> ResponseReturnValue:
    """The form; an address may choose what it begins with."""
    chosen = {name: request.args.get(name, "") for name in CHOICES}
    return _render(_read_offer(choose_filer(require_actor())), values=chosen)


@blueprint.post(ADDRESS)
def save() -> ResponseReturnValue:
    """Begin the evaluation; the same form sent twice leads to the same one."""
    person = require_actor()
    sent = read_sent(request.form, [name for name in request.files if name != FILE])
    actor = choose_filer(person, strict=True)
    try:
        offer = _read_offer(actor)
    except Refused as refused:
        note_refusal(refused, action=Action.CREATE, evaluation_id=new_id(), actor=actor)
        raise
    try:
        begun = _begin(sent, upload=_read_upload(), actor=actor, offer=offer)
    except Refused as refused:
        if refused.why not in {Why.UNMET, Why.CONFLICT}:
            raise
        return _render(offer, values=dict(sent.fields), refused=refused)
    flash(_("已新建，请开始填报"))
    target = url_for("fill.show", evaluation_id=begun.evaluation_id, section="funds")
    return redirect(target, HTTPStatus.SEE_OTHER)


@blueprint.get(f"{ADDRESS}/template/<uuid:cycle_id>/<any(xlsx, csv):ending>")
def download(cycle_id: UUID, ending: str) -> ResponseReturnValue:
    """The rows of a scheme as a table, to be changed and handed in again."""
    chosen = _read_offer(choose_filer(require_actor())).find_cycle(cycle_id)
    if chosen is None or not chosen[1].form.scored:
        raise hidden()
    cycle, scheme = chosen
    columns, cells = lay_out_template(take_rows(scheme))
    zone, name = house().settings.time_zone, f"{_('指标')}-{cycle.fiscal_year}.{ending}"
    if ending == "csv":
        raw = b"".join(write_csv(columns, cells, zone=zone))
    else:
        raw = write_xlsx(columns, cells, zone=zone, at=at(), title=_("指标"))
    return send_made(raw, name=name)


def _read_offer(actor: Actor) -> Offer:
    with database().reading() as session:
        return read_offer(session, actor=actor, at=at())


def _read_upload() -> Upload | None:
    files = request.files.getlist(FILE)
    if len(files) > 1:
        raise Refused(unmet("one_file_at_a_time", field=FILE))
    for file in files:
        with file.stream as stream:
            upload = Upload(clean_name(file.filename or ""), stream.read(MAX_BYTES + 1))
        if upload.name or upload.content:
            return upload
    return None


def _begin(sent: Sent, *, upload: Upload | None, actor: Actor, offer: Offer) -> Outcome:
    """Begin it, unless this very form began one before: what it chose may no longer be offered."""
    digest = hashlib.sha256(upload.content).hexdigest() if upload else ""
    once = sent.once(Action.CREATE, digest)
    if begun := recall(house(), actor_id=actor.id, sent=once):
        return begun
    attempt = Attempt(
        action=Action.CREATE,
        evaluation_id=new_id(),
        actor_id=actor.id,
        acting_for=actor.principal_id,
        data=_complete(sent, upload=upload, offer=offer),
        at=at(),
        source=Source.PAGE,
    )
    return act(house(), attempt, sent=once)


def _complete(sent: Sent, *, upload: Upload | None, offer: Offer) -> NewEvaluation:
    """Return what is to be created. Raises Refused with every fault of the form and of the file."""
    faults: list[Reason] = []
    schema = FinanceBeginningSchema() if offer.for_finance else BeginningSchema()
    beginning: Beginning | None = _collect(faults, lambda: sent.load(schema))
    chosen = offer.find_cycle(sent.fields.get("cycle_id"))
    wants_file = sent.fields.get("origin") == Origin.FILE
    if upload and not wants_file:
        faults.append(unmet("file_is_not_wanted", field="origin"))
    rows = None
    if wants_file and chosen:
        scheme = chosen[1]
        rows = _collect(faults, lambda: _read_rows(upload, scheme=scheme))
    if beginning is None:
        raise Refused(*faults)
    said = beginning
    completed = _collect(faults, lambda: complete(said, rows=rows, offer=offer))
    if completed is None or faults:
        raise Refused(*faults)
    return completed


def _collect(faults: list[Reason], step: Callable[[], Found]) -> Found | None:
    try:
        return step()
    except Refused as refused:
        faults.extend(refused.reasons)
        return None


def _read_rows(upload: Upload | None, *, scheme: Scheme) -> tuple[NewIndicator, ...]:
    if upload is None or not upload.content:
        raise Refused(unmet("file_is_named", field=FILE))
    return read_indicators(read_table(upload.name, upload.content), scheme=scheme)


def _list_others(actor: Actor) -> list[tuple[UUID | None, str]]:
    """Return where else somebody can begin one, each with whom he would stand for: nobody where it
    is his own right.
    """
    mandates = [each.mandate for each in list_deputed_filers(actor)]
    found = [(each.principal_id, each.principal_name) for each in mandates if each is not None]
    own = [(None, actor.name)] if Role.FILER in actor.roles else []
    standing = current_mandate()
    here = standing.principal_id if standing else None
    return [each for each in dict.fromkeys((*own, *found)) if each[0] != here]


def _render(offer: Offer, *, values: dict[str, str], refused: Refused | None = None) -> Response:
    errors, general = sort_messages(refused.reasons if refused else (), known=FIELDS)
    page = render_template(
        "create.html",
        offer=offer,
        origins=tuple(Origin),
        others=_list_others(require_actor()),
        values=values,
        errors=errors,
        general=general,
    )
    status = STATUS_OF[refused.why] if refused else HTTPStatus.OK
    return Response(page, status=status, content_type="text/html; charset=utf-8")
