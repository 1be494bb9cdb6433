"""One version of a scheme: what it says, how it differs from another, activated."""

from http import HTTPStatus
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.schemes import SchemeLine, find_scheme_by_id, list_versions
from policies.facts import Actor
from web.asking import read_id
from web.desk import at
from web.door import database
from web.pages.admin.desk import Told, administer, guard
from web.schemas.administration import NothingSchema
from web.sent import read_sent
from web.show.schemes import compare_schemes, describe_scheme
from workflow.content import parse_registered
from workflow.cycles import activate_scheme
from workflow.refusals import hidden

blueprint = guard("scheme")
ADDRESS = "/schemes/<uuid:scheme_id>"
MOST_VERSIONS = 100


def _read(session: Session, scheme_id: UUID) -> SchemeLine:
    row = find_scheme_by_id(session, scheme_id)
    if row is None:
        raise hidden()
    return row


def _find_before(row: SchemeLine, versions: list[SchemeLine]) -> SchemeLine | None:
    """Return the version that was registered last before this one."""
    return next((one for one in versions if one.id < row.id), None)


@blueprint.get(ADDRESS)
def show(scheme_id: UUID) -> ResponseReturnValue:
    """One version, readable."""
    with database().reading() as session:
        row = _read(session, scheme_id)
        versions = list_versions(session, row.name, limit=MOST_VERSIONS)
    scheme = parse_registered(row.sha256, row.text)
    return render_template(
        "admin/scheme.html",
        row=row,
        scheme=scheme,
        told=describe_scheme(scheme),
        before=_find_before(row, versions),
        versions=versions,
    )


@blueprint.get(f"{ADDRESS}/compare")
def compare(scheme_id: UUID) -> ResponseReturnValue:
    """How a version differs from the one before it, or from the one that the address names."""
    other = read_id("with")
    with database().reading() as session:
        row = _read(session, scheme_id)
        versions = list_versions(session, row.name, limit=MOST_VERSIONS)
        against = _read(session, other) if other else _find_before(row, versions)
    if against is None:
        raise hidden()
    difference = compare_schemes(
        parse_registered(against.sha256, against.text), parse_registered(row.sha256, row.text)
    )
    return render_template(
        "admin/scheme_compare.html",
        row=row,
        against=against,
        versions=[one for one in versions if one.id != row.id],
        difference=difference,
    )


@blueprint.get(f"{ADDRESS}/text")
def download(scheme_id: UUID) -> ResponseReturnValue:
    """The file as it was registered, to begin the next version with."""
    with database().reading() as session:
        row = _read(session, scheme_id)
    name = f"{row.name}-{row.version}.toml"
    return Response(
        row.text.encode(),
        content_type="application/toml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@blueprint.post(f"{ADDRESS}/activate")
def activate(scheme_id: UUID) -> ResponseReturnValue:
    """Let new yearly tasks use this version."""
    sent = read_sent(request.form, request.files)
    with database().reading() as session:
        _read(session, scheme_id)
    sent.load(NothingSchema())
    administer(sent, lambda session, actor: _activate(session, actor, scheme_id))
    flash(_("已启用，新的年度任务可以使用这个评价方案"))
    return redirect(url_for("admin_scheme.show", scheme_id=scheme_id), HTTPStatus.SEE_OTHER)


def _activate(session: Session, actor: Actor, scheme_id: UUID) -> Told:
    activate_scheme(session, scheme_id=scheme_id, actor_id=actor.id, at=at())
    return {"scheme": str(scheme_id)}
