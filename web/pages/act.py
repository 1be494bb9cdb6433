"""What is done with one word and one button: submit, recall, approve, return, reopen, publish,
correct, discard, comment. Each has a page of its own too, to which a refused form comes back as it
was typed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.vocabulary import LIFECYCLE, Action, Source
from web.asking import require_actor
from web.desk import load_sent, look_up, refuse_strangers, require, sort_messages
from web.door import act, database, house
from web.format import format_day
from web.pages.conflict import render_conflict
from web.schemas.base import FormSchema, Handed
from web.schemas.remarks import CommentSchema, RemarkSchema, ReopenSchema, make_return_schema
from web.schemas.scores import FinishSchema
from web.sent import CONTINUE, Sent, read_sent, read_version
from web.show.entries import Entries, Entry
from web.show.merging import Merged
from web.words import label
from workflow.actions import Outcome
from workflow.data import Attempt
from workflow.guards import Case
from workflow.refusals import Refused, Why

blueprint = Blueprint("act", __name__)


@dataclass(frozen=True)
class Form:
    """The form of one action: what reads it, the names of its fields, and its address where that
    is not the action's name.
    """

    make_schema: Callable[[], FormSchema]
    fields: tuple[str, ...] = ("text",)
    path: str = ""


def _make_return() -> FormSchema:
    return make_return_schema(zone=house().settings.time_zone)


FORMS: Mapping[Action, Form] = {
    Action.SUBMIT: Form(RemarkSchema),
    Action.RECALL: Form(RemarkSchema),
    Action.APPROVE: Form(RemarkSchema),
    Action.RETURN: Form(_make_return, ("reason", "due_on")),
    Action.REVIEW: Form(FinishSchema, ("comment",), path="finish"),
    Action.REOPEN: Form(ReopenSchema, ("reason",)),
    Action.PUBLISH: Form(RemarkSchema),
    Action.CORRECT: Form(_make_return, ("reason", "due_on")),
    Action.DISCARD: Form(ReopenSchema, ("reason",)),
    Action.COMMENT: Form(CommentSchema),
}
ACTION_OF = {form.path or str(action): action for action, form in FORMS.items()}
NAMES = ", ".join(ACTION_OF)


@blueprint.get(f"/evaluations/<uuid:evaluation_id>/<any({NAMES}):name>")
def ask(evaluation_id: UUID, name: str) -> ResponseReturnValue:
    """The page of one action, for whoever can take it now."""
    actor = require_actor()
    action = ACTION_OF[name]
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor)
        require(case, action=action)
        case.content()
    return _render(case, action=action)


@blueprint.post("/evaluations/<uuid:evaluation_id>/submit")
def submit(evaluation_id: UUID) -> ResponseReturnValue:
    """Submit the self-evaluation, which seals the round."""
    return _take(evaluation_id, action=Action.SUBMIT)


@blueprint.post("/evaluations/<uuid:evaluation_id>/recall")
def recall(evaluation_id: UUID) -> ResponseReturnValue:
    """Take back what was submitted."""
    return _take(evaluation_id, action=Action.RECALL)


@blueprint.post("/evaluations/<uuid:evaluation_id>/approve")
def approve(evaluation_id: UUID) -> ResponseReturnValue:
    """Sign off for the unit."""
    return _take(evaluation_id, action=Action.APPROVE)


@blueprint.post("/evaluations/<uuid:evaluation_id>/return")
def return_(evaluation_id: UUID) -> ResponseReturnValue:
    """Send back, with a reason and a day."""
    return _take(evaluation_id, action=Action.RETURN)


@blueprint.post("/evaluations/<uuid:evaluation_id>/finish")
def review(evaluation_id: UUID) -> ResponseReturnValue:
    """Finish a review without touching a score."""
    return _take(evaluation_id, action=Action.REVIEW)


@blueprint.post("/evaluations/<uuid:evaluation_id>/reopen")
def reopen(evaluation_id: UUID) -> ResponseReturnValue:
    """Take a finished review up again."""
    return _take(evaluation_id, action=Action.REOPEN)


@blueprint.post("/evaluations/<uuid:evaluation_id>/publish")
def publish(evaluation_id: UUID) -> ResponseReturnValue:
    """Publish the disclosure copy."""
    return _take(evaluation_id, action=Action.PUBLISH)


@blueprint.post("/evaluations/<uuid:evaluation_id>/correct")
def correct(evaluation_id: UUID) -> ResponseReturnValue:
    """Open the next edition of a published result."""
    return _take(evaluation_id, action=Action.CORRECT)


@blueprint.post("/evaluations/<uuid:evaluation_id>/discard")
def discard(evaluation_id: UUID) -> ResponseReturnValue:
    """Set a draft aside for good."""
    return _take(evaluation_id, action=Action.DISCARD)


@blueprint.post("/evaluations/<uuid:evaluation_id>/comment")
def comment(evaluation_id: UUID) -> ResponseReturnValue:
    """Say something."""
    return _take(evaluation_id, action=Action.COMMENT)


def _take(evaluation_id: UUID, *, action: Action) -> ResponseReturnValue:
    actor = require_actor()
    sent = read_sent(request.form, request.files)
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor, attempted=action)
        refuse_strangers(case, action=action)
        case.content()
    try:
        schema = FORMS[action].make_schema()
        handed = load_sent(case, action=action, sent=sent, schema=schema)
        if sent.button == CONTINUE:
            require(case, action=action)
            return _render(case, action=action, sent=sent)
        outcome = _act(case, action=action, sent=sent, handed=handed)
    except Refused as refused:
        return _answer(case, action=action, sent=sent, refused=refused)
    flash(_("已办理：%(action)s", action=label(Action, action)))
    target = outcome.successor_id or evaluation_id
    return redirect(url_for("evaluation.show", evaluation_id=target), HTTPStatus.SEE_OTHER)


def _act(case: Case, *, action: Action, sent: Sent, handed: Handed) -> Outcome:
    return act(
        house(),
        Attempt(
            action=action,
            evaluation_id=case.facts.evaluation_id,
            actor_id=case.actor.id,
            data=handed.data,
            at=case.at,
            source=Source.PAGE,
            seen=handed.seen,
        ),
        sent=sent.once(action, case.facts.evaluation_id),
    )


def _answer(case: Case, *, action: Action, sent: Sent, refused: Refused) -> Response:
    if refused.why is Why.CONFLICT:
        return render_conflict(
            case,
            refused=refused,
            sent=sent,
            merged=Merged(fields=sent.fields, changed=frozenset(sent.fields)),
            entries=_list_entries(action),
            action_address=request.path,
        )
    if refused.why is not Why.UNMET:
        raise refused
    return _render(case, action=action, sent=sent, refused=refused)


def _list_entries(action: Action) -> Entries:
    labels = {"text": _("意见"), "comment": _("复核意见"), "reason": _("理由"), "due_on": _("期限")}
    return tuple(Entry(name, labels[name], "") for name in FORMS[action].fields)


def _render(
    case: Case, *, action: Action, sent: Sent | None = None, refused: Refused | None = None
) -> Response:
    errors, general = sort_messages(refused.reasons if refused else (), known=FORMS[action].fields)
    version = case.facts.content_version
    if sent is not None and refused is not None:
        version = read_version(sent, otherwise=version)
    page = render_template(
        "act.html",
        header=case.header,
        evaluation=case.header.evaluation if case.header else None,
        content=case.content(),
        content_version=version,
        states=[str(state) for state in LIFECYCLE],
        action=action,
        fields=FORMS[action].fields,
        earliest=format_day(case.at + timedelta(days=1)),
        values=dict(sent.fields if sent else {}),
        errors=errors,
        general=general,
        unsaved=sent is not None and refused is None,
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return Response(page, status=status, content_type="text/html; charset=utf-8")
