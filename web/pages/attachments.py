"""Supporting documents: a page to hand them in, and each as a download."""

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError, validate_csrf
from werkzeug.datastructures import MultiDict

from models.vocabulary import Action, Source
from web.asking import require_actor
from web.desk import look_up, refuse_strangers, require, sort_messages
from web.documents import FILE, check_file, open_store, read_upload, send_document
from web.door import act, database, house, recall
from web.errors import STATUS_OF
from web.files import Incoming, find_media_type
from web.schemas.beginning import Sending, SendingSchema
from web.security import csrf
from web.sent import TOKEN, read_sent
from web.show.completeness import measure_progress
from web.show.entries import INDICATORS
from workflow.data import Attempt, NewFile
from workflow.guards import Case
from workflow.refusals import Refused, Why

blueprint = Blueprint("attachments", __name__)
ADDRESS = "/evaluations/<uuid:evaluation_id>/attachments"
FIELDS = (FILE, "indicator_id")


@blueprint.get(ADDRESS)
def show(evaluation_id: UUID) -> ResponseReturnValue:
    """The documents, and the form to add one."""
    actor = require_actor()
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor, action=Action.ATTACH)
        require(case, action=Action.ATTACH)
        case.content()
    return _render(case)


@blueprint.post(ADDRESS)
@csrf.exempt  # type: ignore[untyped-decorator]  # Flask-WTF has no types
def add(evaluation_id: UUID) -> ResponseReturnValue:
    """Take one document in.

    Who asks, whether he may at all, and only then the body: the form's token is checked here,
    since the general check would have read the whole body first.
    """
    actor = require_actor()
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor, attempted=Action.ATTACH)
        refuse_strangers(case, action=Action.ATTACH)
        case.content()
    try:
        with open_store().receive() as incoming:
            row_id = _take_in(case, incoming)
    except Refused as refused:
        if refused.why not in {Why.UNMET, Why.CONFLICT}:
            raise
        return _render(case, refused=refused)
    flash(_("附件已上传"))
    return redirect(_go_back(evaluation_id, row_id=row_id), HTTPStatus.SEE_OTHER)


def _go_back(evaluation_id: UUID, *, row_id: UUID | None) -> str:
    """Return where the form that was sent stands: on this page, or at its row of the indicators."""
    if request.args.get("back") != INDICATORS:
        return url_for("attachments.show", evaluation_id=evaluation_id)
    anchor = f"row-{row_id}" if row_id else None
    return url_for("fill.show", evaluation_id=evaluation_id, section=INDICATORS, _anchor=anchor)


def _take_in(case: Case, incoming: Incoming) -> UUID | None:
    """Take the document in and return the row it belongs to, if to one."""
    form, files, name = read_upload(incoming)
    _check_token(form)
    sent = read_sent(form, files)
    sending: Sending = sent.load(SendingSchema())
    file = NewFile(
        name=name,
        media_type=find_media_type(name),
        size=incoming.arrival.size,
        sha256=incoming.arrival.sha256,
        indicator_id=sending.indicator_id,
    )
    once = sent.once(Action.ATTACH, case.facts.evaluation_id, file.name, file.sha256)
    if recall(house(), actor_id=case.actor.id, sent=once):
        return file.indicator_id
    refuse_strangers(case, action=Action.ATTACH, families=frozenset(Why))
    check_file(file)
    incoming.keep()
    act(
        house(),
        Attempt(
            action=Action.ATTACH,
            evaluation_id=case.facts.evaluation_id,
            actor_id=case.actor.id,
            acting_for=case.actor.principal_id,
            data=file,
            at=case.at,
            source=Source.PAGE,
            seen=sending.seen,
        ),
        sent=once,
    )
    return file.indicator_id


def _check_token(form: MultiDict[str, str]) -> None:
    try:
        validate_csrf(form.get(TOKEN))
    except ValueError as error:
        raise CSRFError(str(error)) from None


def _render(case: Case, *, refused: Refused | None = None) -> Response:
    errors, general = sort_messages(refused.reasons if refused else (), known=FIELDS)
    page = render_template(
        "attachments.html",
        header=case.header,
        evaluation=case.header.evaluation if case.header else None,
        content=case.content(),
        progress=measure_progress(case),
        limit=house().settings.max_file_size,
        errors=errors,
        general=general,
    )
    status = STATUS_OF[refused.why] if refused else HTTPStatus.OK
    return Response(page, status=status, content_type="text/html; charset=utf-8")


@blueprint.get(f"{ADDRESS}/<uuid:attachment_id>")
def download(evaluation_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    """One document, as a download that no browser opens as a page of this site."""
    actor = require_actor()
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor)
        return send_document(case, attachment_id)
