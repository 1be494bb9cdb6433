"""What is late or soon due in the units that somebody oversees, and urging them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

import structlog
from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from models.queries.late import URGED, list_overdue, list_urgings
from models.queries.lists import EvaluationLine, Named, Wanted, list_named
from models.vocabulary import Action, Kind, Role, Source, State
from policies.deadlines import URGED_FOR
from policies.facts import Actor
from web.asking import (
    read_id,
    read_place,
    read_word,
    read_words,
    require_actor,
    spell_place,
    split_words,
)
from web.desk import at
from web.door import act, database, house
from web.filters import (
    LONGEST_SEARCH,
    When,
    as_asker,
    find_span,
    keep_filters,
    read_tree,
    read_when,
)
from web.schemas.urging import Urgings, UrgingsSchema
from web.sent import Sent, read_sent
from web.show.working import tell_unknown_years
from web.texts import describe_reason
from workflow.data import Attempt, Remark
from workflow.refusals import Refused, hidden, unmet

blueprint = Blueprint("deadlines", __name__)
log = structlog.get_logger()
PAGE_SIZE = 50
MOST_URGED = 100
"""Evaluations that are urged with one press."""
FILTERS = ("q", "state", "kind", "unit", "when")
OVERSEERS = frozenset({Role.UNIT_HEAD, Role.FINANCE_CHIEF})
TICKED, ALL = "ticked", "all"


@blueprint.get("/deadlines")
def show() -> ResponseReturnValue:
    """What waits in the units somebody oversees and is over, or nearly so, the latest first."""
    return _render(_require_overseer())


@blueprint.post("/deadlines/urge")
def urge() -> ResponseReturnValue:
    """Urge what was ticked, or all that is late, and say of each what became of it.

    Every one is a transaction of its own, and what was urged a moment ago is not urged again.
    """
    actor = _require_overseer()
    sent = read_sent(request.form, request.files, buttons=(TICKED, ALL))
    try:
        urgings: Urgings = sent.load(UrgingsSchema())
        ids = _list_late(actor) if sent.button == ALL else list(urgings.ticked)
        _judge(ids)
    except Refused as refused:
        messages = [describe_reason(reason) for reason in refused.reasons]
        return _render(actor, messages=messages, typed=sent.fields.get("text", ""))
    results = [_urge(actor, evaluation_id=each, text=urgings.text, sent=sent) for each in ids]
    return _tell(actor, results=results)


def _judge(ids: Collection[UUID]) -> None:
    if not ids:
        raise Refused(unmet("nobody_is_ticked"))
    if len(ids) > MOST_URGED:
        raise Refused(unmet("too_many_are_urged", limit=str(MOST_URGED)))


def _require_overseer() -> Actor:
    actor = require_actor()
    if OVERSEERS.isdisjoint(actor.roles):
        raise hidden()
    return actor


def _render(actor: Actor, *, messages: Sequence[str] = (), typed: str = "") -> Response:
    asker, when = as_asker(actor), read_when() or When.LATE
    wanted = _read_wanted(when)
    place = read_place(UUID) if request.method == "GET" else None
    with database().reading() as session:
        page = list_overdue(session, asker, wanted, place=place, size=PAGE_SIZE)
        urged = list_urgings(session, [row.id for row in page.rows])
        tree = read_tree(session, asker)
    text = render_template(
        "deadlines.html",
        page=page,
        places=[spell_place(row.deadline, row.id) for row in page.rows],
        urged=urged,
        may_urge=_find_urgeable(page.rows, urged) if when is When.LATE else (),
        wanted=wanted,
        when=when,
        tree=tree,
        filters=keep_filters(FILTERS),
        states=URGED,
        kinds=tuple(Kind),
        messages=messages,
        typed=typed,
        unknown=tell_unknown_years((row.deadline for row in page.rows), at=at()),
        at=at(),
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if messages else HTTPStatus.OK
    return Response(text, status=status, content_type="text/html; charset=utf-8")


def _read_wanted(when: When) -> Wanted:
    span = find_span(when, at=at())
    return Wanted(
        words=[word.folded for word in split_words(read_words("q", longest=LONGEST_SEARCH))],
        state=read_word("state", State),
        kind=read_word("kind", Kind),
        unit_id=read_id("unit"),
        due_from=span.begin,
        due_before=span.end,
    )


def _find_urgeable(rows: Sequence[EvaluationLine], urged: Mapping[UUID, datetime]) -> list[UUID]:
    """Return what nobody has urged lately, in its order; the door judges."""
    stands = at() - URGED_FOR
    return [row.id for row in rows if row.id not in urged or urged[row.id] <= stands]


def _list_late(actor: Actor) -> list[UUID]:
    """Return what is late and was not urged lately, of what the address asks for, the oldest
    deadline first, no more than are urged with one press.
    """
    wanted = _read_wanted(When.LATE)
    with database().reading() as session:
        page = list_overdue(session, as_asker(actor), wanted, size=2 * MOST_URGED)
        urged = list_urgings(session, [row.id for row in page.rows])
    return _find_urgeable(page.rows, urged)[:MOST_URGED]


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of one evaluation. `named` is None for what nobody may see here; without reasons
    it was urged, unless the database did not answer (`failed`).
    """

    evaluation_id: UUID
    named: Named | None = None
    reasons: tuple[str, ...] = ()
    failed: bool = False

    @property
    def done(self) -> bool:
        """Say whether it was urged."""
        return not self.reasons and not self.failed


def _urge(actor: Actor, *, evaluation_id: UUID, text: str, sent: Sent) -> Result:
    attempt = Attempt(
        action=Action.ESCALATE,
        evaluation_id=evaluation_id,
        actor_id=actor.id,
        data=Remark(text=text),
        at=at(),
        source=Source.PAGE,
    )
    # Only this one's own field makes another sending the same: what else was ticked may differ.
    alone = replace(sent, fields={"urge": str(evaluation_id), "text": text}, button="")
    result = Result(evaluation_id=evaluation_id)
    try:
        act(house(), attempt, sent=alone.once(Action.ESCALATE, evaluation_id))
    except Refused as refused:
        return replace(result, reasons=tuple(map(describe_reason, refused.reasons)))
    except SQLAlchemyError as error:
        log.error("not urged", evaluation=str(evaluation_id), error=type(error).__name__)  # noqa: TRY400 -- traces hold values
        return replace(result, failed=True)
    return result


def _tell(actor: Actor, *, results: Sequence[Result]) -> Response:
    failed = any(result.failed for result in results)
    named = {} if failed else _read_names(actor, [result.evaluation_id for result in results])
    page = render_template(
        "urged.html",
        results=[replace(each, named=named.get(each.evaluation_id)) for each in results],
        failed=failed,
    )
    status = HTTPStatus.SERVICE_UNAVAILABLE if failed else HTTPStatus.OK
    return Response(page, status=status, content_type="text/html; charset=utf-8")


def _read_names(actor: Actor, ids: Collection[UUID]) -> Mapping[UUID, Named]:
    with database().reading() as session:
        return {row.id: row for row in list_named(session, as_asker(actor), ids)}
