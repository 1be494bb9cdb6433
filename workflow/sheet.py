"""An evaluation laid out as the sheet that the checks read."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from models.queries.evaluations import LineRow, TextRow
from models.vocabulary import Grade, MoneyUnit
from policies.checking import FundLine, Passage, Sheet, SheetRow
from policies.checking.lines import find_parents, read_balance
from policies.checking.measures import read_measure
from policies.scoring import grade_of

if TYPE_CHECKING:
    from workflow.content import Content, Row


def in_unit(amount: Decimal | None, unit: MoneyUnit) -> Decimal | None:
    """Return an amount of yuan in the unit of the form, exactly."""
    if amount is None or unit is MoneyUnit.YUAN:
        return amount
    return amount.scaleb(-4)


def lay_sheet(content: "Content") -> Sheet:
    """Return what the evaluation holds as one sheet, amounts in the unit of its form."""
    scheme = content.scheme
    claimed = content.reported_total
    lines = tuple(_lay_lines(content.lines, unit=scheme.form.money_unit))
    return Sheet(
        terms=scheme.terms,
        kind=scheme.kind,
        year=content.fiscal_year,
        money_unit=scheme.form.money_unit,
        rows=tuple(_lay_rows(content.rows)),
        lines=lines,
        balance=read_balance(lines),
        sections=tuple(
            Passage(key=f"section-{text.key}", text=text.text or "")
            for text in content.sections.values()
        ),
        findings=tuple(_lay_passages(content.findings)),
        suggestions=tuple(_lay_passages(content.recommendations)),
        # What nobody claimed, the system derives itself: it is there, and cannot be wrong.
        reported_total=content.self_total if claimed is None else claimed,
        reported_grade=_find_grade(content, claimed),
        claim_explained=bool(content.claim_reason and content.claim_reason.text),
    )


def _find_grade(content: "Content", claimed: Decimal | None) -> Grade | None:
    if content.reported_grade is not None:
        return content.reported_grade
    if content.recomputable:
        return content.own.grade
    return None if claimed is None else grade_of(claimed, scheme=content.scheme)


def _lay_passages(texts: tuple[TextRow, ...]) -> Iterator[Passage]:
    for number, text in enumerate(texts, start=1):
        yield Passage(key=f"{text.kind}-{number}", title=text.key, text=text.text or "")


def _lay_rows(rows: "tuple[Row, ...]") -> Iterator[SheetRow]:
    names: dict[UUID, tuple[str, ...]] = {}
    for row in rows:
        stored = row.stored
        above = names[stored.parent_id] if stored.parent_id else ()
        names[stored.id] = (*above, stored.name)
        yield SheetRow(
            id=str(stored.id),
            name=stored.name,
            parent_id=str(stored.parent_id) if stored.parent_id else None,
            depth=row.depth,
            category=row.category,
            measures=read_measure(above),
            weight=stored.weight,
            score=stored.self_score,
            is_leaf=row.scored,
            target_text=stored.target_text,
            actual_text=stored.actual_text,
            reason=stored.self_reason or "",
            rule_text=row.rule.text if row.rule else "",
            family=row.rule.family if row.rule else "",
            computed=row.computed,
            standing=row.standing,
        )


def _lay_lines(lines: tuple[LineRow, ...], *, unit: MoneyUnit) -> Iterator[FundLine]:
    parents = find_parents([line.name for line in lines])
    for line, parent in zip(lines, parents, strict=True):
        laid = FundLine(
            id=str(line.id),
            name=line.name,
            is_total=line.is_total,
            original=in_unit(line.original, unit),
            revised=in_unit(line.revised, unit),
            actual=in_unit(line.actual, unit),
        )
        yield laid if parent is None else replace(laid, parent_id=str(lines[parent].id))
