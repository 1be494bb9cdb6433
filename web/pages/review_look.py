"""What a half-typed review comes to while somebody types: its totals and their picture. Nothing is
kept.
"""

from typing import Any
from uuid import UUID

from flask import Blueprint, get_template_attribute, render_template, request
from flask_babel import gettext as _

from models.vocabulary import Action, Form
from web.asking import require_actor
from web.desk import look_up, require
from web.door import database
from web.format import format_points
from web.lenient import read_leniently
from web.pages.review import ADDRESS, BUTTONS
from web.schemas.scores import ReviewSchema
from web.sent import read_sent
from web.show.chart import draw_walk
from web.show.entries import list_review_entries
from web.show.explained import list_unexplained
from web.show.forms import list_strange
from workflow.data import Scoring
from workflow.supposing import suppose_review

blueprint = Blueprint("review_look", __name__)


@blueprint.post(f"{ADDRESS}/look")
def look(evaluation_id: UUID) -> dict[str, Any]:
    """Tell the script of the review what it would come to as it stands; this reads and changes
    nothing, so that a refusal is not kept either.
    """
    actor = require_actor()
    sent = read_sent(request.form, request.files, buttons=BUTTONS)
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor)
        require(case, action=Action.RESCORE)
        content = case.content()
    standing = {entry.name: entry.value for entry in list_review_entries(content)}
    read = read_leniently(
        ReviewSchema(scored=[row.stored.id for row in content.scored_rows]),
        sent,
        standing=standing,
        strange=list_strange(sent.fields, form=Form.REVIEW, case=case),
    )
    supposed = suppose_review(content, read.data) if isinstance(read.data, Scoring) else content
    draw = get_template_attribute("parts/charts.html", "walk_chart")
    evaluation = case.header.evaluation if case.header else None
    return {
        "totals": render_template(
            "parts/live_totals.html", content=supposed, evaluation=evaluation
        ),
        "chart": str(draw(draw_walk(supposed))),
        "unexplained": [str(each) for each in list_unexplained(content, sent.fields)],
        "said": _("复核合计 %(total)s", total=format_points(supposed.review_total)),
    }
