"""The trail of all evaluations together: events and refusals, the latest first."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from models.queries.paging import Page, Place, fetch_page
from models.queries.search import (
    MOST_CANDIDATES,
    Word,
    contains,
    find_candidates,
    is_one_of,
)
from models.queries.subtree import stands_in_subtree
from models.queries.trail import EVENT, EventRow, join_said
from models.queries.visibility import Asker
from models.tables import (
    AgreedChange,
    AuditEvent,
    Evaluation,
    Indicator,
    Refusal,
    SchemeRow,
    ScoreChange,
    Unit,
    User,
)
from models.vocabulary import Action, ScoreKind


class WantedEvents(NamedTuple):
    """Which events somebody wants. `unit_id` takes everything below the unit along, `people` are
    those of whom one acted; `words` stand in the name of an indicator whose score or
    agreed terms were changed; `differs` asks for reviews that gave a row another score than the
    unit did. Times are UTC, the end is excluded.
    """

    people: Collection[UUID] | None = None
    unit_id: UUID | None = None
    action: str | None = None
    words: Sequence[Word] = ()
    differs: bool = False
    since: datetime | None = None
    until: datetime | None = None


class FoundEvent(NamedTuple):
    """One event, and the evaluation it belongs to."""

    id: int
    evaluation_id: UUID
    title: str
    unit_name: str
    scheme_id: UUID
    event: EventRow


def find_events(
    session: Session, asker: Asker, wanted: WantedEvents, *, place: Place | None, size: int
) -> Page[FoundEvent]:
    """Return the events that fit, of the evaluations this person may see, the latest first. One
    query, three where a row is looked for by its name.
    """
    statement = (
        select(
            AuditEvent.id,
            AuditEvent.evaluation_id,
            Evaluation.title,
            Unit.name,
            Evaluation.scheme_id,
            *EVENT,
        )
        .join(Evaluation, Evaluation.id == AuditEvent.evaluation_id)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .where(asker.may_see_unit(), *_choose_events(session, wanted))
    )
    page = _fetch(session, join_said(statement), table=AuditEvent, place=place, size=size)
    rows = [FoundEvent._make((*row[:5], EventRow._make(row[5:]))) for row in page.rows]
    return Page(rows=rows, before=page.before, after=page.after)


def list_found_evaluations(
    session: Session, asker: Asker, wanted: WantedEvents, *, limit: int
) -> list[UUID]:
    """Return the evaluations of which an event fits, among those this person may see, by id. One
    query, three where a row is looked for by its name.
    """
    rows = session.scalars(
        select(AuditEvent.evaluation_id)
        .join(Evaluation, Evaluation.id == AuditEvent.evaluation_id)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .where(asker.may_see_unit(), *_choose_events(session, wanted))
        .distinct()
        .order_by(AuditEvent.evaluation_id)
        .limit(limit)
    )
    return list(rows)


class RefusalRow(NamedTuple):
    """One attempt that was refused; title and unit are None where no such evaluation exists."""

    id: int
    evaluation_id: UUID | None
    title: str | None
    unit_name: str | None
    actor_name: str
    action: str
    at: datetime
    source: str
    reasons: str


def find_refusals(
    session: Session, wanted: WantedEvents, *, place: Place | None, size: int
) -> Page[RefusalRow]:
    """Return the refused attempts that fit, the latest first. Only auditors ask. One query."""
    statement = (
        select(
            Refusal.id,
            Refusal.evaluation_id,
            Evaluation.title,
            Unit.name,
            User.name,
            Refusal.action,
            Refusal.at,
            Refusal.source,
            Refusal.reasons,
        )
        .join(User, User.id == Refusal.actor_id)
        .outerjoin(Evaluation, Evaluation.id == Refusal.evaluation_id)
        .outerjoin(Unit, Unit.id == Evaluation.unit_id)
        .where(*_list_conditions(Refusal, wanted))
    )
    page = _fetch(session, statement, table=Refusal, place=place, size=size)
    rows = [RefusalRow(*row) for row in page.rows]
    return Page(rows=rows, before=page.before, after=page.after)


def _fetch(
    session: Session,
    statement: "Select[*tuple[Any, ...]]",
    *,
    table: type[AuditEvent | Refusal],
    place: Place | None,
    size: int,
) -> Page[Any]:
    keys: tuple[Any, ...] = (table.id,)
    return fetch_page(session, statement, keys=keys, descending=True, place=place, size=size)


def _choose_events(session: Session, wanted: WantedEvents) -> list[ColumnElement[bool]]:
    conditions = _list_conditions(AuditEvent, wanted)
    if wanted.differs:
        conditions.append(_departs_from_self(wanted.words))
    if wanted.words:
        conditions.append(_concerns_row(wanted.words))
        places = _find_places(session, wanted.words)
        if places is not None:
            conditions.append(is_one_of(AuditEvent.evaluation_id, places))
    return conditions


def _list_conditions(
    table: type[AuditEvent | Refusal], wanted: WantedEvents
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.people is not None:
        conditions.append(_was_done_by(table, list(wanted.people)))
    if wanted.unit_id is not None:
        conditions.append(stands_in_subtree(wanted.unit_id))
    if wanted.action is not None:
        conditions.append(table.action == wanted.action)
    if wanted.since is not None:
        conditions.append(table.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(table.at < wanted.until)
    return conditions


def _was_done_by(table: type[AuditEvent | Refusal], people: list[UUID]) -> ColumnElement[bool]:
    """Done by one of them, or by somebody's deputy for one of them."""
    if table is AuditEvent:
        return or_(AuditEvent.actor_id.in_(people), AuditEvent.for_id.in_(people))
    return table.actor_id.in_(people)


