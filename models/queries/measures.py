"""Measures by which problems are put right: their steps, in the evaluation of every year."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from models.queries.paging import Page, Place, fetch_page
from models.queries.seals import LAST_SEALED
from models.queries.subtree import stands_in_subtree
from models.queries.visibility import Asker
from models.tables import (
    Attachment,
    AuditEvent,
    Comment,
    Cycle,
    Evaluation,
    FreeText,
    MeasureStepRow,
    Unit,
    User,
)
from models.vocabulary import MeasureStep, Standing


class StepRow(NamedTuple):
    """One step of one measure, with the event that took it. Texts come with their commitments; of
    an erased one the text is None. `said` is what was said with the event.
    """

    id: int
    evaluation_id: UUID
    fiscal_year: int
    edition: int
    state: str
    event_seq: int
    measure_id: UUID
    kind: str
    finding_id: int | None
    finding: str | None
    finding_mark: str | None
    recommendation_id: int | None
    recommendation: str | None
    recommendation_mark: str | None
    text_id: int | None
    text: str | None
    text_mark: str | None
    owner: str
    due_on: str | None
    attachment_id: UUID | None
    attachment_name: str | None
    said: str | None
    said_mark: str | None
    actor_id: UUID
    for_id: UUID | None
    actor_name: str
    at: datetime
    hash: str
    sealed: bool


_FINDING, _ADVICE, _TEXT, _SAID = (aliased(FreeText) for _ in range(4))


def select_steps() -> "Select[*tuple[Any, ...]]":
    """Return the statement for steps as `StepRow` has them, without conditions and order."""
    return (
        select(
            MeasureStepRow.id,
            MeasureStepRow.evaluation_id,
            Cycle.fiscal_year,
            Evaluation.edition,
            Evaluation.state,
            MeasureStepRow.event_seq,
            MeasureStepRow.measure_id,
            MeasureStepRow.kind,
            MeasureStepRow.finding_id,
            _FINDING.text,
            _FINDING.commitment,
            MeasureStepRow.recommendation_id,
            _ADVICE.text,
            _ADVICE.commitment,
            MeasureStepRow.text_id,
            _TEXT.text,
            _TEXT.commitment,
            MeasureStepRow.owner,
            MeasureStepRow.due_on,
            MeasureStepRow.attachment_id,
            Attachment.name,
            _SAID.text,
            _SAID.commitment,
            AuditEvent.actor_id,
            AuditEvent.for_id,
            User.name,
            AuditEvent.at,
            AuditEvent.hash,
            AuditEvent.id <= LAST_SEALED,
        )
        .join(Evaluation, Evaluation.id == MeasureStepRow.evaluation_id)
        .join(Cycle, Cycle.id == Evaluation.cycle_id)
        .join(
            AuditEvent,
            and_(
                AuditEvent.evaluation_id == MeasureStepRow.evaluation_id,
                AuditEvent.seq == MeasureStepRow.event_seq,
            ),
        )
        .join(User, User.id == AuditEvent.actor_id)
        .outerjoin(_FINDING, _FINDING.id == MeasureStepRow.finding_id)
        .outerjoin(_ADVICE, _ADVICE.id == MeasureStepRow.recommendation_id)
        .outerjoin(_TEXT, _TEXT.id == MeasureStepRow.text_id)
        .outerjoin(Attachment, Attachment.id == MeasureStepRow.attachment_id)
        .outerjoin(
            Comment,
            and_(
                Comment.evaluation_id == MeasureStepRow.evaluation_id,
                Comment.event_seq == MeasureStepRow.event_seq,
            ),
        )
        .outerjoin(_SAID, _SAID.id == Comment.text_id)
    )


def list_steps(session: Session, evaluation: Evaluation) -> list[StepRow]:
    """Return every step of the measures of one result, all its editions together, those that were
    taken in the evaluations of other years included; in the order they were taken. Steps in
    discarded drafts are left out, but for those of the evaluation itself. One query.
    """
    edition, first = aliased(Evaluation), evaluation.first_edition_id or evaluation.id
    here = aliased(MeasureStepRow)
    own = (
        select(here.measure_id)
        .join(edition, edition.id == here.evaluation_id)
        .where(
            or_(edition.id == first, edition.first_edition_id == first),
            or_(~edition.discarded, edition.id == evaluation.id),
        )
    )
    rows = session.execute(
        select_steps()
        .where(
            MeasureStepRow.measure_id.in_(own),
            or_(~Evaluation.discarded, Evaluation.id == evaluation.id),
        )
        .order_by(MeasureStepRow.id)
    )
    return [StepRow(*row) for row in rows]


class MeasureLine(NamedTuple):
    """One measure in a list, as its last step says: where it lives, what it answers, what is to be
    done, by whom and until when. `place` orders lists by the day; what has none comes last.
    """

    id: int
    measure_id: UUID
    evaluation_id: UUID
    title: str
    unit_name: str
    fiscal_year: int
    state: str
    kind: str
    finding: str | None
    finding_mark: str | None
    text_id: int | None
    text: str | None
    text_mark: str | None
    owner: str
    due_on: str | None
    at: datetime
    place: str
    unit_id: UUID


@dataclass(frozen=True, kw_only=True)
class WantedMeasures:
    """Which measures somebody wants: by the year of the evaluation they live in, by unit with all
    below it, by how they stand. `late` and `due_by` are days as ``2026-06-30``: in hand and due
    before the one, due until the other.
    """

    fiscal_year: int | None = None
    unit_id: UUID | None = None
    standing: Standing | None = None
    late: str | None = None
    due_by: str | None = None
    in_hand: bool = False


NO_DAY = "9999-12-31"
_PLACE: ColumnElement[str] = func.coalesce(MeasureStepRow.due_on, NO_DAY)
_PLANNING = (MeasureStep.PLAN, MeasureStep.CHANGE, MeasureStep.CARRY)
_STANDS: Mapping[Standing, ColumnElement[bool]] = {
    Standing.OPEN: MeasureStepRow.text_id.is_(None),
    Standing.PLANNED: and_(MeasureStepRow.kind.in_(_PLANNING), MeasureStepRow.text_id.is_not(None)),
    Standing.DONE: MeasureStepRow.kind == MeasureStep.DONE,
    Standing.REFUSED: MeasureStepRow.kind == MeasureStep.REFUSE,
    Standing.ACCEPTED: MeasureStepRow.kind == MeasureStep.ACCEPT,
}
_IN_HAND = MeasureStepRow.kind.in_((*_PLANNING, MeasureStep.REFUSE))


def list_measures(
    session: Session,
    asker: Asker,
    wanted: WantedMeasures,
    *,
    place: Place | None = None,
    size: int,
) -> Page[MeasureLine]:
    """Return the measures this person may see and wants, each as its last step says, what is due
    first first. One query.
    """
    later, its_evaluation = aliased(MeasureStepRow), aliased(Evaluation)
    is_last = ~exists().where(
        later.measure_id == MeasureStepRow.measure_id,
        later.id > MeasureStepRow.id,
        its_evaluation.id == later.evaluation_id,
        ~its_evaluation.discarded,
    )
    statement = (
        select(
            MeasureStepRow.id,
            MeasureStepRow.measure_id,
            MeasureStepRow.evaluation_id,
            Evaluation.title,
            Unit.name,
            Cycle.fiscal_year,
            Evaluation.state,
            MeasureStepRow.kind,
            _FINDING.text,
            _FINDING.commitment,
            MeasureStepRow.text_id,
            _TEXT.text,
            _TEXT.commitment,
            MeasureStepRow.owner,
            MeasureStepRow.due_on,
            AuditEvent.at,
            _PLACE,
            Unit.id,
        )
        .join(Evaluation, Evaluation.id == MeasureStepRow.evaluation_id)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .join(Cycle, Cycle.id == Evaluation.cycle_id)
        .join(
            AuditEvent,
            and_(
                AuditEvent.evaluation_id == MeasureStepRow.evaluation_id,
                AuditEvent.seq == MeasureStepRow.event_seq,
            ),
        )
        .outerjoin(_FINDING, _FINDING.id == MeasureStepRow.finding_id)
        .outerjoin(_TEXT, _TEXT.id == MeasureStepRow.text_id)
        .where(asker.may_see_unit(), ~Evaluation.discarded, is_last, *_list_conditions(wanted))
    )
    page = fetch_page(
        session,
        statement,
        keys=(_PLACE, MeasureStepRow.id),  # type: ignore[arg-type]  # a column is an expression
        descending=False,
        place=place,
        size=size,
    )
    rows = [MeasureLine(*row) for row in page.rows]
    return Page(rows=rows, before=page.before, after=page.after)


def _list_conditions(wanted: WantedMeasures) -> Iterator[ColumnElement[bool]]:
    if wanted.fiscal_year is not None:
        yield Cycle.fiscal_year == wanted.fiscal_year
    if wanted.unit_id is not None:
        yield stands_in_subtree(wanted.unit_id)
    if wanted.standing is not None:
        yield _STANDS[wanted.standing]
    if wanted.late is not None:
        yield and_(_IN_HAND, MeasureStepRow.due_on < wanted.late)
    if wanted.due_by is not None:
        yield and_(_IN_HAND, MeasureStepRow.due_on <= wanted.due_by)
    if wanted.in_hand:
        yield _IN_HAND


def list_sealed_steps(session: Session, evaluations: Collection[UUID]) -> list[StepRow]:
    """Return the sealed steps of every measure that has one in these evaluations, wherever they
    were taken, in their order. One query.
    """
    here, event = aliased(MeasureStepRow), aliased(AuditEvent)
    own = (
        select(here.measure_id)
        .join(event, and_(event.evaluation_id == here.evaluation_id, event.seq == here.event_seq))
        .where(here.evaluation_id.in_(list(evaluations)), event.id <= LAST_SEALED)
    )
    rows = session.execute(
        select_steps()
        .where(
            MeasureStepRow.measure_id.in_(own),
            AuditEvent.id <= LAST_SEALED,
            ~Evaluation.discarded,
        )
        .order_by(MeasureStepRow.id)
    )
    return [StepRow(*row) for row in rows]


def is_sealed_step(session: Session, evaluation_id: UUID, *, seq: int) -> bool:
    """Say whether a sealed event of an evaluation took a step of a measure. One query."""
    statement = (
        select(MeasureStepRow.id)
        .join(
            AuditEvent,
            and_(
                AuditEvent.evaluation_id == MeasureStepRow.evaluation_id,
                AuditEvent.seq == MeasureStepRow.event_seq,
            ),
        )
        .where(
            MeasureStepRow.evaluation_id == evaluation_id,
            MeasureStepRow.event_seq == seq,
            AuditEvent.id <= LAST_SEALED,
        )
    )
    return session.execute(statement.limit(1)).first() is not None
