"""What an evaluation holds right now: rows with computed scores, funds, texts, totals, checks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from uuid import UUID

from sqlalchemy.orm import Session

from models.queries.evaluations import (
    AttachmentRow,
    Header,
    IndicatorRow,
    LineRow,
    TextRow,
    list_attachments,
    list_budget_lines,
    list_indicators,
    list_texts,
)
from models.vocabulary import Category, Grade, Severity
from policies.checking import WEIGHTS, Inconsistency, find_inconsistencies
from policies.reading import read_text
from policies.scheme import Scheme, parse_scheme
from policies.scoring import Computed, RuleSpec, execution_rate, grade_of, sum_scores
from policies.scoring.knock_out import VetoState
from policies.scoring.rows import Amounts, RuledRow, compute_rows
from policies.scoring.standing import Standing
from policies.scoring.whole import Whole
from workflow.result import conclude, derive_result, find_standing_of, read_rule
from workflow.sheet import in_unit, lay_sheet


@lru_cache(maxsize=64)
def parse_registered(sha256: str, text: str) -> Scheme:  # noqa: ARG001 -- the cheap half of the key
    """Return a registered scheme, parsed once for each of its versions."""
    return parse_scheme(text, registered=True)


def read_scheme(header: Header) -> Scheme:
    """Return the scheme this evaluation is pinned to."""
    return parse_registered(header.scheme_sha256, header.scheme_text)


class Scores:
    """The scores of all rows by their rules, computed together when somebody asks for the first."""

    def __init__(
        self,
        rows: Sequence[IndicatorRow],
        *,
        total_line: LineRow | None,
        scheme: Scheme,
        year: int | None,
    ) -> None:
        self._rows = rows
        self._year = year
        self._total_line = total_line
        self._scheme = scheme

    def find_standing(self, row: IndicatorRow) -> Standing:
        """Whether a row applies, adds a bonus, or knocks out."""
        return find_standing_of(row, scheme=self._scheme)

    @cached_property
    def by_row(self) -> Mapping[str, Computed]:
        """The computed score of each row that carries points, by its id."""
        line, unit = self._total_line, self._scheme.form.money_unit
        amounts = Amounts(
            budget=in_unit(line.revised, unit) if line else None,
            spent=in_unit(line.actual, unit) if line else None,
            year=self._year,
        )
        rows = [_as_ruled(row) for row in self._rows]
        return compute_rows(rows, amounts=amounts, places=self._scheme.places)


def _as_ruled(row: IndicatorRow) -> RuledRow:
    return RuledRow(
        id=str(row.id),
        parent_id=str(row.parent_id) if row.parent_id else None,
        weight=row.weight,
        rule=read_rule(row.rule) if row.rule else None,
        target_text=row.target_text,
        actual_text=row.actual_text,
    )


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of the form; `depth` is 0 for level one."""

    stored: IndicatorRow
    depth: int
    is_heading: bool
    scores: Scores = field(compare=False, repr=False)

    @property
    def computed(self) -> Computed | None:
        """The score by the rule of the row; None for a row that carries no points."""
        return self.scores.by_row.get(str(self.stored.id))

    @property
    def rule(self) -> RuleSpec | None:
        """The rule the row is scored by."""
        return read_rule(self.stored.rule) if self.stored.rule else None

    @property
    def standing(self) -> Standing:
        """Whether the row applies, adds a bonus, or knocks out."""
        return self.scores.find_standing(self.stored)

    @property
    def is_called_not_applicable(self) -> bool:
        """Say whether the actual value says "不适用" of a row that may not be left out."""
        if not self.scored or not self.standing.applies:
            return False
        return not read_text(self.stored.actual_text).applies

    @property
    def category(self) -> Category:
        """What the row measures."""
        return Category(self.stored.category)

    @property
    def scored(self) -> bool:
        """Say whether the row itself carries points."""
        return self.stored.weight is not None


