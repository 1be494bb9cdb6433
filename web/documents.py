"""Supporting documents on their way in and out, of a form or of a script."""

from http import HTTPStatus
from typing import IO
from uuid import UUID

import structlog
from flask import Response, request, send_file
from werkzeug.datastructures import MultiDict

from models.queries.evaluations import AttachmentRow
from web.api.problems import is_asked_by_script, render_problem
from web.door import house
from web.errors import render_error
from web.files import MAX_FILE_NAME, Incoming, Store, clean_name, find_media_type
from workflow.data import NewFile
from workflow.guards import Case
from workflow.refusals import Refused, hidden, unmet

log = structlog.get_logger()

FILE = "file"
"""The part of a form that holds the document."""


def open_store() -> Store:
    """Return the store of this site."""
    settings = house().settings
    return Store(settings.files, limit=settings.max_file_size)


def check_file(file: NewFile) -> None:
    """Raise Refused where a document has no name, no bytes, or too long a name."""
    if not file.name or not file.size:
        raise Refused(unmet("file_is_named", field=FILE))
    if len(file.name) > MAX_FILE_NAME:
        length = str(len(file.name))
        raise Refused(unmet("too_long", field=FILE, length=length, limit=str(MAX_FILE_NAME)))


def read_upload(incoming: Incoming) -> tuple[MultiDict[str, str], list[str], str]:
    """Receive the body of a form with one document: its fields, the parts that hold a file nobody
    asked for, and the name of the document. Raises Refused when there are two.
    """
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
    return form, [part for part in files if part != FILE], names[0] if names else ""


def _answer_missing(document: AttachmentRow) -> Response:
    log.error("document is missing", attachment=str(document.id), sha256=document.sha256)
    if is_asked_by_script():
        reason = unmet("document_is_missing")
        return render_problem(HTTPStatus.INTERNAL_SERVER_ERROR, reasons=(reason,))
    return render_error(HTTPStatus.INTERNAL_SERVER_ERROR, code="document_is_missing")


def send_document(case: Case, attachment_id: UUID) -> Response:
    """Return a document of an evaluation as a download that no browser opens as a page of this
    site. Raises Refused when it holds no such document.
    """
    documents = case.content().attachments
    document = next((each for each in documents if each.id == attachment_id), None)
    if document is None:
        raise hidden()
    store = open_store()
    if store.measure(document.sha256) != (document.size, document.sha256):
        return _answer_missing(document)
    response = send_file(
        store.find(document.sha256).resolve(),
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
