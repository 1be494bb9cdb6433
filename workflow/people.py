"""People and their accounts. Every act leaves an administrative event in its transaction."""

import hashlib
import secrets
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from models.queries.people import find_link, find_person_by_login
from models.tables import AdminEvent, ApiToken, LoginLink, LoginSession, User, UserRole
from models.vocabulary import AdminAction, Role
from workflow.audit import write_canonical
from workflow.ids import new_id
from workflow.refusals import Refused, unmet

LINK_LIFETIME = timedelta(minutes=30)


def record_admin_event(
    session: Session,
    *,
    action: AdminAction,
    actor_id: UUID | None,
    at: datetime,
    data: Mapping[str, object],
) -> None:
    """Append what an administrator did; without an actor it was an operator at the command
    line.
    """
    row = {"actor_id": actor_id, "action": action, "at": at, "body": write_canonical(dict(data))}
    session.execute(insert(AdminEvent), [row])


def hash_token(token: str) -> str:
    """Return what is stored of a token: its SHA-256, in hex. Tokens are 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def add_person(
    session: Session,
    *,
    login: str,
    name: str,
    roles: Collection[Role],
    unit_id: UUID | None,
    section_id: UUID | None,
    actor_id: UUID | None,
    at: datetime,
) -> UUID:
    """Add a person without a password; he sets one through a link. Returns the id.

    Raises Refused when the sign-in name is taken or the roles do not fit the office.
    """
    check_office(roles=roles, unit_id=unit_id, section_id=section_id)
    if find_person_by_login(session, login) is not None:
        raise Refused(unmet("login_is_taken", field="login", login=login))
    user_id = new_id()
    row = {
        "id": user_id,
        "login": login,
        "name": name,
        "unit_id": unit_id,
        "section_id": section_id,
        "active": True,
    }
    session.execute(insert(User), [row])
    session.execute(
        insert(UserRole), [{"user_id": user_id, "role": role} for role in sorted(roles)]
    )
    record_admin_event(
        session,
        action=AdminAction.ADD_PERSON,
        actor_id=actor_id,
        at=at,
        data={
            "person": str(user_id),
            "login": login,
            "name": name,
            "roles": sorted(roles),
            "unit": str(unit_id) if unit_id else None,
            "section": str(section_id) if section_id else None,
        },
    )
    return user_id


def check_office(*, roles: Collection[Role], unit_id: UUID | None, section_id: UUID | None) -> None:
    """Raise Refused unless the roles and the office fit: a head belongs to a unit, a chief to a
    finance section, a filer to one of the two, nobody to both. An administrator, who decides who
    may do what to an evaluation, does nothing to one himself: he has no other role and no office.
    """
    if not roles:
        raise Refused(unmet("role_is_missing", field="roles"))
    if Role.ADMINISTRATOR in roles and len(roles) > 1:
        raise Refused(unmet("administrator_has_no_other_role", field="roles"))
    if Role.ADMINISTRATOR in roles and (unit_id is not None or section_id is not None):
        raise Refused(unmet("administrator_has_no_office", field="unit"))
    if unit_id is not None and section_id is not None:
        raise Refused(unmet("office_is_double", field="unit"))
    if Role.UNIT_HEAD in roles and unit_id is None:
        raise Refused(unmet("head_needs_a_unit", field="unit"))
    if Role.FINANCE_CHIEF in roles and section_id is None:
        raise Refused(unmet("chief_needs_a_section", field="section"))
    if Role.FILER in roles and unit_id is None and section_id is None:
        raise Refused(unmet("filer_needs_an_office", field="unit"))


def issue_link(session: Session, *, user_id: UUID, actor_id: UUID | None, at: datetime) -> str:
    """Return a fresh single-use token to set a password with; older ones stop working."""
    session.execute(
        update(LoginLink)
        .where(LoginLink.user_id == user_id, LoginLink.used_at.is_(None))
        .values(used_at=at)
    )
    token = secrets.token_urlsafe(32)
    row = {
        "token_hash": hash_token(token),
        "user_id": user_id,
        "created_at": at,
        "expires_at": at + LINK_LIFETIME,
    }
    session.execute(insert(LoginLink), [row])
    record_admin_event(
        session,
        action=AdminAction.ISSUE_LINK,
        actor_id=actor_id,
        at=at,
        data={"person": str(user_id)},
    )
    return token


def set_password(session: Session, *, token: str, password_hash: str, at: datetime) -> UUID:
    """Use up a link and set the password it was issued for; every sign-in of the person ends.

    Raises Refused when the link is unknown, used or expired.
    """
    person = find_link(session, token_hash=hash_token(token), at=at)
    used = update(LoginLink).where(
        LoginLink.token_hash == hash_token(token), LoginLink.used_at.is_(None)
    )
    # Two people with one link: the row decides who was first.
    if person is None or session.execute(used.values(used_at=at)).rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result has it
        raise Refused(unmet("link_is_spent"))
    write_password(
        session, user_id=person.id, password_hash=password_hash, actor_id=person.id, at=at
    )
    return person.id


def write_password(
    session: Session, *, user_id: UUID, password_hash: str, actor_id: UUID | None, at: datetime
) -> None:
    """Store a password's hash and end every sign-in of the person."""
    session.execute(update(User).where(User.id == user_id).values(password_hash=password_hash))
    end_sessions(session, user_id=user_id, at=at)
    record_admin_event(
        session,
        action=AdminAction.SET_PASSWORD,
        actor_id=actor_id,
        at=at,
        data={"person": str(user_id)},
    )


def begin_session(session: Session, *, user_id: UUID, at: datetime, lifetime: timedelta) -> str:
    """Sign a person in and return the token his browser keeps."""
    token = secrets.token_urlsafe(32)
    row = {
        "token_hash": hash_token(token),
        "user_id": user_id,
        "created_at": at,
        "expires_at": at + lifetime,
    }
    session.execute(insert(LoginSession), [row])
    return token


def end_session(session: Session, *, token: str, at: datetime) -> None:
    """Sign one browser out: its token is worth nothing from now on."""
    session.execute(
        update(LoginSession)
        .where(LoginSession.token_hash == hash_token(token), LoginSession.ended_at.is_(None))
        .values(ended_at=at)
    )


def end_sessions(session: Session, *, user_id: UUID, at: datetime) -> None:
    """Sign a person out everywhere, in browsers and in scripts."""
    session.execute(
        update(LoginSession)
        .where(LoginSession.user_id == user_id, LoginSession.ended_at.is_(None))
        .values(ended_at=at)
    )
    session.execute(
        update(ApiToken)
        .where(ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=at)
    )
