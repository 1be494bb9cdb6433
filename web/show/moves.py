"""What a person may do now, and what he may not and why: the answers of `why_not`, sorted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from flask import url_for

from models.vocabulary import Action
from policies.facts import Mandate
from policies.permissions import holds_the_office
from web.show.entries import section_of
from web.standing import for_action
from workflow.guards import Case
from workflow.machine import why_not
from workflow.refusals import Reason, Why
from workflow.table import EDGE_OF

SHOWN = (
    Action.SUBMIT,
    Action.FILL,
    Action.AMEND,
    Action.RECALL,
    Action.APPROVE,
    Action.REVIEW,
    Action.PUBLISH,
    Action.REOPEN,
    Action.RETURN,
    Action.CORRECT,
    Action.DISCARD,
    Action.ESCALATE,
)
"""What has a button here. Scoring and attaching happen on the pages of filling and review."""
RARE = frozenset({Action.AMEND, Action.CORRECT, Action.DISCARD, Action.ESCALATE})
"""What has no place among the greyed buttons of every page, unless only the moment is wrong."""
FORWARD = (Action.SUBMIT, Action.APPROVE, Action.PUBLISH, Action.REVIEW, Action.FILL)
"""The one of these that comes first is the page's primary action."""


@dataclass(frozen=True)
class Blocked:
    """Actions that the same reasons stand against."""

    actions: tuple[Action, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, kw_only=True)
class Moves:
    """What is possible, the primary one apart, and what is not. `mandates` say of an action under
    which delegation this person takes it; of what he takes by his own right there is none.
    """

    primary: Action | None
    others: tuple[Action, ...]
    blocked: tuple[Blocked, ...]
    may_comment: bool
    mandates: Mapping[Action, Mandate] = field(default_factory=dict)


def list_moves(case: Case) -> Moves:
    """Ask about every action of this person's office, without data."""
    seen = {action: for_action(case, action=action) for action in (*SHOWN, Action.COMMENT)}
    answers = {
        action: tuple(why_not(action=action, case=seen[action]))
        for action in SHOWN
        if holds_the_office(action=action, actor=seen[action].actor, facts=case.facts)
    }
    possible = [action for action, reasons in answers.items() if not reasons]
    primary = next((action for action in FORWARD if action in possible), None)
    return Moves(
        primary=primary,
        others=tuple(action for action in possible if action is not primary),
        blocked=_group(
            {
                action: reasons
                for action, reasons in answers.items()
                if action not in RARE or _is_only_a_moment(case, action=action, reasons=reasons)
            }
        ),
        may_comment=not why_not(action=Action.COMMENT, case=seen[Action.COMMENT]),
        mandates={
            action: each.actor.mandate for action, each in seen.items() if each.actor.mandate
        },
    )


def _is_only_a_moment(case: Case, *, action: Action, reasons: tuple[Reason, ...]) -> bool:
    return (action, case.facts.state) in EDGE_OF and any(
        reason.why is Why.CONFLICT for reason in reasons
    )


def _group(answers: Mapping[Action, tuple[Reason, ...]]) -> tuple[Blocked, ...]:
    groups: dict[str, Blocked] = {}
    for action, reasons in answers.items():
        if not reasons:
            continue
        key = repr([(reason.code, dict(reason.params)) for reason in reasons])
        known = groups.get(key)
        groups[key] = Blocked((*known.actions, action) if known else (action,), reasons)
    return tuple(groups.values())


def link_to_field(reason: Reason, *, evaluation_id: UUID) -> str | None:
    """Return the address of the field that a reason speaks of, where it is filled in."""
    if reason.field is None:
        return None
    if reason.field.startswith("answer-"):
        return f"{url_for('points.show', evaluation_id=evaluation_id)}#{reason.field}"
    section = section_of(reason.field)
    address = url_for("fill.show", evaluation_id=evaluation_id, section=section)
    return f"{address}#{reason.field}"
