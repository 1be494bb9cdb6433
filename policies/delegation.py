"""Acting for somebody else: which roles, by whom, for how long.

A delegation is dated, narrow and written down. It makes no chains: only a role that somebody holds
himself can be delegated. It opens no way round the separation of duties: the predicates judge a
deputy and his principal together, and what either did counts against both, also later.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from models.vocabulary import Role
from policies.deadlines import has_passed
from policies.facts import Actor, Mandate

LONGEST = timedelta(days=90)
"""From the first moment to the last one."""
MOST_AT_A_TIME = 20
"""Delegations of one person that are not over."""
DELEGABLE = (Role.FILER, Role.UNIT_HEAD, Role.FINANCE_CHIEF)
"""Auditing and administering are nobody else's business."""
APART = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
"""Whoever looks at what others do, or decides who may, does none of it himself."""


def find_faults(
    *, principal: Actor, deputy: Actor, role: Role, above: UUID | None
) -> Iterator[tuple[str, str]]:
    """Yield what stands against one person's acting for another in this role, each with the field
    of the form it speaks of.

    A deputy is of the same office, of the unit that supervises it (`above`) or, for a finance
    section, of any other one: nobody else is to see what is not public yet.
    """
    if role not in DELEGABLE or role not in principal.roles:
        yield "role_is_not_held", "role"
    if deputy.id == principal.id:
        yield "deputy_is_oneself", "deputy"
    elif not deputy.roles.isdisjoint(APART):
        yield "deputy_audits_or_administers", "deputy"
    elif not is_near(principal=principal, deputy=deputy, above=above):
        yield "deputy_is_from_elsewhere", "deputy"


def is_near(*, principal: Actor, deputy: Actor, above: UUID | None) -> bool:
    """Say whether somebody is of an office out of which a deputy may come."""
    if principal.section_id is not None:
        return deputy.section_id is not None
    return deputy.unit_id is not None and deputy.unit_id in {principal.unit_id, above}


def is_in_force(
    *, starts_at: datetime, ends_at: datetime, ended_at: datetime | None, at: datetime
) -> bool:
    """Say whether a delegation holds at a time; one that was ended does not hold any more."""
    return ended_at is None and starts_at <= at and not has_passed(ends_at, at=at)


def stand_in(deputy: Actor, *, principal: Actor, mandate: Mandate) -> Actor:
    """Return the deputy where his principal stands: his office, and the one role."""
    return replace(
        deputy,
        unit_id=principal.unit_id,
        section_id=principal.section_id,
        roles=frozenset({mandate.role}),
        mandate=mandate,
    )
