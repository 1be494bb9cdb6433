"""Notices, derived from the events of the trail: what others did that concerns a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from models.queries.inbox import has_free_head
from models.queries.paging import Page, Place, fetch_page
from models.queries.visibility import Asker
from models.tables import (
    AuditEvent,
    Comment,
    Contact,
    Delivery,
    Evaluation,
    FreeText,
    Look,
    Unit,
    User,
)
from models.vocabulary import Kind, Role

Tells = Mapping[Role, Sequence[tuple[str, str | None]]]
"""For each role the actions that people who hold it are told of, each with the state it has to
lead to, None for any.
"""


@dataclass(frozen=True, kw_only=True)
class Listener:
    """Who is told, and of what; a deputy also of what his principals are told of."""

    user_id: UUID
    asker: Asker
    tells: Tells


class NoticeRow(NamedTuple):
    """One event that concerns somebody. What was said with it is None where nothing was, or where
    it was erased though `text_id` is there. `unread` says that he has neither looked at the
    evaluation since nor said that he has read it.
    """

    id: int
    evaluation_id: UUID
    title: str
    unit_name: str
    seq: int
    action: str
    to_state: str
    actor_name: str
    at: datetime
    text_id: int | None
    text: str | None
    unread: bool


def list_notices(
    session: Session, listener: Listener, *, since: datetime, place: Place | None, size: int
) -> Page[NoticeRow]:
    """Return what concerns a person, the latest first; what happened before `since` is never
    unread. One query.
    """
    unread = case((_is_unread(listener.user_id, since=since), true()), else_=false())
    statement = (
        select(
            AuditEvent.id,
            AuditEvent.evaluation_id,
            Evaluation.title,
            Unit.name,
            AuditEvent.seq,
            AuditEvent.action,
            AuditEvent.to_state,
            User.name,
            AuditEvent.at,
            Comment.text_id,
            FreeText.text,
            unread,
        )
        .join(User, User.id == AuditEvent.actor_id)
        .outerjoin(
            Comment,
            and_(
                Comment.evaluation_id == AuditEvent.evaluation_id,
                Comment.event_seq == AuditEvent.seq,
            ),
        )
        .outerjoin(FreeText, FreeText.id == Comment.text_id)
    )
    keys: tuple[Any, ...] = (AuditEvent.id,)
    page = fetch_page(
        session,
        _join_look(_of_concern(statement, listener), listener.user_id),
        keys=keys,
        descending=True,
        place=place,
        size=size,
    )
    rows = [NoticeRow._make((*row[:-1], bool(row[-1]))) for row in page.rows]
    return Page(rows=rows, before=page.before, after=page.after)


def count_unread(session: Session, listener: Listener, *, since: datetime, limit: int) -> int:
    """Return how many notices a person has not read, counted no further than a limit, of those
    after `since`. One query.
    """
    found = _join_look(_of_concern(select(AuditEvent.id), listener), listener.user_id)
    found = found.where(_is_unread(listener.user_id, since=since)).limit(limit)
    return session.scalars(select(func.count()).select_from(found.subquery())).one()


class UntoldRow(NamedTuple):
    """One event that is still to be told."""

    evaluation_id: UUID
    title: str
    seq: int
    action: str
    from_state: str
    to_state: str
    at: datetime


_UNTOLD: "Select[*tuple[Any, ...]]" = select(
    AuditEvent.evaluation_id,
    Evaluation.title,
    AuditEvent.seq,
    AuditEvent.action,
    AuditEvent.from_state,
    AuditEvent.to_state,
    AuditEvent.at,
)


def list_untold(
    session: Session, listener: Listener, *, since: datetime, limit: int
) -> list[UntoldRow]:
    """Return what concerns a person and was not told him by mail yet, the oldest first. One
    query.
    """
    statement = _of_concern(_UNTOLD, listener).where(
        AuditEvent.at >= since,
        ~_was_told("event", AuditEvent.seq, user_id=listener.user_id),
    )
    rows = session.execute(statement.order_by(AuditEvent.id).limit(limit))
    return [UntoldRow(*row) for row in rows]


def list_unsent(
    session: Session, *, actions: Sequence[str], since: datetime, limit: int
) -> list[UntoldRow]:
    """Return the events of these actions that no webhook was told of yet, the oldest first. One
    query.
    """
    rows = session.execute(
        _UNTOLD.join(Evaluation, Evaluation.id == AuditEvent.evaluation_id)
        .where(
            AuditEvent.action.in_(list(actions)),
            AuditEvent.at >= since,
            ~_was_told("event", AuditEvent.seq, user_id=None),
        )
        .order_by(AuditEvent.id)
        .limit(limit)
    )
    return [UntoldRow(*row) for row in rows]


def _was_told(kind: str, number: Any, *, user_id: UUID | None) -> ColumnElement[bool]:
    told = exists().where(
        Delivery.evaluation_id == AuditEvent.evaluation_id,
        Delivery.kind == kind,
        Delivery.number == number,
        Delivery.channel == ("webhook" if user_id is None else "mail"),
        Delivery.user_id.is_(None) if user_id is None else Delivery.user_id == user_id,
    )
    return told.correlate(AuditEvent)


def _of_concern(
    statement: "Select[*tuple[Any, ...]]", listener: Listener
) -> "Select[*tuple[Any, ...]]":
    return (
        statement.join(Evaluation, Evaluation.id == AuditEvent.evaluation_id)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .where(
            AuditEvent.actor_id != listener.user_id,
            or_(
                false(),
                *_list_ways(listener.asker, listener.tells),
                *(_for_principal(each, listener.tells) for each in listener.asker.deputed),
            ),
        )
    )


def _for_principal(deputed: Asker, tells: Tells) -> ColumnElement[bool]:
    """What a principal is told of while somebody is his deputy: what others did since then."""
    since = literal(deputed.since, AuditEvent.at.type)
    told = deputed.within_reach(or_(false(), *_list_ways(deputed, tells)))
    return and_(told, AuditEvent.actor_id != deputed.principal_id, AuditEvent.at >= since)


def _list_ways(asker: Asker, tells: Tells) -> list[ColumnElement[bool]]:
    offices = {role: _office(asker, role) for role in tells if role in asker.roles}
    return [
        and_(_leads(tells[role]), office) for role, office in offices.items() if office is not None
    ]


def _leads(told: Sequence[tuple[str, str | None]]) -> ColumnElement[bool]:
    plain = [action for action, state in told if state is None]
    return or_(
        AuditEvent.action.in_(plain),
        *(
            and_(AuditEvent.action == action, AuditEvent.to_state == state)
            for action, state in told
            if state is not None
        ),
    )


def _office(asker: Asker, role: Role) -> ColumnElement[bool] | None:
    """The condition that an evaluation lies in the office of somebody who holds this role."""
    by_finance = Evaluation.kind == Kind.FINANCE
    own_unit, own_section = Unit.id == asker.unit_id, Unit.section_id == asker.section_id
    if role is Role.FILER and asker.unit_id is not None:
        return and_(own_unit, ~by_finance)
    if role is Role.FILER and asker.section_id is not None:
        return and_(own_section, by_finance)
    if role is Role.UNIT_HEAD and asker.unit_id is not None:
        stands_in = and_(Unit.supervising_unit_id == asker.unit_id, ~has_free_head(asker))
        return or_(own_unit, stands_in)
    if role is Role.FINANCE_CHIEF and asker.section_id is not None:
        return own_section
    return true() if role is Role.AUDITOR else None


def _join_look(statement: "Select[*tuple[Any, ...]]", user_id: UUID) -> "Select[*tuple[Any, ...]]":
    return statement.outerjoin(
        Look, and_(Look.evaluation_id == Evaluation.id, Look.user_id == user_id)
    )


def _is_unread(user_id: UUID, *, since: datetime) -> ColumnElement[bool]:
    read_at = select(Contact.read_at).where(Contact.user_id == user_id).scalar_subquery()
    earliest = literal(since, AuditEvent.at.type)
    return and_(
        AuditEvent.at >= earliest,
        AuditEvent.at > func.coalesce(read_at, earliest),
        AuditEvent.seq > func.coalesce(Look.version, 0),
    )