def _departs_from_self(words: Sequence[Word]) -> ColumnElement[bool]:
    """An event of a review that gave a row, one that is or was called so where it is looked for by
    its name, another score than the self score then in force.
    """
    own = aliased(ScoreChange)
    last = (
        select(own.new)
        .where(
            own.indicator_id == ScoreChange.indicator_id,
            own.kind == ScoreKind.SELF,
            own.event_seq < ScoreChange.event_seq,
        )
        .order_by(own.id.desc())
        .limit(1)
        .correlate(ScoreChange)
        .scalar_subquery()
    )
    changed = exists().where(
        ScoreChange.evaluation_id == AuditEvent.evaluation_id,
        ScoreChange.event_seq == AuditEvent.seq,
        ScoreChange.kind == ScoreKind.REVIEW,
        ScoreChange.new != last,
        Indicator.id == ScoreChange.indicator_id,
        *([or_(_is_called(Indicator.name, words), _was_renamed(words))] if words else []),
    )
    return and_(AuditEvent.action.in_((Action.RESCORE, Action.REVIEW)), changed)


def _find_places(session: Session, words: Sequence[Word]) -> list[UUID] | None:
    """Return the evaluations that may have a row that is or was called so; None for any."""
    found = find_candidates(session, [word.folded for word in words])
    if found is None:
        return None
    renamed = select(AgreedChange.evaluation_id).where(_was_called(words)).distinct()
    return [*found, *session.scalars(renamed.limit(MOST_CANDIDATES))]


def _concerns_row(words: Sequence[Word]) -> ColumnElement[bool]:
    """An event that changed the score or the agreed terms of a row that is or was called so."""
    changes: tuple[type[ScoreChange | AgreedChange], ...] = (ScoreChange, AgreedChange)
    return or_(
        *(
            exists().where(
                change.evaluation_id == AuditEvent.evaluation_id,
                change.event_seq == AuditEvent.seq,
                Indicator.id == change.indicator_id,
                or_(_is_called(Indicator.name, words), _was_renamed(words)),
            )
            for change in changes
        )
    )


def _was_renamed(words: Sequence[Word]) -> ColumnElement[bool]:
    renamed = select(AgreedChange.indicator_id).where(_was_called(words))
    return Indicator.id.in_(renamed)


def _was_called(words: Sequence[Word]) -> ColumnElement[bool]:
    return or_(_is_called(AgreedChange.old_name, words), _is_called(AgreedChange.new_name, words))


def _is_called(name: SQLColumnExpression[str], words: Sequence[Word]) -> ColumnElement[bool]:
    """A name holds every word, as it was typed or folded: names are stored as they are spelled."""
    lowered = func.lower(name)
    return and_(
        *(
            or_(
                contains(name, word.typed),
                contains(lowered, word.typed.lower()),
                contains(lowered, word.folded),
            )
            for word in words
        )
    )


class RowName(NamedTuple):
    """What one row of one evaluation is called."""

    id: UUID
    name: str


def list_row_names(session: Session, evaluations: Collection[UUID]) -> list[RowName]:
    """Return the names of all rows of these evaluations. One query."""
    rows = session.execute(
        select(Indicator.id, Indicator.name)
        .where(Indicator.evaluation_id.in_(list(evaluations)))
        .order_by(Indicator.evaluation_id, Indicator.position)
    )
    return [RowName(*row) for row in rows]


def list_schemes(session: Session, schemes: Collection[UUID]) -> list[SchemeRow]:
    """Return these schemes. One query."""
    statement = select(SchemeRow).where(SchemeRow.id.in_(list(schemes))).order_by(SchemeRow.id)
    return list(session.scalars(statement))
