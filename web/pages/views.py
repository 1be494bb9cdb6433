"""Saving the filters of a list under a name, and forgetting them."""

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from web.asking import require_actor
from web.desk import at
from web.door import database
from web.schemas.views import DropSchema, NewView, NewViewSchema, Page
from web.sent import read_sent
from web.show.views import clean_query
from workflow.refusals import Refused, conflict, unmet
from workflow.views import drop_view, save_view

blueprint = Blueprint("views", __name__)
ENDPOINTS = {Page.INBOX: "inbox.show", Page.EVALUATIONS: "evaluations.show"}


@blueprint.post("/views")
def save() -> ResponseReturnValue:
    """Keep the filters of a list under a name, in place of those that bore it before."""
    actor = require_actor()
    asked: NewView = read_sent(request.form, request.files).load(NewViewSchema())
    query = clean_query(asked.page, asked.query)
    if not query:
        raise Refused(unmet("view_has_no_filter", field="query"))
    try:
        with database().writing() as session:
            save_view(
                session,
                user_id=actor.id,
                page=asked.page,
                name=asked.name,
                query=query,
                at=at(),
            )
    except IntegrityError:
        raise Refused(conflict("version_has_moved")) from None
    flash(_("已保存视图“%(name)s”", name=asked.name))
    return redirect(f"{url_for(ENDPOINTS[asked.page])}?{query}", HTTPStatus.SEE_OTHER)


@blueprint.post("/views/<uuid:view_id>/drop")
def drop(view_id: UUID) -> ResponseReturnValue:
    """Forget a view of one's own."""
    actor = require_actor()
    page: Page = read_sent(request.form, request.files).load(DropSchema())
    with database().writing() as session:
        drop_view(session, user_id=actor.id, view_id=view_id)
    flash(_("视图已删除"))
    return redirect(url_for(ENDPOINTS[page]), HTTPStatus.SEE_OTHER)
