"""What the interface answers, member by member. The description is made from these very schemas."""

from marshmallow import fields

from models.vocabulary import (
    Action,
    Category,
    Grade,
    Kind,
    MoneyUnit,
    PointKind,
    Reviewer,
    Role,
    Scope,
    Severity,
    Source,
    State,
)
from policies.scoring import WhyNot
from web.api.fields import (
    Address,
    AnswerSchema,
    Exact,
    Flag,
    Hash,
    Instant,
    KeptTexts,
    ListOf,
    PartOf,
    Score,
    Several,
    Text,
    Texts,
    Uuid,
    Whole,
    Word,
)
from workflow.points import Standing


class NamedSchema(AnswerSchema):
    """Something by its id and name."""

    id = Uuid()
    name = Text()


class TokenSchema(AnswerSchema):
    """The token of this request; never the token itself."""

    id = Uuid(attribute="token_id")
    name = Text(attribute="token_name")
    scope = Word(Scope)
    expires_at = Instant()


class MeLinks(AnswerSchema):
    """Where a script goes from here."""

    self = Address()
    cycles = Address()
    evaluations = Address()


class MeSchema(AnswerSchema):
    """Who calls, and with which token."""

    named = "Me"
    id = Uuid()
    login = Text()
    name = Text()
    roles = Several(Word(Role))
    unit_id = Uuid(optional=True)
    section_id = Uuid(optional=True)
    token = PartOf(TokenSchema)
    links = PartOf(MeLinks)


class TemplateRowSchema(AnswerSchema):
    """One row of a form. A row without weight is a heading or a detail; `rule` is the family of the
    rule that computes its score.
    """

    named = "TemplateRow"
    category = Word(Category)
    name = Text()
    weight = Score(optional=True)
    target_text = Text()
    rule = Text(optional=True, attribute="rule.family")
    children = ListOf(lambda: TemplateRowSchema())  # noqa: PLW0108 -- the class is not there yet


class TemplateSectionSchema(AnswerSchema):
    """One part of the narrative that a form asks for."""

    key = Text()
    title = Text()
    title_en = Text()
    required = Flag()
    max_chars = Whole()


class TemplateLineSchema(AnswerSchema):
    """One line of the funds table."""

    name = Text()
    is_total = Flag(attribute="total")


class SchemeSchema(AnswerSchema):
    """A form with its rows. Amounts of money are in `money_unit`."""

    name = Text()
    version = Text()
    sha256 = Hash()
    title = Text()
    title_en = Text()
    kind = Word(Kind)
    total = Exact()
    money_unit = Word(MoneyUnit, attribute="form.money_unit")
    scored = Flag(attribute="form.scored")
    rows = ListOf(TemplateRowSchema)
    lines = ListOf(TemplateLineSchema, attribute="form.funds")
    sections = ListOf(TemplateSectionSchema)


class OpenCycleSchema(AnswerSchema):
    """A yearly task that is open, with its form."""

    id = Uuid()
    name = Text()
    fiscal_year = Whole()
    opens_at = Instant()
    closes_at = Instant()
    scheme = PartOf(SchemeSchema)


class UnitSchema(NamedSchema):
    """A unit that an evaluation may be begun for."""

    code = Text()


class PredecessorSchema(AnswerSchema):
    """An evaluation of an earlier year whose agreed rows can be brought along."""

    id = Uuid()
    unit_id = Uuid()
    title = Text()
    kind = Word(Kind)
    state = Word(State)
    fiscal_year = Whole()


class CyclesLinks(AnswerSchema):
    """Where a script goes from here."""

    self = Address()
    create = Address()


class CyclesSchema(AnswerSchema):
    """What the caller may begin; empty for whoever does not file."""

    named = "Cycles"
    items = ListOf(OpenCycleSchema)
    units = ListOf(UnitSchema)
    predecessors = ListOf(PredecessorSchema)
    links = PartOf(CyclesLinks)


class LineLinks(AnswerSchema):
    """Where one evaluation is."""

    self = Address()


class EvaluationLineSchema(AnswerSchema):
    """One evaluation in a list; total and grade are as they stand."""

    id = Uuid()
    title = Text()
    kind = Word(Kind)
    state = Word(State)
    round = Whole()
    edition = Whole()
    content_version = Whole()
    state_since = Instant()
    unit_name = Text()
    fiscal_year = Whole()
    deadline = Instant()
    due_at = Instant(optional=True)
    total = Score(optional=True)
    grade = Word(Grade, optional=True)
    discarded = Flag()
    superseded = Flag()
    links = PartOf(LineLinks)


class PageLinks(AnswerSchema):
    """The pages on either side; null where there is none."""

    self = Address()
    next = Address(optional=True)
    previous = Address(optional=True)


