"""Where a draft is gone on with: the place in which something is left to do."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from models.vocabulary import Action
from web.asking import require_actor
from web.desk import look_up
from web.door import database
from web.show.completeness import measure_progress
from web.show.entries import INDICATORS
from web.show.points import show_points
from workflow.guards import Case
from workflow.machine import why_not
from workflow.points import Standing

blueprint = Blueprint("go_on", __name__)


@blueprint.get("/evaluations/<uuid:evaluation_id>/fill")
def lead(evaluation_id: UUID) -> ResponseReturnValue:
    """Lead to where a draft is gone on with; whoever cannot fill it in, to the evaluation."""
    actor = require_actor()
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor, action=Action.FILL)
        case.content()
    if why_not(action=Action.FILL, case=case):
        return redirect(url_for("evaluation.show", evaluation_id=evaluation_id))
    section = _find_next_section(case)
    if section:
        return redirect(url_for("fill.show", evaluation_id=evaluation_id, section=section))
    return redirect(url_for("proofread.show", evaluation_id=evaluation_id))


def _find_next_section(case: Case) -> str:
    """Return the section of the first point that waits for an answer, else the first one that
    lacks something; empty where nothing is left to do but submit.
    """
    waiting = [one.spot for one in show_points(case).unsettled if one.standing is Standing.OPEN]
    if waiting:
        return next((spot.section for spot in waiting if spot.section), INDICATORS)
    lacking = (name for name, each in measure_progress(case).items() if each.left)
    return next(lacking, "")
