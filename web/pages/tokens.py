"""Tokens for scripts: everybody issues and revokes his own, an administrator revokes any."""

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from models.queries.tokens import find_token, list_tokens
from models.vocabulary import Role, Scope
from policies.facts import Actor
from web.asking import read_place, require_actor, spell_place
from web.desk import at, sort_messages
from web.door import database
from web.errors import STATUS_OF
from web.schemas.tokens import NewToken, NewTokenSchema
from web.sent import Sent, read_sent
from workflow.audit import hash_text
from workflow.ids import new_id
from workflow.refusals import Refused, conflict, hidden
from workflow.tokens import MOST_DAYS, USUAL_DAYS, issue_token, revoke_token

blueprint = Blueprint("tokens", __name__)
ADDRESS = "/tokens"
FIELDS = ("name", "scope", "days")
PAGE_SIZE = 50
ID_DIGITS = 32


@blueprint.get(ADDRESS)
def show() -> ResponseReturnValue:
    """One's own tokens and the form for a new one; to an administrator with `all=1` everybody's."""
    return _render(require_actor())


@blueprint.post(ADDRESS)
def issue() -> ResponseReturnValue:
    """Issue a token and show it, this once. The same form sent again issues no second one."""
    actor = require_actor()
    sent = read_sent(request.form, request.files)
    try:
        asked: NewToken = sent.load(NewTokenSchema())
        token = _issue(asked, sent=sent, actor=actor)
    except Refused as refused:
        return _render(actor, sent=sent, refused=refused)
    return _render(actor, issued=token)


def _issue(asked: NewToken, *, sent: Sent, actor: Actor) -> str:
    # The showing of the form decides the id, so that the database knows it when it comes again.
    showing = hash_text(f"{actor.id} {sent.token}")[:ID_DIGITS]
    try:
        with database().writing() as session:
            return issue_token(
                session,
                user_id=actor.id,
                name=asked.name,
                scope=asked.scope,
                days=asked.days,
                actor_id=actor.id,
                at=at(),
                token_id=UUID(showing) if sent.token else new_id(),
            )
    except IntegrityError:
        raise Refused(conflict("token_was_shown")) from None


@blueprint.post(f"{ADDRESS}/<uuid:token_id>/revoke")
def revoke(token_id: UUID) -> ResponseReturnValue:
    """Make a token worth nothing, one's own or, as an administrator, anybody's."""
    actor = require_actor()
    with database().writing() as session:
        token = find_token(session, token_id)
        if token is None or not (token.user_id == actor.id or Role.ADMINISTRATOR in actor.roles):
            raise hidden()
        revoke_token(session, token_id=token_id, actor_id=actor.id, at=at())
    flash(_("令牌已吊销"))
    everybody = None if token.user_id == actor.id else 1
    return redirect(url_for("tokens.show", all=everybody), HTTPStatus.SEE_OTHER)


def _render(
    actor: Actor,
    *,
    issued: str = "",
    sent: Sent | None = None,
    refused: Refused | None = None,
) -> Response:
    everybody = request.args.get("all") == "1"
    if everybody and Role.ADMINISTRATOR not in actor.roles:
        raise hidden()
    place = read_place(UUID) if request.method == "GET" else None
    with database().reading() as session:
        user_id = None if everybody else actor.id
        page = list_tokens(session, user_id=user_id, place=place, size=PAGE_SIZE)
    errors, general = sort_messages(refused.reasons if refused else (), known=FIELDS)
    text = render_template(
        "tokens.html",
        page=page,
        places=[spell_place(row.created_at, row.id) for row in page.rows],
        everybody=everybody,
        issued=issued,
        scopes=tuple(Scope),
        most_days=MOST_DAYS,
        values={"days": str(USUAL_DAYS), **(sent.fields if sent else {})},
        errors=errors,
        general=general,
        at=at(),
    )
    status = STATUS_OF[refused.why] if refused else HTTPStatus.OK
    return Response(text, status=status, content_type="text/html; charset=utf-8")