class EvaluationsSchema(AnswerSchema):
    """A page of evaluations, what moved last first."""

    named = "Evaluations"
    items = ListOf(EvaluationLineSchema)
    links = PartOf(PageLinks)


class ElsewhereSchema(AnswerSchema):
    """The action that mends it, and the place in that action's body."""

    action = Word(Action)
    pointer = Text()


class ReasonSchema(AnswerSchema):
    """One reason why not: a code that stays, a message in the language of the answer, the numbers
    in it. At most one of the other members says what it speaks of: a JSON pointer (RFC 6901) into
    the body, a header, a parameter of the address, or a place in the body of another action.
    """

    named = "Reason"
    code = Text()
    message = Text()
    params = Texts()
    pointer = fields.String()
    header = fields.String()
    parameter = fields.String()
    elsewhere = fields.Nested(ElsewhereSchema)


class ComputedSchema(AnswerSchema):
    """What the rules make of a row: a score with its formula, or why there is none."""

    score = Score(optional=True)
    rule = Text()
    formula = Text(optional=True)
    why_not = Word(WhyNot, optional=True)


class AgreedSchema(AnswerSchema):
    """What was agreed in the beginning, where name, weight or target were changed, and why: the
    reason of the last change, and of each value that still differs the reason of the change that
    brought it.
    """

    name = Text()
    weight = Score(optional=True)
    target_text = Text()
    reason = Text(optional=True)
    name_reason = Text(optional=True)
    weight_reason = Text(optional=True)
    target_reason = Text(optional=True)


class RowSchema(AnswerSchema):
    """One row of the form; one without weight carries no score."""

    id = Uuid()
    parent_id = Uuid(optional=True)
    depth = Whole()
    category = Word(Category)
    name = Text()
    weight = Score(optional=True)
    target_text = Text()
    actual_text = Text()
    computed = PartOf(ComputedSchema, optional=True)
    self_score = Score(optional=True)
    self_reason = Text(optional=True)
    review_score = Score(optional=True)
    review_reason = Text(optional=True)
    agreed = PartOf(AgreedSchema, optional=True)


class TotalsSchema(AnswerSchema):
    """Sums of the rows, and what was reported. `total` and `grade` are as they stand: reviewed,
    else self scored, else reported; `rate` is the budget execution rate in percent.
    """

    weight = Score(optional=True, attribute="weight_total")
    computed = Score(optional=True, attribute="computed_total")
    self_ = Score(optional=True, attribute="self_total", data_key="self")
    review = Score(optional=True, attribute="review_total")
    total = Score(optional=True)
    grade = Word(Grade, optional=True)
    rate = Exact(optional=True)
    recomputable = Flag()
    reported_total = Score(optional=True)
    reported_grade = Word(Grade, optional=True)
    claim_reason = Text(optional=True, attribute="claim_reason.text")


class FundsLineSchema(AnswerSchema):
    """One line of funds, amounts as the form prints them."""

    id = Uuid()
    name = Text()
    is_total = Flag()
    original = Exact(optional=True)
    revised = Exact(optional=True)
    actual = Exact(optional=True)


class FundsSchema(AnswerSchema):
    """The funds; every amount is in `unit`, and is sent in it."""

    unit = Word(MoneyUnit)
    lines = ListOf(FundsLineSchema)


class SectionSchema(TemplateSectionSchema):
    """One part of the narrative; null where nothing was written."""

    text = Text(optional=True)


class FindingSchema(AnswerSchema):
    """What evaluators found."""

    category = Text(attribute="key")
    text = Text(optional=True)


class AttachmentSchema(AnswerSchema):
    """A supporting document; `event` is the number of the event that brought it."""

    id = Uuid()
    event = Whole(attribute="event_seq")
    indicator_id = Uuid(optional=True)
    name = Text()
    media_type = Text()
    size = Whole()
    sha256 = Hash()
    links = PartOf(LineLinks)


class InconsistencySchema(AnswerSchema):
    """What the checks find; `where` is the id of a row, or weights, total or grade."""

    code = Text()
    severity = Word(Severity)
    where = Text()
    message = Text()
    numbers = Texts()
    explained = Flag()


class ActionSchema(AnswerSchema):
    """Whether the caller can do this now, judged without what he would send, and why not."""

    action = Word(Action)
    allowed = Flag()
    reasons = ListOf(ReasonSchema)
    links = PartOf(LineLinks)


class OfUnitSchema(NamedSchema):
    """The evaluated unit."""

    supervising_unit_id = Uuid(optional=True)
    section_id = Uuid()


