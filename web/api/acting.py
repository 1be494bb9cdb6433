"""One action of a script: what must hold before it, that it happens once, and how it is refused."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response

from models.queries.trail import list_events_of
from models.vocabulary import Action, Source
from policies.facts import Actor
from web.api.problems import render_problem
from web.api.spelling import spell_moved
from web.desk import at, look_up, note_refusal
from web.door import act, database, house, recall
from web.errors import status_for_script
from web.schemas.base import FormSchema
from web.standing import read_acting_for
from workflow.actions import Outcome
from workflow.data import Attempt, Data
from workflow.guards import Case
from workflow.kept import SentOnce
from workflow.machine import why_not
from workflow.refusals import Refused, Why
from workflow.table import EDGES

MOVES_CONTENT = frozenset(edge.action for edge in EDGES if edge.content)
MOST_MOVED = 50
"""Events that an answer tells of those that changed the content meanwhile, the latest first."""


def find_case(evaluation_id: UUID, *, action: Action, actor: Actor, seen: int | None) -> Case:
    """Return the evaluation with its content. Raises Refused where the caller cannot take the
    action whatever he sends: it is none of his, it moved since he looked, it is somewhere else.
    """
    with database().reading() as session:
        case = look_up(
            session, evaluation_id=evaluation_id, actor=actor, action=action, strict=True
        )
        reasons = why_not(action=action, case=replace(case, seen=seen))
        if reasons and reasons[0].why is not Why.UNMET:
            raise Refused(*reasons)
        case.content()
    return case


def act_once(
    prepare: Callable[[], Data],
    *,
    action: Action,
    evaluation_id: UUID,
    actor: Actor,
    seen: int | None,
    once: SentOnce,
) -> Outcome:
    """Act, unless this very request did so before: then the answer is the one it got.

    `prepare` reads what is to be handed in. Raises Refused; what the caller may not do at all is
    recorded, as on the pages.
    """
    if before := recall(house(), actor_id=actor.id, sent=once):
        return before
    try:
        data = prepare()
    except Refused as refused:
        # The same request may have been first while this one looked.
        if before := recall(house(), actor_id=actor.id, sent=once):
            return before
        if refused.why is not Why.UNMET:
            note_refusal(
                refused,
                action=action,
                evaluation_id=evaluation_id,
                actor=actor,
                source=Source.API,
            )
        raise
    attempt = Attempt(
        action=action,
        evaluation_id=evaluation_id,
        actor_id=actor.id,
        data=data,
        at=at(),
        source=Source.API,
        seen=seen,
        acting_for=read_acting_for(),
    )
    return act(house(), attempt, sent=once)


def answer_refused(
    refused: Refused, *, evaluation_id: UUID, seen: int | None, schema: FormSchema | None
) -> Response:
    """Return a refusal; with a condition that failed comes what moved meanwhile."""
    status, more, headers = status_for_script(refused), {}, {}
    if status is HTTPStatus.PRECONDITION_FAILED:
        now = refused.reasons[0].params["now"]
        more = {"content_version": int(now), "moved": _list_moved(evaluation_id, seen=seen)}
        headers = {"ETag": f'"{now}"'}
    return render_problem(
        status, reasons=refused.reasons, schema=schema, headers=headers, more=more
    )


def _list_moved(evaluation_id: UUID, *, seen: int | None) -> list[Mapping[str, Any]]:
    with database().reading() as session:
        rows = list_events_of(
            session, evaluation_id, actions=MOVES_CONTENT, above_seq=seen or 0, limit=MOST_MOVED
        )
    return [spell_moved(row) for row in rows]
