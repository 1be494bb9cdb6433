"""Lists of evaluations: what they show of each, and which of them somebody wants."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from models.queries.behind import NOTHING, Behind, list_conditions
from models.queries.paging import Page, Place, fetch_page
from models.queries.search import contains_all, find_candidates, is_one_of
from models.queries.subtree import stands_in_subtree
from models.queries.superseded import IS_SUPERSEDED
from models.queries.visibility import Asker
from models.tables import AuditEvent, Cycle, Evaluation, EvaluationListing, Unit


class EvaluationLine(NamedTuple):
    """One evaluation in a list. `deadline` is the due date of its round, else the cycle's end;
    `due_at` is set by the last return. `total` and `grade` are as they stand: reviewed, else self
    scored, else reported. `superseded` says that a later edition was published. `codes` are those
    that the checks found when it was last submitted, with a space between; None before that.
    """

    id: UUID
    title: str
    kind: str
    state: str
    round: int
    edition: int
    content_version: int
    state_since: datetime
    unit_name: str
    fiscal_year: int
    deadline: datetime
    due_at: datetime | None
    total: Decimal | None
    grade: str | None
    discarded: bool
    superseded: bool
    codes: str | None


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which evaluations somebody wants. `unit_id` takes everything below the unit along, `people`
    are those of whom one must have acted, `words` (folded) must all occur, `behind` narrows down to
    those behind a figure. Superseded editions and discarded drafts are left out unless asked for.
    The deadline lies from `due_from` on and before `due_before`.
    """

    fiscal_year: int | None = None
    unit_id: UUID | None = None
    kind: str | None = None
    state: str | None = None
    grade: str | None = None
    people: Collection[UUID] | None = None
    words: Sequence[str] = ()
    superseded: bool = False
    discarded: bool = False
    behind: Behind = NOTHING
    due_from: datetime | None = None
    due_before: datetime | None = None


DEADLINE: ColumnElement[datetime] = func.coalesce(Evaluation.due_at, Cycle.closes_at)


_LINES: "Select[*tuple[Any, ...]]" = (
    select(
        Evaluation.id,
        Evaluation.title,
        Evaluation.kind,
        Evaluation.state,
        Evaluation.round,
        Evaluation.edition,
        Evaluation.content_version,
        Evaluation.state_since,
        Unit.name,
        Cycle.fiscal_year,
        DEADLINE,
        Evaluation.due_at,
        EvaluationListing.total,
        EvaluationListing.grade,
        Evaluation.discarded,
        IS_SUPERSEDED,
        EvaluationListing.codes,
    )
    .join(Unit, Unit.id == Evaluation.unit_id)
    .join(Cycle, Cycle.id == Evaluation.cycle_id)
    .outerjoin(EvaluationListing, EvaluationListing.evaluation_id == Evaluation.id)
)


def select_lines(session: Session, asker: Asker, wanted: Wanted) -> "Select[*tuple[Any, ...]]":
    """Return the statement for the lines that fit, of those this person may see. At most one query,
    for where the words may stand.
    """
    conditions = [asker.may_see_unit(), *_list_conditions(wanted)]
    if not wanted.superseded:
        conditions.append(~IS_SUPERSEDED)
    if not wanted.discarded:
        conditions.append(~Evaluation.discarded)
    candidates = find_candidates(session, wanted.words)
    if candidates is not None:
        conditions.append(is_one_of(Evaluation.id, candidates))
    return _LINES.where(*conditions)


def _list_conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    plain = (
        (Cycle.fiscal_year, wanted.fiscal_year),
        (Evaluation.kind, wanted.kind),
        (Evaluation.state, wanted.state),
        (EvaluationListing.grade, wanted.grade),
    )
    conditions: list[ColumnElement[bool]] = [
        column == value for column, value in plain if value is not None
    ]
    conditions += list_conditions(wanted.behind)
    if wanted.unit_id is not None and wanted.behind.alone:
        conditions.append(Unit.id == wanted.unit_id)
    elif wanted.unit_id is not None:
        conditions.append(stands_in_subtree(wanted.unit_id))
    if wanted.people is not None:
        conditions.append(
            exists().where(
                AuditEvent.evaluation_id == Evaluation.id,
                or_(
                    AuditEvent.actor_id.in_(list(wanted.people)),
                    AuditEvent.for_id.in_(list(wanted.people)),
                ),
            )
        )
    if wanted.due_from is not None:
        conditions.append(wanted.due_from <= DEADLINE)
    if wanted.due_before is not None:
        conditions.append(wanted.due_before > DEADLINE)
    if wanted.words:
        conditions.append(contains_all(EvaluationListing.text, wanted.words))
    return conditions


def as_lines(page: Page[Any]) -> Page[EvaluationLine]:
    """Return a page of rows of `select_lines` as lines."""
    rows = [EvaluationLine(*row) for row in page.rows]
    return Page(rows=rows, before=page.before, after=page.after)


def list_evaluations(
    session: Session, asker: Asker, wanted: Wanted, *, place: Place | None = None, size: int
) -> Page[EvaluationLine]:
    """Return what this person may see and wants, what moved last first. One query,
    two where words are looked for.
    """
    page = fetch_page(
        session,
        select_lines(session, asker, wanted),
        keys=(Evaluation.state_since, Evaluation.id),  # type: ignore[arg-type]  # a column is an expression
        descending=True,
        place=place,
        size=size,
    )
    return as_lines(page)


class Named(NamedTuple):
    """One evaluation by what it is called, whose it is, and its result as it stands."""

    id: UUID
    title: str
    unit_name: str
    total: Decimal | None
    grade: str | None


def list_named(session: Session, asker: Asker, ids: Collection[UUID]) -> list[Named]:
    """Return what these evaluations are called, those that this person may see. One query."""
    rows = session.execute(
        select(
            Evaluation.id,
            Evaluation.title,
            Unit.name,
            EvaluationListing.total,
            EvaluationListing.grade,
        )
        .join(Unit, Unit.id == Evaluation.unit_id)
        .outerjoin(EvaluationListing, EvaluationListing.evaluation_id == Evaluation.id)
        .where(Evaluation.id.in_(list(ids)), asker.may_see_unit())
        .order_by(Evaluation.id)
    )
    return [Named(*row) for row in rows]
