"""The trail of one evaluation, searched by person, action, indicator and date."""

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from models.queries.evaluations import find_header, list_indicators
from models.queries.trail import (
    TrailFilter,
    list_people,
    list_score_reasons,
    list_self_scores,
    search_events,
)
from models.vocabulary import Action
from policies.predicates import may_see
from web.asking import (
    begin_of,
    find_swapped_days,
    read_day,
    read_id,
    read_number,
    read_word,
    require_actor,
)
from web.door import database
from web.show.changes import name_things
from web.show.history import describe_event
from web.show.written import read_written
from workflow.content import read_scheme
from workflow.load import load_facts
from workflow.refusals import hidden

blueprint = Blueprint("trail", __name__)
PAGE_SIZE = 50
LARGEST_SEQ = 2**31 - 1


def _read_filter() -> TrailFilter:
    return TrailFilter(
        person_id=read_id("person"),
        action=read_word("action", Action),
        indicator_id=read_id("indicator"),
        since=begin_of(read_day("since")),
        until=begin_of(read_day("until"), later=1),
    )


@blueprint.get("/evaluations/<uuid:evaluation_id>/trail")
def show(evaluation_id: UUID) -> ResponseReturnValue:
    """The events that fit, the latest first, each with before, after and reason."""
    actor = require_actor()
    wanted = _read_filter()
    before = read_number("below", largest=LARGEST_SEQ)
    with database().reading() as session:
        header = find_header(session, evaluation_id)
        if header is None or not may_see(actor, load_facts(session, header=header, actor=actor)):
            raise hidden()
        found = search_events(
            session, evaluation_id, wanted=wanted, before_seq=before, limit=PAGE_SIZE + 1
        )
        rows = found[:PAGE_SIZE]
        reasons = list_score_reasons(session, evaluation_id, event_seqs=[row.seq for row in rows])
        written = read_written(session, evaluation_id, events=rows)
        own = list_self_scores(session, evaluation_id)
        people = list_people(session, evaluation_id)
        indicators = list_indicators(session, evaluation_id)
    names = name_things(
        read_scheme(header), rows=indicators, reasons=reasons, own=own, written=written
    )
    return render_template(
        "trail.html",
        header=header,
        evaluation=header.evaluation,
        events=[describe_event(row, names=names) for row in rows],
        people=people,
        indicators=[row for row in indicators if row.weight is not None],
        actions=tuple(Action),
        swapped=find_swapped_days(),
        below=before,
        more=rows[-1].seq if len(found) > PAGE_SIZE else None,
        searched=wanted != TrailFilter(),
    )
