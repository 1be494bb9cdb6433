"""Schemes: the list, a new one from a file, and those that come with the application."""

from http import HTTPStatus

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.cycles import find_scheme
from models.queries.schemes import list_schemes
from policies.facts import Actor
from policies.limits import MAX_SCHEME_BYTES
from policies.scheme import Scheme, SchemeProblem, load_bundled_schemes, parse_scheme
from web.desk import at, sort_messages
from web.door import database
from web.pages.admin.desk import PAGE_SIZE, Told, administer, answer, guard, read_beyond
from web.schemas.administration import BundledSchema, NothingSchema
from web.sent import read_sent
from web.show.scheme_problems import describe_problems
from workflow.content import parse_registered
from workflow.cycles import register_scheme
from workflow.refusals import Refused, unmet

blueprint = guard("schemes")


@blueprint.get("/schemes", endpoint="list")
def list_registered() -> ResponseReturnValue:
    """The registered schemes by name and version, and the bundled ones that are not."""
    beyond, backward = read_beyond()
    with database().reading() as session:
        page = list_schemes(session, beyond=beyond, backward=backward, size=PAGE_SIZE)
        offered = [one for one in load_bundled_schemes() if not _is_registered(session, one)]
    forms = {row.id: parse_registered(row.sha256, row.text) for row in page.rows}
    return render_template("admin/schemes.html", page=page, forms=forms, offered=offered)


def _is_registered(session: Session, scheme: Scheme) -> bool:
    return find_scheme(session, name=scheme.name, version=scheme.version) is not None


@blueprint.post("/schemes/bundled")
def register_bundled() -> ResponseReturnValue:
    """Register a scheme that comes with the application."""
    sent = read_sent(request.form, request.files)
    chosen = sent.load(BundledSchema())["scheme"]
    named = {f"{one.name}@{one.version}": one for one in load_bundled_schemes()}
    if chosen not in named:
        raise Refused(unmet("not_a_choice", field="scheme"))
    told = administer(sent, lambda session, actor: _register(session, actor, scheme=named[chosen]))
    return _go_to(told)


@blueprint.get("/schemes/new")
def new() -> ResponseReturnValue:
    """The form to upload a scheme."""
    return _render()


@blueprint.post("/schemes/new")
def add() -> ResponseReturnValue:
    """Register a scheme from a file; what is wrong with it is named by line or by key."""
    sent = read_sent(request.form, [name for name in request.files if name != "file"])
    try:
        sent.load(NothingSchema())
        scheme = parse_scheme(_read_upload())
        told = administer(sent, lambda session, actor: _register(session, actor, scheme=scheme))
    except SchemeProblem as problem:
        return _render(problem=problem)
    except Refused as refused:
        return _render(refused=refused)
    return _go_to(told)


def _read_upload() -> str:
    if len(request.files.getlist("file")) > 1:
        raise Refused(unmet("one_file_at_a_time", field="file"))
    file = request.files.get("file")
    content = file.stream.read(MAX_SCHEME_BYTES + 1) if file else b""
    if not content:
        raise Refused(unmet("file_is_named", field="file"))
    return decode_scheme(content)


def decode_scheme(content: bytes) -> str:
    """Return the text of a scheme's file. Raises Refused when it is too large or not UTF-8."""
    if len(content) > MAX_SCHEME_BYTES:
        limit = f"{MAX_SCHEME_BYTES // 1024} KB"
        raise Refused(unmet("file_too_large", field="file", limit=limit))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = str(content.count(b"\n", 0, error.start) + 1)
        raise Refused(unmet("scheme_is_not_utf8", field="file", line=line)) from None


def _register(session: Session, actor: Actor, *, scheme: Scheme) -> Told:
    scheme_id = register_scheme(session, scheme=scheme, actor_id=actor.id, at=at())
    return {"scheme": str(scheme_id), "name": scheme.name, "version": scheme.version}


def _go_to(told: Told) -> ResponseReturnValue:
    flash(_("已登记评价方案 %(name)s %(version)s", name=told["name"], version=told["version"]))
    target = url_for("admin_scheme.show", scheme_id=told["scheme"])
    return redirect(target, HTTPStatus.SEE_OTHER)


def _render(*, refused: Refused | None = None, problem: SchemeProblem | None = None) -> Response:
    errors, general = sort_messages(refused.reasons if refused else (), known=("file",))
    problems = describe_problems(problem.messages) if problem else []
    page = render_template(
        "admin/scheme_new.html", errors=errors, general=general, problems=problems
    )
    response = answer(page, refused=refused)
    if problem:
        response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return response
