"""The rows and lines that a new evaluation takes: from the template of its scheme, or from the
evaluation of an earlier year.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from models.queries.evaluations import IndicatorRow
from models.vocabulary import Category
from policies.scheme import RowSpec, Scheme, walk_rows
from policies.scoring import describe_rule
from workflow.audit import write_canonical
from workflow.data import NewIndicator, NewLine


def take_rows(scheme: Scheme) -> tuple[NewIndicator, ...]:
    """Return the rows of the form in their order, a parent before its children."""
    rows: list[NewIndicator] = []
    _take(scheme.rows, parent=None, rows=rows)
    return tuple(rows)


def _take(specs: Iterable[RowSpec], *, parent: int | None, rows: list[NewIndicator]) -> None:
    for spec in specs:
        position = len(rows)
        rows.append(
            NewIndicator(
                category=spec.category,
                name=spec.name,
                parent=parent,
                weight=spec.weight,
                target_text=spec.target_text,
                rule=write_canonical(describe_rule(spec.rule)) if spec.rule else "",
            )
        )
        _take(spec.children, parent=position, rows=rows)


def find_rule(scheme: Scheme, *, name: str, weight: Decimal | None) -> str:
    """Return the rule of the scheme's row of this name; of several, of the one of this weight;
    empty where no row is called so.
    """
    named = [row for row in walk_rows(scheme.rows) if row.rule and row.name == name]
    named.sort(key=lambda row: row.weight != weight)
    rule = named[0].rule if named else None
    return write_canonical(describe_rule(rule)) if rule else ""


def take_lines(scheme: Scheme) -> tuple[NewLine, ...]:
    """Return the lines of the funds table, without amounts."""
    return tuple(NewLine(name=fund.name, is_total=fund.total) for fund in scheme.form.funds)


def bring_along(rows: Sequence[IndicatorRow]) -> tuple[NewIndicator, ...]:
    """Return the agreed rows of an earlier evaluation as they stand, in their order; each keeps its
    rule, and nothing that was filled in or scored comes along.
    """
    place_of = {row.id: place for place, row in enumerate(rows)}
    return tuple(
        NewIndicator(
            category=Category(row.category),
            name=row.name,
            parent=None if row.parent_id is None else place_of[row.parent_id],
            weight=row.weight,
            target_text=row.target_text,
            rule=row.rule,
        )
        for row in rows
    )
