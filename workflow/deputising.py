"""Where a person stands: by his own right, and where others have made him their deputy."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from models.queries.delegations import MandateRow, list_mandates
from models.vocabulary import Action, Role
from policies.delegation import find_faults, is_in_force, stand_in
from policies.facts import Actor, Facts, Mandate
from policies.permissions import find_missing, holds_the_office


def list_deputed(
    session: Session,
    deputy: Actor,
    *,
    at: datetime,
    principal_id: UUID | None = None,
    hold: bool = False,
) -> tuple[Actor, ...]:
    """Return a person as the deputy he is at this time, once for each delegation, perhaps only of
    one principal. Every rule is judged anew: who lost a role, or moved away, lends nothing.
    """
    rows = list_mandates(session, deputy_id=deputy.id, at=at, principal_id=principal_id, hold=hold)
    found = (_stand_in(deputy, row) for row in rows)
    return tuple(each for each in found if each is not None)


def _stand_in(deputy: Actor, row: MandateRow) -> Actor | None:
    role = Role(row.role)
    principal = Actor(
        id=row.principal_id,
        login=row.principal_login,
        name=row.principal_name,
        unit_id=row.unit_id,
        section_id=row.section_id,
        roles=frozenset({role}),
    )
    if any(find_faults(principal=principal, deputy=deputy, role=role, above=row.above)):
        return None
    mandate = Mandate(
        id=row.id,
        principal_id=row.principal_id,
        principal_name=row.principal_name,
        role=role,
        unit_id=row.scope_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
    )
    return stand_in(deputy, principal=principal, mandate=mandate)


def choose_standing(standings: tuple[Actor, ...], *, action: Action, facts: Facts) -> Actor:
    """Return where somebody stands for an action: where nothing is in the way, else where it
    belongs to the office, else first of all; the first of equals, so that his own right comes
    before any delegation.
    """
    free = (each for each in standings if not find_missing(action=action, actor=each, facts=facts))
    held = (each for each in standings if holds_the_office(action=action, actor=each, facts=facts))
    return next(free, None) or next(held, standings[0])


def outlasts(actor: Actor, *, at: datetime) -> bool:
    """Say whether a person still stands there at this moment, which may lie a little later."""
    mandate = actor.mandate
    return mandate is None or is_in_force(
        starts_at=mandate.starts_at, ends_at=mandate.ends_at, ended_at=None, at=at
    )
