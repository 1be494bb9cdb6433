"""One evaluation: everything a person needs before he acts, and what he may do."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from models.queries.editions import EditionRow, list_editions
from models.queries.evaluations import Header
from models.queries.looks import list_news
from models.queries.trail import EventRow, list_latest_events
from models.queries.walk import StepRow
from models.tables import Evaluation
from models.vocabulary import LIFECYCLE, Action, State
from policies.facts import Actor
from web.asking import require_actor
from web.desk import look_up
from web.door import database
from web.drafts import list_kept
from web.format import format_day, to_local
from web.looking import MOST_NEWS, remember_look
from web.show.changes import name_things
from web.show.chart import draw_scores, draw_walk, list_given
from web.show.checks import sort_checks
from web.show.explained import find_field, find_words
from web.show.following import list_problems
from web.show.forms import find_address
from web.show.history import Event, describe_event, find_discard, find_return
from web.show.moves import link_to_field, list_moves
from web.show.noting import list_noted, offer_noting
from web.show.parts import PARTS
from web.show.points import show_points
from web.show.row_rules import name_family, tell_row_rules
from web.show.signing import find_unsigned
from web.show.since import find_since
from web.show.table import lay_out
from web.show.walk import list_walks, read_steps
from web.way import find_way
from workflow.content import Content
from workflow.guards import Case
from workflow.machine import why_not

blueprint = Blueprint("evaluation", __name__)
LATEST_EVENTS = 12
LOOKED_AT = frozenset({State.SELF_SCORED, State.UNIT_APPROVED, State.FINANCE_REVIEWED})
"""The states in which somebody judges what was handed in, and asks what changed since."""
MOST_EVENTS = 200
"""Events read for one page: the latest, and of the older ones those with which something was
said."""


@dataclass(frozen=True, kw_only=True)
class Read:
    """What one page is made of, read in at most nine queries, one more for a result that has
    several editions, and one for what was submitted before; in a later round two more for what was
    changed since, and two for the way through the desk.
    """

    header: Header
    case: Case
    content: Content
    events: list[EventRow]
    editions: list[EditionRow]
    steps: list[StepRow]


@blueprint.get("/evaluations/<uuid:evaluation_id>")
def show(evaluation_id: UUID) -> ResponseReturnValue:
    """The page of one evaluation; who may not see it is answered as if it did not exist."""
    actor = require_actor()
    with database().reading() as session:
        read = _read(session, evaluation_id=evaluation_id, actor=actor)
        moves = list_moves(read.case)
        may_type = moves.primary or moves.others or moves.may_comment
        drafts = list_kept(session, read.case) if may_type else {}
        points = show_points(read.case)
        may_erase = not why_not(action=Action.ASK_ERASURE, case=read.case)
        asked = Action.ASK_ERASURE in read.case.facts.doers
        problems = list_problems(read.content, read.case.measures(), here=evaluation_id)
        requests = len(read.case.erasing().waiting) if may_erase and asked else 0
        since = find_since(session, case=read.case) if read.case.facts.state in LOOKED_AT else None
        way = find_way(session, actor=actor)
        news = list_news(session, [evaluation_id], user_id=actor.id).get(evaluation_id)
    remember_look(read.case, news=news)
    content, checked = read.content, sort_checks(read.case)
    names = name_things(content.scheme, rows=[row.stored for row in content.rows])
    events = [describe_event(event, names=names) for event in read.events]
    return render_template(
        "evaluation.html",
        header=read.header,
        evaluation=read.header.evaluation,
        content=content,
        table=lay_out(content, found=checked.found),
        rules=tell_row_rules(content.scored_rows),
        name_family=name_family,
        checked=checked,
        walks=list_walks(read.case, read.steps),
        walk_drawn=draw_walk(content) if read.steps else None,
        scores_drawn=draw_scores(list_given(content)) if read.steps else None,
        since=since,
        way=way,
        noted=list_noted(events),
        parts=PARTS,
        noting=offer_noting(read.case),
        words_for=find_words(content),
        field_for=find_field(content, evaluation_id=evaluation_id),
        moves=moves,
        points=points,
        may_erase=may_erase,
        problems=problems,
        today=to_local(read.case.at).date().isoformat(),
        requests=requests,
        drafts=drafts,
        form_address=find_address,
        link_to_field=link_to_field,
        row_named={str(row_id): row for row_id, row in content.row_of.items()},
        earliest=format_day(read.case.at),
        editions=read.editions,
        discarding=find_discard(events, evaluation=read.header.evaluation),
        events=_latest(events),
        news=news,
        newest=[
            event
            for event, row in zip(events, read.events, strict=True)
            if news and event.seq > news.version and row.actor_id != actor.id
        ][:MOST_NEWS],
        sealed=any(event.sealed for event in events),
        shown=_is_shown(events, evaluation=read.header.evaluation),
        returned=find_return(events, evaluation=read.header.evaluation),
        unsigned=find_unsigned(read.case),
        remarks=[event for event in events if event.said is not None or event.erased],
        states=[str(state) for state in LIFECYCLE],
        at=read.case.at,
    )


def _read(session: Session, *, evaluation_id: UUID, actor: Actor) -> Read:
    case = look_up(session, evaluation_id=evaluation_id, actor=actor)
    if case.header is None:
        raise TypeError(case)
    events = list_latest_events(
        session,
        evaluation_id,
        since_seq=case.facts.version - LATEST_EVENTS + 1,
        limit=MOST_EVENTS,
    )
    evaluation = case.header.evaluation
    several = evaluation.edition > 1 or case.header.successor_id is not None
    return Read(
        header=case.header,
        case=case,
        content=case.content(),
        events=events,
        editions=list_editions(session, evaluation) if several else [],
        steps=read_steps(session, case),
    )


def _is_shown(events: list[Event], *, evaluation: Evaluation) -> bool:
    """Say whether everybody may read the result: the event that published it is sealed. One that is
    not among these is older, and events are sealed in their order.
    """
    if evaluation.state != State.PUBLISHED:
        return False
    published = next((each for each in events if each.action is Action.PUBLISH), None)
    return published.sealed if published else any(each.sealed for each in events)


def _latest(events: list[Event]) -> list[Event]:
    newest = events[0].seq if events else 0
    return [event for event in events if event.seq > newest - LATEST_EVENTS]
