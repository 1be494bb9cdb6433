"""Filling in: one form for each section, saved through `score` or `fill`."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.queries.trail import TrailFilter, search_events
from models.vocabulary import Action, Form, Grade, Source
from policies.limits import MAX_TEXT
from web.answering import Answers, load_filled, read_answers
from web.asking import require_actor
from web.desk import look_up, refuse_strangers, require, sort_messages
from web.door import act, database, house
from web.drafts import Kept, open_form, tell_saved
from web.format import to_local
from web.looking import look_at
from web.pages.conflict import render_conflict
from web.sections import make_schema
from web.sent import CONTINUE, Sent, read_sent, read_version
from web.show.changes import name_things
from web.show.checks import sort_checks
from web.show.completeness import measure_progress
from web.show.documents import sort_documents
from web.show.entries import FORM_SECTIONS, INDICATORS, action_of, list_entries
from web.show.following import Problem, read_left_over
from web.show.forms import list_fields
from web.show.help_words import HELP
from web.show.history import Event, describe_event, find_return
from web.show.merging import Merged, merge_sent
from web.show.moves import link_to_field
from web.show.noting import count_noted
from web.show.origin import read_last_year
from web.show.points import show_points
from web.show.row_rules import tell_row_rules
from web.show.sharing import share_out
from web.show.signing import find_unsigned
from web.show.supposed import adopt_computed
from web.show.table import lay_out
from workflow.content import Content
from workflow.data import Attempt
from workflow.guards import Case
from workflow.refusals import Refused, Why

blueprint = Blueprint("fill", __name__)
ADDRESS = "/evaluations/<uuid:evaluation_id>/fill/<any(funds, indicators, narrative):section>"
SAVE, NEXT, ADOPT = "save", "next", "adopt"
BUTTONS = (SAVE, NEXT, ADOPT)


@blueprint.get(ADDRESS)
def show(evaluation_id: UUID, section: str) -> ResponseReturnValue:
    """The form of one section as it stands."""
    actor = require_actor()
    with database().reading() as session:
        action = action_of(section)
        case = look_up(session, evaluation_id=evaluation_id, actor=actor, action=action)
        kept = open_form(session, case, form=Form(section))
        case.content(), case.staff()
    merged = _merge(case, section=section, sent=kept.sent) if kept else None
    if merged is None or not merged.changed:
        return _render(case, section=section)
    return _render(case, section=section, merged=merged, kept=kept)


@blueprint.post(ADDRESS)
def save(evaluation_id: UUID, section: str) -> ResponseReturnValue:
    """Save one section; what cannot be saved comes back as it was typed."""
    actor = require_actor()
    sent = read_sent(request.form, request.files, buttons=BUTTONS)
    with database().reading() as session:
        case = look_up(
            session, evaluation_id=evaluation_id, actor=actor, attempted=action_of(section)
        )
        refuse_strangers(case, action=action_of(section))
        content = case.content()
        case.staff()
    if sent.button == ADOPT and section == INDICATORS:
        require(case, action=action_of(section))
        adopting, adopted = adopt_computed(case, section=section, sent=sent)
        return _render(case, section=section, sent=adopting, adopted=adopted)
    try:
        schema = make_schema(content, section=section)
        filled = load_filled(case, action=action_of(section), sent=sent, schema=schema)
        if sent.button == CONTINUE:
            require(case, action=action_of(section))
            return _render(case, section=section, merged=_merge(case, section=section, sent=sent))
        attempt = Attempt(
            action=action_of(section),
            evaluation_id=evaluation_id,
            actor_id=actor.id,
            acting_for=case.actor.principal_id,
            data=filled.section.data,
            at=case.at,
            source=Source.PAGE,
            seen=filled.section.seen,
        )
        once = sent.once(section, evaluation_id, attempt.action)
        saved = act(house(), attempt, sent=once, form=Form(section))
        if filled.answers is not None:
            attempt = replace(
                attempt, action=Action.ANSWER, data=filled.answers, seen=saved.content_version
            )
            once = sent.once(Form.ANSWER, evaluation_id, section)
            act(house(), attempt, sent=once, form=Form.ANSWER)
    except Refused as refused:
        return _answer(case, section=section, sent=sent, refused=refused)
    tell_saved(_("已保存"), case, form=Form(section))
    return redirect(_go_on(evaluation_id, section=section, sent=sent), HTTPStatus.SEE_OTHER)


def _go_on(evaluation_id: UUID, *, section: str, sent: Sent) -> str:
    if sent.button != NEXT:
        only = "mine" if _is_asked_for_own() else None
        return url_for("fill.show", evaluation_id=evaluation_id, section=section, only=only)
    later = FORM_SECTIONS[FORM_SECTIONS.index(section) + 1 :]
    if later:
        return url_for("fill.show", evaluation_id=evaluation_id, section=later[0])
    return url_for("proofread.show", evaluation_id=evaluation_id)


def _is_asked_for_own() -> bool:
    return request.args.get("only") == "mine"


def _list_own_rows(case: Case) -> frozenset[UUID]:
    """Return the rows that this person was asked for."""
    places = case.staff().list_of(case.actor.id)
    rows = {f"row:{row_id}": row_id for row_id in case.content().row_of}
    return frozenset(rows[place] for place in places if place in rows)


def _list_aside(
    content: Content, *, values: Mapping[str, str], only: Collection[UUID] | None
) -> dict[str, str]:
    """Return the fields of rows that are not shown: they are sent unseen, so that what somebody
    typed there before is not lost.
    """
    if only is None:
        return {}
    shown = {str(row_id) for row_id in only}
    names = (entry.name for entry in list_entries(content, section=INDICATORS))
    return {name: values[name] for name in names if name.partition("-")[2] not in shown}


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
    entries = list_fields(Form(section), case=case)
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
    adopted: int | None = None,
) -> Response:
    content = case.content()
    answers = _read_answers(case)
    labels = {entry.name: entry for entry in list_fields(Form(section), case=case)}
    standing = {**{name: entry.value for name, entry in labels.items()}, **answers.values}
    values = standing | dict(typed.fields if (typed := merged or sent) else {})
    slots = {prefix: _count_slots(values, prefix) for prefix in ("finding", "recommendation")}
    known = {*standing, *(f"{prefix}-{n}" for prefix in slots for n in range(slots[prefix]))}
    errors, general = sort_messages(refused.reasons if refused else (), known=known)
    # What came back with errors keeps the version it was typed on.
    now = case.facts.content_version
    version = read_version(sent, otherwise=now) if sent else now
    checked, staff = sort_checks(case), case.staff()
    news, newest = look_at(case)
    mine = _list_own_rows(case)
    # What is wrong may stand on any row.
    only = mine if section == INDICATORS and _is_asked_for_own() and not refused else None
    page = render_template(
        f"fill_{section}.html",
        header=case.header,
        evaluation=case.header.evaluation if case.header else None,
        content=content,
        content_version=version,
        section=section,
        progress=measure_progress(case),
        help=HELP[section],
        documents=sort_documents(content),
        adopted=adopted,
        table=lay_out(content, found=checked.found, only=only),
        only=only,
        mine=len(mine),
        staff=staff,
        shares=share_out(case, reasons=checked.left),
        aside=_list_aside(content, values=values, only=only),
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
        news=news,
        newest=newest,
        points=show_points(case),
        answers=answers,
        noted=_count_noted(case),
        left_over=_read_left_over(case),
        today=to_local(case.at).date().isoformat(),
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


def _read_left_over(case: Case) -> tuple[Problem, ...]:
    with database().reading() as session:
        return read_left_over(session, case)


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
