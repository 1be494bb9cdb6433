"""Whoever finished a review finds publishing beside what was done, wherever he was led on to."""

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from models.vocabulary import Action
from web.desk import look_up
from web.door import database
from workflow.guards import Case
from workflow.machine import why_not


def offer_publishing(done: str, *, case: Case) -> str:
    """Return what was done with the way to publishing that evaluation; as it is where this person
    cannot publish it.
    """
    evaluation_id = case.facts.evaluation_id
    with database().reading() as session:
        now = look_up(session, evaluation_id=evaluation_id, actor=case.actor, action=Action.PUBLISH)
        if why_not(action=Action.PUBLISH, case=now):
            return done
    address = url_for("act.ask", evaluation_id=evaluation_id, name="publish")
    return Markup('{} <a class="button" href="{}">{}</a>').format(done, address, _("公开发布…"))
