"""Where a draft is gone on with: the place in which something is left to do."""

from itertools import chain
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from models.vocabulary import Action
from web.asking import require_actor
from web.desk import look_up
from web.door import database
from web.show.checks import list_left
from web.show.completeness import measure_progress, place_of
from web.show.entries import INDICATORS, section_of
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
        case.content(), case.staff()
    if why_not(action=Action.FILL, case=case):
        return redirect(url_for("evaluation.show", evaluation_id=evaluation_id))
    section = _find_next_section(case)
    if section:
        return redirect(url_for("fill.show", evaluation_id=evaluation_id, section=section))
    return redirect(url_for("proofread.show", evaluation_id=evaluation_id))


def _find_next_section(case: Case) -> str:
    """Return the section of the first point that waits for an answer, else of the first thing
    lacking that this person was asked for, else the first one that lacks something; empty where
    nothing is left to do but submit.
    """
    waiting = [one.spot for one in show_points(case).unsettled if one.standing is Standing.OPEN]
    if waiting:
        return next((spot.section for spot in waiting if spot.section), INDICATORS)
    asked = case.staff().list_of(case.actor.id)
    own = (section_of(left.field) for left in list_left(case) if place_of(left.field) in asked)
    lacking = (name for name, each in measure_progress(case).items() if each.left)
    return next(chain(own, lacking), "")
