"""The tables. Constraints and triggers that guard them stand in `migrations/`, by hand."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Integer, LargeBinary, String, Text, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from models.types import ExactDecimal, UtcTime

# SQLite gives ids of its own only to an INTEGER PRIMARY KEY.
SerialId = BigInteger().with_variant(Integer(), "sqlite")
Points = Annotated[Decimal, mapped_column(ExactDecimal(7))]
Money = Annotated[Decimal, mapped_column(ExactDecimal(16))]
Moment = Annotated[datetime, mapped_column(UtcTime())]


class Base(DeclarativeBase):
    """All tables share one metadata; types of plain annotations are fixed here."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {UUID: Uuid(), str: Text()}


class FinanceSection(Base):
    """A business section of a finance bureau (财政业务科室); it oversees units."""

    __tablename__ = "finance_section"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str]


class Unit(Base):
    """A budget unit (预算单位), its supervising unit and the section that oversees it."""

    __tablename__ = "unit"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str]
    region: Mapped[str]
    supervising_unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    section_id: Mapped[UUID] = mapped_column(ForeignKey("finance_section.id"))


class User(Base):
    """A person with an account; belongs to one unit or to one finance section, or to neither."""

    __tablename__ = "user_account"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str]
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    section_id: Mapped[UUID | None] = mapped_column(ForeignKey("finance_section.id"))
    password_hash: Mapped[str | None]
    active: Mapped[bool]


class UserRole(Base):
    """One role of one person."""

    __tablename__ = "user_role"
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)


class LoginSession(Base):
    """A signed-in browser. Only the SHA-256 of its token is stored."""

    __tablename__ = "login_session"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]


class LoginLink(Base):
    """A single-use link to set a password. Only the SHA-256 of its token is stored."""

    __tablename__ = "login_link"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    used_at: Mapped[Moment | None]


class LoginAttempt(Base):
    """Who tried to sign in, from where: the SHA-256 of the name as typed, and the address."""

    __tablename__ = "login_attempt"
    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    login_hash: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(45))
    at: Mapped[Moment]
    succeeded: Mapped[bool]


class ApiToken(Base):
    """What a script signs in with. Only the SHA-256 of the token is stored."""

    __tablename__ = "api_token"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    name: Mapped[str]
    scope: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    revoked_at: Mapped[Moment | None]


class Delegation(Base):
    """For a time one person, the deputy, acts for another, the principal, in one of his roles;
    with a unit only on what is that unit's. It can be ended before its time.
    """

    __tablename__ = "delegation"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    principal_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    deputy_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    reason: Mapped[str]
    created_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]


class SchemeRow(Base):
    """A scheme as it was registered: exact text and its SHA-256."""

    __tablename__ = "scheme"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    version: Mapped[str] = mapped_column(String(20))
    sha256: Mapped[str] = mapped_column(String(64))
    text: Mapped[str]


class SchemeActivation(Base):
    """A registered scheme that new cycles may use, and since when."""

    __tablename__ = "scheme_activation"
    scheme_id: Mapped[UUID] = mapped_column(ForeignKey("scheme.id"), primary_key=True)
    activated_at: Mapped[Moment]


class Cycle(Base):
    """The yearly task: which form, for which fiscal year, open from when to when.

    Without a section every unit may take part, else only the units that section oversees.
    """

    __tablename__ = "cycle"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    fiscal_year: Mapped[int]
    scheme_id: Mapped[UUID] = mapped_column(ForeignKey("scheme.id"))
    section_id: Mapped[UUID | None] = mapped_column(ForeignKey("finance_section.id"))
    opens_at: Mapped[Moment]
    closes_at: Mapped[Moment]


class WorkflowEdge(Base):
    """The legal moves as the database knows them; rows are literals of the migrations."""

    __tablename__ = "workflow_edge"
    action: Mapped[str] = mapped_column(String(20), primary_key=True)
    from_state: Mapped[str] = mapped_column(String(20), primary_key=True)
    to_state: Mapped[str] = mapped_column(String(20), primary_key=True)


