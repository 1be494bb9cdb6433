"""Several evaluations signed off with one press, each judged and done by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from uuid import UUID

import structlog
from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from models.queries.lists import Named, list_named
from models.vocabulary import Action, Role, Source
from policies.facts import Actor
from web.asking import require_actor
from web.desk import at
from web.door import act, database, house
from web.filters import as_asker
from web.pages.inbox import PAGE_SIZE, render_inbox
from web.schemas.bulk import Approvals, ApprovalsSchema
from web.sent import Sent, read_sent
from web.texts import describe_reason
from workflow.data import Attempt, Remark
from workflow.refusals import Reason, Refused, Why, unmet

blueprint = Blueprint("bulk", __name__)
log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of one evaluation that was ticked. `named` is None for what nobody may see here;
    without reasons it was done, unless the database did not answer (`failed`).
    """

    evaluation_id: UUID
    seen: int
    named: Named | None = None
    reasons: tuple[str, ...] = ()
    failed: bool = False

    @property
    def done(self) -> bool:
        """Say whether it is signed off."""
        return not self.reasons and not self.failed


@blueprint.post("/inbox/approve")
def approve() -> ResponseReturnValue:
    """Sign off what was ticked and say of each what became of it.

    Every one is a transaction of its own: what was done stays done, whatever becomes of the next,
    and the same form sent again does only what was not done yet.
    """
    actor = require_actor()
    sent = read_sent(request.form, request.files)
    try:
        approvals: Approvals = sent.load(ApprovalsSchema())
        _judge(approvals)
    except Refused as refused:
        if Role.UNIT_HEAD not in actor.roles:
            raise Refused(Reason(why=Why.FORBIDDEN, code="heads_the_unit")) from None
        messages = [describe_reason(reason) for reason in refused.reasons]
        return render_inbox(actor, messages=messages, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    results = [
        _approve(actor, evaluation_id=evaluation_id, seen=seen, sent=sent)
        for evaluation_id, seen in approvals.seen.items()
    ]
    return _render(actor, results=results, token=sent.token)


def _judge(approvals: Approvals) -> None:
    if not approvals.seen:
        raise Refused(unmet("nothing_is_ticked"))
    if len(approvals.seen) > PAGE_SIZE:
        raise Refused(unmet("too_many_are_ticked", limit=str(PAGE_SIZE)))


def _approve(actor: Actor, *, evaluation_id: UUID, seen: int, sent: Sent) -> Result:
    attempt = Attempt(
        action=Action.APPROVE,
        evaluation_id=evaluation_id,
        actor_id=actor.id,
        data=Remark(),
        at=at(),
        source=Source.PAGE,
        seen=seen,
    )
    # Only this one's own field makes another sending the same: what else was ticked may differ.
    alone = replace(sent, fields={f"approve-{evaluation_id}": str(seen)})
    result = Result(evaluation_id=evaluation_id, seen=seen)
    try:
        act(house(), attempt, sent=alone.once(Action.APPROVE, evaluation_id))
    except Refused as refused:
        return replace(result, reasons=tuple(map(describe_reason, refused.reasons)))
    except SQLAlchemyError as error:
        log.error("not signed off", evaluation=str(evaluation_id), error=type(error).__name__)  # noqa: TRY400 -- traces hold values
        return replace(result, failed=True)
    return result


def _render(actor: Actor, *, results: list[Result], token: str) -> Response:
    failed = any(result.failed for result in results)
    named = {} if failed else _read_names(actor, results)
    page = render_template(
        "bulk.html",
        results=[replace(each, named=named.get(each.evaluation_id)) for each in results],
        token=token,
        failed=failed,
    )
    status = HTTPStatus.SERVICE_UNAVAILABLE if failed else HTTPStatus.OK
    return Response(page, status=status, content_type="text/html; charset=utf-8")


def _read_names(actor: Actor, results: list[Result]) -> Mapping[UUID, Named]:
    ids = [result.evaluation_id for result in results]
    with database().reading() as session:
        return {row.id: row for row in list_named(session, as_asker(actor), ids)}
