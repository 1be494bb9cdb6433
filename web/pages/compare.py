"""Two rounds or editions of one result side by side, row by row."""

from uuid import UUID

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from models.queries.editions import list_chain
from web.asking import require_actor
from web.desk import look_up
from web.door import database
from web.show.comparing import compare_versions
from web.show.points_between import read_between
from web.show.sides import choose_sides, list_sides, read_sides
from workflow.content import read_scheme

blueprint = Blueprint("compare", __name__)
ALL = "all"
"""The value of `rows` that asks for those too that were not changed."""


@blueprint.get("/evaluations/<uuid:evaluation_id>/compare")
def show(evaluation_id: UUID) -> ResponseReturnValue:
    """What was changed between `from` and `to`, for whoever may see the evaluation."""
    actor = require_actor()
    rows = request.args.get("rows", "")
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor)
        header = case.header
        if header is None:
            raise TypeError(header)
        if rows not in {"", ALL}:
            abort(400)
        sides = list_sides(list_chain(session, header.evaluation))
        choice = choose_sides(sides, evaluation_id=evaluation_id)
        versions = read_sides(session, choice, header=header) if choice else None
        points = read_between(session, choice, case=case) if choice else ()
    return render_template(
        "compare.html",
        header=header,
        evaluation=header.evaluation,
        sides=sides,
        choice=choice,
        comparison=compare_versions(*versions) if versions else None,
        points=points,
        whole=rows == ALL,
        unit=read_scheme(header).form.money_unit,
    )