class FreeText(Base):
    """A text somebody wrote; the trail holds only its salted commitment."""

    __tablename__ = "free_text"
    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    text: Mapped[str | None]
    commitment: Mapped[str] = mapped_column(String(64))


class Evaluation(Base):
    """One evaluation. `version` is the number of its last event; the trail is the authority.

    A correction is an evaluation of its own: the next edition of the one it supersedes, the first
    of which is `first_edition_id`. `predecessor_id` is the evaluation of an earlier year that the
    agreed rows were brought along from.
    """

    __tablename__ = "evaluation"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    cycle_id: Mapped[UUID] = mapped_column(ForeignKey("cycle.id"))
    scheme_id: Mapped[UUID] = mapped_column(ForeignKey("scheme.id"))
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str]
    state: Mapped[str] = mapped_column(String(20))
    state_since: Mapped[Moment]
    version: Mapped[int] = mapped_column()
    content_version: Mapped[int]
    round: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))
    due_at: Mapped[Moment | None]
    reported_total: Mapped[Points | None]
    reported_grade: Mapped[str | None] = mapped_column(String(20))
    claim_reason_id: Mapped[int | None] = mapped_column(ForeignKey("free_text.id"))
    edition: Mapped[int] = mapped_column(default=1)
    supersedes_id: Mapped[UUID | None]
    first_edition_id: Mapped[UUID | None]
    predecessor_id: Mapped[UUID | None]
    discarded: Mapped[bool] = mapped_column(default=False)

    # The door sets the version itself: it is the number of the event it is about to append.
    __mapper_args__ = {  # noqa: RUF012 -- SQLAlchemy declares it as an instance variable
        "version_id_col": version,
        "version_id_generator": False,
    }


class BudgetLine(Base):
    """One line of funds in yuan: original, revised, actual. Exactly one line is the total."""

    __tablename__ = "budget_line"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation.id"))
    position: Mapped[int]
    name: Mapped[str]
    is_total: Mapped[bool]
    original: Mapped[Money | None]
    revised: Mapped[Money | None]
    actual: Mapped[Money | None]


class Indicator(Base):
    """One row of the form. Name, weight and target are agreed; a row without weight carries no
    score: it is a heading (its children do) or a detail row (its parent does).
    """

    __tablename__ = "indicator"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation.id"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("indicator.id"))
    position: Mapped[int]
    category: Mapped[str] = mapped_column(String(20))
    name: Mapped[str]
    weight: Mapped[Points | None]
    target_text: Mapped[str]
    rule: Mapped[str]
    actual_text: Mapped[str]
    self_score: Mapped[Points | None]
    review_score: Mapped[Points | None]
    self_reason_id: Mapped[int | None] = mapped_column(ForeignKey("free_text.id"))
    review_reason_id: Mapped[int | None] = mapped_column(ForeignKey("free_text.id"))


class Section(Base):
    """One part of the narrative, by its key in the scheme."""

    __tablename__ = "section"
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int]
    text_id: Mapped[int | None] = mapped_column(ForeignKey("free_text.id"))


class Finding(Base):
    """What evaluators found (问题), or what they recommend (建议) when `category` is empty."""

    __tablename__ = "finding"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation.id"))
    position: Mapped[int]
    is_recommendation: Mapped[bool]
    category: Mapped[str]
    text_id: Mapped[int] = mapped_column(ForeignKey("free_text.id"))


class EvaluationListing(Base):
    """What lists show and search by and figures are made of, derived from an evaluation by its last
    change. Never a fact of its own.

    `text` are its words, folded for comparison; total and grade are as they stand. `budget` and
    `spent` are those of the line that stands for all, yuan. `codes` are those that the checks found
    when it was last submitted, sorted, with a space between; None before that. The `seconds` are
    those of all stays in a state that have ended, None where there was none.
    """

    __tablename__ = "evaluation_listing"
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation.id"), primary_key=True)
    text: Mapped[str]
    total: Mapped[Points | None]
    grade: Mapped[str | None] = mapped_column(String(20))
    self_total: Mapped[Points | None]
    review_total: Mapped[Points | None]
    budget: Mapped[Money | None]
    spent: Mapped[Money | None]
    codes: Mapped[str | None]
    draft_seconds: Mapped[int | None] = mapped_column(BigInteger)
    self_scored_seconds: Mapped[int | None] = mapped_column(BigInteger)
    unit_approved_seconds: Mapped[int | None] = mapped_column(BigInteger)
    finance_reviewed_seconds: Mapped[int | None] = mapped_column(BigInteger)


