"""What every page of a single evaluation begins with: who asks, and what lies before him."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from flask import g
from sqlalchemy.orm import Session

from models.queries.evaluations import find_header
from models.vocabulary import Action, Source
from policies.facts import Actor
from policies.predicates import may_see
from web.door import house, keep_refusal, now
from web.schemas.base import FormSchema, Handed, leave_out, load_form
from web.sent import Sent
from web.standing import stand
from web.texts import describe_reason
from workflow.data import Attempt, Remark
from workflow.guards import Case
from workflow.machine import why_not
from workflow.opening import open_case
from workflow.refusals import Reason, Refused, Why, hidden

STRANGE = frozenset({Why.FORBIDDEN})


def at() -> datetime:
    """Return the time of this request, the same wherever it is asked."""
    if "at" not in g:
        g.at = now()
    moment: datetime = g.at
    return moment


def look_up(
    session: Session,
    *,
    evaluation_id: UUID,
    actor: Actor,
    attempted: Action | None = None,
    action: Action | None = None,
    strict: bool = False,
    acting_for: UUID | None = None,
) -> Case:
    """Return the evaluation as this person sees it, by his own right or as somebody's deputy; where
    he opens the page of an `action`, from where he can take it.

    Raises Refused when it does not exist or is none of his: both are answered alike. What was
    `attempted` on it is recorded all the same; that, and what is `strict`, stands where the request
    says, or `acting_for` where that is said of each evaluation.
    """
    header = find_header(session, evaluation_id, with_kin=True)
    if header is not None:
        case = open_case(
            session,
            header=header,
            actor=actor,
            at=at(),
            separate_publisher=house().settings.separate_publisher,
            with_heads=True,
        )
        case = stand(
            session,
            case,
            action=action or attempted,
            strict=strict or attempted is not None,
            acting_for=acting_for,
        )
        if may_see(case.actor, case.facts):
            # Read while the session is open: what can be done is asked again after it.
            case.points()
            return case
    if attempted is not None:
        note_refusal(hidden(), action=attempted, evaluation_id=evaluation_id, actor=actor)
    raise hidden()


def note_refusal(
    refused: Refused,
    *,
    action: Action,
    evaluation_id: UUID,
    actor: Actor,
    source: Source = Source.PAGE,
) -> None:
    """Record an attempt that was refused before it reached the door."""
    attempt = Attempt(
        action=action,
        evaluation_id=evaluation_id,
        actor_id=actor.id,
        data=Remark(),
        at=at(),
        source=source,
        acting_for=actor.principal_id,
    )
    keep_refusal(house(), attempt, refused=refused)


def require(case: Case, *, action: Action) -> None:
    """Raise Refused with every reason unless this person can do this now."""
    if reasons := why_not(action=action, case=case):
        raise Refused(*reasons)


def refuse_strangers(case: Case, *, action: Action, families: Collection[Why] = STRANGE) -> None:
    """Refuse and record whoever may not do this at all, before looking at what he sent.

    What only stands against it now (the state, the time) is left to the door, so that what was
    typed can be handed back; other `families` of reasons are refused at once where nothing was.
    """
    reasons = why_not(action=action, case=case)
    if not reasons or reasons[0].why not in families:
        return
    refused = Refused(*reasons)
    note_refusal(refused, action=action, evaluation_id=case.facts.evaluation_id, actor=case.actor)
    raise refused


def load_sent(case: Case, *, action: Action, sent: Sent, schema: FormSchema) -> Handed:
    """Return what a form came to. Raises Refused with every problem, those that the workflow
    would find in the sound fields included.
    """
    try:
        handed: Handed = sent.load(schema)
    except Refused as refused:
        raise _find_more(case, action=action, sent=sent, schema=schema, refused=refused) from None
    return handed


def _find_more(
    case: Case, *, action: Action, sent: Sent, schema: FormSchema, refused: Refused
) -> Refused:
    """Return a refusal of a form with what the workflow would say of the fields that are sound,
    so that a person learns of all problems at once.
    """
    wrong = {reason.field or "" for reason in refused.reasons}
    sound = leave_out(schema, sent.fields, wrong=wrong)
    gone = {*wrong, *sent.fields} - sound.keys()
    try:
        handed: Handed = load_form(schema, sound)
    except Refused:
        return refused
    asked = replace(case, data=handed.data, seen=handed.seen)
    more = [
        reason
        for reason in why_not(action=action, case=asked)
        if reason.why is Why.UNMET and reason.field and reason.field not in gone
    ]
    return Refused(*refused.reasons, *more)


def sort_messages(
    reasons: tuple[Reason, ...], *, known: Collection[str]
) -> tuple[dict[str, list[str]], list[str]]:
    """Return the messages beside fields, by field, and those that no field of the page bears."""
    beside: dict[str, list[str]] = {}
    general = []
    for reason in reasons:
        message = describe_reason(reason)
        if reason.field in known:
            beside.setdefault(str(reason.field), []).append(message)
        else:
            general.append(message)
    return beside, general
