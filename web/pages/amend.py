"""Agreed rows: name, weight and target change with a reason that stays beside the row."""

from dataclasses import replace
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.vocabulary import Action, Form, Source
from web.asking import require_actor
from web.desk import load_sent, look_up, refuse_strangers, require, sort_messages
from web.door import act, database, house
from web.drafts import Kept, open_form, tell_saved
from web.pages.conflict import render_conflict
from web.schemas.amending import AmendSchema
from web.schemas.base import Handed
from web.sent import CONTINUE, Sent, read_sent, read_version
from web.show.agreed import AMEND, add_up_weights, list_agreed_entries
from web.show.entries import takes_actual
from web.show.merging import Merged, merge_sent
from workflow.content import Content
from workflow.data import Amending, Attempt
from workflow.guards import Case
from workflow.refusals import Refused, Why

blueprint = Blueprint("amend", __name__)
ADDRESS = "/evaluations/<uuid:evaluation_id>/amend"


@blueprint.get(ADDRESS)
def show(evaluation_id: UUID) -> ResponseReturnValue:
    """The agreed rows as they stand."""
    actor = require_actor()
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor, action=Action.AMEND)
        kept = open_form(session, case, form=Form.AMEND)
        case.content()
    merged = _merge(case, sent=kept.sent) if kept else None
    if merged is None or not merged.changed:
        return _render(case)
    return _render(case, merged=merged, kept=kept)


@blueprint.post(ADDRESS)
def save(evaluation_id: UUID) -> ResponseReturnValue:
    """Change the rows that were touched; what cannot be saved comes back as it was typed."""
    actor = require_actor()
    sent = read_sent(request.form, request.files)
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor, attempted=Action.AMEND)
        refuse_strangers(case, action=Action.AMEND)
        content = case.content()
    try:
        handed = load_sent(case, action=Action.AMEND, sent=sent, schema=_make_schema(content))
        if sent.button == CONTINUE:
            require(case, action=Action.AMEND)
            return _render(case, merged=_merge(case, sent=sent))
        amending = _pick_touched(content, sent=sent, handed=handed)
        act(
            house(),
            Attempt(
                action=Action.AMEND,
                evaluation_id=evaluation_id,
                actor_id=actor.id,
                acting_for=case.actor.principal_id,
                data=amending,
                at=case.at,
                source=Source.PAGE,
                seen=handed.seen,
            ),
            sent=sent.once(Form.AMEND, evaluation_id, Action.AMEND),
            form=Form.AMEND,
        )
    except Refused as refused:
        return _answer(case, sent=sent, refused=refused)
    count = len(amending.rows)
    tell_saved(_("已调整约定指标 %(count)s 项", count=count), case, form=Form.AMEND)
    target = url_for("fill.show", evaluation_id=evaluation_id, section="indicators")
    return redirect(target, HTTPStatus.SEE_OTHER)


def _make_schema(content: Content) -> AmendSchema:
    return AmendSchema(
        scored=[row.stored.id for row in content.scored_rows],
        measured=[row.stored.id for row in content.rows if takes_actual(row)],
    )


def _pick_touched(content: Content, *, sent: Sent, handed: Handed) -> Amending:
    """Return the rows in which something was typed. What was sent as it was shown was not: a name
    that an older release kept otherwise than a form spells it does not change by itself.
    """
    if not isinstance(handed.data, Amending):
        raise TypeError(handed.data)
    touched = {
        entry.name.partition("-")[2]
        for entry in list_agreed_entries(content)
        if not _is_as_shown(sent.fields.get(entry.name, ""), shown=entry.value)
    }
    rows = {row_id: row for row_id, row in handed.data.rows.items() if str(row_id) in touched}
    return replace(handed.data, rows=rows)


def _is_as_shown(typed: str, *, shown: str) -> bool:
    # A browser leaves line ends out of a field of one line.
    plain = typed.replace("\r\n", "\n").strip()
    return plain in {shown.strip(), shown.replace("\n", "").strip()}


def _answer(case: Case, *, sent: Sent, refused: Refused) -> Response:
    if refused.why is Why.CONFLICT:
        return render_conflict(
            case, form=Form.AMEND, refused=refused, sent=sent, merged=_merge(case, sent=sent)
        )
    if refused.why is not Why.UNMET:
        raise refused
    return _render(case, sent=sent, refused=refused)


def _merge(case: Case, *, sent: Sent) -> Merged:
    entries = list_agreed_entries(case.content())
    with database().reading() as session:
        return merge_sent(session, case, form=AMEND, sent=sent, entries=entries)


def _render(
    case: Case,
    *,
    sent: Sent | None = None,
    refused: Refused | None = None,
    merged: Merged | None = None,
    kept: Kept | None = None,
) -> Response:
    content = case.content()
    labels = {entry.name: entry for entry in list_agreed_entries(content)}
    standing = {name: entry.value for name, entry in labels.items()}
    typed = merged or sent
    values = standing | dict(typed.fields if typed else {})
    errors, general = sort_messages(refused.reasons if refused else (), known=standing)
    now = case.facts.content_version
    page = render_template(
        "amend.html",
        header=case.header,
        evaluation=case.header.evaluation if case.header else None,
        content=content,
        content_version=read_version(sent, otherwise=now) if sent else now,
        labels=labels,
        values=values,
        total=add_up_weights(content, values),
        expected=content.scheme.total if content.scheme.form.scored else None,
        errors=errors,
        general=general,
        unsaved=merged is not None and kept is None,
        kept=kept,
        typed=typed is not None and kept is None,
        disputed=merged.disputed if merged else {},
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return Response(page, status=status, content_type="text/html; charset=utf-8")
