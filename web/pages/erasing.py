"""The erasure of a text: which there are, and the forms by which two people erase one."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.vocabulary import Action, Ground, Source
from web.asking import require_actor
from web.desk import look_up, refuse_strangers, require, sort_messages
from web.door import act, database, house
from web.schemas.base import FormSchema, Handed
from web.schemas.erasing import AnswerErasureSchema, AskErasureSchema, DeclineErasureSchema
from web.sent import Sent, read_sent
from web.show.kept_texts import KeptText, list_texts
from web.words import label
from workflow.data import AnsweringErasure, Attempt
from workflow.guards import Case
from workflow.machine import why_not
from workflow.refusals import Reason, Refused, Why, hidden

blueprint = Blueprint("erasing", __name__)
ADDRESS = "/evaluations/<uuid:evaluation_id>/texts"
SCHEMAS: Mapping[Action, Callable[[], FormSchema]] = {
    Action.ASK_ERASURE: AskErasureSchema,
    Action.ERASE: AnswerErasureSchema,
    Action.DECLINE_ERASURE: DeclineErasureSchema,
}
ACTIONS = {
    "ask": Action.ASK_ERASURE,
    "agree": Action.ERASE,
    "decline": Action.DECLINE_ERASURE,
}
"""What each form of the page of a text does, by the end of its address."""
NAMES = ", ".join(ACTIONS)
FIELDS = ("ground", "reason")


@blueprint.get(ADDRESS)
def show(evaluation_id: UUID) -> ResponseReturnValue:
    """Every text that was ever written to the evaluation, for whoever may ask to erase one."""
    actor = require_actor()
    with database().reading() as session:
        ask = Action.ASK_ERASURE
        case = look_up(session, evaluation_id=evaluation_id, actor=actor, action=ask)
        require(case, action=ask)
        texts = list_texts(session, case)
    return render_template(
        "texts.html",
        header=case.header,
        evaluation=case.header.evaluation if case.header else None,
        texts=texts,
        waiting=[text for text in texts if text.request],
    )


@blueprint.get(f"{ADDRESS}/<mark>")
def show_one(evaluation_id: UUID, mark: str) -> ResponseReturnValue:
    """One text, and the forms to ask for its erasure, to agree, and to decline."""
    actor = require_actor()
    with database().reading() as session:
        ask = Action.ASK_ERASURE
        case = look_up(session, evaluation_id=evaluation_id, actor=actor, action=ask)
        require(case, action=ask)
        texts = list_texts(session, case)
    return _render(case, _find(texts, mark))


@blueprint.get(f"{ADDRESS}/<mark>/<any({NAMES}):how>")
def show_form(evaluation_id: UUID, mark: str, how: str) -> ResponseReturnValue:  # noqa: ARG001 -- all the forms stand on one page
    """The page again, for whoever comes back to the address that a form was sent to."""
    return show_one(evaluation_id, mark)


@blueprint.post(f"{ADDRESS}/<mark>/<any({NAMES}):how>")
def take(evaluation_id: UUID, mark: str, how: str) -> ResponseReturnValue:
    """Ask for the erasure, agree to what the other office asked, or decline."""
    action = ACTIONS[how]
    actor, sent = require_actor(), read_sent(request.form, request.files)
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor, attempted=action)
        refuse_strangers(case, action=action)
        text = _find(list_texts(session, case), mark)
    try:
        named = {"commitment": mark} if action is Action.ASK_ERASURE else {}
        asked = replace(sent, fields={**sent.fields, **named})
        handed: Handed = asked.load(SCHEMAS[action]())
        act(
            house(),
            Attempt(
                action=action,
                evaluation_id=evaluation_id,
                actor_id=actor.id,
                acting_for=case.actor.principal_id,
                data=handed.data,
                at=case.at,
                source=Source.PAGE,
                seen=handed.seen,
            ),
            sent=sent.once(evaluation_id, action, mark),
        )
    except Refused as refused:
        if refused.why not in {Why.UNMET, Why.CONFLICT}:
            raise
        return _render(case, text, sent=sent, refused=refused)
    flash(_("已办理：%(action)s", action=label(Action, action)))
    return redirect(url_for("erasing.show", evaluation_id=evaluation_id), HTTPStatus.SEE_OTHER)


def _why_not_agree(case: Case, text: KeptText) -> list[Reason]:
    if text.request is None:
        return []
    answer = AnsweringErasure(request=text.request.seq)
    return why_not(action=Action.ERASE, case=replace(case, data=answer))


def _find(texts: list[KeptText], mark: str) -> KeptText:
    found = next((text for text in texts if text.commitment == mark), None)
    if found is None:
        raise hidden()
    return found


def _render(
    case: Case, text: KeptText, *, sent: Sent | None = None, refused: Refused | None = None
) -> Response:
    errors, general = sort_messages(refused.reasons if refused else (), known=FIELDS)
    page = render_template(
        "text.html",
        header=case.header,
        evaluation=case.header.evaluation if case.header else None,
        text=text,
        cannot_agree=_why_not_agree(case, text),
        grounds=[("", ""), *((str(ground), label(Ground, ground)) for ground in Ground)],
        values=dict(sent.fields if sent else {}),
        errors=errors,
        general=general,
    )
    status = HTTPStatus.OK
    if refused:
        conflict = refused.why is Why.CONFLICT
        status = HTTPStatus.CONFLICT if conflict else HTTPStatus.UNPROCESSABLE_ENTITY
    return Response(page, status=status, content_type="text/html; charset=utf-8")
