"""What waits for the person who signed in."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.cycles import CycleRow, find_unit_office, list_open_cycles
from models.queries.inbox import list_deputised, list_waiting
from models.queries.late import count_overdue
from models.queries.lists import EvaluationLine, Wanted
from models.queries.looks import list_news
from models.vocabulary import LIFECYCLE, Action, Kind, Role, State
from policies.facts import Actor
from web.asking import (
    read_flag,
    read_id,
    read_place,
    read_word,
    read_words,
    read_year,
    require_actor,
    spell_place,
    split_words,
)
from web.desk import at
from web.door import database, now
from web.filters import LONGEST_SEARCH, When, as_asker, find_span, keep_filters, read_when
from web.show.kept_texts import read_requests
from web.show.views import PAGES, read_views
from web.show.working import tell_unknown_years
from web.standing import list_own_deputed
from web.texts import describe_reason
from web.words import label
from workflow.refusals import unmet

blueprint = Blueprint("inbox", __name__)
PAGE_SIZE = 50
FILTERS = PAGES["inbox"]
DESK = "desk"
"""Under this name the address of an evaluation bears its place on the desk somebody came from."""
UNTICKED = "unticked"
"""Under this name the address of the desk bears the action for which nothing was ticked."""
BULK = {
    State.SELF_SCORED: Action.APPROVE,
    State.UNIT_APPROVED: Action.REVIEW,
    State.FINANCE_REVIEWED: Action.PUBLISH,
}
"""What moves on an evaluation in each of these states."""
MOST_OVERDUE = 99
"""How far what is late in the units one oversees is counted."""
OVERSEERS = frozenset({Role.UNIT_HEAD, Role.FINANCE_CHIEF})
DESKS = {Role.FILER, Role.UNIT_HEAD, Role.FINANCE_CHIEF}


@blueprint.get("/inbox")
def show() -> ResponseReturnValue:
    """The desk: what waits, the oldest deadline first. Auditors have none, only lists;
    administrators have another.
    """
    actor = require_actor()
    if Role.ADMINISTRATOR in actor.roles:
        return redirect(url_for("admin_record.start"))
    if Role.AUDITOR in actor.roles and DESKS.isdisjoint(actor.roles):
        return redirect(url_for("evaluations.show"))
    pressed = read_word(UNTICKED, Action)
    return render_inbox(actor, messages=[_tell_unticked(pressed)] if pressed else ())


def _tell_unticked(pressed: Action) -> str:
    reason = describe_reason(unmet("nothing_is_ticked"))
    return str(_("%(action)s：%(reason)s", action=label(Action, pressed), reason=reason))


def render_inbox(
    actor: Actor, *, messages: Sequence[str] = (), status: HTTPStatus = HTTPStatus.OK
) -> ResponseReturnValue:
    """Return the page of somebody's desk, with messages above it."""
    wanted = read_wanted()
    place, asker = read_place(UUID), as_asker(actor)
    only_new, filters = read_flag("new"), keep_filters(FILTERS)
    with database().reading() as session:
        page = list_waiting(
            session,
            asker,
            wanted,
            news_for=actor.id if only_new else None,
            place=place,
            size=PAGE_SIZE,
        )
        deputised = list_deputised(session, asker, [row.id for row in page.rows])
        news = list_news(session, [row.id for row in page.rows], user_id=actor.id)
        overdue = _count_overdue(session, actor=actor)
        views = read_views(session, actor=actor, page="inbox", filters=filters)
        cycles = _read_cycles(session, actor=actor)
        requests = read_requests(session, actor=actor)
    mandates = [each.mandate for each in list_own_deputed(actor)]
    body = render_template(
        "inbox.html",
        page=page,
        places=[spell_place(row.deadline, row.id) for row in page.rows],
        addresses=[find_stop_address(row) for row in page.rows],
        cycles=cycles,
        requests=requests,
        principals={own: mandates[number] for own, number in deputised.items()},
        bulk=_list_bulk(page.rows),
        wanted=wanted,
        when=read_when(),
        only_new=only_new,
        news=news,
        overdue=overdue,
        most_overdue=MOST_OVERDUE,
        views=views,
        unknown=tell_unknown_years((row.deadline for row in page.rows), at=at()),
        filters=filters,
        states=LIFECYCLE,
        kinds=tuple(Kind),
        messages=messages,
        at=now(),
    )
    return body, status


def _list_bulk(rows: Sequence[EvaluationLine]) -> list[Action]:
    """Return what can be done to several of these at once: what lies on a desk lies there for the
    office that may do it.
    """
    states = {row.state for row in rows}
    found = [action for state, action in BULK.items() if state in states]
    return [*found, Action.RETURN] if found else []


def read_wanted() -> Wanted:
    """Return what the address asks for of what waits."""
    span = find_span(read_when(), at=at())
    return Wanted(
        fiscal_year=read_year("year"),
        unit_id=read_id("unit"),
        due_from=span.begin,
        due_before=span.end,
        words=[word.folded for word in split_words(read_words("q", longest=LONGEST_SEARCH))],
        state=read_word("state", State),
        kind=read_word("kind", Kind),
    )


def find_stop_address(row: EvaluationLine) -> str:
    """Return where an evaluation of the desk is worked on: a draft where filling it in goes on,
    what is to be reviewed on the page of the review; with the way on from there.
    """
    if row.state == State.DRAFT:
        return url_for("go_on.lead", evaluation_id=row.id)
    page = "review.show" if row.state == State.UNIT_APPROVED else "evaluation.show"
    given: dict[str, Any] = {**keep_filters(FILTERS), DESK: spell_place(row.deadline, row.id)}
    return url_for(page, evaluation_id=row.id, **given)


def _count_overdue(session: Session, *, actor: Actor) -> int:
    if OVERSEERS.isdisjoint(actor.roles):
        return 0
    wanted = Wanted(due_before=find_span(When.LATE, at=at()).end)
    return count_overdue(session, as_asker(actor), wanted, limit=MOST_OVERDUE + 1)


def _read_cycles(session: Session, *, actor: Actor) -> list[CycleRow]:
    standings = (actor, *list_own_deputed(actor))
    actor = next((each for each in standings if Role.FILER in each.roles), actor)
    if Role.FILER not in actor.roles:
        return []
    section_id = actor.section_id
    if actor.unit_id is not None:
        office = find_unit_office(session, actor.unit_id)
        section_id = office.section_id if office else None
    return list_open_cycles(session, at=now(), section_id=section_id)
