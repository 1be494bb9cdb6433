"""Who is told of what: one row for each action of which somebody hears.

A notice is read from the trail, never written: whoever holds a role at the office of an evaluation
is told of what others did there, and so is his deputy while he is one. An action without a row is
told to nobody.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from models.vocabulary import Action, Role, State


class Told(NamedTuple):
    """An action of which people of a role are told; with a state only where it leads there."""

    action: Action
    state: State | None = None


TOLD: Mapping[Role, tuple[Told, ...]] = {
    Role.FILER: (
        Told(Action.RETURN),
        Told(Action.APPROVE),
        Told(Action.PUBLISH),
        Told(Action.CORRECT),
        Told(Action.COMMENT),
        Told(Action.SETTLE),
        Told(Action.ASSIGN),
        Told(Action.ACCEPT_MEASURE),
        Told(Action.REFUSE_MEASURE),
        Told(Action.ESCALATE, State.DRAFT),
    ),
    Role.UNIT_HEAD: (
        Told(Action.SUBMIT),
        Told(Action.RECALL),
        Told(Action.RETURN),
        Told(Action.PUBLISH),
        Told(Action.COMMENT),
        Told(Action.ESCALATE, State.SELF_SCORED),
    ),
    Role.FINANCE_CHIEF: (
        Told(Action.APPROVE),
        Told(Action.REVIEW),
        Told(Action.COMMENT),
        Told(Action.ASK_ERASURE),
        Told(Action.REPORT_MEASURE),
        Told(Action.ESCALATE, State.UNIT_APPROVED),
    ),
    Role.AUDITOR: (Told(Action.ASK_ERASURE),),
}

SILENT = frozenset(
    {
        *(Action.CREATE, Action.FILL, Action.SCORE, Action.ATTACH, Action.AMEND, Action.DISCARD),
        *(Action.RESCORE, Action.REOPEN, Action.ERASE, Action.DECLINE_ERASURE),
        Action.PLAN_MEASURE,
        Action.ANSWER,
    }
)
"""Actions of which nobody is told: work in progress, and what its page shows anyhow."""

UNREAD_FOR = timedelta(days=30)
"""How long a notice that nobody opened counts as unread."""
TOLD_FOR = timedelta(days=7)
"""How long after an event it is still told by mail or webhook, after a long standstill say."""
SOON_DAYS = 3
"""Working days before a deadline from which whoever it waits for is reminded."""
NEAR_DAYS = 5
"""Working days before a deadline from which a list calls it near."""
