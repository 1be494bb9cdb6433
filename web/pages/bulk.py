"""Several evaluations done with one press, each judged and done by itself: approved, reviewed, sent
back, published. All but to approve asks once more first, on a page of its own.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

import structlog
from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from models.queries.lists import Named, list_named
from models.vocabulary import Action, Role, Source
from policies.facts import Actor
from web.asking import require_actor
from web.desk import at, look_up, sort_messages
from web.door import act, database, house
from web.filters import as_asker, keep_filters
from web.format import format_day
from web.pages.inbox import FILTERS, PAGE_SIZE, UNTICKED, render_inbox
from web.schemas.bulk import FIELDS, FOR, TICK, Ticked, make_schema
from web.sent import Sent, read_sent
from web.show.accepting import list_acceptable
from web.show.earlier import read_earlier
from web.standing import list_own_deputed
from web.texts import describe_reason
from workflow.data import Attempt, Data, Scoring, SendingBack
from workflow.refusals import Reason, Refused, Why, unmet

blueprint = Blueprint("bulk", __name__)
log = structlog.get_logger()
OFFICES: Mapping[Action, tuple[frozenset[Role], str]] = {
    Action.APPROVE: (frozenset({Role.UNIT_HEAD}), "heads_the_unit"),
    Action.RETURN: (frozenset({Role.UNIT_HEAD, Role.FINANCE_CHIEF}), "oversees_the_unit"),
    Action.REVIEW: (frozenset({Role.FINANCE_CHIEF}), "oversees_the_unit"),
    Action.PUBLISH: (frozenset({Role.FINANCE_CHIEF}), "oversees_the_unit"),
}
"""Whose desk has the button; who may do it to one evaluation is judged by the door."""
NAMES = ", ".join(OFFICES)
MOST_TOLD = 3
"""Reasons that are told of one evaluation; the others are counted."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of one evaluation that was ticked. `named` is None for what nobody may see here;
    without reasons it was done, unless the database did not answer (`failed`). `principal` is for
    whom a deputy did it.
    """

    evaluation_id: UUID
    seen: int
    named: Named | None = None
    principal: UUID | None = None
    reasons: tuple[str, ...] = ()
    failed: bool = False

    @property
    def done(self) -> bool:
        """Say whether it was done."""
        return not self.reasons and not self.failed

    @property
    def untold(self) -> int:
        """How many reasons there are that are not told."""
        return max(0, len(self.reasons) - MOST_TOLD)


@blueprint.get(f"/inbox/<any({NAMES}):name>/ask")
@blueprint.get(f"/inbox/<any({NAMES}):name>")
def come_back(name: str) -> ResponseReturnValue:  # noqa: ARG001 -- whatever was to be done
    """The desk again, for whoever comes back to an address that a form was sent to."""
    require_actor()
    return redirect(url_for("inbox.show", **_keep_filters()))


@blueprint.post(f"/inbox/<any({NAMES}):name>/ask")
def ask(name: str) -> ResponseReturnValue:
    """The page that asks once more before something is done to all that was ticked."""
    actor, action = require_actor(), Action(name)
    sent = _keep_ticks(read_sent(request.form, request.files))
    try:
        ticked = _load(action, sent)
    except Refused as refused:
        return _refuse(actor, action=action, refused=refused)
    return _render_asking(actor, action=action, ticked=ticked)


@blueprint.post(f"/inbox/<any({NAMES}):name>")
def do(name: str) -> ResponseReturnValue:
    """Do it to what was ticked and say of each what became of it.

    Every one is a transaction of its own: what was done stays done, whatever becomes of the next,
    and the same form sent again does only what was not done yet.
    """
    actor, action = require_actor(), Action(name)
    sent = read_sent(request.form, request.files)
    try:
        ticked = _load(action, sent)
    except Refused as refused:
        return _refuse(actor, action=action, refused=refused, sent=sent)
    if reasons := _find_missing(ticked.data):
        return _render_asking(actor, action=action, ticked=ticked, sent=sent, reasons=reasons)
    said = {key: sent.fields[key] for key in FIELDS[action] if key in sent.fields}
    results = []
    for evaluation_id, seen in ticked.seen.items():
        # Only this one's own field makes another sending the same: what else was ticked may differ.
        principal = ticked.principals.get(evaluation_id)
        alone = replace(
            sent,
            fields={**said, f"{TICK}-{evaluation_id}": str(seen)},
            acting_for=str(principal or ""),
        )
        attempt = Attempt(
            action=action,
            evaluation_id=evaluation_id,
            actor_id=actor.id,
            acting_for=principal,
            data=ticked.data,
            at=at(),
            source=Source.PAGE,
            seen=seen,
        )
        results.append(_do_one(actor, attempt, sent=alone))
    return _render(actor, action=action, results=results, sent=sent)


def _keep_filters() -> dict[str, Any]:
    return dict(keep_filters(FILTERS))


def _keep_ticks(sent: Sent) -> Sent:
    marks = f"{TICK}-", f"{FOR}-"
    ticks = {name: text for name, text in sent.fields.items() if name.startswith(marks)}
    return replace(sent, fields=ticks)


def _load(action: Action, sent: Sent) -> Ticked:
    ticked: Ticked = sent.load(make_schema(action, zone=house().settings.time_zone))
    if not ticked.seen:
        raise Refused(unmet("nothing_is_ticked"))
    if len(ticked.seen) > PAGE_SIZE:
        raise Refused(unmet("too_many_are_ticked", limit=str(PAGE_SIZE)))
    return ticked


def _find_missing(data: Data) -> list[Reason]:
    """What is said with all of them is asked for once, not once for each."""
    if not isinstance(data, SendingBack):
        return []
    reasons = [] if data.reason else [unmet("reason_is_given", field="reason")]
    if data.due_at is None or data.due_at <= at():
        reasons.append(unmet("due_date_is_ahead", field="due_on"))
    return reasons


def _refuse(
    actor: Actor, *, action: Action, refused: Refused, sent: Sent | None = None
) -> ResponseReturnValue:
    """Return to the desk what makes no sense; where something was said with what was ticked, to the
    page that asked for it, as it was typed.
    """
    offices, code = OFFICES[action]
    roles = actor.roles.union(*(each.roles for each in list_own_deputed(actor)))
    if offices.isdisjoint(roles):
        raise Refused(Reason(why=Why.FORBIDDEN, code=code)) from None
    if sent is not None and FIELDS[action]:
        with suppress(Refused):
            ticked = _load(action, replace(_keep_ticks(sent), faults=()))
            return _render_asking(
                actor, action=action, ticked=ticked, sent=sent, reasons=[*refused.reasons]
            )
    if any(reason.code == "nothing_is_ticked" for reason in refused.reasons):
        desk = url_for("inbox.show", **{**_keep_filters(), UNTICKED: str(action)})
        return redirect(desk, HTTPStatus.SEE_OTHER)
    messages = [describe_reason(reason) for reason in refused.reasons]
    return render_inbox(actor, messages=messages, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _do_one(actor: Actor, attempt: Attempt, *, sent: Sent) -> Result:
    result = Result(
        evaluation_id=attempt.evaluation_id, seen=attempt.seen or 0, principal=attempt.acting_for
    )
    try:
        if attempt.action is Action.REVIEW:
            attempt = replace(attempt, data=_accept_equal(actor, attempt))
        act(house(), attempt, sent=sent.once(attempt.action, attempt.evaluation_id))
    except Refused as refused:
        return replace(result, reasons=tuple(map(describe_reason, refused.reasons)))
    except SQLAlchemyError as error:
        log.error("not done", evaluation=str(attempt.evaluation_id), error=type(error).__name__)  # noqa: TRY400 -- traces hold values
        return replace(result, failed=True)
    return result


def _accept_equal(actor: Actor, attempt: Attempt) -> Data:
    """Return a review that gives a score to the rows that need nobody's judgement; where another
    is left without one, the door refuses.
    """
    given = attempt.data
    if not isinstance(given, Scoring):
        raise TypeError(given)
    with database().reading() as session:
        case = look_up(
            session,
            evaluation_id=attempt.evaluation_id,
            actor=actor,
            attempted=attempt.action,
            acting_for=attempt.acting_for,
        )
        content = case.content()
        earlier = read_earlier(session, case=case)
    return replace(given, rows=list_acceptable(content, earlier=earlier))


def _render_asking(
    actor: Actor,
    *,
    action: Action,
    ticked: Ticked,
    sent: Sent | None = None,
    reasons: list[Reason] | None = None,
) -> Response:
    named = _read_names(actor, ticked.seen)
    errors, general = sort_messages(tuple(reasons or ()), known=FIELDS[action])
    page = render_template(
        "bulk_ask.html",
        action=action,
        filters=_keep_filters(),
        chosen=[(each, version, named.get(each)) for each, version in ticked.seen.items()],
        principals=ticked.principals,
        names=_name_principals(actor),
        fields=FIELDS[action],
        values=sent.fields if sent else {},
        earliest=format_day(at() + timedelta(days=1)),
        errors=errors,
        general=general,
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if reasons else HTTPStatus.OK
    return Response(page, status=status, content_type="text/html; charset=utf-8")


def _render(actor: Actor, *, action: Action, results: list[Result], sent: Sent) -> Response:
    failed = any(result.failed for result in results)
    # Each row says for whom it was done: the page as a whole is nobody's.
    g.mandate = None
    named = {} if failed else _read_names(actor, [each.evaluation_id for each in results])
    page = render_template(
        "bulk.html",
        action=action,
        filters=_keep_filters(),
        results=[replace(each, named=named.get(each.evaluation_id)) for each in results],
        names=_name_principals(actor),
        handed={key: sent.fields[key] for key in FIELDS[action] if key in sent.fields},
        most=MOST_TOLD,
        token=sent.token,
        failed=failed,
    )
    status = HTTPStatus.SERVICE_UNAVAILABLE if failed else HTTPStatus.OK
    return Response(page, status=status, content_type="text/html; charset=utf-8")


def _name_principals(actor: Actor) -> Mapping[UUID, str]:
    mandates = (each.mandate for each in list_own_deputed(actor))
    return {each.principal_id: each.principal_name for each in mandates if each is not None}


def _read_names(actor: Actor, ids: Mapping[UUID, int] | list[UUID]) -> Mapping[UUID, Named]:
    with database().reading() as session:
        return {row.id: row for row in list_named(session, as_asker(actor), [*ids])}
