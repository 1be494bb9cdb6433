"""What every page of administration stands on: who may open it, and the one way to act."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias
from uuid import UUID

import structlog
from flask import Blueprint, Response, abort, request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.vocabulary import Role
from policies.facts import Actor
from web.asking import require_actor
from web.desk import at
from web.door import database
from web.errors import STATUS_OF
from web.sent import Sent
from workflow.kept import SentOnce, keep_answer, recall_answer
from workflow.refusals import Refused, Why, unmet
from workflow.roles import no_administrator, require_administrator

Told: TypeAlias = Mapping[str, Any]
"""What a form is answered with: ids and names, never a secret, for it is kept."""
Act: TypeAlias = Callable[[Session, Actor], Told]

log = structlog.get_logger()
PAGE_SIZE = 50
LONGEST_SEARCH = 60


def guard(name: str, *, readers: frozenset[Role] = frozenset()) -> Blueprint:
    """Return a blueprint under /admin for administrators, and for `readers` beside them."""
    blueprint = Blueprint(f"admin_{name}", __name__, url_prefix="/admin")

    def require() -> None:
        if not require_actor().roles & {Role.ADMINISTRATOR, *readers}:
            raise no_administrator()

    blueprint.before_request(require)
    return blueprint


def administer(sent: Sent, do: Act) -> Told:
    """Do one administrative act in one transaction, by somebody who is an administrator in it.

    The same form sent again is told what it was told before, and nothing is done twice. Raises
    Refused.
    """
    actor = require_actor()
    once = sent.once(request.path)
    if once is None:
        raise Refused(unmet("form_is_unreadable", field="form_token"))
    try:
        told = _do(do, actor=actor, once=once)
    except IntegrityError:
        # Somebody was faster by an instant: what he did is there to be judged now.
        told = _do(do, actor=actor, once=once)
    except Refused as refused:
        codes = [reason.code for reason in refused.reasons[:PAGE_SIZE]]
        log.info("administration", page=request.endpoint, outcome="refused", reasons=codes)
        raise
    log.info("administration", page=request.endpoint, outcome="done")
    return told


def _do(do: Act, *, actor: Actor, once: SentOnce) -> Told:
    with database().writing() as session:
        require_administrator(session, actor.id)
        if before := recall_answer(session, user_id=actor.id, sent=once):
            return before
        told = do(session, actor)
        keep_answer(session, user_id=actor.id, sent=once, told=told, at=at())
        return told


def answer(page: str, *, refused: Refused | None = None) -> Response:
    """Return a page, with the status of what was refused. Raises what no form can mend."""
    if refused is not None and refused.why not in {Why.UNMET, Why.CONFLICT}:
        raise refused
    status = STATUS_OF[refused.why] if refused else 200
    return Response(page, status=status, content_type="text/html; charset=utf-8")


def read_beyond() -> tuple[UUID | None, bool]:
    """Return the row a page lies beyond, by its id, and whether the page lies before it."""
    after, before = request.args.get("after", ""), request.args.get("before", "")
    if not after and not before:
        return None, False
    try:
        beyond = UUID(after or before)
    except ValueError:
        abort(400)
    if after and before:
        abort(400)
    return beyond, bool(before)
