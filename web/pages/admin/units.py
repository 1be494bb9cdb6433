"""Units: the tree, a new unit, and what may change of one."""

from collections.abc import Mapping
from http import HTTPStatus
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.people import find_unit_by_code
from models.queries.units import UnitRow, find_unit, list_tree
from policies.facts import Actor
from web.asking import read_words
from web.desk import at, sort_messages
from web.door import database
from web.pages.admin.desk import (
    LONGEST_SEARCH,
    PAGE_SIZE,
    Told,
    administer,
    answer,
    guard,
    read_beyond,
)
from web.pages.admin.forms import Shown, show_again, show_standing
from web.pages.admin.offices import (
    check_section,
    find_typed_unit,
    list_choices,
    read_sections,
)
from web.schemas.administration import UnitEditSchema, UnitForm, UnitSchema
from web.sent import read_sent
from workflow.offices import UnitValues, add_unit, edit_unit
from workflow.refusals import Refused, hidden, unmet

blueprint = guard("units")
FIELDS = ("code", "name", "region", "supervising", "section_id")
NOTHING = Shown(values={})


@blueprint.get("/units", endpoint="list")
def list_units() -> ResponseReturnValue:
    """The tree of units, a page of it, and the finance sections."""
    words = read_words("q", longest=LONGEST_SEARCH)
    beyond, backward = read_beyond()
    with database().reading() as session:
        page = list_tree(session, words=words, beyond=beyond, backward=backward, size=PAGE_SIZE)
        sections = read_sections(session)
    here = {row.id for row in page.rows}
    return render_template(
        "admin/units.html", page=page, here_too=here, sections=sections, words=words
    )


@blueprint.get("/units/new")
def new() -> ResponseReturnValue:
    """The form of a new unit; below another one where the address names it."""
    above = read_words("under", longest=LONGEST_SEARCH)
    return _render(None, shown=Shown(values={"supervising": above}))


@blueprint.post("/units/new")
def add() -> ResponseReturnValue:
    """Add a unit."""
    sent = read_sent(request.form, request.files)
    try:
        form: UnitForm = sent.load(UnitSchema())
        told = administer(sent, lambda session, actor: _add(session, actor, form=form))
    except Refused as refused:
        return _render(None, shown=Shown(values=sent.fields), refused=refused)
    flash(_("已新增单位“%(name)s”", name=told["name"]))
    return redirect(url_for("admin_units.list"), HTTPStatus.SEE_OTHER)


def _add(session: Session, actor: Actor, *, form: UnitForm) -> Told:
    check_section(session, form.section_id)
    above = find_typed_unit(session, form.supervising, field="supervising")
    unit_id = add_unit(
        session,
        code=form.code,
        name=form.name,
        region=form.region,
        section_id=form.section_id,
        supervising_unit_id=above,
        actor_id=actor.id,
        at=at(),
    )
    return {"unit": str(unit_id), "name": form.name}


@blueprint.get("/units/<uuid:unit_id>")
def show(unit_id: UUID) -> ResponseReturnValue:
    """One unit, as the form that changes it."""
    with database().reading() as session:
        unit, now = _read_standing(session, unit_id)
    return _render(unit, shown=show_standing(now))


@blueprint.post("/units/<uuid:unit_id>")
def edit(unit_id: UUID) -> ResponseReturnValue:
    """Change a unit; what somebody else changed meanwhile is shown first."""
    sent = read_sent(request.form, request.files)
    with database().reading() as session:
        _read_standing(session, unit_id)
    try:
        form: UnitForm = sent.load(UnitEditSchema())
        told = administer(
            sent, lambda session, actor: _edit(session, actor, unit_id=unit_id, form=form)
        )
    except Refused as refused:
        with database().reading() as session:
            unit, now = _read_standing(session, unit_id)
            words = {each.id: each.name for each in read_sections(session)}
        names = {"section_id": words.get(unit.section_id, "")}
        shown = show_again(typed=sent.fields, now=now, refused=refused, words=names)
        return _render(unit, shown=shown, refused=refused)
    flash(_("已保存单位“%(name)s”", name=told["name"]))
    return redirect(url_for("admin_units.list"), HTTPStatus.SEE_OTHER)


def _edit(session: Session, actor: Actor, *, unit_id: UUID, form: UnitForm) -> Told:
    check_section(session, form.section_id)
    new = UnitValues(
        name=form.name,
        region=form.region,
        supervising_unit_id=find_typed_unit(session, form.supervising, field="supervising"),
        section_id=form.section_id,
    )
    seen = _read_seen(session, form.was or {})
    edit_unit(session, unit_id=unit_id, new=new, seen=seen, actor_id=actor.id, at=at())
    return {"unit": str(unit_id), "name": form.name}


def _read_seen(session: Session, was: Mapping[str, str]) -> UnitValues:
    """Return what the form was shown on, in the spelling of `_read_standing`."""
    above = find_unit_by_code(session, was.get("supervising", ""))
    try:
        return UnitValues(
            name=was["name"],
            region=was["region"],
            supervising_unit_id=above.id if above else None,
            section_id=UUID(was["section_id"]),
        )
    except (KeyError, ValueError):
        raise Refused(unmet("form_is_unreadable")) from None


def _read_standing(session: Session, unit_id: UUID) -> tuple[UnitRow, dict[str, str]]:
    unit = find_unit(session, unit_id)
    if unit is None:
        raise hidden()
    above = find_unit(session, unit.supervising_unit_id) if unit.supervising_unit_id else None
    return unit, {
        "name": unit.name,
        "region": unit.region,
        "supervising": above.code if above else "",
        "section_id": str(unit.section_id),
    }


def _render(unit: UnitRow | None, *, shown: Shown, refused: Refused | None = None) -> Response:
    errors, general = sort_messages(refused.reasons if refused else (), known=FIELDS)
    with database().reading() as session:
        choices = list_choices(session)
    page = render_template(
        "admin/unit.html",
        unit=unit,
        shown=shown,
        values=shown.values,
        disputed=shown.disputed,
        errors=errors,
        general=general,
        **choices,
    )
    return answer(page, refused=refused)
