"""The scheme of one evaluation, for everybody who may see the evaluation."""

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from models.queries.evaluations import find_header
from web.asking import require_actor
from web.door import database
from web.show.schemes import describe_scheme
from web.standing import sees
from workflow.content import read_scheme
from workflow.refusals import hidden

blueprint = Blueprint("scheme", __name__)


@blueprint.get("/evaluations/<uuid:evaluation_id>/scheme")
def show(evaluation_id: UUID) -> ResponseReturnValue:
    """The version that the evaluation is pinned to, to be read; a stranger is told of nothing."""
    actor = require_actor()
    with database().reading() as session:
        header = find_header(session, evaluation_id)
        if header is None or not sees(session, header=header, actor=actor):
            raise hidden()
    scheme = read_scheme(header)
    return render_template(
        "scheme.html",
        header=header,
        evaluation=header.evaluation,
        scheme=scheme,
        told=describe_scheme(scheme),
    )
