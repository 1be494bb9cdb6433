"""What is done with one word and one button: submit, recall, approve, return, reopen, publish,
correct, discard, comment, escalate. Each has a page of its own too, to which a refused form comes
back as it was typed.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.vocabulary import LIFECYCLE, Action, Form, Source
from web.asking import require_actor
from web.desk import load_sent, look_up, refuse_strangers, require, sort_messages
from web.door import act, database, house
from web.drafts import Kept, open_form, tell_saved
from web.format import format_day
from web.pages.conflict import render_conflict
from web.publishing import offer_publishing
from web.schemas.base import FormSchema, Handed
from web.schemas.pointing import make_pointed_schema
from web.schemas.remarks import CommentSchema, RemarkSchema, ReopenSchema, make_return_schema
from web.schemas.scores import FinishSchema
from web.sent import CONTINUE, Sent, read_sent, read_version
from web.show.checks import sort_checks
from web.show.forms import REMARKS, list_fields
from web.show.merging import Merged
from web.show.noting import offer_noting
from web.show.points import offer_raising
from web.way import find_next, name_done
from web.words import label
from workflow.actions import Outcome
from workflow.data import Attempt
from workflow.guards import Case
from workflow.refusals import Refused, Why

blueprint = Blueprint("act", __name__)


def _make_return() -> FormSchema:
    return make_pointed_schema(zone=house().settings.time_zone)


def _make_correct() -> FormSchema:
    return make_return_schema(zone=house().settings.time_zone)


SCHEMAS: Mapping[Form, Callable[[], FormSchema]] = {
    Form.SUBMIT: RemarkSchema,
    Form.RECALL: RemarkSchema,
    Form.APPROVE: RemarkSchema,
    Form.RETURN: _make_return,
    Form.FINISH: FinishSchema,
    Form.REOPEN: ReopenSchema,
    Form.PUBLISH: RemarkSchema,
    Form.CORRECT: _make_correct,
    Form.DISCARD: ReopenSchema,
    Form.COMMENT: CommentSchema,
    Form.ESCALATE: RemarkSchema,
}
NAMES = ", ".join(SCHEMAS)
LEAVES_THE_DESK = frozenset({Action.APPROVE, Action.RETURN, Action.REVIEW, Action.PUBLISH})
"""After these whoever came from the desk goes on to what comes next there."""


@blueprint.get(f"/evaluations/<uuid:evaluation_id>/<any({NAMES}):name>")
def ask(evaluation_id: UUID, name: str) -> ResponseReturnValue:
    """The page of one action, for whoever can take it now."""
    actor, form = require_actor(), Form(name)
    with database().reading() as session:
        action = REMARKS[form].action
        case = look_up(session, evaluation_id=evaluation_id, actor=actor, action=action)
        kept = open_form(session, case, form=form)
        case.content()
    return _render(case, form=form, sent=kept.sent if kept else None, kept=kept)


@blueprint.post("/evaluations/<uuid:evaluation_id>/submit")
def submit(evaluation_id: UUID) -> ResponseReturnValue:
    """Submit the self-evaluation, which seals the round."""
    return _take(evaluation_id, form=Form.SUBMIT)


@blueprint.post("/evaluations/<uuid:evaluation_id>/recall")
def recall(evaluation_id: UUID) -> ResponseReturnValue:
    """Take back what was submitted."""
    return _take(evaluation_id, form=Form.RECALL)


@blueprint.post("/evaluations/<uuid:evaluation_id>/approve")
def approve(evaluation_id: UUID) -> ResponseReturnValue:
    """Sign off for the unit."""
    return _take(evaluation_id, form=Form.APPROVE)


@blueprint.post("/evaluations/<uuid:evaluation_id>/return")
def return_(evaluation_id: UUID) -> ResponseReturnValue:
    """Send back, with a reason and a day."""
    return _take(evaluation_id, form=Form.RETURN)


@blueprint.post("/evaluations/<uuid:evaluation_id>/finish")
def review(evaluation_id: UUID) -> ResponseReturnValue:
    """Finish a review without touching a score."""
    return _take(evaluation_id, form=Form.FINISH)


@blueprint.post("/evaluations/<uuid:evaluation_id>/reopen")
def reopen(evaluation_id: UUID) -> ResponseReturnValue:
    """Take a finished review up again."""
    return _take(evaluation_id, form=Form.REOPEN)


@blueprint.post("/evaluations/<uuid:evaluation_id>/publish")
def publish(evaluation_id: UUID) -> ResponseReturnValue:
    """Publish the disclosure copy."""
    return _take(evaluation_id, form=Form.PUBLISH)


@blueprint.post("/evaluations/<uuid:evaluation_id>/correct")
def correct(evaluation_id: UUID) -> ResponseReturnValue:
    """Open the next edition of a published result."""
    return _take(evaluation_id, form=Form.CORRECT)


@blueprint.post("/evaluations/<uuid:evaluation_id>/discard")
def discard(evaluation_id: UUID) -> ResponseReturnValue:
    """Set a draft aside for good."""
    return _take(evaluation_id, form=Form.DISCARD)


@blueprint.post("/evaluations/<uuid:evaluation_id>/comment")
def comment(evaluation_id: UUID) -> ResponseReturnValue:
    """Say something."""
    return _take(evaluation_id, form=Form.COMMENT)


@blueprint.post("/evaluations/<uuid:evaluation_id>/escalate")
def escalate(evaluation_id: UUID) -> ResponseReturnValue:
    """Urge whomever it lies with."""
    return _take(evaluation_id, form=Form.ESCALATE)


def _take(evaluation_id: UUID, *, form: Form) -> ResponseReturnValue:
    actor, action = require_actor(), REMARKS[form].action
    sent = read_sent(request.form, request.files)
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor, attempted=action)
        refuse_strangers(case, action=action)
        case.content()
    try:
        handed = load_sent(case, action=action, sent=sent, schema=SCHEMAS[form]())
        if sent.button == CONTINUE:
            require(case, action=action)
            return _render(case, form=form, sent=sent)
        outcome = _act(case, form=form, sent=sent, handed=handed)
    except Refused as refused:
        return _answer(case, form=form, sent=sent, refused=refused)
    done = _("已办理：%(action)s", action=label(Action, action))
    done, finished = name_done(done, case=case), action is Action.REVIEW
    tell_saved(offer_publishing(done, case=case) if finished else done, case, form=form)
    target = url_for("evaluation.show", evaluation_id=outcome.successor_id or evaluation_id)
    if action in LEAVES_THE_DESK:
        target = find_next(actor=actor, otherwise=target, stays=finished)
    return redirect(target, HTTPStatus.SEE_OTHER)


def _act(case: Case, *, form: Form, sent: Sent, handed: Handed) -> Outcome:
    action, evaluation_id = REMARKS[form].action, case.facts.evaluation_id
    return act(
        house(),
        Attempt(
            action=action,
            evaluation_id=evaluation_id,
            actor_id=case.actor.id,
            acting_for=case.actor.principal_id,
            data=handed.data,
            at=case.at,
            source=Source.PAGE,
            seen=handed.seen,
        ),
        sent=sent.once(form, evaluation_id, action),
        form=form,
    )


def _answer(case: Case, *, form: Form, sent: Sent, refused: Refused) -> Response:
    if refused.why is Why.CONFLICT:
        return render_conflict(
            case,
            form=form,
            refused=refused,
            sent=sent,
            merged=Merged(fields=sent.fields, changed=frozenset(sent.fields)),
        )
    if refused.why is not Why.UNMET:
        raise refused
    return _render(case, form=form, sent=sent, refused=refused)


def _render(
    case: Case,
    *,
    form: Form,
    sent: Sent | None = None,
    refused: Refused | None = None,
    kept: Kept | None = None,
) -> Response:
    place = REMARKS[form]
    known = {entry.name: entry for entry in list_fields(form, case=case)}
    errors, general = sort_messages(refused.reasons if refused else (), known=known)
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
        form=form,
        action=place.action,
        fields=place.fields,
        labels=known,
        raising=offer_raising(case) if form is Form.RETURN else None,
        checked=sort_checks(case) if form is Form.RETURN else None,
        earliest=format_day(case.at + timedelta(days=1)),
        values=dict(sent.fields if sent else {}),
        noting=offer_noting(case) if form is Form.COMMENT else None,
        errors=errors,
        general=general,
        unsaved=sent is not None and refused is None and kept is None,
        kept=kept,
        typed=sent is not None and kept is None,
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return Response(page, status=status, content_type="text/html; charset=utf-8")
