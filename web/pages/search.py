"""The trail of all evaluations: who did what, where and when; and what was refused."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from models.queries.events import WantedEvents, find_events, find_refusals
from models.queries.seals import read_window
from models.queries.visibility import Asker
from models.vocabulary import Action, Role
from policies.facts import Actor
from web.asking import (
    begin_of,
    find_swapped_days,
    read_day,
    read_flag,
    read_id,
    read_row_place,
    read_word,
    read_words,
    require_actor,
    split_words,
)
from web.door import database
from web.filters import LONGEST_SEARCH, People, as_asker, keep_filters, read_people, read_tree
from web.show.found import describe_found, describe_refusals
from workflow.refusals import hidden

blueprint = Blueprint("search", __name__)
PAGE_SIZE = 50
FILTERS = ("who", "person", "unit", "action", "indicator", "differs", "since", "until")


@blueprint.get("/trail")
def show() -> ResponseReturnValue:
    """The events that fit, of the evaluations this person may see, the latest first."""
    asker = as_asker(require_actor())
    with database().reading() as session:
        wanted, people = read_wanted(session, asker)
        page = find_events(session, asker, wanted, place=read_row_place(), size=PAGE_SIZE)
        lines = [found.summarize(wanted.words) for found in describe_found(session, page.rows)]
        tree = read_tree(session, asker)
        window = read_window(session)
    return render_template(
        "search.html",
        page=page,
        window=window,
        lines=lines,
        wanted=wanted,
        people=people,
        tree=tree,
        filters=keep_filters(FILTERS),
        actions=tuple(Action),
        swapped=find_swapped_days(),
        refused=False,
        audits=Role.AUDITOR in asker.roles,
    )


@blueprint.get("/trail/refused")
def show_refused() -> ResponseReturnValue:
    """The attempts that were refused, the latest first; for auditors."""
    asker = as_asker(require_auditor())
    with database().reading() as session:
        wanted, people = read_wanted(session, asker)
        page = find_refusals(session, wanted, place=read_row_place(), size=PAGE_SIZE)
        tree = read_tree(session, asker)
    return render_template(
        "search.html",
        page=page,
        lines=describe_refusals(page.rows),
        wanted=wanted,
        people=people,
        tree=tree,
        filters=keep_filters(FILTERS),
        actions=tuple(Action),
        swapped=find_swapped_days(),
        refused=True,
        audits=True,
    )


def require_auditor() -> Actor:
    """Return the auditor who is signed in; for everybody else the page does not exist."""
    actor = require_actor()
    if Role.AUDITOR not in actor.roles:
        raise hidden()
    return actor


def read_wanted(session: Session, asker: Asker) -> tuple[WantedEvents, People]:
    """Return which events the address asks for, and whom it may mean. At most one query.

    Both days are included, on the calendar of the site.
    """
    since, until = read_day("since"), read_day("until")
    people = read_people(session, asker)
    wanted = WantedEvents(
        people=people.ids,
        unit_id=read_id("unit"),
        action=read_word("action", Action),
        words=split_words(read_words("indicator", longest=LONGEST_SEARCH)),
        differs=read_flag("differs"),
        since=begin_of(since),
        until=begin_of(until, later=1),
    )
    return wanted, people
