"""What a script may do to an evaluation: every action, through the door of the pages."""

from uuid import UUID

from flask.typing import ResponseReturnValue

from models.vocabulary import Action, Scope
from web.api.acting import act_once, answer_refused, find_case
from web.api.asked import (
    identify,
    read_body,
    read_parameters,
    read_seen,
    refuse_other_answers,
)
from web.api.blueprint import answer, blueprint
from web.api.bodies import MAKE, ON_A_VERSION, Setting, load_body
from web.api.callers import require_caller
from web.api.queries import NothingSchema
from web.api.spelling import DONE_TO_ONE, spell_outcome, tag
from web.api.uploads import take_document
from web.door import house
from web.schemas.base import FormSchema
from workflow.data import Data
from workflow.refusals import Refused

NAMES = ", ".join(DONE_TO_ONE)


@blueprint.post(f"/evaluations/<uuid:evaluation_id>/actions/<any({NAMES}):name>")
def take(evaluation_id: UUID, name: str) -> ResponseReturnValue:
    """Take one action. The same request again, by the same key, gets the same answer."""
    action = Action(name)
    actor = require_caller(Scope.ACT).actor
    refuse_other_answers()
    read_parameters(NothingSchema())
    if action is Action.ATTACH:
        return take_document(evaluation_id, actor=actor)
    body = read_body()
    once, seen = identify(body), read_seen(required=action in ON_A_VERSION)
    schema: FormSchema | None = None

    def prepare() -> Data:
        nonlocal schema
        case = find_case(evaluation_id, action=action, actor=actor, seen=seen)
        schema = MAKE[action](Setting(content=case.content(), zone=house().settings.time_zone))
        data: Data = load_body(schema, body, seen=seen).data
        return data

    try:
        outcome = act_once(
            prepare, action=action, evaluation_id=evaluation_id, actor=actor, seen=seen, once=once
        )
    except Refused as refused:
        return answer_refused(refused, evaluation_id=evaluation_id, seen=seen, schema=schema)
    return answer(spell_outcome(outcome), headers=tag(outcome))
