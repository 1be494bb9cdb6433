"""Which answer an exception becomes: one table, and the designed page for each."""

from http import HTTPStatus

import structlog
from flask import Flask, Response, g, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, TooManyRequests

from web.api.problems import is_asked_by_script, render_problem
from web.door import house
from web.show.proving import Unproven
from web.strange import StrangePart
from workflow.refusals import Refused, Why

log = structlog.get_logger()

MEGABYTE = 1024 * 1024

STATUS_OF: dict[Why, HTTPStatus] = {
    Why.HIDDEN: HTTPStatus.NOT_FOUND,
    Why.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Why.CONFLICT: HTTPStatus.CONFLICT,
    Why.UNMET: HTTPStatus.UNPROCESSABLE_ENTITY,
}
STATUS_OF_CONDITION: dict[str, HTTPStatus] = {
    "content_has_moved": HTTPStatus.PRECONDITION_FAILED,
}
"""What a script makes a condition of in a header has a status of its own."""


def handle_errors(app: Flask) -> None:
    """Hang the answers into the application."""
    app.register_error_handler(Refused, answer_refusal)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(OperationalError, answer_unavailable)
    app.register_error_handler(PoolTimeout, answer_unavailable)
    app.register_error_handler(DBAPIError, answer_unavailable)
    app.register_error_handler(Unproven, answer_unproven)
    app.register_error_handler(Exception, answer_fault)


def render_error(
    status: HTTPStatus,
    *,
    code: str,
    refused: Refused | None = None,
    **shown: object,
) -> Response:
    """Return the designed page for a status; `code` chooses its words. `unsaved` may be shown:
    what was typed, and `carried` where one more press of a button hands it in again. A script
    gets data.
    """
    reasons = refused.reasons if refused else ()
    if is_asked_by_script():
        return render_problem(status, reasons=reasons)
    if request.method == "HEAD":
        return Response(status=status)
    try:
        page = render_template(
            "error.html",
            status=int(status),
            code=code,
            reasons=reasons,
            largest=house().settings.max_file_size // MEGABYTE,
            **shown,
        )
    except (DBAPIError, PoolTimeout) as error:
        # Below 500 a page greets its reader by name, which only the database knows.
        return answer_unavailable(error)
    return Response(page, status=status, content_type="text/html; charset=utf-8")


def answer_refusal(refused: Refused) -> ResponseReturnValue:
    """What the door refused, with every reason; `g.unsaved` is what was typed before, if any."""
    status = STATUS_OF[refused.why]
    code = "not_found" if status is HTTPStatus.NOT_FOUND else f"refused_{refused.why}"
    return render_error(status, code=code, refused=refused, unsaved=g.get("unsaved"))


def status_for_script(refused: Refused) -> HTTPStatus:
    """Return the status of a refusal where a script asked: that of its first reason."""
    return STATUS_OF_CONDITION.get(refused.reasons[0].code, STATUS_OF[refused.why])


def answer_http(error: HTTPException) -> ResponseReturnValue:
    """Every other HTTP error that Flask raises; redirects pass through."""
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error.get_response()
    status = HTTPStatus(error.code)
    strange = error if isinstance(error, StrangePart) else None
    response = render_error(status, code=status.name.lower(), strange=strange)
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    if isinstance(error, TooManyRequests) and error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def answer_unavailable(error: Exception) -> Response:
    """The database does not answer, or refuses to write: nothing was changed, try again."""
    log.error("database unavailable", error=type(error).__name__)
    response = render_error(HTTPStatus.SERVICE_UNAVAILABLE, code="service_unavailable")
    response.headers["Retry-After"] = "5"
    return response


def answer_unproven(problem: Unproven) -> Response:
    """What was sealed cannot be proven: an operator has to look, nothing less is answered."""
    log.error("unproven", problem=str(problem))
    return render_error(HTTPStatus.SERVICE_UNAVAILABLE, code="ledger_unavailable")


def answer_fault(error: Exception) -> ResponseReturnValue:
    """A fault of ours: logged whole, shown as a number to name."""
    log.error("fault", exc_info=error)
    return render_error(HTTPStatus.INTERNAL_SERVER_ERROR, code="internal_server_error")
