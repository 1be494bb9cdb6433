"""The addresses of the interface, and what every one of them has in common."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response

from web.api.asked import JSON
from web.api.problems import BASE, Problem, render_problem
from web.errors import status_for_script
from web.security import csrf
from workflow.refusals import Refused

blueprint = Blueprint("api", __name__, url_prefix=BASE)
# Nothing here is signed in by a cookie, so there is nothing that another site could ride on.
csrf.exempt(blueprint)


def answer(
    data: Mapping[str, Any],
    status: HTTPStatus = HTTPStatus.OK,
    *,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return data as JSON."""
    text = json.dumps(data, ensure_ascii=False)
    response = Response(text, status=status, content_type=JSON)
    response.headers.update(headers or {})
    return response


@blueprint.errorhandler(Problem)
def answer_problem(problem: Problem) -> Response:
    """What was refused before the door was reached."""
    return render_problem(problem.status, reasons=problem.reasons, headers=problem.headers)


@blueprint.errorhandler(Refused)
def answer_refusal(refused: Refused) -> Response:
    """What the door refused, with every reason."""
    return render_problem(status_for_script(refused), reasons=refused.reasons)