class AuditEvent(Base):
    """One link of one evaluation's chain. `body` is the exact bytes that were hashed; `for_id` is
    the principal where the actor was his deputy.
    """

    __tablename__ = "audit_event"
    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation.id"))
    seq: Mapped[int]
    prev_seq: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(20))
    from_state: Mapped[str] = mapped_column(String(20))
    to_state: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    for_id: Mapped[UUID | None]
    at: Mapped[Moment]
    body: Mapped[str]
    hash: Mapped[str] = mapped_column(String(64))


class ScoreChange(Base):
    """One score of one indicator changed by one event, and why."""

    __tablename__ = "score_change"
    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation.id"))
    indicator_id: Mapped[UUID] = mapped_column(ForeignKey("indicator.id"))
    event_seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    old: Mapped[Points | None]
    new: Mapped[Points | None]
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("free_text.id"))


class AgreedChange(Base):
    """One agreed row changed by one event: name, weight and target before and after, and why."""

    __tablename__ = "agreed_change"
    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation.id"))
    indicator_id: Mapped[UUID] = mapped_column(ForeignKey("indicator.id"))
    event_seq: Mapped[int]
    old_name: Mapped[str]
    new_name: Mapped[str]
    old_weight: Mapped[Points | None]
    new_weight: Mapped[Points | None]
    old_target: Mapped[str]
    new_target: Mapped[str]
    reason_id: Mapped[int] = mapped_column(ForeignKey("free_text.id"))


class Assignment(Base):
    """One place of a form given to a person by one event, or taken back where there is none; the
    last of a place counts. Advice, never a lock.
    """

    __tablename__ = "assignment"
    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation.id"))
    event_seq: Mapped[int]
    place: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))


class PointStep(Base):
    """One step of one point of a return, by one event; the point stands as its last step says.
    `office` raised it, `place` is what it speaks of, as `workflow.points` spells it.
    """

    __tablename__ = "point_step"
    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation.id"))
    event_seq: Mapped[int]
    point_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(10))
    office: Mapped[str] = mapped_column(String(10))
    place: Mapped[str] = mapped_column(String(60))
    text_id: Mapped[int | None] = mapped_column(ForeignKey("free_text.id"))


class Comment(Base):
    """What a person said with an event: a comment, an opinion, the reason of a return."""

    __tablename__ = "comment"
    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation.id"))
    event_seq: Mapped[int]
    text_id: Mapped[int] = mapped_column(ForeignKey("free_text.id"))


class Attachment(Base):
    """A supporting document by the SHA-256 of its bytes; the name is data, never a path."""

    __tablename__ = "attachment"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation.id"))
    event_seq: Mapped[int]
    indicator_id: Mapped[UUID | None] = mapped_column(ForeignKey("indicator.id"))
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))


class MeasureStepRow(Base):
    """One step of one measure by one event: what it answers, what is to be done, by which post and
    until which day (as ``2026-06-30``), as they stand with this step. A measure keeps its id when
    it is carried into the evaluation of a later year; without a text it is a problem for which
    nobody has named a measure yet. What was said with a step is the comment of its event.
    """

    __tablename__ = "measure_step"
    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation.id"))
    event_seq: Mapped[int]
    measure_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(10))
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("free_text.id"))
    recommendation_id: Mapped[int | None] = mapped_column(ForeignKey("free_text.id"))
    text_id: Mapped[int | None] = mapped_column(ForeignKey("free_text.id"))
    owner: Mapped[str]
    due_on: Mapped[str | None] = mapped_column(String(10))
    attachment_id: Mapped[UUID | None] = mapped_column(ForeignKey("attachment.id"))


