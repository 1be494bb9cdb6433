"""A new finance section."""

from http import HTTPStatus

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from policies.facts import Actor
from web.desk import at, sort_messages
from web.pages.admin.desk import Told, administer, answer, guard
from web.schemas.administration import SectionForm, SectionSchema
from web.sent import Sent, read_sent
from workflow.offices import add_section
from workflow.refusals import Refused

blueprint = guard("sections")
FIELDS = ("code", "name")


@blueprint.get("/sections/new")
def new() -> ResponseReturnValue:
    """The form of a new finance section."""
    return _render()


@blueprint.post("/sections/new")
def add() -> ResponseReturnValue:
    """Add a finance section."""
    sent = read_sent(request.form, request.files)
    try:
        form: SectionForm = sent.load(SectionSchema())
        told = administer(sent, lambda session, actor: _add(session, actor, form=form))
    except Refused as refused:
        return _render(sent, refused=refused)
    flash(_("已新增财政业务科室“%(name)s”", name=told["name"]))
    return redirect(url_for("admin_units.list"), HTTPStatus.SEE_OTHER)


def _add(session: Session, actor: Actor, *, form: SectionForm) -> Told:
    section = add_section(session, code=form.code, name=form.name, actor_id=actor.id, at=at())
    return {"section": str(section), "name": form.name}


def _render(sent: Sent | None = None, *, refused: Refused | None = None) -> Response:
    errors, general = sort_messages(refused.reasons if refused else (), known=FIELDS)
    values = dict(sent.fields) if sent else {}
    page = render_template("admin/section.html", values=values, errors=errors, general=general)
    return answer(page, refused=refused)
