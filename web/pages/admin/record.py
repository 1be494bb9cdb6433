"""The record: what administrators and operators did, to whom, and when; auditors read it too."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from models.queries.accounts import find_by_login_or_name
from models.queries.administration import AdminEventFilter, list_admin_events, name_things
from models.vocabulary import AdminAction, Role
from web.asking import (
    begin_of,
    find_swapped_days,
    read_day,
    read_place,
    read_word,
    read_words,
    require_actor,
    spell_place,
)
from web.door import database
from web.pages.admin.desk import LONGEST_SEARCH, PAGE_SIZE, guard
from web.show.administration import describe_admin_event, list_ids

blueprint = guard("record", readers=frozenset({Role.AUDITOR}))
MOST_PEOPLE = 50
"""People of one name that are searched for at once."""


@blueprint.get("", endpoint="start")
def start() -> ResponseReturnValue:
    """Administrators begin with the units, auditors with the record."""
    manages = Role.ADMINISTRATOR in require_actor().roles
    return redirect(url_for("admin_units.list" if manages else "admin_record.list"))


@blueprint.get("/record", endpoint="list")
def list_events() -> ResponseReturnValue:
    """The acts that fit, the latest first."""
    who = read_words("who", longest=LONGEST_SEARCH)
    with database().reading() as session:
        wanted = _read_filter(session, who=who)
        page = list_admin_events(session, wanted, place=read_place(int), size=PAGE_SIZE)
        names = name_things(session, list_ids(page.rows))
    return render_template(
        "admin/record.html",
        page=page,
        places=[spell_place(row.at, row.id) for row in page.rows],
        events=[describe_admin_event(row, names=names) for row in page.rows],
        actions=tuple(AdminAction),
        swapped=find_swapped_days(),
        who=who,
        searched=wanted != AdminEventFilter(),
    )


def _read_filter(session: Session, *, who: str) -> AdminEventFilter:
    return AdminEventFilter(
        action=read_word("action", AdminAction),
        people=find_by_login_or_name(session, who, limit=MOST_PEOPLE) if who else None,
        since=begin_of(read_day("since")),
        until=begin_of(read_day("until"), later=1),
    )
