"""That somebody looks at an evaluation is remembered, for what is new to him the next time."""

import structlog
from flask import request
from sqlalchemy.exc import SQLAlchemyError

from models.queries.looks import News, list_news
from models.queries.trail import list_latest_events
from web.door import database
from web.noticing import count_anew
from web.show.changes import name_things
from web.show.history import Event, describe_event
from workflow.guards import Case
from workflow.looks import record_look

log = structlog.get_logger()
MOST_NEWS = 5
"""Events that are named of those since the person last looked."""
MOST_READ = 50


def look_at(case: Case) -> tuple[News | None, list[Event]]:
    """Return what is new to the person of this request, with the latest of it, and remember that he
    looked. One query; with news one more to read and one to write.
    """
    own, evaluation_id, rows = case.actor.id, case.facts.evaluation_id, []
    with database().reading() as session:
        news = list_news(session, [evaluation_id], user_id=own).get(evaluation_id)
        if news and news.looked_at:
            since = news.version + 1
            rows = list_latest_events(session, evaluation_id, since_seq=since, limit=MOST_READ)
    remember_look(case, news=news)
    fresh = [row for row in rows if news and row.seq > news.version and row.actor_id != own]
    names = name_things(case.content().scheme, rows=())
    return news, [describe_event(row, names=names) for row in fresh[:MOST_NEWS]]


def remember_look(case: Case, *, news: News | None) -> None:
    """Keep how far the person of this request looks, where there is something new to him. A page
    is shown even where that cannot be kept.
    """
    if news is None or request.method != "GET":
        return
    try:
        with database().writing() as session:
            record_look(
                session,
                user_id=case.actor.id,
                evaluation_id=case.facts.evaluation_id,
                version=case.facts.version,
                at=case.at,
            )
    except SQLAlchemyError as error:
        log.warning("look not kept", error=type(error).__name__)
    count_anew()
