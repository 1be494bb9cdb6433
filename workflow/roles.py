"""Where people stand: their roles, their office, and whether their account works.

Nobody changes his own, and one active administrator always remains. What is changed counts from
the next request on.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from models.queries.accounts import lock_person
from models.queries.people import Person, find_person
from models.tables import User, UserRole
from models.vocabulary import AdminAction, Role
from workflow.load import load_actor
from workflow.people import check_office, end_sessions, record_admin_event
from workflow.refusals import Reason, Refused, Why, conflict, unmet


@dataclass(frozen=True, kw_only=True)
class Post:
    """A person's roles and his office: a unit, a finance section, or none."""

    roles: frozenset[Role]
    unit_id: UUID | None
    section_id: UUID | None


def require_administrator(session: Session, actor_id: UUID) -> None:
    """Read a person again inside the transaction. Raises Refused unless he administers now."""
    if Role.ADMINISTRATOR not in load_actor(session, actor_id).roles:
        raise no_administrator()


def no_administrator() -> Refused:
    """Whoever is no administrator is told whose business it is."""
    return Refused(Reason(why=Why.FORBIDDEN, code="administers_the_site"))


def set_active(
    session: Session, *, user_id: UUID, active: bool, actor_id: UUID | None, at: datetime
) -> None:
    """Disable a person, which ends every sign-in at once, or enable him again; what stands
    already is no act.
    """
    person, others = _hold(session, user_id=user_id, actor_id=actor_id)
    if person.active == active:
        return
    if not active and Role.ADMINISTRATOR in person.roles and not others:
        raise Refused(unmet("last_administrator_remains"))
    session.execute(update(User).where(User.id == user_id).values(active=active))
    if not active:
        end_sessions(session, user_id=user_id, at=at)
    record_admin_event(
        session,
        action=AdminAction.ENABLE_PERSON if active else AdminAction.DISABLE_PERSON,
        actor_id=actor_id,
        at=at,
        data={"person": str(user_id)},
    )


def change_roles(
    session: Session,
    *,
    user_id: UUID,
    roles: Collection[Role],
    actor_id: UUID | None,
    at: datetime,
) -> None:
    """Give a person other roles in the office he has."""
    person = find_person(session, user_id)
    if person is None:
        raise Refused(unmet("person_is_unknown", field="login"))
    post = Post(roles=frozenset(roles), unit_id=person.unit_id, section_id=person.section_id)
    change_post(session, user_id=user_id, post=post, actor_id=actor_id, at=at)


def change_post(
    session: Session,
    *,
    user_id: UUID,
    post: Post,
    seen: Post | None = None,
    actor_id: UUID | None,
    at: datetime,
) -> None:
    """Give a person other roles, another office, or both together; what stands already is no act.

    Raises Refused when the roles do not fit the office, when the person stands elsewhere than
    where he was `seen`, and when no active administrator would remain.
    """
    person, others = _hold(session, user_id=user_id, actor_id=actor_id)
    stands = Post(roles=person.roles, unit_id=person.unit_id, section_id=person.section_id)
    if seen is not None and seen != stands:
        raise Refused(conflict("person_has_moved"))
    check_office(roles=post.roles, unit_id=post.unit_id, section_id=post.section_id)
    if post == stands:
        return
    loses = Role.ADMINISTRATOR in stands.roles - post.roles
    if loses and person.active and not others:
        raise Refused(unmet("last_administrator_remains", field="roles"))
    if post.roles != stands.roles:
        session.execute(delete(UserRole).where(UserRole.user_id == user_id))
        rows = [{"user_id": user_id, "role": role} for role in sorted(post.roles)]
        session.execute(insert(UserRole), rows)
    moves = (post.unit_id, post.section_id) != (stands.unit_id, stands.section_id)
    if moves:
        office = {"unit_id": post.unit_id, "section_id": post.section_id}
        session.execute(update(User).where(User.id == user_id).values(office))
    record_admin_event(
        session,
        action=AdminAction.CHANGE_UNIT if moves else AdminAction.CHANGE_ROLES,
        actor_id=actor_id,
        at=at,
        data={"person": str(user_id), "old": _describe(stands), "new": _describe(post)},
    )


def _describe(post: Post) -> dict[str, object]:
    return {
        "roles": sorted(post.roles),
        "unit": str(post.unit_id) if post.unit_id else None,
        "section": str(post.section_id) if post.section_id else None,
    }


def _hold(
    session: Session, *, user_id: UUID, actor_id: UUID | None
) -> tuple[Person, frozenset[UUID]]:
    """Return a person nobody else changes meanwhile, and the other active administrators."""
    if user_id == actor_id:
        raise Refused(Reason(why=Why.FORBIDDEN, code="is_somebody_else"))
    administrators = lock_person(session, user_id)
    # He may have lost the role while he waited for the lock.
    if actor_id is not None and actor_id not in administrators:
        raise no_administrator()
    person = find_person(session, user_id)
    if person is None:
        raise Refused(unmet("person_is_unknown", field="login"))
    return person, administrators - {user_id}
