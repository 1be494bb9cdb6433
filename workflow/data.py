"""What a person hands in with an action: clean, typed, not yet judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from models.vocabulary import Action, Category, Grade, Ground, Source


@dataclass(frozen=True, kw_only=True)
class NewIndicator:
    """One row to create. `parent` is the position of an earlier row; `rule` is JSON text."""

    category: Category
    name: str
    parent: int | None = None
    weight: Decimal | None = None
    target_text: str = ""
    rule: str = ""


@dataclass(frozen=True, kw_only=True)
class NewLine:
    """One line of funds to create, amounts in yuan."""

    name: str
    is_total: bool = False
    original: Decimal | None = None
    revised: Decimal | None = None
    actual: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class NewEvaluation:
    """What `create` needs. Rows and lines come from the scheme, from a file or from
    `predecessor_id`, an evaluation of the same unit in an earlier year.
    """

    unit_id: UUID
    cycle_id: UUID
    title: str
    rows: tuple[NewIndicator, ...]
    lines: tuple[NewLine, ...]
    predecessor_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Amounts:
    """The three amounts of one line of funds, yuan."""

    original: Decimal | None
    revised: Decimal | None
    actual: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A total and a grade that somebody reports, and why they differ from the derived ones."""

    total: Decimal | None
    grade: Grade | None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class FoundItem:
    """A finding, or a recommendation, of a finance evaluation."""

    category: str
    text: str
    is_recommendation: bool = False


@dataclass(frozen=True, kw_only=True)
class Filling:
    """What `fill` changes; what is None stays as it is."""

    lines: Mapping[UUID, Amounts] = field(default_factory=dict)
    sections: Mapping[str, str] = field(default_factory=dict)
    claim: Claim | None = None
    findings: tuple[FoundItem, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class RowScore:
    """One row as scored: `actual_text` is None where the giver may not or does not change it."""

    score: Decimal | None
    reason: str = ""
    actual_text: str | None = None


@dataclass(frozen=True, kw_only=True)
class Scoring:
    """What `score`, `rescore` and `review` change, by row; and what was said with it."""

    rows: Mapping[UUID, RowScore] = field(default_factory=dict)
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class AgreedRow:
    """What can change of an agreed row."""

    name: str
    weight: Decimal | None
    target_text: str


@dataclass(frozen=True, kw_only=True)
class Amending:
    """What `amend` changes, by row, and why; a row that is not named stays as it is."""

    rows: Mapping[UUID, AgreedRow]
    reason: str


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What is said with `comment`, `approve`, `reopen`, `publish`, `submit`, `recall` and
    `discard`. A comment may note what only a reader can see: `code` of a check and `where`, the id
    of a row or a word for a place.
    """

    text: str = ""
    code: str = ""
    where: str = ""


@dataclass(frozen=True, kw_only=True)
class NewPoint:
    """One point to raise: what it speaks of, as `workflow.points` spells it, and what is wrong."""

    place: str
    text: str


@dataclass(frozen=True, kw_only=True)
class SendingBack:
    """What `return` and `correct` need: why, and until when the unit has time (an instant, UTC);
    and, of a return, the points it raises.
    """

    reason: str
    due_at: datetime | None
    points: tuple[NewPoint, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AnsweringPoints:
    """What `answer` says to points, by their ids."""

    answers: Mapping[UUID, str]


@dataclass(frozen=True, kw_only=True)
class SettlingPoints:
    """The points that `settle` settles."""

    points: frozenset[UUID]


@dataclass(frozen=True, kw_only=True)
class NewFile:
    """A supporting document whose bytes are stored already under their SHA-256."""

    name: str
    media_type: str
    size: int
    sha256: str
    indicator_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Assigning:
    """What `assign` changes: places of the form with the person who is asked to fill them in, None
    where nobody is any more. Places are those of `workflow.assigning.list_places`.
    """

    places: Mapping[str, UUID | None]


@dataclass(frozen=True, kw_only=True)
class AskingErasure:
    """What `ask_erasure` needs: the text by its commitment, the word for why, and why."""

    text: str
    ground: Ground
    reason: str


@dataclass(frozen=True, kw_only=True)
class AnsweringErasure:
    """What `erase` and `decline_erasure` need: the number of the event that asked; to decline it
    takes a reason.
    """

    request: int
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class PlannedMeasure:
    """One measure: what is to be done (`text`), by which post (`owner`), until which day; the texts
    of the evaluation that it answers, by their commitments. `measure_id` is that of one that is
    changed; `number` is its place among those handed in.
    """

    text: str
    owner: str
    due_on: date | None
    finding: str = ""
    recommendation: str = ""
    measure_id: UUID | None = None
    number: int = 0


@dataclass(frozen=True, kw_only=True)
class PlanningMeasures:
    """What `plan_measure` needs."""

    measures: tuple[PlannedMeasure, ...]


@dataclass(frozen=True, kw_only=True)
class ReportingMeasure:
    """What `report_measure` needs: what was done, and the document that shows it: a new one, or one
    of the evaluation.
    """

    measure_id: UUID
    text: str
    file: NewFile | None = None
    attachment_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class JudgingMeasures:
    """What `accept_measure` and `refuse_measure` need; to refuse takes a reason."""

    measure_ids: tuple[UUID, ...]
    reason: str = ""


Data = (
    NewEvaluation
    | Filling
    | Scoring
    | Amending
    | Remark
    | SendingBack
    | AnsweringPoints
    | SettlingPoints
    | NewFile
    | Assigning
    | AskingErasure
    | AnsweringErasure
    | PlanningMeasures
    | ReportingMeasure
    | JudgingMeasures
)


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One person about to do one thing to one evaluation.

    `seen` is the content_version the person looked at; the door demands it but for a creation and
    a comment, where there is nothing to see. `at` is now, UTC, and decides every deadline.
    `acting_for` is the person whose deputy he is in this; None where he acts by his own right.
    """

    action: Action
    evaluation_id: UUID
    actor_id: UUID
    data: Data
    at: datetime
    source: Source
    seen: int | None = None
    acting_for: UUID | None = None
