"""Units from a file: a preview that changes nothing, then one confirmation for all of it."""

from http import HTTPStatus
from uuid import UUID

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.orm import Session

from policies.facts import Actor
from web.asking import require_actor
from web.desk import at, sort_messages
from web.door import database
from web.pages.admin.desk import Told, administer, answer, guard
from web.schemas.administration import (
    LONGEST_TABLE,
    ImportForm,
    ImportSchema,
    NothingSchema,
)
from web.sent import read_sent
from web.sheets.grid import MAX_BYTES
from web.sheets.read import read_table
from web.sheets.units import KNOWN_HEADINGS, ReadUnits, read_units
from workflow.refusals import Refused, conflict, unmet
from workflow.unit_import import import_units
from workflow.unit_plan import UnitPlan, UnitTable, plan_units, restore_table, spell_table

blueprint = guard("unit_import")
MOST_SHOWN = 200
"""Faults and rows that a page lists; how many there are beyond is told."""


@blueprint.get("/units/import")
def show() -> ResponseReturnValue:
    """What to upload, and in which columns."""
    return _render_upload()


@blueprint.post("/units/import")
def preview() -> ResponseReturnValue:
    """Say what the file would do, or everything that is wrong with it; nothing is changed."""
    try:
        read = _read_upload()
        with database().reading() as session:
            plan = plan_units(session, read.table, held=False)
        kept = _sign(read.table, actor_id=require_actor().id)
    except Refused as refused:
        return _render_upload(refused)
    return _render_preview(plan, kept=kept, left_out=read.left_out)


def _read_upload() -> ReadUnits:
    file = request.files.get("file")
    others = [name for name in request.files if name != "file"]
    read_sent(request.form, others).load(NothingSchema())
    if len(request.files.getlist("file")) > 1:
        raise Refused(unmet("one_file_at_a_time", field="file"))
    content = file.stream.read(MAX_BYTES + 1) if file else b""
    if file is None or not content:
        raise Refused(unmet("file_is_named", field="file"))
    return read_units(read_table(file.filename or "", content))


@blueprint.post("/units/import/confirm")
def confirm() -> ResponseReturnValue:
    """Carry out what was previewed, all of it; if it would do something else by now, preview it
    once more.
    """
    sent = read_sent(request.form, request.files)
    try:
        form: ImportForm = sent.load(ImportSchema())
        table = _unsign(form.table, actor_id=require_actor().id)
    except Refused as refused:
        return _render_upload(refused)
    try:
        told = administer(
            sent, lambda session, actor: _import(session, actor, table=table, seen=form.plan)
        )
    except Refused as refused:
        if refused.reasons[0].code != "units_have_moved":
            return _render_upload(refused)
        with database().reading() as session:
            plan = plan_units(session, table, held=False)
        return _render_preview(plan, kept=form.table, refused=refused)
    flash(
        _(
            "已导入：新增 %(added)s 个单位，修改 %(edited)s 个",
            added=told["added"],
            edited=told["edited"],
        )
    )
    return redirect(url_for("admin_units.list"), HTTPStatus.SEE_OTHER)


def _import(session: Session, actor: Actor, *, table: UnitTable, seen: str) -> Told:
    plan = plan_units(session, table, held=True)
    if plan.fingerprint != seen:
        raise Refused(conflict("units_have_moved"))
    import_units(session, plan, actor_id=actor.id, at=at())
    return {"added": len(plan.additions), "edited": len(plan.edits)}


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="units to import")


def _sign(table: UnitTable, *, actor_id: UUID) -> str:
    """Return the table as it travels with the confirmation. Raises Refused when it is too long."""
    kept = str(_serializer().dumps([str(actor_id), spell_table(table)]))
    if len(kept) > LONGEST_TABLE:
        raise Refused(unmet("table_holds_too_much", field="file"))
    return kept


def _unsign(kept: str, *, actor_id: UUID) -> UnitTable:
    """Return the table that this application showed this person."""
    try:
        holder, told = _serializer().loads(kept)
    except (BadData, ValueError):
        holder, told = "", None
    if holder != str(actor_id):
        raise Refused(unmet("form_is_unreadable"))
    return restore_table(told)


def _render_upload(refused: Refused | None = None) -> Response:
    reasons = refused.reasons if refused else ()
    faults, general = sort_messages(reasons[:MOST_SHOWN], known=("file",))
    page = render_template(
        "admin/units_import.html",
        columns=KNOWN_HEADINGS,
        faults=faults.get("file", []),
        general=general,
        more=max(0, len(reasons) - MOST_SHOWN),
    )
    return answer(page, refused=refused)


def _render_preview(
    plan: UnitPlan,
    *,
    kept: str,
    left_out: tuple[str, ...] = (),
    refused: Refused | None = None,
) -> Response:
    _errors, general = sort_messages(refused.reasons if refused else (), known=())
    changing = (*plan.additions, *plan.edits)
    page = render_template(
        "admin/units_preview.html",
        plan=plan,
        steps=changing[:MOST_SHOWN],
        more=max(0, len(changing) - MOST_SHOWN),
        kept=kept,
        left_out=left_out,
        general=general,
    )
    return answer(page, refused=refused)
