"""The trail of one evaluation, searched by person, action, indicator and date."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from models.queries.assignments import list_asked
from models.queries.evaluations import Header, IndicatorRow, find_header, list_indicators
from models.queries.seals import read_window
from models.queries.trail import (
    EventRow,
    TrailFilter,
    list_people,
    list_score_reasons,
    list_self_scores,
    search_events,
)
from models.vocabulary import Action
from policies.facts import Actor
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
from web.filters import keep_filters
from web.show.changes import name_things
from web.show.history import Event, describe_event
from web.show.written import read_written
from web.standing import sees
from workflow.content import read_scheme
from workflow.refusals import hidden

blueprint = Blueprint("trail", __name__)
PAGE_SIZE = 50
LARGEST_SEQ = 2**31 - 1
FILTERS = ("person", "action", "indicator", "since", "until")


def read_wanted() -> TrailFilter:
    """Return which events the address asks for; both days are included."""
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
    wanted = read_wanted()
    before = read_number("below", largest=LARGEST_SEQ)
    with database().reading() as session:
        header = find_visible(session, evaluation_id, actor=actor)
        people = list_people(session, evaluation_id)
        indicators = list_indicators(session, evaluation_id)
        events, more = read_events(
            session, header, wanted=wanted, rows=indicators, before=before, size=PAGE_SIZE
        )
        window = read_window(session)
    return render_template(
        "trail.html",
        header=header,
        evaluation=header.evaluation,
        events=events,
        window=window,
        people=people,
        indicators=[row for row in indicators if row.weight is not None],
        actions=tuple(Action),
        swapped=find_swapped_days(),
        below=before,
        more=events[-1].seq if more else None,
        searched=wanted != TrailFilter(),
        filters=keep_filters(FILTERS),
    )


def _read_asked(
    session: Session, evaluation_id: UUID, *, events: Iterable[EventRow]
) -> dict[str, str]:
    """Return the names of those who were asked to fill in, where one of the events tells of it."""
    if all(event.action != Action.ASSIGN for event in events):
        return {}
    return {str(person.id): person.name for person in list_asked(session, evaluation_id)}


def find_visible(session: Session, evaluation_id: UUID, *, actor: Actor) -> Header:
    """Return the header of an evaluation that this person may see, else it does not exist."""
    header = find_header(session, evaluation_id)
    if header is None or not sees(session, header=header, actor=actor):
        raise hidden()
    return header


def read_events(
    session: Session,
    header: Header,
    *,
    wanted: TrailFilter,
    rows: Sequence[IndicatorRow],
    before: int | None,
    size: int,
) -> tuple[list[Event], bool]:
    """Return the events that fit in words, the latest first, below a number, at most `size`; and
    whether there are more; `rows` are those of the form. Four queries, one more where somebody was
    asked to fill in.
    """
    place = header.evaluation.id
    found = search_events(session, place, wanted=wanted, before_seq=before, limit=size + 1)
    kept = found[:size]
    names = name_things(
        read_scheme(header),
        rows=rows,
        reasons=list_score_reasons(session, [(place, row.seq) for row in kept]),
        own=list_self_scores(session, [place]),
        written=read_written(session, place, events=kept),
        people=_read_asked(session, place, events=kept),
    )
    return [describe_event(row, names=names) for row in kept], len(found) > size
