"""What verification reads of the trail, and of evaluations: everything, in order, as it stands.

These are statements of its own: what pages read is none of its business, so that a fault of theirs
cannot hide in both.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from models.queries.spelled import (
    fetch_rows,
    raw_bytes,
    raw_id,
    raw_points,
    raw_time,
    text_param,
)
from models.tables import Attachment, AuditEvent, Evaluation, FreeText, SchemeRow
from models.vocabulary import Action

PIECE = 5_000
_ID = re.compile("[0-9a-f]{32}")
Statement: TypeAlias = "Select[*tuple[Any, ...]]"


class Span(NamedTuple):
    """Evaluations whose ids lie behind one and up to another, as `raw_id` spells them; None is the
    beginning and the end, so that spans that follow each other leave out nothing at all.
    """

    after: str | None = None
    upto: str | None = None


WHOLE = Span()


def limit_to(statement: Statement, column: Any, span: Span) -> Statement:
    """Return the statement about the rows of a span alone, with their bounds as parameters."""
    if span.after is not None:
        statement = statement.where(column > text_param("after"))
    if span.upto is not None:
        statement = statement.where(column <= text_param("upto"))
    return statement


def values_of(span: Span) -> dict[str, str]:
    """Return the parameters of such a statement."""
    return {name: value for name, value in span._asdict().items() if value is not None}


class EvaluationRow(NamedTuple):
    """One evaluation as it is stored, with the commitment to the reason of its claim."""

    id: str
    unit: str
    cycle: str
    scheme: str
    kind: str
    title: str
    state: str
    state_since: str
    version: int
    content_version: int
    round: int
    head: str
    due_at: str | None
    reported_total: object
    reported_grade: str | None
    claim_reason: str | None
    edition: int
    supersedes: str | None
    first_edition: str | None
    predecessor: str | None
    discarded: int


@cache
def _select_evaluations(*, below: bool, above: bool) -> Statement:
    return limit_to(
        select(
            raw_id(Evaluation.id),
            raw_id(Evaluation.unit_id),
            raw_id(Evaluation.cycle_id),
            raw_id(Evaluation.scheme_id),
            Evaluation.kind,
            Evaluation.title,
            Evaluation.state,
            raw_time(Evaluation.state_since),
            Evaluation.version,
            Evaluation.content_version,
            Evaluation.round,
            Evaluation.head,
            raw_time(Evaluation.due_at),
            raw_points(Evaluation.reported_total),
            Evaluation.reported_grade,
            FreeText.commitment,
            Evaluation.edition,
            raw_id(Evaluation.supersedes_id),
            raw_id(Evaluation.first_edition_id),
            raw_id(Evaluation.predecessor_id),
            Evaluation.discarded,
        )
        .outerjoin(FreeText, FreeText.id == Evaluation.claim_reason_id)
        .order_by(Evaluation.id),
        Evaluation.id,
        Span("" if below else None, "" if above else None),
    )


def list_evaluation_rows(session: Session, span: Span) -> list[EvaluationRow]:
    """Return the evaluations of a span by id."""
    statement = _select_evaluations(below=span.after is not None, above=span.upto is not None)
    return [EvaluationRow._make(row) for row in fetch_rows(session, statement, values_of(span))]


def stream_lengths(session: Session, span: Span = WHOLE) -> Iterator[tuple[str, int]]:
    """Yield the id of every evaluation of a span in order, and how many events it says it has."""
    while True:
        query = limit_to(
            select(raw_id(Evaluation.id), Evaluation.version).order_by(Evaluation.id).limit(PIECE),
            Evaluation.id,
            span,
        )
        piece = fetch_rows(session, query, values_of(span))
        yield from ((row[0], row[1]) for row in piece)
        if len(piece) < PIECE:
            return
        span = Span(piece[-1][0], span.upto)


class EventRow(NamedTuple):
    """One event as it is stored, its body as bytes."""

    evaluation: str
    id: int
    seq: int
    prev_seq: int | None
    action: str
    from_state: str
    to_state: str
    actor: str
    at: str
    body: bytes
    hash: str
    principal: str | None = None


def _select_events() -> Statement:
    return select(
        raw_id(AuditEvent.evaluation_id),
        AuditEvent.id,
        AuditEvent.seq,
        AuditEvent.prev_seq,
        AuditEvent.action,
        AuditEvent.from_state,
        AuditEvent.to_state,
        raw_id(AuditEvent.actor_id),
        raw_time(AuditEvent.at),
        raw_bytes(AuditEvent.body),
        AuditEvent.hash,
        raw_id(AuditEvent.for_id),
    )


_CORRECTING = _select_events().where(
    AuditEvent.evaluation_id == text_param("own"),
    or_(AuditEvent.action == Action.CORRECT, AuditEvent.seq == 1),
)


@cache
def _select_chains(*, below: bool, above: bool) -> Statement:
    return limit_to(
        _select_events().order_by(AuditEvent.evaluation_id, AuditEvent.seq, AuditEvent.id),
        AuditEvent.evaluation_id,
        Span("" if below else None, "" if above else None),
    )


def _make_events(session: Session, rows: list[tuple[Any, ...]]) -> list[EventRow]:
    if session.connection().dialect.name == "sqlite":
        return list(map(EventRow._make, rows))
    return [EventRow._make((*row[:9], row[9].encode(), *row[10:])) for row in rows]


def list_chains(session: Session, span: Span) -> list[EventRow]:
    """Return the events of the evaluations of a span, each chain in its order."""
    statement = _select_chains(below=span.after is not None, above=span.upto is not None)
    return _make_events(session, fetch_rows(session, statement, values_of(span)))


def list_correcting_events(session: Session, evaluations: Sequence[str]) -> list[EventRow]:
    """Return the events of these evaluations that open an edition or begin one. Texts that are no
    ids are left out.
    """
    known = [own for each in evaluations if _ID.fullmatch(own := each.replace("-", ""))]
    found: list[EventRow] = []
    for own in known:
        found += _make_events(session, fetch_rows(session, _CORRECTING, {"own": own}))
    return found


def count_events(session: Session) -> int:
    """Return how many events there are."""
    return session.scalar(select(func.count()).select_from(AuditEvent)) or 0


class SchemeText(NamedTuple):
    """One registered scheme."""

    id: str
    name: str
    version: str
    sha256: str
    text: str


def list_schemes(session: Session) -> list[SchemeText]:
    """Return every registered scheme."""
    query = select(
        raw_id(SchemeRow.id), SchemeRow.name, SchemeRow.version, SchemeRow.sha256, SchemeRow.text
    ).order_by(SchemeRow.id)
    return [SchemeText._make(row) for row in fetch_rows(session, query)]


class WrittenRow(NamedTuple):
    """One free text with its salt, None where it was erased, and its commitment."""

    id: int
    salt: bytes | None
    text: bytes | str | None
    commitment: str


_TEXTS = (
    select(FreeText.id, FreeText.salt, raw_bytes(FreeText.text), FreeText.commitment)
    .where(FreeText.id > bindparam("after"), FreeText.id <= bindparam("upto"))
    .order_by(FreeText.id)
)


def list_written(session: Session, *, after: int, upto: int) -> list[WrittenRow]:
    """Return the free texts behind one number and up to another."""
    rows = fetch_rows(session, _TEXTS, {"after": after, "upto": upto})
    return [WrittenRow._make(row) for row in rows]


def find_ends(session: Session, column: Any) -> tuple[int, int]:
    """Return the least and the greatest number of a column, 1 and 0 where there is no row."""
    least, greatest = session.execute(select(func.min(column), func.max(column))).one()
    return (1, 0) if least is None else (least, greatest)


class DocumentRow(NamedTuple):
    """One registered document: what its file has to be."""

    sha256: str
    id: str
    size: int


def list_documents(session: Session, *, after: str, upto: str | None) -> list[DocumentRow]:
    """Return the registered documents whose hashes lie behind one and up to another, None for no
    end; those of the same bytes after each other.
    """
    query = select(Attachment.sha256, raw_id(Attachment.id), Attachment.size).where(
        Attachment.sha256 > after
    )
    if upto is not None:
        query = query.where(Attachment.sha256 <= upto)
    return [
        DocumentRow._make(row)
        for row in session.execute(query.order_by(Attachment.sha256, Attachment.id))
    ]


def stream_document_hashes(session: Session) -> Iterator[str]:
    """Yield the hash of every stored document once, in order."""
    last = ""
    while piece := session.scalars(
        select(Attachment.sha256)
        .distinct()
        .where(Attachment.sha256 > last)
        .order_by(Attachment.sha256)
        .limit(PIECE)
    ).all():
        yield from piece
        last = piece[-1]