class Submission(Base):
    """The sealed round: what was submitted, as canonical JSON, and its SHA-256."""

    __tablename__ = "submission"
    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation.id"))
    round: Mapped[int]
    event_seq: Mapped[int]
    content: Mapped[str]
    content_hash: Mapped[str] = mapped_column(String(64))


class Publication(Base):
    """The disclosure copy: exactly what everyone may read, and its SHA-256."""

    __tablename__ = "publication"
    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation.id"))
    event_seq: Mapped[int]
    published_at: Mapped[Moment]
    content: Mapped[str]
    content_hash: Mapped[str] = mapped_column(String(64))


class Refusal(Base):
    """An attempt that was refused, and why. `evaluation_id` is what was asked for, existing or
    not, so it is no foreign key.
    """

    __tablename__ = "refusal"
    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    evaluation_id: Mapped[UUID | None]
    actor_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    action: Mapped[str] = mapped_column(String(20))
    at: Mapped[Moment]
    source: Mapped[str] = mapped_column(String(10))
    reasons: Mapped[str]


class AdminEvent(Base):
    """An administrative act: people, units, cycles, schemes. Without an actor it was an
    operator at the command line.
    """

    __tablename__ = "admin_event"
    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    action: Mapped[str] = mapped_column(String(30))
    at: Mapped[Moment]
    body: Mapped[str]


class Seal(Base):
    """How far the ledger outside the database has taken in the trail: size and root of its tree,
    the last row of each table in it, and the signed checkpoint that says so.
    """

    __tablename__ = "seal"
    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    at: Mapped[Moment]
    size: Mapped[int] = mapped_column(SerialId)
    root: Mapped[str] = mapped_column(String(64))
    audit_event_id: Mapped[int] = mapped_column(SerialId)
    admin_event_id: Mapped[int] = mapped_column(SerialId)
    refusal_id: Mapped[int] = mapped_column(SerialId)
    checkpoint: Mapped[str]


class FormDraft(Base):
    """What a person typed into a form and has not saved: scratch, outside the trail. `payload` is
    JSON, the fields as typed.
    """

    __tablename__ = "form_draft"
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation.id"), primary_key=True)
    form: Mapped[str] = mapped_column(String(20), primary_key=True)
    content_version: Mapped[int]
    payload: Mapped[str]
    saved_at: Mapped[Moment]


class FormToken(Base):
    """The answer to a form or a request that was sent once, for when it is sent again."""

    __tablename__ = "form_token"
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str]
    at: Mapped[Moment]


class Look(Base):
    """How far a person has looked at an evaluation, by the number of its last event then, and
    when: scratch, outside the trail.
    """

    __tablename__ = "look"
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation.id"), primary_key=True)
    version: Mapped[int]
    at: Mapped[Moment]


class SavedView(Base):
    """The filters of a list under a name of one's own: scratch. `query` is that of the address."""

    __tablename__ = "saved_view"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    page: Mapped[str] = mapped_column(String(20))
    name: Mapped[str]
    query: Mapped[str]
    created_at: Mapped[Moment]


class Contact(Base):
    """Where a person is told of what happened: his mail address, whether he wants a daily digest
    of what happens after `since`, in which language, and when the last one was put together, even
    if there was nothing to tell; and up to when he said that he has read his notices.
    """

    __tablename__ = "contact"
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    address: Mapped[str]
    digest: Mapped[bool]
    language: Mapped[str] = mapped_column(String(2))
    since: Mapped[Moment]
    read_at: Mapped[Moment | None]
    digested_at: Mapped[Moment | None]


class Delivery(Base):
    """One thing told on one channel, to a person or, by webhook, to nobody in particular: an event
    by its number, or a deadline by the number of the round. What is told together is one batch;
    it was sent at `sent_at`, or could not be sent yet for a `problem`.
    """

    __tablename__ = "delivery"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(10))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation.id"))
    kind: Mapped[str] = mapped_column(String(10))
    number: Mapped[int]
    batch: Mapped[UUID]
    made_at: Mapped[Moment]
    tried_at: Mapped[Moment]
    tries: Mapped[int]
    sent_at: Mapped[Moment | None]
    problem: Mapped[str | None]
