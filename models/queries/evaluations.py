"""One evaluation: its header and the rows that belong to it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Executable,
    Select,
    SQLColumnExpression,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from models.tables import (
    AgreedChange,
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
from models.types import UtcTime
from models.vocabulary import Action, Role

# Statements are built once: building costs more than the database takes to answer them.
_EVALUATION: BindParameter[UUID] = bindparam("evaluation_id")


@dataclass(frozen=True, kw_only=True)
class Header:
    """The row of the evaluation with what its unit, cycle and scheme say, and the edition that
    follows it, if there is one that was not discarded.
    """

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
    successor_id: UUID | None = None
    successor_state: str | None = None
    kin: "Kin | None" = None


class Kin(NamedTuple):
    """What only a page says: the supervising unit by name, and the title and fiscal year of the
    evaluation that the agreed rows were brought along from.
    """

    supervising_unit_name: str | None
    predecessor_title: str | None
    predecessor_year: int | None


def _select_header(*, with_kin: bool) -> "Select[*tuple[Any, ...]]":
    successor = aliased(Evaluation)
    statement: Select[*tuple[Any, ...]] = (
        select(
            Evaluation,
            Unit.name.label("unit_name"),
            Unit.supervising_unit_id,
            Unit.section_id,
            Cycle.name.label("cycle_name"),
            Cycle.fiscal_year,
            Cycle.opens_at,
            Cycle.closes_at,
            Cycle.section_id.label("cycle_section_id"),
            SchemeRow.name.label("scheme_name"),
            SchemeRow.version.label("scheme_version"),
            SchemeRow.sha256.label("scheme_sha256"),
            SchemeRow.text.label("scheme_text"),
            successor.id.label("successor_id"),
            successor.state.label("successor_state"),
        )
        .join(Unit, Unit.id == Evaluation.unit_id)
        .join(Cycle, Cycle.id == Evaluation.cycle_id)
        .join(SchemeRow, SchemeRow.id == Evaluation.scheme_id)
        .outerjoin(successor, and_(successor.supersedes_id == Evaluation.id, ~successor.discarded))
        .where(Evaluation.id == _EVALUATION)
    )
    return _add_kin(statement) if with_kin else statement


def _add_kin(statement: "Select[*tuple[Any, ...]]") -> "Select[*tuple[Any, ...]]":
    above, before, its_cycle = aliased(Unit), aliased(Evaluation), aliased(Cycle)
    return (
        statement.add_columns(
            above.name.label("supervising_unit_name"),
            before.title.label("predecessor_title"),
            its_cycle.fiscal_year.label("predecessor_year"),
        )
        .outerjoin(above, above.id == Unit.supervising_unit_id)
        .outerjoin(before, before.id == Evaluation.predecessor_id)
        .outerjoin(its_cycle, its_cycle.id == before.cycle_id)
    )


_HEADERS = {with_kin: _select_header(with_kin=with_kin) for with_kin in (False, True)}


def find_header(session: Session, evaluation_id: UUID, *, with_kin: bool = False) -> Header | None:
    """Return the evaluation and its surroundings, or None. One query."""
    row = session.execute(_HEADERS[with_kin], {"evaluation_id": evaluation_id}).one_or_none()
    if row is None:
        return None
    columns = dict(row._mapping)  # noqa: SLF001 -- SQLAlchemy's public name for it
    if with_kin:
        columns["kin"] = Kin(*(columns.pop(name) for name in Kin._fields))
    return Header(evaluation=columns.pop("Evaluation"), **columns)


class Doer(NamedTuple):
    """Who performed which action here, for whom if not for himself, the number of the last such
    event, which is 0 for what was done to an earlier edition, and when it was.
    """

    action: str
    actor_id: UUID
    for_id: UUID | None
    last_seq: int
    last_at: datetime

    @property
    def people(self) -> frozenset[UUID]:
        """Whom it counts against."""
        return frozenset({self.actor_id} if self.for_id is None else {self.actor_id, self.for_id})


class History(NamedTuple):
    """Who did what here, and who heads each of the units that were named."""

    doers: list[Doer]
    heads: Mapping[UUID, frozenset[UUID]]


def read_history(
    session: Session,
    evaluation: Evaluation,
    *,
    filling: Collection[str],
    heads_of: Collection[UUID] = (),
) -> History:
    """Return everybody who ever acted here, by action, in the order of his last act; of a later
    edition also who filled in the earlier ones, `filling` being the actions that do; and the
    people who head the units `heads_of` and may sign in. One query, whatever the history.
    """
    values = {
        "evaluation_id": evaluation.id,
        "edition": evaluation.edition,
        "first_edition_id": evaluation.first_edition_id,
        "filling": list(filling),
        "heads_of": list(heads_of),
    }
    statement = _HISTORIES[evaluation.first_edition_id is not None, bool(heads_of)]
    both = session.connection().execute(statement, values).all()
    heads: dict[UUID, set[UUID]] = defaultdict(set)
    for row in both:
        if not row.action:
            heads[row.unit_id].add(row.actor_id)
    return History(
        doers=[Doer(*row[:5]) for row in both if row.action],
        heads={unit_id: frozenset(people) for unit_id, people in heads.items()},
    )


def list_heads(session: Session, unit_ids: Collection[UUID]) -> Mapping[UUID, frozenset[UUID]]:
    """Return who heads each of these units and may sign in; a unit without a head is left out."""
    heads: dict[UUID, set[UUID]] = defaultdict(set)
    statement = _select_heads(User.unit_id, User.id)
    for unit_id, person_id in session.execute(statement, {"heads_of": list(unit_ids)}):
        heads[unit_id].add(person_id)
    return {unit_id: frozenset(people) for unit_id, people in heads.items()}


def _select_heads(*columns: "SQLColumnExpression[Any]") -> "Select[*tuple[Any, ...]]":
    return (
        select(*columns)
        .join(UserRole, UserRole.user_id == User.id)
        .where(
            User.unit_id.in_(bindparam("heads_of", expanding=True)),
            User.active,
            UserRole.role == Role.UNIT_HEAD,
        )
    )


def _select_acts(number: "SQLColumnExpression[int]") -> "Select[*tuple[Any, ...]]":
    return select(
        AuditEvent.action.label("action"),
        AuditEvent.actor_id.label("actor_id"),
        AuditEvent.for_id.label("for_id"),
        func.max(number).label("last_seq"),
        func.max(AuditEvent.at).label("last_at"),
    ).group_by(AuditEvent.action, AuditEvent.actor_id, AuditEvent.for_id)


def _select_acts_of_editions() -> "Select[*tuple[Any, ...]]":
    first: BindParameter[UUID] = bindparam("first_edition_id")
    edition: BindParameter[int] = bindparam("edition")
    own = AuditEvent.evaluation_id == _EVALUATION
    # A later edition was opened by a chief, who took over what was published and filled nothing.
    opened = and_(AuditEvent.action == Action.CREATE, Evaluation.edition > 1)
    earlier = and_(
        or_(Evaluation.id == first, Evaluation.first_edition_id == first),
        Evaluation.edition < edition,
        ~Evaluation.discarded,
        AuditEvent.action.in_(bindparam("filling", expanding=True)),
    )
    return (
        _select_acts(case((own, AuditEvent.seq), else_=0))
        .join(Evaluation, Evaluation.id == AuditEvent.evaluation_id)
        .where(or_(own, earlier), ~opened)
    )


def _select_history(*, editions: bool, heads: bool) -> Executable:
    acted = (
        _select_acts_of_editions()
        if editions
        else _select_acts(AuditEvent.seq).where(AuditEvent.evaluation_id == _EVALUATION)
    )
    if not heads:
        return acted.order_by("last_seq")
    acted = acted.add_columns(cast(null(), Uuid).label("unit_id"))
    never = cast(null(), UtcTime())
    nobody = cast(null(), Uuid)
    heading = _select_heads(literal(""), User.id, nobody, literal(0), never, User.unit_id)
    return acted.union_all(heading).order_by("last_seq")


_HISTORIES = {
    (editions, heads): _select_history(editions=editions, heads=heads)
    for editions in (False, True)
    for heads in (False, True)
}


class IndicatorRow(NamedTuple):
    """One row of the form with the texts of its reasons. The `agreed_` values are those of its
    beginning, with the reason of the last change, where name, weight or target were changed; each
    of the three has the reason of the change that brought it, a later one of another value aside.
    """

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
    agreed_name: str | None = None
    agreed_weight: Decimal | None = None
    agreed_target: str | None = None
    agreed_reason: str | None = None
    agreed_reason_hash: str | None = None
    name_reason: str | None = None
    name_reason_hash: str | None = None
    weight_reason: str | None = None
    weight_reason_hash: str | None = None
    target_reason: str | None = None
    target_reason_hash: str | None = None


def _select_indicators() -> Executable:
    own, reviewed, amended = aliased(FreeText), aliased(FreeText), aliased(FreeText)
    named, weighed, aimed = aliased(FreeText), aliased(FreeText), aliased(FreeText)
    first = aliased(AgreedChange)
    # The changes of one evaluation come one after the other, and so do their reasons.
    ends = (
        select(
            AgreedChange.indicator_id,
            func.min(AgreedChange.id).label("first_id"),
            func.max(AgreedChange.reason_id).label("reason_id"),
            _last_reason(AgreedChange.old_name, AgreedChange.new_name).label("name_id"),
            _last_reason(AgreedChange.old_weight, AgreedChange.new_weight).label("weight_id"),
            _last_reason(AgreedChange.old_target, AgreedChange.new_target).label("target_id"),
        )
        .where(AgreedChange.evaluation_id == _EVALUATION)
        .group_by(AgreedChange.indicator_id)
        .subquery()
    )
    return (
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
            first.old_name,
            first.old_weight,
            first.old_target,
            amended.text,
            amended.commitment,
            named.text,
            named.commitment,
            weighed.text,
            weighed.commitment,
            aimed.text,
            aimed.commitment,
        )
        .outerjoin(own, own.id == Indicator.self_reason_id)
        .outerjoin(reviewed, reviewed.id == Indicator.review_reason_id)
        .outerjoin(ends, ends.c.indicator_id == Indicator.id)
        .outerjoin(first, first.id == ends.c.first_id)
        .outerjoin(amended, amended.id == ends.c.reason_id)
        .outerjoin(named, named.id == ends.c.name_id)
        .outerjoin(weighed, weighed.id == ends.c.weight_id)
        .outerjoin(aimed, aimed.id == ends.c.target_id)
        .where(Indicator.evaluation_id == _EVALUATION)
        .order_by(Indicator.position, Indicator.id)
    )


def _last_reason(
    old: "SQLColumnExpression[Any]", new: "SQLColumnExpression[Any]"
) -> "SQLColumnExpression[int]":
    """Return the reason of the last change of this value; the column is of AgreedChange."""
    return func.max(case((old.is_distinct_from(new), AgreedChange.reason_id)))


_INDICATORS = _select_indicators()


def list_indicators(session: Session, evaluation_id: UUID) -> list[IndicatorRow]:
    """Return the rows of the form in their order. One query."""
    rows = session.connection().execute(_INDICATORS, {"evaluation_id": evaluation_id})
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


_LINES = (
    select(
        BudgetLine.id,
        BudgetLine.position,
        BudgetLine.name,
        BudgetLine.is_total,
        BudgetLine.original,
        BudgetLine.revised,
        BudgetLine.actual,
    )
    .where(BudgetLine.evaluation_id == _EVALUATION)
    .order_by(BudgetLine.position, BudgetLine.id)
)


def list_budget_lines(session: Session, evaluation_id: UUID) -> list[LineRow]:
    """Return the lines of funds in their order. One query."""
    rows = session.connection().execute(_LINES, {"evaluation_id": evaluation_id})
    return [LineRow._make(row) for row in rows]


class TextRow(NamedTuple):
    """One written part: a section (`key`), a finding (`category`), the reason of a claim."""

    kind: str
    key: str
    position: int
    text_id: int | None
    text: str | None
    commitment: str | None


def _select_texts() -> Executable:
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
        .where(Section.evaluation_id == _EVALUATION)
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
        .where(Finding.evaluation_id == _EVALUATION, ~Finding.is_recommendation)
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
        .where(Finding.evaluation_id == _EVALUATION, Finding.is_recommendation)
    )
    claim = select(
        literal("claim"),
        literal(""),
        literal(0),
        FreeText.id,
        FreeText.text,
        FreeText.commitment,
    ).where(FreeText.id == bindparam("claim_reason_id"))
    return sections.union_all(findings, recommendations, claim).order_by("kind", "position")


_TEXTS = _select_texts()


def list_texts(session: Session, evaluation: Evaluation) -> list[TextRow]:
    """Return sections, findings, recommendations and the claim's reason. One query."""
    values = {"evaluation_id": evaluation.id, "claim_reason_id": evaluation.claim_reason_id}
    return [TextRow._make(row) for row in session.connection().execute(_TEXTS, values)]


class AttachmentRow(NamedTuple):
    """One supporting document."""

    id: UUID
    event_seq: int
    indicator_id: UUID | None
    name: str
    media_type: str
    size: int
    sha256: str


_ATTACHMENTS = (
    select(
        Attachment.id,
        Attachment.event_seq,
        Attachment.indicator_id,
        Attachment.name,
        Attachment.media_type,
        Attachment.size,
        Attachment.sha256,
    )
    .where(Attachment.evaluation_id == _EVALUATION)
    .order_by(Attachment.event_seq, Attachment.id)
)


def list_attachments(session: Session, evaluation_id: UUID) -> list[AttachmentRow]:
    """Return the supporting documents in the order they came. One query."""
    rows = session.connection().execute(_ATTACHMENTS, {"evaluation_id": evaluation_id})
    return [AttachmentRow._make(row) for row in rows]
