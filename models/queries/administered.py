"""What verification reads of people, offices, cycles, schemes and tokens, and of the acts that
brought them about.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models.queries.spelled import fetch_rows, raw_id, raw_time
from models.tables import (
    AdminEvent,
    ApiToken,
    AuditEvent,
    Base,
    Cycle,
    Delegation,
    Evaluation,
    FinanceSection,
    SchemeActivation,
    SchemeRow,
    Unit,
    User,
    UserRole,
)

PIECE = 5_000


class Act(NamedTuple):
    """One administrative act as it is stored."""

    id: int
    action: str
    at: str
    body: str


def stream_acts(session: Session) -> Iterator[Act]:
    """Yield every administrative act in its order, reading a piece at a time."""
    query = select(
        AdminEvent.id, AdminEvent.action, raw_time(AdminEvent.at), AdminEvent.body
    ).order_by(AdminEvent.id)
    last = None
    while True:
        behind = query if last is None else query.where(AdminEvent.id > last)
        piece = [Act._make(row) for row in fetch_rows(session, behind.limit(PIECE))]
        yield from piece
        if len(piece) < PIECE:
            return
        last = piece[-1].id


_LIVE: Mapping[type[Base], "Select[*tuple[Any, ...]]"] = {
    FinanceSection: select(
        raw_id(FinanceSection.id).label("id"), FinanceSection.code, FinanceSection.name
    ),
    Unit: select(
        raw_id(Unit.id).label("id"),
        Unit.code,
        Unit.name,
        Unit.region,
        raw_id(Unit.supervising_unit_id).label("supervising_unit"),
        raw_id(Unit.section_id).label("section"),
    ),
    User: select(
        raw_id(User.id).label("id"),
        User.login,
        User.name,
        raw_id(User.unit_id).label("unit"),
        raw_id(User.section_id).label("section"),
        User.active,
    ),
    SchemeRow: select(
        raw_id(SchemeRow.id).label("id"), SchemeRow.name, SchemeRow.version, SchemeRow.sha256
    ),
    SchemeActivation: select(
        raw_id(SchemeActivation.scheme_id).label("id"),
        raw_time(SchemeActivation.activated_at).label("activated_at"),
    ),
    Cycle: select(
        raw_id(Cycle.id).label("id"),
        Cycle.name,
        Cycle.fiscal_year,
        raw_id(Cycle.scheme_id).label("scheme"),
        raw_id(Cycle.section_id).label("section"),
        raw_time(Cycle.opens_at).label("opens_at"),
        raw_time(Cycle.closes_at).label("closes_at"),
    ),
    ApiToken: select(
        raw_id(ApiToken.id).label("id"),
        raw_id(ApiToken.user_id).label("person"),
        ApiToken.name,
        ApiToken.scope,
        raw_time(ApiToken.created_at).label("created_at"),
        raw_time(ApiToken.expires_at).label("expires_at"),
        raw_time(ApiToken.revoked_at).label("revoked_at"),
    ),
    Delegation: select(
        raw_id(Delegation.id).label("id"),
        raw_id(Delegation.principal_id).label("principal"),
        raw_id(Delegation.deputy_id).label("deputy"),
        Delegation.role,
        raw_id(Delegation.unit_id).label("unit"),
        raw_time(Delegation.starts_at).label("starts_at"),
        raw_time(Delegation.ends_at).label("ends_at"),
        Delegation.reason,
        raw_time(Delegation.created_at).label("created_at"),
        raw_time(Delegation.ended_at).label("ended_at"),
    ),
}


def list_live(session: Session, table: type[Base]) -> list[dict[str, Any]]:
    """Return the rows of one of these tables by their columns."""
    statement = _LIVE[table]
    names = statement.selected_columns.keys()
    return [dict(zip(names, row, strict=True)) for row in fetch_rows(session, statement)]


def list_roles(session: Session) -> list[tuple[str, str]]:
    """Return every person with each of his roles."""
    query = select(raw_id(UserRole.user_id), UserRole.role).order_by(UserRole.user_id)
    return [(row[0], row[1]) for row in session.execute(query)]


class DeputyRow(NamedTuple):
    """One event that somebody did for somebody else, and whose unit the evaluation is."""

    id: int
    evaluation: str
    seq: int
    deputy: str
    principal: str
    at: str
    body: str
    unit: str


def stream_deputised(session: Session) -> Iterator[DeputyRow]:
    """Yield every event that was done for somebody else, in its order, a piece at a time."""
    query = (
        select(
            AuditEvent.id,
            raw_id(AuditEvent.evaluation_id),
            AuditEvent.seq,
            raw_id(AuditEvent.actor_id),
            raw_id(AuditEvent.for_id),
            raw_time(AuditEvent.at),
            AuditEvent.body,
            raw_id(Evaluation.unit_id),
        )
        .join(Evaluation, Evaluation.id == AuditEvent.evaluation_id)
        .where(AuditEvent.for_id.is_not(None))
        .order_by(AuditEvent.id)
    )
    last = None
    while True:
        behind = query if last is None else query.where(AuditEvent.id > last)
        piece = [DeputyRow._make(row) for row in fetch_rows(session, behind.limit(PIECE))]
        yield from piece
        if len(piece) < PIECE:
            return
        last = piece[-1].id
