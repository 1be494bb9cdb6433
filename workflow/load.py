"""Reads what the rules may know: the person as he is now, the evaluation with its history."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from models.queries.cycles import CycleRow, Office
from models.queries.evaluations import Doer, Header, read_history
from models.queries.people import Person, find_person
from models.vocabulary import Action, Kind, State
from policies.facts import Actor, Facts, Heads
from policies.predicates import FILLING
from policies.signing import list_fillers
from workflow.refusals import Reason, Refused, Why

UNSIGNED = frozenset({State.DRAFT, State.SELF_SCORED})
"""The states in which the unit has not signed yet."""
NOBODY = frozenset[UUID]()


def as_actor(person: Person) -> Actor:
    """Return what the rules may know of a person."""
    return Actor(
        id=person.id,
        login=person.login,
        name=person.name,
        unit_id=person.unit_id,
        section_id=person.section_id,
        roles=person.roles,
    )


def load_actor(session: Session, actor_id: UUID) -> Actor:
    """Read the person again inside the transaction; who was disabled meanwhile is refused."""
    person = find_person(session, actor_id)
    if person is None or not person.active:
        raise Refused(Reason(why=Why.FORBIDDEN, code="account_is_disabled"))
    return as_actor(person)


def load_facts(
    session: Session,
    *,
    header: Header,
    actor: Actor,
    separate_publisher: bool = False,
    with_heads: bool = False,
    others: Collection[Actor] = (),
) -> Facts:
    """Judge the history: who ever did what here, and what happened since the submission.

    `with_heads` also asks who could sign, while that is still to come. `others` are where the
    person may stand as well, as a deputy.
    """
    evaluation = header.evaluation
    # Only a head of the supervising unit is ever judged by who heads the unit itself.
    units_of = {each.unit_id for each in (actor, *others)} - {None}
    stands_above = header.supervising_unit_id in units_of
    with_heads = with_heads and evaluation.state in UNSIGNED
    units = [evaluation.unit_id] if stands_above or with_heads else []
    if with_heads and header.supervising_unit_id is not None:
        units.append(header.supervising_unit_id)
    doers, heads = read_history(session, evaluation, filling=FILLING, heads_of=units)
    own = heads.get(evaluation.unit_id, NOBODY)
    above = heads.get(header.supervising_unit_id, NOBODY) if header.supervising_unit_id else NOBODY
    submission = max(
        (doer for doer in doers if doer.action == Action.SUBMIT and doer.last_seq),
        key=lambda doer: doer.last_seq,
        default=None,
    )
    by_action = _group_by_action(doers)
    return Facts(
        evaluation_id=evaluation.id,
        kind=Kind(evaluation.kind),
        unit_id=evaluation.unit_id,
        supervising_unit_id=header.supervising_unit_id,
        section_id=header.section_id,
        state=State(evaluation.state),
        round=evaluation.round,
        version=evaluation.version,
        content_version=evaluation.content_version,
        cycle_opens_at=header.opens_at,
        cycle_closes_at=header.closes_at,
        cycle_section_id=header.cycle_section_id,
        due_at=evaluation.due_at,
        doers=by_action,
        submitted_by=submission.actor_id if submission else None,
        submitted_for=submission.for_id if submission else None,
        acted_since_submission=submission is not None
        and any(
            doer.last_seq > submission.last_seq and doer.actor_id not in submission.people
            for doer in doers
        ),
        unit_has_free_head=not units or bool(own - list_fillers(by_action)),
        heads=Heads(own=own, above=above) if with_heads else None,
        separate_publisher=separate_publisher,
        edition=evaluation.edition,
        discarded=evaluation.discarded,
        successor_id=header.successor_id,
        last_at=max([evaluation.state_since, *(doer.last_at for doer in doers)]),
        urged_at=max(
            (doer.last_at for doer in doers if doer.action == Action.ESCALATE), default=None
        ),
    )


def _group_by_action(doers: list[Doer]) -> dict[Action, frozenset[UUID]]:
    return {
        action: frozenset().union(*(doer.people for doer in doers if doer.action == action))
        for action in {Action(doer.action) for doer in doers}
    }


def draft_facts(*, evaluation_id: UUID, kind: Kind, office: Office, cycle: CycleRow) -> Facts:
    """Return the facts of an evaluation that does not exist yet, to judge its creation."""
    return Facts(
        evaluation_id=evaluation_id,
        kind=kind,
        unit_id=office.id,
        supervising_unit_id=office.supervising_unit_id,
        section_id=office.section_id,
        state=State.NONE,
        round=0,
        version=0,
        content_version=0,
        cycle_opens_at=cycle.opens_at,
        cycle_closes_at=cycle.closes_at,
        cycle_section_id=cycle.section_id,
    )
