"""Supporting documents: a page to hand them in, and each as a download."""

from http import HTTPStatus
from typing import IO
from uuid import UUID

import structlog
from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError, validate_csrf
from werkzeug.datastructures import MultiDict

from models.queries.evaluations import AttachmentRow
from models.vocabulary import Action, Source
from web.asking import require_actor
from web.desk import look_up, refuse_strangers, require, sort_messages
from web.door import act, database, house, recall
from web.errors import STATUS_OF, render_error
from web.files import MAX_FILE_NAME, Incoming, Store, clean_name, find_media_type
from web.schemas.beginning import Sending, SendingSchema
from web.security import csrf
from web.sent import TOKEN, Sent, read_sent
from workflow.data import Attempt, NewFile
from workflow.guards import Case
from workflow.refusals import Refused, Why, hidden, unmet

log = structlog.get_logger()
blueprint = Blueprint("attachments", __name__)
ADDRESS = "/evaluations/<uuid:evaluation_id>/attachments"
FILE = "file"
FIELDS = (FILE, "indicator_id")


def open_store() -> Store:
    """Return the store of this site."""
    settings = house().settings
    return Store(settings.files, limit=settings.max_file_size)


@blueprint.get(ADDRESS)
def show(evaluation_id: UUID) -> ResponseReturnValue:
    """The documents, and the form to add one."""
    actor = require_actor()
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor)
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
            _take_in(case, incoming)
    except Refused as refused:
        if refused.why not in {Why.UNMET, Why.CONFLICT}:
            raise
        return _render(case, refused=refused)
    flash(_("附件已上传"))
    return redirect(url_for("attachments.show", evaluation_id=evaluation_id), HTTPStatus.SEE_OTHER)


def _take_in(case: Case, incoming: Incoming) -> None:
    sent, name = _read_body(incoming)
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
        return
    refuse_strangers(case, action=Action.ATTACH, families=frozenset(Why))
    if not file.name or not file.size:
        raise Refused(unmet("file_is_named", field=FILE))
    if len(file.name) > MAX_FILE_NAME:
        raise Refused(
            unmet("too_long", field=FILE, length=str(len(name)), limit=str(MAX_FILE_NAME))
        )
    incoming.keep()
    act(
        house(),
        Attempt(
            action=Action.ATTACH,
            evaluation_id=case.facts.evaluation_id,
            actor_id=case.actor.id,
            data=file,
            at=case.at,
            source=Source.PAGE,
            seen=sending.seen,
        ),
        sent=once,
    )


def _read_body(incoming: Incoming) -> tuple[Sent, str]:
    names: list[str] = []

    def open_part(
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        del total_content_length, content_type, content_length
        if names:
            raise Refused(unmet("one_file_at_a_time", field=FILE))
        names.append(clean_name(filename or ""))
        return incoming.arrival  # type: ignore[return-value]  # all that the parser asks of a file

    parser = request.form_data_parser_class(
        open_part,
        max_form_memory_size=request.max_form_memory_size,
        max_form_parts=request.max_form_parts,
    )
    _rest, form, files = parser.parse(
        request.stream, request.mimetype, request.content_length, request.mimetype_params
    )
    _check_token(form)
    strange = [part for part in files if part != FILE]
    return read_sent(form, strange), names[0] if names else ""


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
        documents = case.content().attachments
    document = next((each for each in documents if each.id == attachment_id), None)
    if document is None:
        raise hidden()
    return _send(document)


def _send(document: AttachmentRow) -> Response:
    path = open_store().find(document.sha256)
    if not path.is_file() or path.stat().st_size != document.size:
        log.error("document is missing", attachment=str(document.id), sha256=document.sha256)
        return render_error(HTTPStatus.INTERNAL_SERVER_ERROR, code="document_is_missing")
    response = send_file(
        path.resolve(),
        mimetype=find_media_type(document.name),
        as_attachment=True,
        download_name=document.name,
        conditional=False,
        etag=False,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
