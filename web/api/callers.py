"""Who calls: the person behind the token in the Authorization header, and nothing else.

A cookie signs nobody in here, so that no page of another site can make a browser act; that is why
these addresses need no form token.
"""

from dataclasses import dataclass
from http import HTTPStatus

import structlog
from flask import request

from models.queries.tokens import Holder, find_holder
from models.vocabulary import Scope
from policies.facts import Actor
from web.api.asked import read_principal
from web.api.problems import IN_HEADER, Problem, complain
from web.desk import at
from web.door import database
from workflow.load import as_actor
from workflow.people import hash_token
from workflow.tokens import is_token

SCHEME = "Bearer"
CHALLENGE = f'{SCHEME} realm="hengjian"'


@dataclass(frozen=True, kw_only=True)
class Caller:
    """A person with the token that stands for him."""

    actor: Actor
    holder: Holder


def require_caller(scope: Scope = Scope.READ) -> Caller:
    """Return who calls. Raises Problem: 401 without a good token, 403 where it only reads, 400
    where he names in no readable way for whom he acts.
    """
    given = request.headers.get("Authorization", "")
    if not given:
        raise _refuse("token_is_missing", challenge=CHALLENGE)
    word, _space, token = given.partition(" ")
    token = token.strip()
    holder = None
    if word.lower() == SCHEME.lower() and is_token(token):
        with database().reading() as session:
            holder = find_holder(session, token_hash=hash_token(token), at=at())
    if holder is None:
        raise _refuse("token_is_unknown", challenge=f'{CHALLENGE}, error="invalid_token"')
    structlog.contextvars.bind_contextvars(
        actor=str(holder.person.id), token_id=str(holder.token_id)
    )
    if scope is Scope.ACT and holder.scope is not Scope.ACT:
        raise _refuse(
            "token_only_reads",
            status=HTTPStatus.FORBIDDEN,
            challenge=f'{CHALLENGE}, error="insufficient_scope", scope="{Scope.ACT}"',
        )
    read_principal()
    return Caller(actor=as_actor(holder.person), holder=holder)


def _refuse(code: str, *, challenge: str, status: HTTPStatus = HTTPStatus.UNAUTHORIZED) -> Problem:
    reasons = complain(status, code, field=f"{IN_HEADER}Authorization").reasons
    return Problem(status, reasons=reasons, headers={"WWW-Authenticate": challenge})
