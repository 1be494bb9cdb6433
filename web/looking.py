"""That somebody looks at an evaluation is remembered, for what is new to him the next time."""

import structlog
from flask import request
from sqlalchemy.exc import SQLAlchemyError

from models.queries.looks import News
from web.door import database
from web.noticing import count_anew
from workflow.guards import Case
from workflow.looks import record_look

log = structlog.get_logger()


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
