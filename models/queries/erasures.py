"""Who asked to erase which text, who agreed, and what holds copies of texts."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    String,
    cast,
    exists,
    literal,
    select,
)
from sqlalchemy.orm import Session, aliased

from models.queries.visibility import Asker
from models.tables import AuditEvent, Evaluation, FormDraft, FreeText, Publication, Unit, User
from models.vocabulary import Action

ACTIONS = (Action.ASK_ERASURE, Action.ERASE, Action.DECLINE_ERASURE)


class ToldRow(NamedTuple):
    """One event: who did what when, and its body."""

    seq: int
    action: str
    actor_id: UUID
    actor_name: str
    at: datetime
    body: str
    for_id: UUID | None = None
    for_name: str | None = None

    @property
    def people(self) -> frozenset[UUID]:
        """Who did it, and for whom."""
        return frozenset({self.actor_id} if self.for_id is None else {self.actor_id, self.for_id})


_PRINCIPAL = aliased(User)


def _select_told() -> "Select[*tuple[Any, ...]]":
    return (
        select(
            AuditEvent.seq,
            AuditEvent.action,
            AuditEvent.actor_id,
            User.name,
            AuditEvent.at,
            AuditEvent.body,
            AuditEvent.for_id,
            _PRINCIPAL.name,
        )
        .join(User, User.id == AuditEvent.actor_id)
        .outerjoin(_PRINCIPAL, _PRINCIPAL.id == AuditEvent.for_id)
    )


def list_told(session: Session, evaluation_id: UUID) -> list[ToldRow]:
    """Return every event of one evaluation, in its order. One query."""
    statement = _select_told().where(AuditEvent.evaluation_id == evaluation_id)
    return [ToldRow(*row) for row in session.execute(statement.order_by(AuditEvent.seq))]


def list_erasing(session: Session, evaluation_id: UUID) -> list[ToldRow]:
    """Return what was asked, erased and declined of one evaluation, in its order. One query."""
    statement = _select_told().where(
        AuditEvent.evaluation_id == evaluation_id, AuditEvent.action.in_(ACTIONS)
    )
    return [ToldRow(*row) for row in session.execute(statement.order_by(AuditEvent.seq))]


def find_erasing(session: Session, text: int | str) -> ToldRow | None:
    """Return the event that erased a text, given by its number or its commitment; None where none
    did. One query.
    """
    commitment: SQLColumnExpression[str] | str = (
        text
        if isinstance(text, str)
        else select(FreeText.commitment).where(FreeText.id == text).scalar_subquery()
    )
    statement = _select_told().where(AuditEvent.action == Action.ERASE, _names(commitment))
    row = session.execute(statement.order_by(AuditEvent.id).limit(1)).one_or_none()
    return None if row is None else ToldRow(*row)


def list_erased_evaluations(session: Session) -> list[UUID]:
    """Return the evaluations of which something was erased. One query."""
    statement = select(AuditEvent.evaluation_id).where(AuditEvent.action == Action.ERASE)
    return list(session.scalars(statement.distinct().order_by(AuditEvent.evaluation_id)))


def is_named(session: Session, evaluation_id: UUID, *, commitment: str) -> bool:
    """Say whether an event of this evaluation names a text by its commitment. One query."""
    statement = select(AuditEvent.id).where(
        AuditEvent.evaluation_id == evaluation_id, _names(commitment)
    )
    return session.execute(statement.limit(1)).one_or_none() is not None


def _names(commitment: SQLColumnExpression[str] | str) -> ColumnElement[bool]:
    return AuditEvent.body.contains(commitment)


class WaitingRow(NamedTuple):
    """One request to erase a text that waits for a second person."""

    evaluation_id: UUID
    title: str
    unit_name: str
    actor_name: str
    at: datetime
    for_name: str | None = None


def list_waiting_requests(
    session: Session, asker: Asker, *, person_id: UUID, limit: int
) -> list[WaitingRow]:
    """Return the requests of others that wait, of the evaluations this person may see, the oldest
    first. One query.
    """
    answer = aliased(AuditEvent)
    # As every body spells it: the keys of an answer are sorted, and one comes after this.
    spelled = literal('"request":').concat(cast(AuditEvent.seq, String)).concat(",")
    answered = exists().where(
        answer.evaluation_id == AuditEvent.evaluation_id,
        answer.action.in_((Action.ERASE, Action.DECLINE_ERASURE)),
        answer.body.contains(spelled),
    )
    rows = session.execute(
        select(
            AuditEvent.evaluation_id,
            Evaluation.title,
            Unit.name,
            User.name,
            AuditEvent.at,
            _PRINCIPAL.name,
        )
        .join(Evaluation, Evaluation.id == AuditEvent.evaluation_id)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .join(User, User.id == AuditEvent.actor_id)
        .outerjoin(_PRINCIPAL, _PRINCIPAL.id == AuditEvent.for_id)
        .where(
            AuditEvent.action == Action.ASK_ERASURE,
            AuditEvent.actor_id != person_id,
            AuditEvent.for_id.is_distinct_from(person_id),
            asker.may_see_unit(),
            ~answered,
        )
        .order_by(AuditEvent.id)
        .limit(limit)
    )
    return [WaitingRow(*row) for row in rows]


class CopyRow(NamedTuple):
    """One disclosure copy."""

    id: int
    content: str


def list_copies(session: Session, evaluation_id: UUID) -> list[CopyRow]:
    """Return the disclosure copies of one evaluation. One query."""
    rows = session.execute(
        select(Publication.id, Publication.content)
        .where(Publication.evaluation_id == evaluation_id)
        .order_by(Publication.id)
    )
    return [CopyRow(*row) for row in rows]


class DraftRow(NamedTuple):
    """What somebody typed into a form of one evaluation and has not saved."""

    user_id: UUID
    form: str
    payload: str


def list_all_drafts(session: Session, evaluation_id: UUID) -> list[DraftRow]:
    """Return what anybody typed into forms of one evaluation and has not saved. One query."""
    rows = session.execute(
        select(FormDraft.user_id, FormDraft.form, FormDraft.payload)
        .where(FormDraft.evaluation_id == evaluation_id)
        .order_by(FormDraft.user_id, FormDraft.form)
    )
    return [DraftRow(*row) for row in rows]
