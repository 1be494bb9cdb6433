"""The trail of one evaluation, to be read by people: events with persons and texts."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from models.queries.sealed import IS_SEALED
from models.tables import AuditEvent, Comment, FreeText, ScoreChange, User
from models.vocabulary import ScoreKind


class EventRow(NamedTuple):
    """One event with who did it and what was said with it; an erased text is None though
    `text_id` is there. `sealed` says whether the ledger holds it, `for_name` whose deputy did it.
    """

    seq: int
    action: str
    from_state: str
    to_state: str
    actor_id: UUID
    actor_name: str
    at: datetime
    body: str
    hash: str
    text_id: int | None
    text: str | None
    sealed: bool
    for_id: UUID | None = None
    for_name: str | None = None


PRINCIPAL = aliased(User)
"""For whom an event was done, where a deputy did it."""
EVENT: tuple[Any, ...] = (
    AuditEvent.seq,
    AuditEvent.action,
    AuditEvent.from_state,
    AuditEvent.to_state,
    AuditEvent.actor_id,
    User.name,
    AuditEvent.at,
    AuditEvent.body,
    AuditEvent.hash,
    Comment.text_id,
    FreeText.text,
    IS_SEALED,
    AuditEvent.for_id,
    PRINCIPAL.name,
)
"""The columns of an EventRow, of events joined by `join_said`."""


def join_said(statement: "Select[*tuple[Any, ...]]") -> "Select[*tuple[Any, ...]]":
    """Join events with who did them and what was said with them."""
    return (
        statement.join(User, User.id == AuditEvent.actor_id)
        .outerjoin(PRINCIPAL, PRINCIPAL.id == AuditEvent.for_id)
        .outerjoin(
            Comment,
            (Comment.evaluation_id == AuditEvent.evaluation_id)
            & (Comment.event_seq == AuditEvent.seq),
        )
        .outerjoin(FreeText, FreeText.id == Comment.text_id)
    )


def _select_events(evaluation_id: UUID) -> "Select[*tuple[Any, ...]]":
    return join_said(select(*EVENT)).where(AuditEvent.evaluation_id == evaluation_id)


def list_latest_events(
    session: Session, evaluation_id: UUID, *, since_seq: int, limit: int
) -> list[EventRow]:
    """Return the events from a number on and, of the older ones, those with which something was
    said; the latest first. One query.
    """
    rows = session.execute(
        _select_events(evaluation_id)
        .where(or_(AuditEvent.seq >= since_seq, Comment.id.is_not(None)))
        .order_by(AuditEvent.seq.desc())
        .limit(limit)
    )
    return [EventRow(*row) for row in rows]


def list_events_of(
    session: Session, evaluation_id: UUID, *, actions: Collection[str], above_seq: int, limit: int
) -> list[EventRow]:
    """Return the events of these actions above a number, the latest first. One query."""
    rows = session.execute(
        _select_events(evaluation_id)
        .where(AuditEvent.seq > above_seq, AuditEvent.action.in_(sorted(actions)))
        .order_by(AuditEvent.seq.desc())
        .limit(limit)
    )
    return [EventRow(*row) for row in rows]


class TrailFilter(NamedTuple):
    """What a search of the trail asks for; times are UTC, the end is excluded."""

    person_id: UUID | None = None
    action: str | None = None
    indicator_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


def search_events(
    session: Session,
    evaluation_id: UUID,
    *,
    wanted: TrailFilter,
    before_seq: int | None,
    limit: int,
) -> list[EventRow]:
    """Return the events that fit, the latest first, below a number. One query.

    An event speaks of an indicator when its body names the id: scores, actual values, documents.
    """
    statement = _select_events(evaluation_id)
    if wanted.person_id is not None:
        statement = statement.where(
            or_(AuditEvent.actor_id == wanted.person_id, AuditEvent.for_id == wanted.person_id)
        )
    if wanted.action is not None:
        statement = statement.where(AuditEvent.action == wanted.action)
    if wanted.indicator_id is not None:
        statement = statement.where(AuditEvent.body.contains(str(wanted.indicator_id)))
    if wanted.since is not None:
        statement = statement.where(AuditEvent.at >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(AuditEvent.at < wanted.until)
    if before_seq is not None:
        statement = statement.where(AuditEvent.seq < before_seq)
    rows = session.execute(statement.order_by(AuditEvent.seq.desc()).limit(limit))
    return [EventRow(*row) for row in rows]


class ScoreReason(NamedTuple):
    """Why one event changed one score of one row, and the reason that stood there before; an
    erased text is None though its id is there.
    """

    event_seq: int
    indicator_id: UUID
    kind: str
    text_id: int | None
    text: str | None
    old_id: int | None
    old: str | None


def list_score_reasons(session: Session, events: Collection[tuple[UUID, int]]) -> list[ScoreReason]:
    """Return the reasons of the scores that these events changed, where there is one or was one
    before; each event by its evaluation and number. One query, none without events.
    """
    if not events:
        return []
    place = tuple_(ScoreChange.evaluation_id, ScoreChange.event_seq)
    earlier, before, text = aliased(ScoreChange), aliased(ScoreChange), aliased(FreeText)
    last = (
        select(func.max(earlier.id))
        .where(
            earlier.indicator_id == ScoreChange.indicator_id,
            earlier.kind == ScoreChange.kind,
            earlier.event_seq < ScoreChange.event_seq,
        )
        .correlate(ScoreChange)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            ScoreChange.event_seq,
            ScoreChange.indicator_id,
            ScoreChange.kind,
            ScoreChange.reason_id,
            FreeText.text,
            before.reason_id,
            text.text,
        )
        .outerjoin(FreeText, FreeText.id == ScoreChange.reason_id)
        .outerjoin(before, before.id == last)
        .outerjoin(text, text.id == before.reason_id)
        .where(place.in_(events))
        .where(or_(ScoreChange.reason_id.is_not(None), before.reason_id.is_not(None)))
        .order_by(ScoreChange.event_seq, ScoreChange.id)
    )
    return [ScoreReason(*row) for row in rows]


MOST_TEXTS = 1000
"""Texts that one page may ask for."""


def find_texts(session: Session, commitments: Collection[str]) -> dict[str, str | None]:
    """Return the texts behind these commitments, an erased one as None. One query.

    Of more than `MOST_TEXTS` the first are looked up; what is not found is left out.
    """
    wanted = list(dict.fromkeys(commitments))[:MOST_TEXTS]
    if not wanted:
        return {}
    rows = session.execute(
        select(FreeText.commitment, FreeText.text).where(FreeText.commitment.in_(wanted))
    )
    return {row.commitment: row.text for row in rows}


class SelfScore(NamedTuple):
    """One self score of one row, and the event that gave it."""

    event_seq: int
    indicator_id: UUID
    new: Decimal | None


def list_self_scores(session: Session, evaluations: Collection[UUID]) -> list[SelfScore]:
    """Return the self scores these evaluations ever had, the oldest first. One query."""
    rows = session.execute(
        select(ScoreChange.event_seq, ScoreChange.indicator_id, ScoreChange.new)
        .where(ScoreChange.evaluation_id.in_(evaluations), ScoreChange.kind == ScoreKind.SELF)
        .order_by(ScoreChange.event_seq, ScoreChange.id)
    )
    return [SelfScore(*row) for row in rows]


class Person(NamedTuple):
    """Somebody who acted here."""

    id: UUID
    name: str


def list_people(session: Session, evaluation_id: UUID) -> list[Person]:
    """Return everybody who ever acted on an evaluation, or had a deputy act, by name. One query."""
    rows = session.execute(
        select(User.id, User.name)
        .where(
            User.id.in_(
                select(AuditEvent.actor_id)
                .where(AuditEvent.evaluation_id == evaluation_id)
                .union(select(AuditEvent.for_id).where(AuditEvent.evaluation_id == evaluation_id))
            )
        )
        .order_by(User.name, User.id)
    )
    return [Person(*row) for row in rows]
