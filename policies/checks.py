"""Consistency checks: what in one evaluation contradicts itself.

What a check finds is an inconsistency; a finding is what an evaluator writes. Each code has one
function in `CHECKS`; codes and severities are those of the scoring reference, section 3.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from models.vocabulary import Grade, Severity
from policies.numbers import format_points
from policies.scheme import ActualValues, Scheme
from policies.scoring import grade_of, sum_scores

WEIGHTS, TOTAL, GRADE = "weights", "total", "grade"
_AFTER_THE_ROWS = (WEIGHTS, TOTAL, GRADE)


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """One contradiction: where it stands, and the numbers a sentence about it needs.

    `where` is the id of a row, "weights", "total" or "grade". `explained` says that the reason that
    may stand in for mending has been given.
    """

    code: str
    severity: Severity
    where: str
    numbers: Mapping[str, str]
    explained: bool


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of the score table as it stands; points in the scheme's points."""

    id: str
    name: str
    weight: Decimal | None
    scored: bool
    target_text: str
    actual_text: str
    computed: Decimal | None
    self_score: Decimal | None
    has_reason: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The score table with what was reported about it.

    `claim_explained` says that a reason was given for a reported total or grade that differs from
    what the rows yield.
    """

    rows: tuple[TableRow, ...]
    reported_total: Decimal | None
    reported_grade: Grade | None
    claim_explained: bool
    scheme: Scheme

    @property
    def scored_rows(self) -> tuple[TableRow, ...]:
        """The rows that carry the score; none in a form that is not scored."""
        return tuple(row for row in self.rows if row.scored) if self.scheme.form.scored else ()

    @property
    def derived_total(self) -> Decimal | None:
        """The sum of the self scores, None while one is missing."""
        return sum_scores(row.self_score for row in self.scored_rows)


def check_weights(table: Table) -> Iterator[Inconsistency]:
    """W01: the weights of the scored rows add up to the scheme's total."""
    if not table.scheme.form.scored:
        return
    derived = sum((row.weight or Decimal(0) for row in table.scored_rows), start=Decimal(0))
    if derived != table.scheme.total:
        numbers = _numbers(expected=table.scheme.total, derived=derived)
        yield Inconsistency("W01", Severity.ERROR, WEIGHTS, numbers, explained=False)


def check_reported_total(table: Table) -> Iterator[Inconsistency]:
    """S01: the reported total is the sum of the self scores."""
    reported, derived = table.reported_total, table.derived_total
    if reported is not None and derived is not None and reported != derived:
        numbers = _numbers(reported=reported, derived=derived)
        yield Inconsistency("S01", Severity.ERROR, TOTAL, numbers, table.claim_explained)


def check_computed_scores(table: Table) -> Iterator[Inconsistency]:
    """S05: a self score is the computed one, up to the scheme's tolerance."""
    for row in table.scored_rows:
        if row.computed is None or row.self_score is None:
            continue
        if abs(row.self_score - row.computed) > table.scheme.tolerance:
            numbers = _numbers(self=row.self_score, computed=row.computed)
            yield Inconsistency("S05", Severity.ERROR, row.id, numbers, row.has_reason)


def check_deductions(table: Table) -> Iterator[Inconsistency]:
    """S06: points that were deducted have a reason; a deduction by the row's own rule is one."""
    for row in table.scored_rows:
        if row.weight is None or row.self_score is None or row.has_reason:
            continue
        by_rule = row.computed is not None and row.self_score >= row.computed
        if row.self_score < row.weight and not by_rule:
            numbers = _numbers(
                weight=row.weight, self=row.self_score, deducted=row.weight - row.self_score
            )
            yield Inconsistency("S06", Severity.WARNING, row.id, numbers, explained=False)


def check_missing_scores(table: Table) -> Iterator[Inconsistency]:
    """S10: every scored row has a self score. No reason stands in for it."""
    for row in table.scored_rows:
        if row.self_score is None:
            yield Inconsistency("S10", Severity.ERROR, row.id, {}, explained=False)


def check_total_without_rows(table: Table) -> Iterator[Inconsistency]:
    """S90: a total that was reported without a score table cannot be recomputed."""
    if table.reported_total is not None and not table.scheme.form.scored and not table.rows:
        numbers = _numbers(reported=table.reported_total)
        yield Inconsistency("S90", Severity.INFORMATION, TOTAL, numbers, explained=False)


def check_missing_actuals(table: Table) -> Iterator[Inconsistency]:
    """I10: an actual value is there where the form asks for it. No reason stands in for it.

    A row that was computed without a text (the execution rate, from the funds) has its actual.
    """
    if table.scheme.form.actual_values is not ActualValues.REQUIRED:
        return
    for row in table.scored_rows:
        if not row.actual_text.strip() and row.computed is None:
            yield Inconsistency("I10", Severity.ERROR, row.id, {}, explained=False)


def check_grade(table: Table) -> Iterator[Inconsistency]:
    """G01: the reported grade is the band of the total, the derived one where there is one."""
    total = table.reported_total if table.derived_total is None else table.derived_total
    if table.reported_grade is None or total is None:
        return
    derived = grade_of(total, scheme=table.scheme)
    if table.reported_grade is not derived:
        numbers = {
            "reported": table.reported_grade.value,
            "derived": derived.value,
            "total": format_points(total),
        }
        yield Inconsistency("G01", Severity.ERROR, GRADE, numbers, table.claim_explained)


CHECKS: Mapping[str, Callable[[Table], Iterator[Inconsistency]]] = {
    "W01": check_weights,
    "S01": check_reported_total,
    "S05": check_computed_scores,
    "S06": check_deductions,
    "S10": check_missing_scores,
    "S90": check_total_without_rows,
    "I10": check_missing_actuals,
    "G01": check_grade,
}


def find_inconsistencies(table: Table) -> tuple[Inconsistency, ...]:
    """All inconsistencies: errors, warnings, information, each in the order of the table.

    Rows come as they stand, then weights, total and grade; at one place the order of `CHECKS`.
    """
    severities = list(Severity)
    places = [row.id for row in table.rows]
    places.extend(_AFTER_THE_ROWS)
    order = {place: number for number, place in enumerate(places)}
    found = [item for check in CHECKS.values() for item in check(table)]
    return tuple(
        sorted(found, key=lambda item: (severities.index(item.severity), order[item.where]))
    )


def blocks_submission(inconsistency: Inconsistency) -> bool:
    """An error must be mended or explained before the evaluation is submitted."""
    return inconsistency.severity is Severity.ERROR and not inconsistency.explained


def _numbers(**values: Decimal) -> dict[str, str]:
    return {name: format_points(value) for name, value in values.items()}
