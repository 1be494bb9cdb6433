"""The editions of one result, and their sealed rounds."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from models.tables import AuditEvent, Comment, Evaluation, FreeText, Submission, User
from models.vocabulary import Action


class EditionRow(NamedTuple):
    """One edition of a result with the correction that opened it: by whom, when and why. The
    first has none; an erased reason is None though `reason_id` is there.
    """

    id: UUID
    edition: int
    state: str
    state_since: datetime
    due_at: datetime | None
    opened_by: str | None
    opened_at: datetime | None
    reason_id: int | None
    reason: str | None
    opened_for: str | None = None


_PRINCIPAL = aliased(User)


def list_editions(session: Session, evaluation: Evaluation) -> list[EditionRow]:
    """Return the editions that an evaluation is one of, the first one first. One query.

    Of those that were discarded only the evaluation itself is among them, and then it is the last.
    """
    opening, earlier, birth = aliased(AuditEvent), aliased(AuditEvent), aliased(AuditEvent)
    # The correction and the beginning of its edition are written one after the other.
    last = (
        select(func.max(earlier.id))
        .where(
            earlier.evaluation_id == Evaluation.supersedes_id,
            earlier.action == Action.CORRECT,
            earlier.id < birth.id,
        )
        .correlate(Evaluation, birth)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Evaluation.id,
            Evaluation.edition,
            Evaluation.state,
            Evaluation.state_since,
            Evaluation.due_at,
            User.name,
            opening.at,
            Comment.text_id,
            FreeText.text,
            _PRINCIPAL.name,
        )
        .join(birth, and_(birth.evaluation_id == Evaluation.id, birth.seq == 1))
        .outerjoin(opening, opening.id == last)
        .outerjoin(User, User.id == opening.actor_id)
        .outerjoin(_PRINCIPAL, _PRINCIPAL.id == opening.for_id)
        .outerjoin(
            Comment,
            and_(Comment.evaluation_id == opening.evaluation_id, Comment.event_seq == opening.seq),
        )
        .outerjoin(FreeText, FreeText.id == Comment.text_id)
        .where(_belongs_to(evaluation))
        .order_by(Evaluation.edition)
    )
    return [EditionRow._make(row) for row in rows]


def _belongs_to(evaluation: Evaluation) -> ColumnElement[bool]:
    """Return the condition on `Evaluation` that it is an edition of the same result."""
    first = evaluation.first_edition_id or evaluation.id
    chain = or_(Evaluation.id == first, Evaluation.first_edition_id == first)
    if evaluation.discarded:
        before = and_(~Evaluation.discarded, Evaluation.edition < evaluation.edition)
        return and_(chain, or_(Evaluation.id == evaluation.id, before))
    return and_(chain, ~Evaluation.discarded)


class Sealing(NamedTuple):
    """When a round was sealed, by whom, and the SHA-256 of what it held."""

    round: int
    at: datetime
    by: str
    content_hash: str
    for_name: str | None = None


class Chained(NamedTuple):
    """One edition with its sealed rounds, the oldest first."""

    evaluation: Evaluation
    rounds: tuple[Sealing, ...]


def list_chain(session: Session, evaluation: Evaluation) -> list[Chained]:
    """Return the editions that an evaluation is one of, as `list_editions` does, with their sealed
    rounds. One query.
    """
    rows = session.execute(
        select(
            Evaluation,
            Submission.round,
            AuditEvent.at,
            User.name,
            Submission.content_hash,
            _PRINCIPAL.name,
        )
        .outerjoin(Submission, Submission.evaluation_id == Evaluation.id)
        .outerjoin(
            AuditEvent,
            and_(
                AuditEvent.evaluation_id == Submission.evaluation_id,
                AuditEvent.seq == Submission.event_seq,
            ),
        )
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .outerjoin(_PRINCIPAL, _PRINCIPAL.id == AuditEvent.for_id)
        .where(_belongs_to(evaluation))
        .order_by(Evaluation.edition, Submission.round)
    )
    found: dict[UUID, tuple[Evaluation, list[Sealing]]] = {}
    for edition, number, at, by, content_hash, for_name in rows:
        _edition, rounds = found.setdefault(edition.id, (edition, []))
        if number is not None:
            rounds.append(Sealing(number, at, by, content_hash, for_name))
    return [Chained(edition, tuple(rounds)) for edition, rounds in found.values()]


def read_rounds(
    session: Session, wanted: Collection[tuple[UUID, int]]
) -> dict[tuple[UUID, int], str]:
    """Return what these rounds held, canonical JSON by evaluation and round. One query."""
    if not wanted:
        return {}
    rows = session.execute(
        select(Submission.evaluation_id, Submission.round, Submission.content).where(
            tuple_(Submission.evaluation_id, Submission.round).in_(list(wanted))
        )
    )
    return {(row.evaluation_id, row.round): row.content for row in rows}