class CycleSchema(NamedSchema):
    """The yearly task the evaluation belongs to."""

    fiscal_year = Whole()
    opens_at = Instant()
    closes_at = Instant()


class PinnedSchemeSchema(AnswerSchema):
    """The form the evaluation is pinned to."""

    name = Text()
    version = Text()
    sha256 = Hash()


class SuccessorSchema(AnswerSchema):
    """The next edition."""

    id = Uuid()
    state = Word(State)


class EvaluationLinks(AnswerSchema):
    """Where a script goes from here; `page` is for people."""

    self = Address()
    trail = Address()
    page = Address()


class PointStepSchema(AnswerSchema):
    """One step of a point, by the number of its event; an erased text is null, as where nothing was
    said.
    """

    seq = Whole()
    kind = Word(PointKind)
    actor_name = Text()
    for_name = Text(optional=True)
    at = Instant()
    text = Text(optional=True)


class PointSchema(AnswerSchema):
    """One point of a return: what it speaks of, where it stands, and how that came about."""

    id = Uuid()
    office = Word(Reviewer)
    place = Text()
    standing = Word(Standing)
    steps = ListOf(PointStepSchema)


class EvaluationSchema(AnswerSchema):
    """One evaluation as it stands, and what the caller can do with it."""

    named = "Evaluation"
    id = Uuid()
    title = Text()
    kind = Word(Kind)
    state = Word(State)
    state_since = Instant()
    round = Whole()
    edition = Whole()
    version = Whole()
    content_version = Whole()
    discarded = Flag()
    due_at = Instant(optional=True)
    unit = PartOf(OfUnitSchema)
    cycle = PartOf(CycleSchema)
    scheme = PartOf(PinnedSchemeSchema)
    supersedes_id = Uuid(optional=True)
    first_edition_id = Uuid(optional=True)
    predecessor_id = Uuid(optional=True)
    successor = PartOf(SuccessorSchema, optional=True)
    totals = PartOf(TotalsSchema)
    funds = PartOf(FundsSchema)
    rows = ListOf(RowSchema)
    sections = ListOf(SectionSchema)
    findings = ListOf(FindingSchema)
    recommendations = Several(Text())
    attachments = ListOf(AttachmentSchema)
    points = ListOf(PointSchema)
    inconsistencies = ListOf(InconsistencySchema)
    actions = ListOf(ActionSchema)
    links = PartOf(EvaluationLinks)


class EventSchema(AnswerSchema):
    """One event. `body` is the exact text that `hash` was taken of: SHA-256 over a zero byte and
    its UTF-8 bytes. `texts` are what stands behind the commitments in it; an erased one is null.
    """

    number = Whole()
    at = Instant()
    action = Word(Action)
    actor = PartOf(NamedSchema)
    acting_for = PartOf(NamedSchema, optional=True)
    from_state = Word(State)
    to_state = Word(State)
    round = Whole()
    source = Word(Source)
    said = Text(optional=True)
    hash = Hash()
    body = Text()
    texts = KeptTexts()


class TrailLinks(AnswerSchema):
    """The events before these; null where there are none."""

    self = Address()
    next = Address(optional=True)
    evaluation = Address()


class TrailSchema(AnswerSchema):
    """Events of an evaluation, the latest first."""

    named = "Trail"
    items = ListOf(EventSchema)
    links = PartOf(TrailLinks)


class OutcomeLinks(AnswerSchema):
    """The evaluation, and the next edition where this action opened one."""

    evaluation = Address()
    trail = Address()
    successor = Address(optional=True)


class OutcomeSchema(AnswerSchema):
    """Where the evaluation stands after an action; its `content_version` goes into the next
    If-Match.
    """

    named = "Outcome"
    id = Uuid(attribute="evaluation_id")
    state = Word(State)
    round = Whole()
    version = Whole()
    content_version = Whole()
    successor_id = Uuid(optional=True)
    links = PartOf(OutcomeLinks)


class MovedSchema(AnswerSchema):
    """An event that came meanwhile."""

    number = Whole()
    at = Instant()
    action = Word(Action)
    actor = PartOf(NamedSchema)
    acting_for = PartOf(NamedSchema, optional=True)


class ProblemSchema(AnswerSchema):
    """An answer that is no success (RFC 9457), with every reason. `instance` is the number to name
    when asking about it, the one of the header X-Request-ID. With 412 come `content_version`, the
    one that stands now, and `moved`, what changed the content since the one that If-Match names,
    the latest first, fifty at most.
    """

    named = "Problem"
    type = Text()
    title = Text()
    status = Whole()
    detail = Text()
    instance = Text()
    reasons = ListOf(ReasonSchema)
    content_version = fields.Integer()
    moved = fields.List(fields.Nested(MovedSchema))
