"""The review: the finance section's score and reason for every row, kept or finished."""

from collections.abc import Mapping
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.queries.notes import list_noted
from models.vocabulary import LIFECYCLE, Action, Form, Source
from policies.limits import MAX_TEXT
from web.asking import require_actor
from web.desk import load_sent, look_up, refuse_strangers, require, sort_messages
from web.door import act, database, house
from web.drafts import Kept, open_form, tell_saved
from web.pages.conflict import render_conflict
from web.schemas.scores import ReviewSchema
from web.sent import CONTINUE, Sent, read_sent, read_version
from web.show.changes import name_things
from web.show.checks import sort_checks
from web.show.earlier import Earlier, find_earlier
from web.show.entries import Entries, list_review_entries
from web.show.explained import find_words, list_unexplained
from web.show.history import Event, describe_event
from web.show.merging import REVIEW, Merged, merge_sent
from web.show.parts import PARTS
from web.show.points import show_points
from web.show.row_rules import tell_row_rules
from web.show.table import lay_out
from workflow.data import Attempt
from workflow.guards import Case
from workflow.machine import why_not
from workflow.refusals import Refused, Why

blueprint = Blueprint("review", __name__)
ADDRESS = "/evaluations/<uuid:evaluation_id>/review"
KEEP, FINISH = str(Action.RESCORE), str(Action.REVIEW)
"""The two buttons: 暂存 and 完成复核. Enter keeps, so that nobody finishes by accident."""
MOST_NOTED = 200


@blueprint.get(ADDRESS)
def show(evaluation_id: UUID) -> ResponseReturnValue:
    """The review as it stands, each row begun with what the review before gave it, or its self
    score.
    """
    actor = require_actor()
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor)
        kept = open_form(session, case, form=Form.REVIEW)
        case.content()
    merged = _merge(case, sent=kept.sent) if kept else None
    if merged is None or not merged.changed:
        return _render(case)
    return _render(case, merged=merged, kept=kept)


@blueprint.post(ADDRESS)
def save(evaluation_id: UUID) -> ResponseReturnValue:
    """Keep or finish the review; what cannot be saved comes back as it was typed."""
    actor = require_actor()
    sent = read_sent(request.form, request.files, buttons=(KEEP, FINISH))
    action = Action(sent.button) if sent.button in {KEEP, FINISH} else Action.RESCORE
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor, attempted=action)
        refuse_strangers(case, action=action)
        content = case.content()
    try:
        schema = ReviewSchema(scored=[row.stored.id for row in content.scored_rows])
        handed = load_sent(case, action=action, sent=sent, schema=schema)
        if sent.button == CONTINUE:
            require(case, action=action)
            return _render(case, merged=_merge(case, sent=sent))
        act(
            house(),
            Attempt(
                action=action,
                evaluation_id=evaluation_id,
                actor_id=actor.id,
                data=handed.data,
                at=case.at,
                source=Source.PAGE,
                seen=handed.seen,
            ),
            sent=sent.once(Form.REVIEW, evaluation_id, action),
            form=Form.REVIEW,
        )
    except Refused as refused:
        return _answer(case, sent=sent, refused=refused)
    done = _("已完成复核") if action is Action.REVIEW else _("已暂存")
    tell_saved(done, case, form=Form.REVIEW)
    target = "evaluation.show" if action is Action.REVIEW else "review.show"
    return redirect(url_for(target, evaluation_id=evaluation_id), HTTPStatus.SEE_OTHER)


def _answer(case: Case, *, sent: Sent, refused: Refused) -> Response:
    if refused.why is Why.CONFLICT:
        return render_conflict(
            case,
            form=Form.REVIEW,
            refused=refused,
            sent=sent,
            merged=_merge(case, sent=sent),
            entries=_list_entries(case),
        )
    if refused.why is not Why.UNMET:
        raise refused
    return _render(case, sent=sent, refused=refused)


def _merge(case: Case, *, sent: Sent) -> Merged:
    entries = _list_entries(case)
    with database().reading() as session:
        return merge_sent(session, case, form=REVIEW, sent=sent, entries=entries)


def _find_earlier(case: Case) -> Mapping[UUID, Earlier]:
    with database().reading() as session:
        return find_earlier(session, case=case)


def _list_entries(case: Case) -> Entries:
    return list_review_entries(case.content(), earlier=_find_earlier(case))


def _list_noted(case: Case) -> list[Event]:
    content = case.content()
    with database().reading() as session:
        rows = list_noted(session, case.facts.evaluation_id, limit=MOST_NOTED)
    names = name_things(content.scheme, rows=[row.stored for row in content.rows])
    return [describe_event(row, names=names) for row in rows]


def _render(
    case: Case,
    *,
    sent: Sent | None = None,
    refused: Refused | None = None,
    merged: Merged | None = None,
    kept: Kept | None = None,
) -> Response:
    content = case.content()
    entries = _list_entries(case)
    standing = {entry.name: entry.value for entry in entries}
    errors, general = sort_messages(refused.reasons if refused else (), known=standing)
    version = case.facts.content_version
    typed = merged or sent
    if sent is not None:
        version = read_version(sent, otherwise=version)
    page = render_template(
        "review.html",
        header=case.header,
        evaluation=case.header.evaluation if case.header else None,
        content=content,
        content_version=version,
        states=[str(state) for state in LIFECYCLE],
        table=lay_out(content, found=content.inconsistencies),
        rules=tell_row_rules(content.rows),
        exposed=sort_checks(case).exposed,
        noted=_list_noted(case),
        parts=PARTS,
        row_named={str(row_id): row for row_id, row in content.row_of.items()},
        words_for=find_words(content),
        unexplained=list_unexplained(content, standing | dict(typed.fields if typed else {})),
        points=show_points(case),
        labels={entry.name: entry for entry in entries},
        earlier=_find_earlier(case),
        values=standing | dict(typed.fields if typed else {}),
        errors=errors,
        general=general,
        unsaved=merged is not None and kept is None,
        kept=kept,
        typed=typed is not None and kept is None,
        disputed=merged.disputed if merged else {},
        longest=MAX_TEXT,
        cannot_publish=why_not(action=Action.PUBLISH, case=case),
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return Response(page, status=status, content_type="text/html; charset=utf-8")