@dataclass(frozen=True)
class Content:
    """Everything below the header, read in a fixed number of queries."""

    scheme: Scheme
    rows: tuple[Row, ...]
    lines: tuple[LineRow, ...]
    sections: Mapping[str, TextRow]
    findings: tuple[TextRow, ...]
    recommendations: tuple[TextRow, ...]
    claim_reason: TextRow | None
    attachments: tuple[AttachmentRow, ...]
    reported_total: Decimal | None
    reported_grade: Grade | None
    fiscal_year: int | None = None

    @cached_property
    def row_of(self) -> Mapping[UUID, Row]:
        """The rows by id."""
        return {row.stored.id: row for row in self.rows}

    @cached_property
    def scored_rows(self) -> tuple[Row, ...]:
        """The rows that carry points."""
        return tuple(row for row in self.rows if row.scored)

    @cached_property
    def applying_rows(self) -> tuple[Row, ...]:
        """The rows that carry points and apply."""
        return tuple(row for row in self.scored_rows if row.standing.applies)

    @cached_property
    def is_plain_sum(self) -> bool:
        """Whether the total is the sum of the scores, whatever is typed."""
        rows = (row.standing for row in self.scored_rows)
        return self.scheme.terms.whole.is_plain and not any(
            stands.is_bonus or stands.veto is not VetoState.NO_VETO for stands in rows
        )

    @property
    def weight_total(self) -> Decimal | None:
        """The points of all rows together; a bonus stands outside the whole."""
        return sum_scores(
            row.stored.weight for row in self.scored_rows if not row.standing.is_bonus
        )

    @property
    def computed_total(self) -> Decimal | None:
        """The total by the rules; None unless every row was computed."""
        computed = {row.stored.id: row.computed for row in self.scored_rows}
        scores = {id_: each.score for id_, each in computed.items() if each is not None}
        return self._derive(lambda row: scores.get(row.id)).total

    @cached_property
    def own(self) -> Whole:
        """What the self scores come to; without a total while one is missing."""
        return self._derive(lambda row: row.self_score)

    @cached_property
    def reviewed(self) -> Whole:
        """What the review scores come to; without a total while one is missing."""
        return self._derive(lambda row: row.review_score, by_review=True)

    @property
    def self_total(self) -> Decimal | None:
        """The total of the self scores; None while one is missing."""
        return self.own.total

    @property
    def review_total(self) -> Decimal | None:
        """The total of the review scores; None while one is missing."""
        return self.reviewed.total

    @property
    def result(self) -> Whole:
        """The result of the scores as they stand: reviewed, else self scored."""
        return conclude(own=self.own, reviewed=self.reviewed, scheme=self.scheme)

    @property
    def recomputable(self) -> bool:
        """Say whether there are rows at all that a total can be derived from."""
        return bool(self.scored_rows)

    @property
    def total(self) -> Decimal | None:
        """The total as it stands: reviewed, else self scored, else, without rows, as reported."""
        if not self.recomputable:
            return self.reported_total
        return self.result.total

    @property
    def grade(self) -> Grade | None:
        """The word for `total` by the bands of the scheme."""
        if self.recomputable:
            return self.result.grade
        return None if self.total is None else grade_of(self.total, scheme=self.scheme)

    @property
    def total_line(self) -> LineRow | None:
        """The line of funds that stands for all."""
        return next((line for line in self.lines if line.is_total), None)

    @property
    def rate(self) -> Decimal | None:
        """The budget execution rate in percent."""
        line = self.total_line
        return None if line is None else execution_rate(budget=line.revised, spent=line.actual)

    @cached_property
    def inconsistencies(self) -> tuple[Inconsistency, ...]:
        """What the checks find in the evaluation as it stands.

        An error on a row that is scored is explained there, every other one by the reason of the
        claim; the weights are agreed, not explained.
        """
        found = find_inconsistencies(lay_sheet(self))
        if self.claim_reason is None or not self.claim_reason.text:
            return found
        own = {WEIGHTS, *(str(row.stored.id) for row in self.scored_rows)}
        return tuple(
            replace(each, explained=True)
            if each.severity is Severity.ERROR and each.where not in own
            else each
            for each in found
        )

    def _derive(
        self, score_of: Callable[[IndicatorRow], Decimal | None], *, by_review: bool = False
    ) -> Whole:
        return derive_result(
            [row.stored for row in self.rows],
            scheme=self.scheme,
            score_of=score_of,
            by_review=by_review,
        )


def build_rows(
    *,
    stored: list[IndicatorRow],
    total_line: LineRow | None,
    scheme: Scheme,
    year: int | None,
) -> tuple[Row, ...]:
    """Return the rows of a form in their order, scored together when somebody asks.

    `year` is that of the form, which a date without one is of.
    """
    scores = Scores(stored, total_line=total_line, scheme=scheme, year=year)
    depth_of: dict[UUID, int] = {}
    parents = {row.parent_id for row in stored}
    rows = []
    for row in stored:
        depth_of[row.id] = 0 if row.parent_id is None else depth_of[row.parent_id] + 1
        rows.append(
            Row(
                stored=row,
                depth=depth_of[row.id],
                is_heading=row.weight is None and row.id in parents,
                scores=scores,
            )
        )
    return tuple(rows)


def load_content(session: Session, header: Header) -> Content:
    """Read what the evaluation holds. Four queries, whatever the number of rows."""
    evaluation = header.evaluation
    scheme = read_scheme(header)
    lines = tuple(list_budget_lines(session, evaluation.id))
    texts = list_texts(session, evaluation)
    total_line = next((line for line in lines if line.is_total), None)
    return Content(
        scheme=scheme,
        rows=build_rows(
            stored=list_indicators(session, evaluation.id),
            total_line=total_line,
            scheme=scheme,
            year=header.fiscal_year,
        ),
        lines=lines,
        sections={text.key: text for text in texts if text.kind == "section"},
        findings=tuple(text for text in texts if text.kind == "finding"),
        recommendations=tuple(text for text in texts if text.kind == "recommendation"),
        claim_reason=next((text for text in texts if text.kind == "claim"), None),
        attachments=tuple(list_attachments(session, evaluation.id)),
        reported_total=evaluation.reported_total,
        reported_grade=Grade(evaluation.reported_grade) if evaluation.reported_grade else None,
        fiscal_year=header.fiscal_year,
    )
