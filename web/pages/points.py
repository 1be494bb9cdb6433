"""The points of an evaluation: the filer answers them here, whoever raised them settles them."""

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.vocabulary import LIFECYCLE, Action, Form, Source
from web.asking import require_actor
from web.desk import load_sent, look_up, refuse_strangers, require, sort_messages
from web.door import act, database, house
from web.drafts import Kept, find_kept, tell_saved
from web.pages.conflict import render_conflict
from web.schemas.base import FormSchema
from web.schemas.pointing import AnswerSchema, TickedSchema
from web.sent import CONTINUE, Sent, read_sent, read_version
from web.show.merging import Merged
from web.show.points import list_answer_entries, show_points
from web.standing import for_action
from web.words import label
from workflow.data import Attempt
from workflow.guards import Case
from workflow.machine import why_not
from workflow.refusals import Refused, Why

blueprint = Blueprint("points", __name__)
ADDRESS = "/evaluations/<uuid:evaluation_id>/points"
HERE, PREVIEW = "here", "preview"
"""The button of this page, and the one that leads on to where all is submitted."""
REVIEWING = "review"
"""The button that settles on the page of the review, to which it leads back."""


@blueprint.get(ADDRESS)
def show(evaluation_id: UUID) -> ResponseReturnValue:
    """All points, with fields for answers where this person may give them."""
    actor = require_actor()
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor)
        case = for_action(case, action=Action.ANSWER)
        may_answer = not why_not(action=Action.ANSWER, case=case)
        kept = find_kept(session, case, form=Form.ANSWER) if may_answer else None
        case.content()
    return _render(case, sent=kept.sent if kept else None, kept=kept)


@blueprint.post(ADDRESS)
def answer(evaluation_id: UUID) -> ResponseReturnValue:
    """Answer points; what cannot be kept comes back as it was typed."""
    sent = read_sent(request.form, request.files, buttons=(HERE, PREVIEW))
    return _take(evaluation_id, action=Action.ANSWER, schema=AnswerSchema(), sent=sent)


@blueprint.get(f"{ADDRESS}/settle")
def ask(evaluation_id: UUID) -> ResponseReturnValue:
    """The page again, for whoever comes back to the address that the boxes were sent to."""
    return show(evaluation_id)


@blueprint.post(f"{ADDRESS}/settle")
def settle(evaluation_id: UUID) -> ResponseReturnValue:
    """Settle the points whose boxes are ticked."""
    sent = read_sent(request.form, request.files, buttons=(REVIEWING,))
    return _take(evaluation_id, action=Action.SETTLE, schema=TickedSchema(), sent=sent)


def _take(
    evaluation_id: UUID, *, action: Action, schema: FormSchema, sent: Sent
) -> ResponseReturnValue:
    actor = require_actor()
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor, attempted=action)
        refuse_strangers(case, action=action)
        case.content()
    form = Form.ANSWER if action is Action.ANSWER else None
    try:
        handed = load_sent(case, action=action, sent=sent, schema=schema)
        if sent.button == CONTINUE:
            require(case, action=action)
            return _render(case, sent=sent)
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
            sent=sent.once(action, evaluation_id, action),
            form=form,
        )
    except Refused as refused:
        return _answer(case, form=form, sent=sent, refused=refused)
    done = _("已办理：%(action)s", action=label(Action, action))
    if form is None:
        flash(done)
        page = "review.show" if sent.button == REVIEWING else "evaluation.show"
        return redirect(
            url_for(page, evaluation_id=evaluation_id, _anchor="points"), HTTPStatus.SEE_OTHER
        )
    tell_saved(done, case, form=form)
    page = "proofread.show" if sent.button == PREVIEW else "points.show"
    return redirect(url_for(page, evaluation_id=evaluation_id), HTTPStatus.SEE_OTHER)


def _answer(case: Case, *, form: Form | None, sent: Sent, refused: Refused) -> Response:
    if refused.why is Why.CONFLICT and form is not None:
        typed = Merged(fields=sent.fields, changed=frozenset(sent.fields))
        return render_conflict(case, form=form, refused=refused, sent=sent, merged=typed)
    if refused.why not in {Why.UNMET, Why.CONFLICT}:
        raise refused
    return _render(case, sent=sent, refused=refused)


def _render(
    case: Case,
    *,
    sent: Sent | None = None,
    refused: Refused | None = None,
    kept: Kept | None = None,
) -> Response:
    shown = show_points(case)
    entries = {entry.name: entry for entry in list_answer_entries(case)}
    known = {*entries, *(f"settle-{one.id}" for one in shown.all if one.can_settle)}
    errors, general = sort_messages(refused.reasons if refused else (), known=known)
    version = case.facts.content_version
    if sent is not None and refused is not None:
        version = read_version(sent, otherwise=version)
    page = render_template(
        "points.html",
        header=case.header,
        evaluation=case.header.evaluation if case.header else None,
        content_version=version,
        states=[str(state) for state in LIFECYCLE],
        points=shown,
        labels=entries,
        values={name: entry.value for name, entry in entries.items()}
        | dict(sent.fields if sent else {}),
        errors=errors,
        general=general,
        unsaved=sent is not None and refused is None and kept is None,
        kept=kept,
        typed=sent is not None and kept is None,
    )
    status = HTTPStatus.OK
    if refused is not None:
        conflict = refused.why is Why.CONFLICT
        status = HTTPStatus.CONFLICT if conflict else HTTPStatus.UNPROCESSABLE_ENTITY
    return Response(page, status=status, content_type="text/html; charset=utf-8")
