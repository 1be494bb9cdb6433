"""The review: the finance section's score and reason for every row, kept or finished, or the rows
accepted that the unit scored as the rules do.
"""

from dataclasses import replace
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from models.vocabulary import Action, Form, Source, State
from web.asking import require_actor
from web.desk import load_sent, look_up, refuse_strangers, require
from web.door import act, database, house
from web.drafts import open_form, tell_saved
from web.pages.conflict import render_conflict
from web.pages.review_page import (
    list_entries,
    merge_review,
    read_earlier_review,
    render_review,
)
from web.publishing import offer_publishing
from web.schemas.base import Handed
from web.schemas.scores import ReviewSchema
from web.sent import CONTINUE, Sent, read_sent
from web.show.accepting import list_acceptable
from web.way import find_next, name_done
from workflow.data import Attempt, Scoring
from workflow.guards import Case
from workflow.refusals import Refused, Why, unmet

blueprint = Blueprint("review", __name__)
ADDRESS = "/evaluations/<uuid:evaluation_id>/review"
KEEP, FINISH, ACCEPT = str(Action.RESCORE), str(Action.REVIEW), "accept"
"""The buttons: 暂存, 完成复核, 接受. Enter keeps, so that nobody finishes by accident."""
BUTTONS = (KEEP, FINISH, ACCEPT)


@blueprint.get(ADDRESS)
def show(evaluation_id: UUID) -> ResponseReturnValue:
    """The review as it stands, each row begun with what the review before gave it, or its self
    score.
    """
    actor = require_actor()
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor, action=Action.RESCORE)
        try:
            kept = open_form(session, case, form=Form.REVIEW)
        except Refused as refused:
            if not _is_just_finished(case, refused=refused):
                raise
            return redirect(url_for("evaluation.show", evaluation_id=evaluation_id))
        case.content()
    merged = merge_review(case, sent=kept.sent) if kept else None
    if merged is None or not merged.changed:
        return render_review(case)
    return render_review(case, merged=merged, kept=kept)


def _is_just_finished(case: Case, *, refused: Refused) -> bool:
    """Say whether only that it is finished stands against the review of whoever comes back to it,
    and nothing that was typed would be lost from sight.
    """
    finished = case.facts.state is State.FINANCE_REVIEWED and refused.why is Why.CONFLICT
    return finished and not g.get("unsaved")


@blueprint.post(ADDRESS)
def save(evaluation_id: UUID) -> ResponseReturnValue:
    """Keep or finish the review; what cannot be saved comes back as it was typed."""
    actor = require_actor()
    sent = read_sent(request.form, request.files, buttons=BUTTONS)
    action = Action.REVIEW if sent.button == FINISH else Action.RESCORE
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor, attempted=action)
        refuse_strangers(case, action=action)
        content = case.content()
    try:
        schema = ReviewSchema(scored=[row.stored.id for row in content.scored_rows])
        handed = load_sent(case, action=action, sent=sent, schema=schema)
        if sent.button == CONTINUE:
            require(case, action=action)
            return render_review(case, merged=merge_review(case, sent=sent))
        if sent.button == ACCEPT:
            handed = _accept(case, sent=sent, handed=handed)
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
            sent=sent.once(Form.REVIEW, evaluation_id, sent.button),
            form=Form.REVIEW,
        )
    except Refused as refused:
        return _answer(case, sent=sent, refused=refused)
    tell_saved(_tell_done(case, button=sent.button), case, form=Form.REVIEW)
    if action is Action.REVIEW:
        here = url_for("evaluation.show", evaluation_id=evaluation_id)
        return redirect(find_next(actor=actor, otherwise=here, stays=True), HTTPStatus.SEE_OTHER)
    return redirect(url_for("review.show", evaluation_id=evaluation_id), HTTPStatus.SEE_OTHER)


def _tell_done(case: Case, *, button: str) -> str:
    if button == ACCEPT:
        count = len(list_acceptable(case.content(), earlier=read_earlier_review(case)))
        return str(ngettext("已接受 %(num)s 项", "已接受 %(num)s 项", count))
    if button != FINISH:
        return name_done(_("已暂存"), case=case)
    return offer_publishing(name_done(_("已完成复核"), case=case), case=case)


def _accept(case: Case, *, sent: Sent, handed: Handed) -> Handed:
    """Return what was typed, and beside it the rows accepted as they are; a row that stands as it
    was shown and is not among them is left to be judged.
    """
    given = handed.data
    if not isinstance(given, Scoring):
        raise TypeError(given)
    typed = {name.partition("-")[2] for name in merge_review(case, sent=sent).changed}
    equal = list_acceptable(case.content(), earlier=read_earlier_review(case))
    rows = {**equal, **{key: row for key, row in given.rows.items() if str(key) in typed}}
    if not rows:
        raise Refused(unmet("nothing_is_to_accept"))
    return replace(handed, data=replace(given, rows=rows))


def _answer(case: Case, *, sent: Sent, refused: Refused) -> Response:
    if refused.why is Why.CONFLICT:
        return render_conflict(
            case,
            form=Form.REVIEW,
            refused=refused,
            sent=sent,
            merged=merge_review(case, sent=sent),
            entries=list_entries(case),
        )
    if refused.why is not Why.UNMET:
        raise refused
    return render_review(case, sent=sent, refused=refused)
