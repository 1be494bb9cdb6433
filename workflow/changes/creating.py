"""create: the agreed rows come with the evaluation, without a single score, and with them what is
left to be put right of an earlier year.
"""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from models.tables import BudgetLine, Indicator, Section
from models.vocabulary import HashName
from models.writing import Rows, Write, insert_into
from workflow.audit import find_room, hash_text, name_hash, write_canonical
from workflow.changes.carrying import carry_measures
from workflow.changes.change import Change, mark_points
from workflow.changes.pointing import carry_from_before
from workflow.content import Content
from workflow.data import NewEvaluation, NewIndicator, NewLine
from workflow.guards import Case
from workflow.ids import new_id


def create_evaluation(session: Session, case: Case) -> Change:
    """Return the rows, lines and sections of a new evaluation; the trail holds the hash of what
    was agreed, so that a later look can prove name, weight and target of every row.
    """
    given = case.data
    if not isinstance(given, NewEvaluation):
        raise TypeError(given)
    evaluation_id = case.facts.evaluation_id
    rows = _build_rows(evaluation_id=evaluation_id, rows=given.rows)
    lines = _build_lines(evaluation_id=evaluation_id, lines=given.lines)
    writes: list[Write] = []
    if rows:
        writes.append((insert_into(Indicator), rows))
    if lines:
        writes.append((insert_into(BudgetLine), lines))
    if sections := _build_sections(evaluation_id=evaluation_id, content=case.content()):
        writes.append((insert_into(Section), sections))
    pointed, pointing = _carry_points(session, given, rows=rows, case=case)
    data: dict[str, object] = {
        "unit": str(given.unit_id),
        "cycle": str(given.cycle_id),
        "kind": case.facts.kind,
        "title": given.title,
        "scheme": case.content().scheme.sha256,
        "predecessor": str(given.predecessor_id) if given.predecessor_id else None,
        "agreed": hash_agreed([describe_agreed(row) for row in rows], name=name_hash(session)),
        "budget": [describe_line(line) for line in lines],
        **pointed,
    }
    if given.predecessor_id is not None:
        carried, carrying = carry_measures(
            session,
            evaluation_id=evaluation_id,
            predecessor_id=given.predecessor_id,
            room=find_room(data),
        )
        data |= carried
        writes += carrying
    return Change(data=data, writes=[*writes, *pointing])


def _carry_points(
    session: Session, given: NewEvaluation, *, rows: Rows, case: Case
) -> tuple[dict[str, object], list[Write]]:
    if given.predecessor_id is None:
        return {}, []
    return carry_from_before(
        session,
        origin=given.predecessor_id,
        evaluation_id=case.facts.evaluation_id,
        rows=rows,
        sections=[section.key for section in case.content().scheme.sections],
    )


def describe_agreed(row: dict[str, object]) -> dict[str, object]:
    """Return one agreed row as it is hashed; `row` holds the columns of `indicator`."""
    weight = row["weight"]
    return {
        "id": str(row["id"]),
        "parent": str(row["parent_id"]) if row["parent_id"] else None,
        "position": row["position"],
        "category": row["category"],
        "name": row["name"],
        "weight": mark_points(weight) if isinstance(weight, Decimal) else None,
        "target": row["target_text"],
        "rule": row["rule"],
    }


def hash_agreed(rows: Sequence[dict[str, object]], *, name: HashName) -> str:
    """Return the hash over the agreed rows in their order, in hex."""
    return hash_text(write_canonical(list(rows)), name=name)


def describe_line(line: dict[str, object]) -> dict[str, object]:
    """Return one line of funds as the trail spells it."""
    spelled = {"id": str(line["id"]), "name": line["name"], "total": line["is_total"]}
    for column in ("original", "revised", "actual"):
        amount = line[column]
        spelled[column] = mark_points(amount) if isinstance(amount, Decimal) else None
    return spelled


def _build_rows(*, evaluation_id: UUID, rows: Sequence[NewIndicator]) -> Rows:
    ids = [new_id() for _ in rows]
    return [
        {
            "id": ids[position],
            "evaluation_id": evaluation_id,
            "parent_id": None if row.parent is None else ids[row.parent],
            "position": position,
            "category": row.category,
            "name": row.name,
            "weight": row.weight,
            "target_text": row.target_text,
            "rule": row.rule,
            "actual_text": "",
        }
        for position, row in enumerate(rows)
    ]


def _build_lines(*, evaluation_id: UUID, lines: Sequence[NewLine]) -> Rows:
    return [
        {
            "id": new_id(),
            "evaluation_id": evaluation_id,
            "position": position,
            "name": line.name,
            "is_total": line.is_total,
            "original": line.original,
            "revised": line.revised,
            "actual": line.actual,
        }
        for position, line in enumerate(lines)
    ]


def _build_sections(*, evaluation_id: UUID, content: Content) -> Rows:
    return [
        {"evaluation_id": evaluation_id, "key": section.key, "position": position}
        for position, section in enumerate(content.scheme.sections)
    ]
