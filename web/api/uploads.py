"""A supporting document of a script: multipart/form-data, as a browser sends it, so that a large
one never stands in memory.
"""

from dataclasses import replace
from http import HTTPStatus
from uuid import UUID

from flask import Response, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from models.vocabulary import Action, Source
from policies.facts import Actor
from web.api.acting import act_once, answer_refused, find_case
from web.api.asked import identify, read_key, read_seen
from web.api.blueprint import answer
from web.api.bodies import DocumentSchema, load_body
from web.api.problems import IN_HEADER, complain
from web.api.spelling import spell_outcome, tag
from web.desk import look_up, note_refusal
from web.documents import FILE, check_file, open_store, read_upload
from web.door import database, house
from web.files import Incoming, find_media_type
from web.format import format_size
from web.schemas.base import LONGEST_NAME
from web.schemas.beginning import Sending
from workflow.actions import Outcome
from workflow.data import Data, NewFile
from workflow.machine import why_not
from workflow.refusals import Reason, Refused, Why

PLACE = f"/{FILE}"
FORM = "multipart/form-data"
STRANGE = frozenset({Why.HIDDEN, Why.FORBIDDEN})


def take_document(evaluation_id: UUID, *, actor: Actor) -> Response:
    """Take one document in: who asks, whether he may at all, and only then the body."""
    if request.mimetype != FORM:
        raise complain(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "form_data_expected",
            field=f"{IN_HEADER}Content-Type",
        )
    read_key()
    seen = read_seen(required=True)
    _refuse_strangers(evaluation_id, actor=actor)
    try:
        with open_store().receive() as incoming:
            outcome = _take_in(incoming, evaluation_id=evaluation_id, actor=actor, seen=seen)
    except RequestEntityTooLarge:
        limit = format_size(house().settings.max_file_size)
        raise complain(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "file_too_large", field=PLACE, limit=limit
        ) from None
    except Refused as refused:
        return answer_refused(
            _point_at_file(refused),
            evaluation_id=evaluation_id,
            seen=seen,
            schema=DocumentSchema(),
        )
    return answer(spell_outcome(outcome), headers=tag(outcome))


def _point_at_file(refused: Refused) -> Refused:
    """Return the refusal with the document named by its part of the body."""
    return Refused(
        *(
            replace(reason, field=PLACE) if reason.field == FILE else reason
            for reason in refused.reasons
        )
    )


def _refuse_strangers(evaluation_id: UUID, *, actor: Actor) -> None:
    """Refuse and record whoever may not do this at all, before his body is read."""
    try:
        with database().reading() as session:
            case = look_up(
                session,
                evaluation_id=evaluation_id,
                actor=actor,
                action=Action.ATTACH,
                strict=True,
            )
        reasons = why_not(action=Action.ATTACH, case=case)
    except Refused as unseen:
        reasons = list(unseen.reasons)
    if reasons and reasons[0].why in STRANGE:
        refused = Refused(*reasons)
        note_refusal(
            refused,
            action=Action.ATTACH,
            evaluation_id=evaluation_id,
            actor=actor,
            source=Source.API,
        )
        raise refused


def _take_in(incoming: Incoming, *, evaluation_id: UUID, actor: Actor, seen: int | None) -> Outcome:
    form, strange, name = read_upload(incoming)
    fields = _read_fields(form, strange)
    arrival = incoming.arrival
    once = identify({**fields, "name": name, "sha256": arrival.sha256})

    def prepare() -> Data:
        find_case(evaluation_id, action=Action.ATTACH, actor=actor, seen=seen)
        sending: Sending = load_body(DocumentSchema(), fields, seen=seen)
        file = NewFile(
            name=name,
            media_type=find_media_type(name),
            size=arrival.size,
            sha256=arrival.sha256,
            indicator_id=sending.indicator_id,
        )
        check_file(file)
        incoming.keep()
        return file

    return act_once(
        prepare,
        action=Action.ATTACH,
        evaluation_id=evaluation_id,
        actor=actor,
        seen=seen,
        once=once,
    )


def _read_fields(form: MultiDict[str, str], strange: list[str]) -> dict[str, str]:
    faults = [_call("field_is_unknown", name) for name in strange]
    faults += [_call("field_is_repeated", name) for name, values in form.lists() if len(values) > 1]
    if faults:
        raise Refused(*faults)
    return form.to_dict()


def _call(code: str, name: str) -> Reason:
    short = name[:LONGEST_NAME]
    return Reason(why=Why.UNMET, code=code, field=f"/{short}", params={"field": short})
