"""The rows and lines that a new evaluation takes from the template of its scheme."""

from collections.abc import Iterable

from policies.scheme import RowSpec, Scheme
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


def take_lines(scheme: Scheme) -> tuple[NewLine, ...]:
    """Return the lines of the funds table, without amounts."""
    return tuple(NewLine(name=fund.name, is_total=fund.total) for fund in scheme.form.funds)
