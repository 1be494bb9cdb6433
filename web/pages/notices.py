"""What others did that concerns somebody, and which deadlines are near."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.queries.inbox import list_waiting
from models.queries.lists import Wanted
from models.queries.notices import NoticeRow, list_notices
from policies.noticing import SOON_DAYS
from web.asking import read_row_place, require_actor
from web.desk import at
from web.door import database
from web.filters import as_asker
from web.noticing import as_listener, begin_of_notices, count_anew
from web.schemas.base import FormSchema
from web.sent import read_sent
from web.show.erased import tell_erased
from web.show.working import end_of_working_day, tell_unknown_years
from workflow.contacts import mark_read

blueprint = Blueprint("notices", __name__)
PAGE_SIZE = 30
MOST_DUE = 10
"""Deadlines that are shown above the notices; the inbox has them all."""


@blueprint.get("/notices")
def show() -> ResponseReturnValue:
    """The notices of a person, the latest first, below the deadlines of what waits for him."""
    actor = require_actor()
    soon = Wanted(due_before=end_of_working_day(SOON_DAYS, at=at()))
    with database().reading() as session:
        page = list_notices(
            session,
            as_listener(actor),
            since=begin_of_notices(at()),
            place=read_row_place(),
            size=PAGE_SIZE,
        )
        due = list_waiting(session, as_asker(actor), soon, size=MOST_DUE)
    count_anew()
    return render_template(
        "notices.html",
        page=page,
        said_with=_list_said(page.rows),
        waiting=due,
        unknown=tell_unknown_years((row.deadline for row in due.rows), at=at()),
        at=at(),
    )


def _list_said(rows: Sequence[NoticeRow]) -> Mapping[int, str]:
    return {row.id: row.text or tell_erased(row.text_id) for row in rows if row.text_id}


@blueprint.post("/notices/read")
def read() -> ResponseReturnValue:
    """Keep that the person has read every notice up to now."""
    actor = require_actor()
    read_sent(request.form, request.files).load(FormSchema())
    with database().writing() as session:
        mark_read(session, user_id=actor.id, at=at())
    count_anew()
    flash(_("全部提醒已标为已读"))
    return redirect(url_for("notices.show"), HTTPStatus.SEE_OTHER)
