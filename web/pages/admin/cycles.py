"""Yearly tasks: the list, a new one, and other deadlines."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.cycles import CycleRow, find_cycle, list_cycles
from models.queries.schemes import list_active_schemes
from models.tables import FinanceSection
from models.types import format_utc
from policies.facts import Actor
from web.asking import read_place, spell_place
from web.desk import at, sort_messages
from web.door import database, house
from web.format import format_day, format_moment
from web.pages.admin.desk import PAGE_SIZE, Told, administer, answer, guard
from web.pages.admin.forms import SEEN, Shown, show_again, show_standing
from web.pages.admin.offices import check_section, read_sections
from web.schemas.administration import CycleForm, CycleSchema, WindowForm, WindowSchema
from web.schemas.special import begin_of_day, end_of_day
from web.sent import Sent, read_sent
from workflow.content import parse_registered
from workflow.cycles import NewCycle, Window, add_cycle, change_cycle
from workflow.refusals import Refused, Why, hidden, unmet

blueprint = guard("cycles")
FIELDS = ("name", "fiscal_year", "scheme_id", "section_id", "opens_at", "closes_at")
DAYS = ("opens_at", "closes_at")
EXACTLY = ("opens_exactly", "closes_exactly")
"""Hidden fields beside the days: what was seen, to the microsecond."""
MOST_SCHEMES = 200


@blueprint.get("/cycles", endpoint="list")
def list_tasks() -> ResponseReturnValue:
    """The yearly tasks, the one that closes last first."""
    with database().reading() as session:
        page = list_cycles(session, place=read_place(UUID), size=PAGE_SIZE)
    places = [spell_place(row.closes_at, row.id) for row in page.rows]
    return render_template("admin/cycles.html", page=page, places=places, at=at())


@blueprint.get("/cycles/new")
def new() -> ResponseReturnValue:
    """The form of a new task."""
    return _render_new()


@blueprint.post("/cycles/new")
def add() -> ResponseReturnValue:
    """Open a yearly task."""
    sent = read_sent(request.form, request.files)
    try:
        form: CycleForm = sent.load(CycleSchema())
        told = administer(sent, lambda session, actor: _add(session, actor, form=form))
    except Refused as refused:
        return _render_new(sent, refused=refused)
    flash(_("已开设年度任务“%(name)s”", name=told["name"]))
    return redirect(url_for("admin_cycles.list"), HTTPStatus.SEE_OTHER)


def _add(session: Session, actor: Actor, *, form: CycleForm) -> Told:
    check_section(session, form.section_id)
    zone = house().settings.time_zone
    cycle = NewCycle(
        name=form.name,
        fiscal_year=form.fiscal_year,
        scheme_id=form.scheme_id,
        section_id=form.section_id,
        opens_at=begin_of_day(form.opens_at, zone=zone),
        closes_at=end_of_day(form.closes_at, zone=zone),
    )
    cycle_id = add_cycle(session, cycle=cycle, actor_id=actor.id, at=at())
    return {"cycle": str(cycle_id), "name": form.name}


def _render_new(sent: Sent | None = None, *, refused: Refused | None = None) -> Response:
    errors, general = sort_messages(refused.reasons if refused else (), known=FIELDS)
    with database().reading() as session:
        active = list_active_schemes(session, limit=MOST_SCHEMES)
        sections = read_sections(session)
    page = render_template(
        "admin/cycle_new.html",
        schemes=[(row, parse_registered(row.sha256, row.text)) for row in active],
        sections=sections,
        values=dict(sent.fields) if sent else {},
        errors=errors,
        general=general,
    )
    return answer(page, refused=refused)


@blueprint.get("/cycles/<uuid:cycle_id>")
def show(cycle_id: UUID) -> ResponseReturnValue:
    """One task, as the form that moves its deadlines."""
    with database().reading() as session:
        cycle, now = _read_standing(session, cycle_id)
    return _render(cycle, shown=show_standing(now))


@blueprint.post("/cycles/<uuid:cycle_id>")
def change(cycle_id: UUID) -> ResponseReturnValue:
    """Move the deadlines; what somebody else moved meanwhile is shown first."""
    sent = read_sent(request.form, request.files)
    with database().reading() as session:
        _read_standing(session, cycle_id)
    try:
        form: WindowForm = sent.load(WindowSchema())
        administer(
            sent, lambda session, actor: _change(session, actor, cycle_id=cycle_id, form=form)
        )
    except Refused as refused:
        with database().reading() as session:
            cycle, now = _read_standing(session, cycle_id)
        words = {name: format_moment(getattr(cycle, name)) for name in DAYS}
        shown = show_again(typed=sent.fields, now=now, refused=refused, words=words)
        seen = {name: sent.fields.get(f"{SEEN}-{name}", "") for name in EXACTLY}
        kept = None if refused.why is Why.CONFLICT else seen
        return _render(cycle, shown=shown, exactly=kept, refused=refused)
    flash(_("已调整期限"))
    return redirect(url_for("admin_cycles.list"), HTTPStatus.SEE_OTHER)


def _change(session: Session, actor: Actor, *, cycle_id: UUID, form: WindowForm) -> Told:
    zone, was = house().settings.time_zone, form.was or {}
    seen = _read_seen(was)
    opens, closes = seen.opens_at, seen.closes_at
    # A day that was not touched keeps its instant, whatever time of that day it is.
    if str(form.opens_at) != was.get("opens_at"):
        opens = begin_of_day(form.opens_at, zone=zone)
    if str(form.closes_at) != was.get("closes_at"):
        closes = end_of_day(form.closes_at, zone=zone)
    window = Window(opens_at=opens, closes_at=closes)
    change_cycle(session, cycle_id=cycle_id, window=window, seen=seen, actor_id=actor.id, at=at())
    return {"cycle": str(cycle_id)}


def _read_seen(was: Mapping[str, str]) -> Window:
    """Return the deadlines that the form was shown on, to the microsecond."""
    try:
        return Window(
            opens_at=datetime.fromisoformat(was["opens_exactly"]),
            closes_at=datetime.fromisoformat(was["closes_exactly"]),
        )
    except (KeyError, ValueError, TypeError):
        raise Refused(unmet("form_is_unreadable")) from None


def _spell_window(cycle: CycleRow) -> tuple[str, str]:
    return format_utc(cycle.opens_at), format_utc(cycle.closes_at)


def _read_standing(session: Session, cycle_id: UUID) -> tuple[CycleRow, dict[str, str]]:
    cycle = find_cycle(session, cycle_id)
    if cycle is None:
        raise hidden()
    return cycle, {
        "opens_at": format_day(cycle.opens_at),
        "closes_at": format_day(cycle.closes_at),
    }


def _render(
    cycle: CycleRow,
    *,
    shown: Shown,
    exactly: Mapping[str, str] | None = None,
    refused: Refused | None = None,
) -> Response:
    errors, general = sort_messages(refused.reasons if refused else (), known=DAYS)
    with database().reading() as session:
        section = session.get(FinanceSection, cycle.section_id) if cycle.section_id else None
    page = render_template(
        "admin/cycle.html",
        cycle=cycle,
        section=section,
        scheme=parse_registered(cycle.scheme_sha256, cycle.scheme_text),
        exactly=exactly or dict(zip(EXACTLY, _spell_window(cycle), strict=True)),
        shown=shown,
        values=shown.values,
        disputed=shown.disputed,
        errors=errors,
        general=general,
        at=at(),
    )
    return answer(page, refused=refused)
