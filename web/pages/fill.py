"""Filling in: one form for each section, saved through `score` or `fill`."""

from collections.abc import Mapping
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.queries.trail import TrailFilter, search_events
from models.vocabulary import Action, Form, Grade, Source
from policies.limits import MAX_TEXT
from web.answering import Answers, read_answers
from web.asking import require_actor
from web.desk import load_sent, look_up, refuse_strangers, require, sort_messages
from web.door import act, database, house
from web.drafts import Kept, open_form, tell_saved
from web.pages.conflict import render_conflict
from web.sections import make_schema
from web.sent import CONTINUE, Sent, read_sent, read_version
from web.show.changes import name_things
from web.show.checks import count_missing, sort_checks
from web.show.entries import FORM_SECTIONS, INDICATORS, action_of, list_entries
from web.show.history import Event, describe_event, find_return
from web.show.merging import Merged, merge_sent
from web.show.moves import link_to_field
from web.show.noting import count_noted
from web.show.origin import read_last_year
from web.show.points import show_points
from web.show.row_rules import tell_row_rules
from web.show.signing import find_unsigned
from web.show.table import lay_out
from workflow.data import Attempt
from workflow.guards import Case
from workflow.refusals import Refused, Why

blueprint = Blueprint("fill", __name__)
ADDRESS = "/evaluations/<uuid:evaluation_id>/fill/<any(funds, indicators, narrative):section>"
SAVE, NEXT = "save", "next"


@blueprint.get(ADDRESS)
def show(evaluation_id: UUID, section: str) -> ResponseReturnValue:
    """The form of one section as it stands."""
    actor = require_actor()
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor)
        kept = open_form(session, case, form=Form(section))
        case.content()
    merged = _merge(case, section=section, sent=kept.sent) if kept else None
    if merged is None or not merged.changed:
        return _render(case, section=section)
    return _render(case, section=section, merged=merged, kept=kept)


@blueprint.post(ADDRESS)
def save(evaluation_id: UUID, section: str) -> ResponseReturnValue:
    """Save one section; what cannot be saved comes back as it was typed."""
    actor = require_actor()
    sent = read_sent(request.form, request.files, buttons=(SAVE, NEXT))
    with database().reading() as session:
        case = look_up(
            session, evaluation_id=evaluation_id, actor=actor, attempted=action_of(section)
        )
        refuse_strangers(case, action=action_of(section))
        content = case.content()
    try:
        schema = make_schema(content, section=section)
        handed = load_sent(case, action=action_of(section), sent=sent, schema=schema)
        if sent.button == CONTINUE:
            require(case, action=action_of(section))
            return _render(case, section=section, merged=_merge(case, section=section, sent=sent))
        act(
            house(),
            Attempt(
                action=action_of(section),
                evaluation_id=evaluation_id,
                actor_id=actor.id,
                data=handed.data,
                at=case.at,
                source=Source.PAGE,
                seen=handed.seen,
            ),
            sent=sent.once(section, evaluation_id, action_of(section)),
            form=Form(section),
        )
    except Refused as refused:
        return _answer(case, section=section, sent=sent, refused=refused)
    tell_saved(_("已保存"), case, form=Form(section))
    return redirect(_go_on(evaluation_id, section=section, sent=sent), HTTPStatus.SEE_OTHER)


def _go_on(evaluation_id: UUID, *, section: str, sent: Sent) -> str:
    if sent.button != NEXT:
        return url_for("fill.show", evaluation_id=evaluation_id, section=section)
    later = FORM_SECTIONS[FORM_SECTIONS.index(section) + 1 :]
    if later:
        return url_for("fill.show", evaluation_id=evaluation_id, section=later[0])
    return url_for("evaluation.show", evaluation_id=evaluation_id)


def _answer(case: Case, *, section: str, sent: Sent, refused: Refused) -> Response:
    if refused.why is Why.CONFLICT:
        return render_conflict(
            case,
            form=Form(section),
            refused=refused,
            sent=sent,
            merged=_merge(case, section=section, sent=sent),
        )
    if refused.why is not Why.UNMET:
        raise refused
    return _render(case, section=section, sent=sent, refused=refused)


def _merge(case: Case, *, section: str, sent: Sent) -> Merged:
    entries = list_entries(case.content(), section=section)
    with database().reading() as session:
        return merge_sent(session, case, form=section, sent=sent, entries=entries)


def _render(
    case: Case,
    *,
    section: str,
    sent: Sent | None = None,
    refused: Refused | None = None,
    merged: Merged | None = None,
    kept: Kept | None = None,
) -> Response:
    content = case.content()
    labels = {entry.name: entry for entry in list_entries(content, section=section)}
    standing = {name: entry.value for name, entry in labels.items()}
    values = standing | dict(typed.fields if (typed := merged or sent) else {})
    slots = {prefix: _count_slots(values, prefix) for prefix in ("finding", "recommendation")}
    known = {*standing, *(f"{prefix}-{n}" for prefix in slots for n in range(slots[prefix]))}
    errors, general = sort_messages(refused.reasons if refused else (), known=known)
    # What came back with errors keeps the version it was typed on.
    now = case.facts.content_version
    version = read_version(sent, otherwise=now) if sent else now
    checked = sort_checks(case)
    page = render_template(
        f"fill_{section}.html",
        header=case.header,
        evaluation=case.header.evaluation if case.header else None,
        content=content,
        content_version=version,
        section=section,
        sections=count_missing(case),
        table=lay_out(content, found=checked.found),
        checked=checked,
        link_to_field=link_to_field,
        labels=labels,
        values=values,
        slots=slots,
        errors=errors,
        general=general,
        unsaved=merged is not None and kept is None,
        kept=kept,
        typed=sent is not None or (merged is not None and kept is None),
        disputed=merged.disputed if merged else {},
        returned=_read_return(case),
        points=show_points(case),
        answers=_read_answers(case),
        noted=_count_noted(case),
        unsigned=find_unsigned(case),
        rules=tell_row_rules(content.rows) if section == INDICATORS else {},
        last_years=read_last_year(case) if section == INDICATORS else {},
        at=case.at,
        grades=list(Grade),
        longest=MAX_TEXT,
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return Response(page, status=status, content_type="text/html; charset=utf-8")


def _read_answers(case: Case) -> Answers:
    with database().reading() as session:
        return read_answers(session, case)


def _count_noted(case: Case) -> int:
    with database().reading() as session:
        return count_noted(session, case)


def _read_return(case: Case) -> Event | None:
    if case.header is None or case.facts.round == 1:
        return None
    wanted = TrailFilter(action=Action.RETURN)
    with database().reading() as session:
        rows = search_events(
            session, case.facts.evaluation_id, wanted=wanted, before_seq=None, limit=1
        )
    names = name_things(case.content().scheme, rows=())
    events = [describe_event(row, names=names) for row in rows]
    return find_return(events, evaluation=case.header.evaluation)


def _count_slots(values: Mapping[str, str], prefix: str) -> int:
    numbers = [name.partition("-")[2] for name in values if name.startswith(f"{prefix}-")]
    return max((int(number) + 1 for number in numbers if number.isdigit()), default=0)
