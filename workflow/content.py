"""What an evaluation holds right now: rows with computed scores, funds, texts, totals, checks."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
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
from models.vocabulary import Category, Grade, MoneyUnit
from policies.checks import Inconsistency, Table, TableRow, find_inconsistencies
from policies.scheme import Scheme, parse_scheme
from policies.scoring import (
    Computed,
    RuleSpec,
    ScoreInput,
    compute_score,
    execution_rate,
    grade_of,
    parse_rule,
    sum_scores,
)


@lru_cache(maxsize=64)
def parse_registered(sha256: str, text: str) -> Scheme:  # noqa: ARG001 -- the cheap half of the key
    """Return a registered scheme, parsed once for each of its versions."""
    return parse_scheme(text)


def read_scheme(header: Header) -> Scheme:
    """Return the scheme this evaluation is pinned to."""
    return parse_registered(header.scheme_sha256, header.scheme_text)


@lru_cache(maxsize=1024)
def read_rule(text: str) -> RuleSpec:
    """Return a stored rule, read once for each of its texts: forms share them."""
    return parse_rule(json.loads(text))


@dataclass(frozen=True, kw_only=True)
class Funds:
    """The budget and what was spent, in the money unit of the form: its formulas speak in it."""

    budget: Decimal | None
    spent: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of the form; `depth` is 0 for level one."""

    stored: IndicatorRow
    depth: int
    is_heading: bool
    funds: Funds
    places: int

    @cached_property
    def computed(self) -> Computed | None:
        """The score by the rule of the row, computed when somebody asks for it."""
        stored = self.stored
        if stored.weight is None:
            return None
        given = ScoreInput(
            weight=stored.weight,
            target_text=stored.target_text,
            actual_text=stored.actual_text,
            budget=self.funds.budget,
            spent=self.funds.spent,
        )
        rule = read_rule(stored.rule) if stored.rule else None
        return compute_score(rule=rule, row=given, places=self.places)

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

    @cached_property
    def row_of(self) -> Mapping[UUID, Row]:
        """The rows by id."""
        return {row.stored.id: row for row in self.rows}

    @cached_property
    def scored_rows(self) -> tuple[Row, ...]:
        """The rows that carry points."""
        return tuple(row for row in self.rows if row.scored)

    @property
    def weight_total(self) -> Decimal | None:
        """The points of all rows together."""
        return self._sum([row.stored.weight for row in self.scored_rows])

    @property
    def computed_total(self) -> Decimal | None:
        """The total by the rules; None unless every row was computed."""
        return self._sum([row.computed.score if row.computed else None for row in self.scored_rows])

    @property
    def self_total(self) -> Decimal | None:
        """The total the self scores add up to; None while one is missing."""
        return self._sum([row.stored.self_score for row in self.scored_rows])

    @property
    def review_total(self) -> Decimal | None:
        """The total the review scores add up to; None while one is missing."""
        return self._sum([row.stored.review_score for row in self.scored_rows])

    @property
    def recomputable(self) -> bool:
        """Say whether there are rows at all that a total can be derived from."""
        return bool(self.scored_rows)

    @property
    def total(self) -> Decimal | None:
        """The total as it stands: reviewed, else self scored, else, without rows, as reported."""
        if not self.recomputable:
            return self.reported_total
        return self.review_total if self.review_total is not None else self.self_total

    @property
    def grade(self) -> Grade | None:
        """The word for `total` by the bands of the scheme."""
        if self.total is None:
            return None
        return grade_of(self.total, scheme=self.scheme)

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
        """What the checks find in the evaluation as it stands."""
        return find_inconsistencies(
            Table(
                rows=tuple(_as_table_row(row) for row in self.rows),
                reported_total=self.reported_total,
                reported_grade=self.reported_grade,
                claim_explained=bool(self.claim_reason and self.claim_reason.text),
                scheme=self.scheme,
            )
        )

    @staticmethod
    def _sum(scores: list[Decimal | None]) -> Decimal | None:
        return sum_scores(scores) if scores else None


def _as_table_row(row: Row) -> TableRow:
    stored = row.stored
    return TableRow(
        id=str(stored.id),
        name=stored.name,
        weight=stored.weight,
        scored=row.scored,
        target_text=stored.target_text,
        actual_text=stored.actual_text,
        computed=row.computed.score if row.computed else None,
        self_score=stored.self_score,
        has_reason=bool(stored.self_reason),
    )


def _build_rows(
    *, stored: list[IndicatorRow], total_line: LineRow | None, scheme: Scheme
) -> tuple[Row, ...]:
    unit = scheme.form.money_unit
    funds = Funds(
        budget=_in_unit(total_line.revised, unit) if total_line else None,
        spent=_in_unit(total_line.actual, unit) if total_line else None,
    )
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
                funds=funds,
                places=scheme.places,
            )
        )
    return tuple(rows)


def _in_unit(amount: Decimal | None, unit: MoneyUnit) -> Decimal | None:
    if amount is None or unit is MoneyUnit.YUAN:
        return amount
    return amount.scaleb(-4)


def load_content(session: Session, header: Header) -> Content:
    """Read what the evaluation holds. Four queries, whatever the number of rows."""
    evaluation = header.evaluation
    scheme = read_scheme(header)
    lines = tuple(list_budget_lines(session, evaluation.id))
    texts = list_texts(session, evaluation)
    total_line = next((line for line in lines if line.is_total), None)
    return Content(
        scheme=scheme,
        rows=_build_rows(
            stored=list_indicators(session, evaluation.id), total_line=total_line, scheme=scheme
        ),
        lines=lines,
        sections={text.key: text for text in texts if text.kind == "section"},
        findings=tuple(text for text in texts if text.kind == "finding"),
        recommendations=tuple(text for text in texts if text.kind == "recommendation"),
        claim_reason=next((text for text in texts if text.kind == "claim"), None),
        attachments=tuple(list_attachments(session, evaluation.id)),
        reported_total=evaluation.reported_total,
        reported_grade=Grade(evaluation.reported_grade) if evaluation.reported_grade else None,
    )
