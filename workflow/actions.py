"""The one door: permit, step, change, record. Every change of an evaluation goes through it."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from models.tables import Evaluation, Refusal
from models.vocabulary import Action, State
from models.writing import write_all
from policies.predicates import may_see
from workflow.audit import append, write_canonical
from workflow.changes import CHANGES
from workflow.changes.change import Successor
from workflow.data import Attempt
from workflow.deputising import choose_standing, list_deputed, outlasts
from workflow.figures import Stay, measure_stay
from workflow.guards import Case
from workflow.listing import relist, write_listing
from workflow.load import load_actor
from workflow.machine import step
from workflow.opening import look_from, open_existing, open_new
from workflow.refusals import Refused, conflict, hidden, nobodys_deputy
from workflow.table import EDGE_OF


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Where the evaluation stands after an action; a correction also names the new edition."""

    evaluation_id: UUID
    state: State
    round: int
    version: int
    content_version: int
    successor_id: UUID | None = None


def perform(session: Session, attempt: Attempt, *, separate_publisher: bool = False) -> Outcome:
    """Perform one action of one person on one evaluation, all or nothing.

    The caller holds the transaction and commits it. Raises Refused with every reason; nothing was
    written then. A writer that lost to a simultaneous one is refused with `content_has_moved`, or
    with `version_has_moved` when he may try again because perhaps only a comment came between.
    """
    person = load_actor(session, attempt.actor_id)
    if attempt.action is Action.CREATE:
        case, evaluation = open_new(session, attempt, actor=person)
    else:
        case, evaluation = open_existing(
            session, attempt, actor=person, separate_publisher=separate_publisher
        )
    if attempt.acting_for is not None:
        case = _stand_in(session, attempt, case=case)
    target = step(action=attempt.action, case=case)
    successor_id = _record(session, attempt, case=case, evaluation=evaluation, target=target)
    return Outcome(
        evaluation_id=evaluation.id,
        state=target,
        round=evaluation.round,
        version=evaluation.version,
        content_version=evaluation.content_version,
        successor_id=successor_id,
    )


def _stand_in(session: Session, attempt: Attempt, *, case: Case) -> Case:
    """Return the case as it is for the deputy of the person who is named. Who is nobody's deputy
    learns of it where he may see the evaluation himself.
    """
    deputed = list_deputed(
        session, case.actor, at=attempt.at, principal_id=attempt.acting_for, hold=True
    )
    deputed = tuple(each for each in deputed if outlasts(each, at=_find_moment(attempt, case)))
    if not deputed:
        is_new = case.facts.state is State.NONE
        raise nobodys_deputy() if is_new or may_see(case.actor, case.facts) else hidden()
    case = look_from(session, case, deputed=deputed)
    actor = choose_standing(deputed, action=attempt.action, facts=case.facts)
    return replace(case, actor=actor, standings=deputed)


def _record(
    session: Session, attempt: Attempt, *, case: Case, evaluation: Evaluation, target: State
) -> UUID | None:
    change = CHANGES[attempt.action](session, case)
    for column, value in change.evaluation.items():
        setattr(evaluation, column, value)
    if attempt.action is Action.CREATE:
        session.add(evaluation)
    sealed_round = evaluation.round
    if change.opens_round:
        evaluation.round = sealed_round + 1
    moment = _find_moment(attempt, case)
    stay = _end_stay(evaluation, target=target, at=moment)
    try:
        append(
            session,
            evaluation=evaluation,
            edge=EDGE_OF[(attempt.action, case.facts.state)],
            target=target,
            actor=case.actor,
            data={"round": sealed_round, "source": attempt.source, **change.data},
            at=moment,
        )
    except StaleDataError:
        raise Refused(conflict("version_has_moved", seen=str(case.facts.version))) from None
    write_all(session, change.writes)
    write_listing(
        session,
        action=attempt.action,
        case=case,
        change=change,
        evaluation=evaluation,
        unit_name=case.unit_name,
        stay=stay,
    )
    if change.successor is None:
        return None
    _begin_successor(session, attempt, case=case, corrected=evaluation, successor=change.successor)
    return change.successor.evaluation.id


def _end_stay(evaluation: Evaluation, *, target: State, at: datetime) -> Stay | None:
    """Return the stay that ends when an evaluation moves on; one that just begins leaves none."""
    if evaluation.version == 0 or target == evaluation.state:
        return None
    return measure_stay(State(evaluation.state), since=evaluation.state_since, until=at)


def _find_moment(attempt: Attempt, case: Case) -> datetime:
    """Return when the event is: an attempt that waited for another one came before it and follows
    it all the same, and no event is dated before the one it follows.
    """
    last = case.facts.last_at
    return attempt.at if last is None else max(attempt.at, last)


def _begin_successor(
    session: Session,
    attempt: Attempt,
    *,
    case: Case,
    corrected: Evaluation,
    successor: Successor,
) -> None:
    """Create the next edition, in the transaction of the `correct` event it names."""
    session.add(successor.evaluation)
    append(
        session,
        evaluation=successor.evaluation,
        edge=EDGE_OF[(Action.CREATE, State.NONE)],
        target=State.DRAFT,
        actor=case.actor,
        data={
            "round": 1,
            "source": attempt.source,
            "corrects": {"event": corrected.version, "hash": corrected.head},
            **successor.data,
        },
        at=_find_moment(attempt, case),
    )
    write_all(session, successor.writes)
    relist(session, evaluation_id=successor.evaluation.id)


def record_refusal(session: Session, attempt: Attempt, *, refused: Refused) -> None:
    """Keep a refused attempt.

    The caller opens a short transaction of its own for it, because that of the attempt was
    rolled back. Words of a text that were found wanting are left out: a telephone number that
    must not be published must not enter a record that is never erased.
    """
    reasons = [
        {
            "code": reason.code,
            "params": {name: value for name, value in reason.params.items() if name != "found"},
            "field": reason.field,
            **({"for": str(attempt.acting_for)} if attempt.acting_for else {}),
        }
        for reason in refused.reasons
    ]
    row = {
        "evaluation_id": attempt.evaluation_id,
        "actor_id": attempt.actor_id,
        "action": attempt.action,
        "at": attempt.at,
        "source": attempt.source,
        "reasons": write_canonical(reasons),
    }
    session.execute(insert(Refusal), [row])
