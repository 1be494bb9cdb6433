"""All evaluations that somebody may see, found by year, unit, state, person and words."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from models.queries.behind import NOTHING
from models.queries.listing import Listing, list_listings
from models.queries.lists import EvaluationLine, Wanted, list_evaluations
from models.queries.visibility import Asker
from models.vocabulary import LIFECYCLE, Grade, Kind, Role, State
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
from web.behind import FILTERS as BEHIND
from web.behind import read_behind, tell_behind
from web.door import database, now
from web.filters import LONGEST_SEARCH, People, as_asker, keep_filters, read_people, read_tree
from web.show.kept_texts import read_requests
from web.show.views import PAGES, read_views

blueprint = Blueprint("evaluations", __name__)
PAGE_SIZE = 50
FILTERS = PAGES["evaluations"]
SEE_DISCARDED = frozenset({Role.FILER, Role.FINANCE_CHIEF, Role.AUDITOR})
"""Who may have discarded drafts listed: those who discard them, and auditors."""


@blueprint.get("/evaluations")
def show() -> ResponseReturnValue:
    """What this person may see and asks for, what moved last first."""
    actor = require_actor()
    asker, filters = as_asker(actor), keep_filters(FILTERS)
    with database().reading() as session:
        wanted, people = read_wanted(session, asker)
        page = list_evaluations(session, asker, wanted, place=read_place(UUID), size=PAGE_SIZE)
        tree = read_tree(session, asker)
        requests = read_requests(session, actor=actor) if Role.AUDITOR in actor.roles else []
        figures = read_figures(session, page.rows) if wanted.behind != NOTHING else {}
        views = read_views(session, actor=actor, page="evaluations", filters=filters)
    return render_template(
        "evaluations.html",
        page=page,
        places=[spell_place(row.state_since, row.id) for row in page.rows],
        wanted=wanted,
        people=people,
        requests=requests,
        tree=tree,
        filters=filters,
        behind=list(tell_behind(wanted.behind)),
        kept=[name for name in BEHIND if name in filters],
        figures=figures,
        views=views,
        states=LIFECYCLE,
        kinds=tuple(Kind),
        grades=tuple(Grade),
        sees=_sees_anything(actor),
        lists_discarded=not SEE_DISCARDED.isdisjoint(actor.roles),
        at=now(),
    )


def read_wanted(session: Session, asker: Asker) -> tuple[Wanted, People]:
    """Return which evaluations the address asks for, and whom it may mean. At most one query."""
    people = read_people(session, asker)
    words = split_words(read_words("q", longest=LONGEST_SEARCH))
    behind = read_behind()
    # The index of words leads to the few evaluations that have a row of this name.
    words += split_words(behind.indicator or "")
    wanted = Wanted(
        fiscal_year=read_year("year"),
        unit_id=read_id("unit"),
        kind=read_word("kind", Kind),
        state=read_word("state", State),
        grade=read_word("grade", Grade),
        people=people.ids,
        words=[word.folded for word in words],
        superseded=read_flag("superseded"),
        discarded=read_flag("discarded") and not SEE_DISCARDED.isdisjoint(asker.roles),
        behind=behind,
    )
    return wanted, people


def read_figures(session: Session, rows: Sequence[EvaluationLine]) -> Mapping[UUID, Listing]:
    """Return what figures are made of, for the rows of a page. One query."""
    return list_listings(session, [row.id for row in rows])


def _sees_anything(actor: Actor) -> bool:
    in_office = actor.unit_id is not None or actor.section_id is not None
    return in_office or Role.AUDITOR in actor.roles
