"""Computing every row of a form: details before the row that carries their points."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from policies.scoring.families import compute_score
from policies.scoring.params import Params, RuleProblem
from policies.scoring.spec import Computed, Detail, RuleSpec, ScoreInput


@dataclass(frozen=True, slots=True, kw_only=True)
class RuledRow:
    """What the scoring of one row needs; `weight` is set on the rows that carry the points."""

    id: str
    parent_id: str | None
    weight: Decimal | None
    rule: RuleSpec | None
    target_text: str
    actual_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """Amounts of the form that rules speak of, all in one unit of money, and the year they are of,
    None where the form does not say.
    """

    budget: Decimal | None = None
    spent: Decimal | None = None
    named: Mapping[str, Decimal] = field(default_factory=dict)
    year: int | None = None


def compute_rows(rows: Sequence[RuledRow], *, amounts: Amounts, places: int) -> dict[str, Computed]:
    """Return the computed score of each row that carries points, by id.

    A row below it is a detail: it is computed with the points its rule gives it (`params.max`), and
    handed to the rule of the row above. The order of the rows does not matter.
    """
    below: dict[str, list[RuledRow]] = defaultdict(list)
    for row in rows:
        if row.parent_id is not None:
            below[row.parent_id].append(row)

    def score(row: RuledRow, weight: Decimal, details: tuple[Detail, ...]) -> Computed:
        given = ScoreInput(
            weight=weight,
            target_text=row.target_text,
            actual_text=row.actual_text,
            budget=amounts.budget,
            spent=amounts.spent,
            named=amounts.named,
            details=details,
            year=amounts.year,
        )
        return compute_score(rule=row.rule, row=given, places=places)

    def list_details(row: RuledRow) -> tuple[Detail, ...]:
        found = []
        for detail in below[row.id]:
            most = _most_of(detail.rule)
            found.append(Detail(most, score(detail, most or Decimal(0), ())))
        return tuple(found)

    return {
        row.id: score(row, row.weight, list_details(row)) for row in rows if row.weight is not None
    }


def _most_of(rule: RuleSpec | None) -> Decimal | None:
    if rule is None:
        return None
    try:
        return Params(rule.params).number("max")
    except RuleProblem:
        return None
