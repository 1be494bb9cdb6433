"""What stood in an evaluation before something changed it, read from its trail."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from models.tables import AuditEvent, Evaluation, FreeText, Indicator, ScoreChange, Submission
from models.vocabulary import Action, ScoreKind


class Body(NamedTuple):
    """The canonical JSON of one event, and its number."""

    seq: int
    body: str


def list_bodies_since(
    session: Session, evaluation_id: UUID, *, seen: int, actions: Collection[Action]
) -> list[Body]:
    """Return the events of these actions after number `seen`, the oldest first. One query."""
    rows = session.execute(
        select(AuditEvent.seq, AuditEvent.body)
        .where(
            AuditEvent.evaluation_id == evaluation_id,
            AuditEvent.seq > seen,
            AuditEvent.action.in_(list(actions)),
        )
        .order_by(AuditEvent.seq)
    )
    return [Body(*row) for row in rows]


def list_bodies_before(
    session: Session, evaluation_id: UUID, *, part: str, seqs: Collection[int]
) -> dict[int, str]:
    """Return for each of these events the body of the last event before it whose data has this
    `part` (a key of the body, as `claim`); an event that has none before it is left out.
    """
    if not seqs:
        return {}
    earlier = aliased(AuditEvent)
    # Within a JSON text the quotes of a value are escaped, so that only a key is spelled like this.
    last = (
        select(func.max(earlier.seq))
        .where(
            earlier.evaluation_id == evaluation_id,
            earlier.seq < AuditEvent.seq,
            earlier.action.in_((Action.CREATE, Action.FILL)),
            earlier.body.contains(f'"{part}":', autoescape=True),
        )
        .correlate(AuditEvent)
        .scalar_subquery()
    )
    found = aliased(AuditEvent)
    rows = session.execute(
        select(AuditEvent.seq, found.body.label("body"))
        .join(found, (found.evaluation_id == evaluation_id) & (found.seq == last))
        .where(AuditEvent.evaluation_id == evaluation_id, AuditEvent.seq.in_(seqs))
    )
    return {row.seq: row.body for row in rows}


class ScoreBefore(NamedTuple):
    """One score as it stood after an event; an erased reason is None though `reason_id` is
    there.
    """

    indicator_id: UUID
    kind: str
    score: Decimal | None
    reason_id: int | None
    reason: str | None


def list_scores_at(session: Session, evaluation_id: UUID, *, seen: int) -> list[ScoreBefore]:
    """Return every score that had been given up to event `seen`, as it stood then. One query."""
    last: Any = (
        select(func.max(ScoreChange.id))
        .where(ScoreChange.evaluation_id == evaluation_id, ScoreChange.event_seq <= seen)
        .group_by(ScoreChange.indicator_id, ScoreChange.kind)
    )
    rows = session.execute(
        select(
            ScoreChange.indicator_id,
            ScoreChange.kind,
            ScoreChange.new,
            ScoreChange.reason_id,
            FreeText.text,
        )
        .outerjoin(FreeText, FreeText.id == ScoreChange.reason_id)
        .where(ScoreChange.id.in_(last))
    )
    return [ScoreBefore(*row) for row in rows]


class ReviewBefore(NamedTuple):
    """What a row was last given in a review before this one, in the `round` of an `edition`.

    `position` is the place of the row, the same in every edition; `since` is the number of the
    event that sealed the round at hand, None before there is one. An erased reason is None though
    `reason_id` is there.
    """

    evaluation_id: UUID
    edition: int
    round: int
    indicator_id: UUID
    position: int
    score: Decimal
    reason_id: int | None
    reason: str | None
    since: int | None


def list_reviews_before(session: Session, evaluation: Evaluation) -> list[ReviewBefore]:
    """Return the last review score of each row from before the round at hand: from the edition
    that is superseded, then from earlier rounds. One query, none where neither can be.
    """
    if evaluation.round == 1 and evaluation.supersedes_id is None:
        return []
    since = (
        select(func.max(Submission.event_seq))
        .where(
            Submission.evaluation_id == evaluation.id,
            Submission.round == evaluation.round,
        )
        .scalar_subquery()
    )
    reviewed = aliased(ScoreChange)
    last = (
        select(func.max(reviewed.id))
        .where(
            reviewed.kind == ScoreKind.REVIEW,
            reviewed.new.is_not(None),
            or_(
                and_(reviewed.evaluation_id == evaluation.id, reviewed.event_seq < since),
                reviewed.evaluation_id == evaluation.supersedes_id,
            ),
        )
        .group_by(reviewed.indicator_id)
    )
    sealed = (
        select(func.max(Submission.round))
        .where(
            Submission.evaluation_id == ScoreChange.evaluation_id,
            Submission.event_seq < ScoreChange.event_seq,
        )
        .correlate(ScoreChange)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            ScoreChange.evaluation_id,
            Evaluation.edition,
            sealed,
            ScoreChange.indicator_id,
            Indicator.position,
            ScoreChange.new,
            ScoreChange.reason_id,
            FreeText.text,
            since,
        )
        .join(Evaluation, Evaluation.id == ScoreChange.evaluation_id)
        .join(Indicator, Indicator.id == ScoreChange.indicator_id)
        .outerjoin(FreeText, FreeText.id == ScoreChange.reason_id)
        .where(ScoreChange.id.in_(last))
        .order_by(Evaluation.edition, Indicator.position)
    )
    return [ReviewBefore(*row) for row in rows]


class RoundBefore(NamedTuple):
    """A sealed round that came before the one at hand: of which edition it is the how manieth, and
    what it held, canonical JSON.
    """

    edition: int
    round: int
    content: str


def find_round_before(
    session: Session, evaluation: Evaluation, *, signed: bool
) -> RoundBefore | None:
    """Return the last round that was sealed before the one at hand: of this edition, else of the
    one that it corrects. `signed` leaves out rounds that the head of the unit never signed: the
    finance section has not seen them. One query, none where neither can be.
    """
    if evaluation.round == 1 and evaluation.supersedes_id is None:
        return None
    until = (
        select(func.max(Submission.event_seq))
        .where(Submission.evaluation_id == evaluation.id, Submission.round == evaluation.round)
        .scalar_subquery()
    )
    if signed:
        until = (
            select(func.max(AuditEvent.seq))
            .where(
                AuditEvent.evaluation_id == evaluation.id,
                AuditEvent.action == Action.APPROVE,
                AuditEvent.seq < until,
            )
            .scalar_subquery()
        )
    row = session.execute(
        select(Evaluation.edition, Submission.round, Submission.content)
        .join(Evaluation, Evaluation.id == Submission.evaluation_id)
        .where(
            or_(
                and_(Submission.evaluation_id == evaluation.id, Submission.event_seq < until),
                Submission.evaluation_id == evaluation.supersedes_id,
            )
        )
        .order_by(Evaluation.edition.desc(), Submission.event_seq.desc())
        .limit(1)
    ).first()
    return None if row is None else RoundBefore(*row)
