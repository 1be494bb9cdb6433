"""What is typed is kept on its way, and thrown away by whoever typed it."""

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.types import format_utc
from models.vocabulary import Form
from web.asking import require_actor
from web.desk import look_up, refuse_strangers
from web.door import database
from web.drafts import drop, keep, tell_saved, was_saved
from web.format import to_local
from web.sent import read_sent
from web.show.forms import NAMES, PLACES, REMARKS, find_address
from workflow.guards import Case
from workflow.refusals import Why

blueprint = Blueprint("drafts", __name__)
ADDRESS = f"/evaluations/<uuid:evaluation_id>/drafts/<any({NAMES}):form>"


LATE = frozenset({Why.FORBIDDEN, Why.CONFLICT})
"""What stands against a form whatever is typed into it."""


@blueprint.post(ADDRESS)
def save(evaluation_id: UUID, form: str) -> ResponseReturnValue:
    """Keep what is typed; the answer is for the script that sent it."""
    case, chosen = _open(evaluation_id, form=form), Form(form)
    sent = read_sent(request.form, request.files)
    if not was_saved(case, form=chosen, sent=sent):
        keep(case, form=chosen, sent=sent)
    return {"saved_at": format_utc(case.at), "clock": f"{to_local(case.at):%H:%M}"}


@blueprint.post(f"{ADDRESS}/drop")
def throw_away(evaluation_id: UUID, form: str) -> ResponseReturnValue:
    """Forget what was kept of a form, and show it as it stands."""
    case, chosen = _open(evaluation_id, form=form), Form(form)
    drop(case, form=chosen)
    tell_saved(_("已放弃暂存的内容"), case, form=chosen)
    target = find_address(chosen, evaluation_id=evaluation_id)
    if chosen in REMARKS:
        target = url_for("evaluation.show", evaluation_id=evaluation_id)
    return redirect(target, HTTPStatus.SEE_OTHER)


def _open(evaluation_id: UUID, *, form: str) -> Case:
    """Return the evaluation of a form that this person can fill in now. Raises Refused."""
    actor, action = require_actor(), PLACES[Form(form)].action
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor, action=action)
        refuse_strangers(case, action=action, families=LATE)
        case.content()
    return case
