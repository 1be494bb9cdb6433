"""One evaluation: its header and the rows that belong to it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session, aliased

from models.tables import (
    Attachment,
    AuditEvent,
    BudgetLine,
    Cycle,
    Evaluation,
    Finding,
    FreeText,
    Indicator,
    SchemeRow,
    Section,
    Unit,
    User,
    UserRole,
)
from models.vocabulary import Role


@dataclass(frozen=True, kw_only=True)
class Header:
    """The row of the evaluation with what its unit, cycle and scheme say."""

    evaluation: Evaluation
    unit_name: str
    supervising_unit_id: UUID | None
    section_id: UUID
    cycle_name: str
    fiscal_year: int
    opens_at: datetime
    closes_at: datetime
    cycle_section_id: UUID | None
    scheme_name: str
    scheme_version: str
    scheme_sha256: str
    scheme_text: str


def find_header(session: Session, evaluation_id: UUID) -> Header | None:
    """Return the evaluation and its surroundings, or None. One query."""
    row = session.execute(
        select(Evaluation, Unit, Cycle, SchemeRow)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .join(Cycle, Cycle.id == Evaluation.cycle_id)
        .join(SchemeRow, SchemeRow.id == Evaluation.scheme_id)
        .where(Evaluation.id == evaluation_id)
    ).one_or_none()
    if row is None:
        return None
    evaluation, unit, cycle, scheme = row
    return Header(
        evaluation=evaluation,
        unit_name=unit.name,
        supervising_unit_id=unit.supervising_unit_id,
        section_id=unit.section_id,
        cycle_name=cycle.name,
        fiscal_year=cycle.fiscal_year,
        opens_at=cycle.opens_at,
        closes_at=cycle.closes_at,
        cycle_section_id=cycle.section_id,
        scheme_name=scheme.name,
        scheme_version=scheme.version,
        scheme_sha256=scheme.sha256,
        scheme_text=scheme.text,
    )


class Doer(NamedTuple):
    """Who performed which action here, and the number of the last such event."""

    action: str
    actor_id: UUID
    last_seq: int


class History(NamedTuple):
    """Who did what here, and who heads a unit; `heads` is empty where no unit was named."""

    doers: list[Doer]
    heads: list[UUID]


def read_history(session: Session, evaluation_id: UUID, *, heads_of: UUID | None = None) -> History:
    """Return everybody who ever acted here, by action, in the order of his last act; and the
    people who head the unit `heads_of` and may sign in. One query, whatever the history.
    """
    last = func.max(AuditEvent.seq).label("last_seq")
    acted = (
        select(AuditEvent.action.label("action"), AuditEvent.actor_id.label("actor_id"), last)
        .where(AuditEvent.evaluation_id == evaluation_id)
        .group_by(AuditEvent.action, AuditEvent.actor_id)
    )
    if heads_of is None:
        rows = session.execute(acted.order_by("last_seq"))
        return History(doers=[Doer(*row) for row in rows], heads=[])
    heading = (
        select(literal(""), User.id, literal(0))
        .join(UserRole, UserRole.user_id == User.id)
        .where(User.unit_id == heads_of, User.active, UserRole.role == Role.UNIT_HEAD)
    )
    both = [Doer(*row) for row in session.execute(acted.union_all(heading).order_by("last_seq"))]
    return History(
        doers=[doer for doer in both if doer.action],
        heads=[doer.actor_id for doer in both if not doer.action],
    )


class IndicatorRow(NamedTuple):
    """One row of the form with the texts of its reasons."""

    id: UUID
    parent_id: UUID | None
    position: int
    category: str
    name: str
    weight: Decimal | None
    target_text: str
    rule: str
    actual_text: str
    self_score: Decimal | None
    review_score: Decimal | None
    self_reason_id: int | None
    self_reason: str | None
    self_reason_hash: str | None
    review_reason_id: int | None
    review_reason: str | None
    review_reason_hash: str | None


def list_indicators(session: Session, evaluation_id: UUID) -> list[IndicatorRow]:
    """Return the rows of the form in their order. One query."""
    own, reviewed = aliased(FreeText), aliased(FreeText)
    rows = session.execute(
        select(
            Indicator.id,
            Indicator.parent_id,
            Indicator.position,
            Indicator.category,
            Indicator.name,
            Indicator.weight,
            Indicator.target_text,
            Indicator.rule,
            Indicator.actual_text,
            Indicator.self_score,
            Indicator.review_score,
            Indicator.self_reason_id,
            own.text,
            own.commitment,
            Indicator.review_reason_id,
            reviewed.text,
            reviewed.commitment,
        )
        .outerjoin(own, own.id == Indicator.self_reason_id)
        .outerjoin(reviewed, reviewed.id == Indicator.review_reason_id)
        .where(Indicator.evaluation_id == evaluation_id)
        .order_by(Indicator.position, Indicator.id)
    )
    return [IndicatorRow._make(row) for row in rows]


class LineRow(NamedTuple):
    """One line of funds, yuan."""

    id: UUID
    position: int
    name: str
    is_total: bool
    original: Decimal | None
    revised: Decimal | None
    actual: Decimal | None


def list_budget_lines(session: Session, evaluation_id: UUID) -> list[LineRow]:
    """Return the lines of funds in their order. One query."""
    rows = session.execute(
        select(
            BudgetLine.id,
            BudgetLine.position,
            BudgetLine.name,
            BudgetLine.is_total,
            BudgetLine.original,
            BudgetLine.revised,
            BudgetLine.actual,
        )
        .where(BudgetLine.evaluation_id == evaluation_id)
        .order_by(BudgetLine.position, BudgetLine.id)
    )
    return [LineRow(*row) for row in rows]


class TextRow(NamedTuple):
    """One written part: a section (`key`), a finding (`category`), the reason of a claim."""

    kind: str
    key: str
    position: int
    text_id: int | None
    text: str | None
    commitment: str | None


def list_texts(session: Session, evaluation: Evaluation) -> list[TextRow]:
    """Return sections, findings, recommendations and the claim's reason. One query."""
    sections = (
        select(
            literal("section").label("kind"),
            Section.key.label("key"),
            Section.position.label("position"),
            FreeText.id.label("text_id"),
            FreeText.text.label("text"),
            FreeText.commitment.label("commitment"),
        )
        .outerjoin(FreeText, FreeText.id == Section.text_id)
        .where(Section.evaluation_id == evaluation.id)
    )
    findings = (
        select(
            literal("finding"),
            Finding.category,
            Finding.position,
            FreeText.id,
            FreeText.text,
            FreeText.commitment,
        )
        .join(FreeText, FreeText.id == Finding.text_id)
        .where(Finding.evaluation_id == evaluation.id, ~Finding.is_recommendation)
    )
    recommendations = (
        select(
            literal("recommendation"),
            Finding.category,
            Finding.position,
            FreeText.id,
            FreeText.text,
            FreeText.commitment,
        )
        .join(FreeText, FreeText.id == Finding.text_id)
        .where(Finding.evaluation_id == evaluation.id, Finding.is_recommendation)
    )
    claim = select(
        literal("claim"),
        literal(""),
        literal(0),
        FreeText.id,
        FreeText.text,
        FreeText.commitment,
    ).where(FreeText.id == evaluation.claim_reason_id)
    rows = session.execute(
        sections.union_all(findings, recommendations, claim).order_by("kind", "position")
    )
    return [TextRow(*row) for row in rows]


class AttachmentRow(NamedTuple):
    """One supporting document."""

    id: UUID
    event_seq: int
    indicator_id: UUID | None
    name: str
    media_type: str
    size: int
    sha256: str


def list_attachments(session: Session, evaluation_id: UUID) -> list[AttachmentRow]:
    """Return the supporting documents in the order they came. One query."""
    rows = session.execute(
        select(
            Attachment.id,
            Attachment.event_seq,
            Attachment.indicator_id,
            Attachment.name,
            Attachment.media_type,
            Attachment.size,
            Attachment.sha256,
        )
        .where(Attachment.evaluation_id == evaluation_id)
        .order_by(Attachment.event_seq, Attachment.id)
    )
    return [AttachmentRow(*row) for row in rows]
