"""What verification reads: everything, in order, a bounded piece at a time."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from models.tables import (
    AgreedChange,
    Attachment,
    AuditEvent,
    Comment,
    Evaluation,
    FreeText,
    Publication,
    SchemeRow,
    ScoreChange,
    Submission,
)

PIECE = 500


def stream_evaluations(session: Session) -> Iterator[Evaluation]:
    """Yield every evaluation by id, reading a piece at a time."""
    last: UUID | None = None
    while True:
        query = select(Evaluation).order_by(Evaluation.id).limit(PIECE)
        if last is not None:
            query = query.where(Evaluation.id > last)
        piece = session.scalars(query).all()
        yield from piece
        if len(piece) < PIECE:
            return
        last = piece[-1].id
        session.expunge_all()


class EventRow(NamedTuple):
    """One event as it is stored."""

    id: int
    evaluation_id: UUID
    seq: int
    prev_seq: int | None
    action: str
    from_state: str
    to_state: str
    actor_id: UUID
    at: object
    body: str
    hash: str


def list_event_rows(session: Session, evaluation_id: UUID) -> list[EventRow]:
    """Return the whole chain of one evaluation in its order."""
    rows = session.execute(
        select(
            AuditEvent.id,
            AuditEvent.evaluation_id,
            AuditEvent.seq,
            AuditEvent.prev_seq,
            AuditEvent.action,
            AuditEvent.from_state,
            AuditEvent.to_state,
            AuditEvent.actor_id,
            AuditEvent.at,
            AuditEvent.body,
            AuditEvent.hash,
        )
        .where(AuditEvent.evaluation_id == evaluation_id)
        .order_by(AuditEvent.seq, AuditEvent.id)
    )
    return [EventRow(*row) for row in rows]


def list_orphaned_events(session: Session) -> list[int]:
    """Return events whose evaluation does not exist, by id."""
    return list(
        session.scalars(
            select(AuditEvent.id)
            .where(AuditEvent.evaluation_id.not_in(select(Evaluation.id)))
            .order_by(AuditEvent.id)
            .limit(PIECE)
        )
    )


class ScoreChangeRow(NamedTuple):
    """One stored score change with the commitment to its reason."""

    id: int
    event_seq: int
    indicator_id: UUID
    kind: str
    old: object
    new: object
    reason: str | None


def list_score_change_rows(session: Session, evaluation_id: UUID) -> list[ScoreChangeRow]:
    """Return the score changes of one evaluation in the order they happened."""
    rows = session.execute(
        select(
            ScoreChange.id,
            ScoreChange.event_seq,
            ScoreChange.indicator_id,
            ScoreChange.kind,
            ScoreChange.old,
            ScoreChange.new,
            FreeText.commitment,
        )
        .outerjoin(FreeText, FreeText.id == ScoreChange.reason_id)
        .where(ScoreChange.evaluation_id == evaluation_id)
        .order_by(ScoreChange.event_seq, ScoreChange.id)
    )
    return [ScoreChangeRow(*row) for row in rows]


class AgreedChangeRow(NamedTuple):
    """One stored change of an agreed row with the commitment to its reason."""

    id: int
    event_seq: int
    indicator_id: UUID
    old_name: str
    new_name: str
    old_weight: Decimal | None
    new_weight: Decimal | None
    old_target: str
    new_target: str
    reason: str


def list_agreed_change_rows(session: Session, evaluation_id: UUID) -> list[AgreedChangeRow]:
    """Return the changes of agreed rows of one evaluation in the order they happened."""
    rows = session.execute(
        select(
            AgreedChange.id,
            AgreedChange.event_seq,
            AgreedChange.indicator_id,
            AgreedChange.old_name,
            AgreedChange.new_name,
            AgreedChange.old_weight,
            AgreedChange.new_weight,
            AgreedChange.old_target,
            AgreedChange.new_target,
            FreeText.commitment,
        )
        .join(FreeText, FreeText.id == AgreedChange.reason_id)
        .where(AgreedChange.evaluation_id == evaluation_id)
        .order_by(AgreedChange.event_seq, AgreedChange.id)
    )
    return [AgreedChangeRow._make(row) for row in rows]


class SaidRow(NamedTuple):
    """One comment's event and commitment."""

    event_seq: int
    commitment: str


def list_comment_rows(session: Session, evaluation_id: UUID) -> list[SaidRow]:
    """Return what was said, by event."""
    rows = session.execute(
        select(Comment.event_seq, FreeText.commitment)
        .join(FreeText, FreeText.id == Comment.text_id)
        .where(Comment.evaluation_id == evaluation_id)
        .order_by(Comment.event_seq, Comment.id)
    )
    return [SaidRow(*row) for row in rows]


class FrozenRow(NamedTuple):
    """A sealed round with its number, or a disclosure copy with its time."""

    id: int
    event_seq: int
    content: str
    content_hash: str
    mark: int | datetime


def list_submission_rows(session: Session, evaluation_id: UUID) -> list[FrozenRow]:
    """Return the sealed rounds of one evaluation."""
    rows = session.execute(
        select(
            Submission.id,
            Submission.event_seq,
            Submission.content,
            Submission.content_hash,
            Submission.round,
        )
        .where(Submission.evaluation_id == evaluation_id)
        .order_by(Submission.event_seq)
    )
    return [FrozenRow(*row) for row in rows]


def list_publication_rows(session: Session, evaluation_id: UUID) -> list[FrozenRow]:
    """Return the disclosure copies of one evaluation."""
    rows = session.execute(
        select(
            Publication.id,
            Publication.event_seq,
            Publication.content,
            Publication.content_hash,
            Publication.published_at,
        )
        .where(Publication.evaluation_id == evaluation_id)
        .order_by(Publication.event_seq)
    )
    return [FrozenRow(*row) for row in rows]


def list_schemes(session: Session) -> list[SchemeRow]:
    """Return every registered scheme."""
    return list(session.scalars(select(SchemeRow).order_by(SchemeRow.id)))


def stream_texts(session: Session) -> Iterator[FreeText]:
    """Yield every free text by id, reading a piece at a time."""
    last = 0
    while True:
        query = select(FreeText).where(FreeText.id > last).order_by(FreeText.id).limit(PIECE)
        piece = session.scalars(query).all()
        yield from piece
        if len(piece) < PIECE:
            return
        last = piece[-1].id
        session.expunge_all()


class DocumentRow(NamedTuple):
    """One registered document: what its file has to be."""

    sha256: str
    id: UUID
    size: int


def stream_documents(session: Session) -> Iterator[DocumentRow]:
    """Yield every registered document, those of the same bytes after each other, reading a piece
    at a time.
    """
    last: DocumentRow | None = None
    while True:
        query = (
            select(Attachment.sha256, Attachment.id, Attachment.size)
            .order_by(Attachment.sha256, Attachment.id)
            .limit(PIECE)
        )
        if last is not None:
            place = tuple_(Attachment.sha256, Attachment.id)
            query = query.where(place > (last.sha256, last.id))
        piece = [DocumentRow._make(row) for row in session.execute(query)]
        yield from piece
        if len(piece) < PIECE:
            return
        last = piece[-1]
