"""amend: agreed rows change their name, weight or target, with a reason that stays with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from models.queries.evaluations import IndicatorRow
from models.tables import AgreedChange, Indicator
from models.vocabulary import HashName
from models.writing import Rows, Write, insert_into, update_by_key
from workflow.audit import KeptText, keep_texts, name_hash
from workflow.changes.change import Change, mark_points, number_event
from workflow.changes.creating import describe_agreed, hash_agreed
from workflow.data import AgreedRow, Amending
from workflow.guards import Case


@dataclass(frozen=True, kw_only=True)
class Amended:
    """One agreed row as it stands and as it becomes, with the reason as it was kept."""

    indicator_id: UUID
    old: AgreedRow
    new: AgreedRow
    reason: KeptText


def amend_rows(session: Session, case: Case) -> Change:
    """Return the rows that differ from what stands; the trail holds old and new of each, and the
    hash of all agreed rows as they are from now on.
    """
    given = case.data
    if not isinstance(given, Amending):
        raise TypeError(given)
    reason = keep_texts(session, [given.reason])[0]
    amended = [
        Amended(indicator_id=row.stored.id, old=stands, new=new, reason=reason)
        for row in case.content().rows
        if (new := given.rows.get(row.stored.id)) and new != (stands := read_agreed(row.stored))
    ]
    spelled, writes = spell_amended(
        evaluation_id=case.facts.evaluation_id, event_seq=number_event(case), amended=amended
    )
    rows = [describe_agreed(row.stored._asdict()) for row in case.content().rows]
    return Change(
        data={
            "agreed": hash_amended(rows, amended=amended, name=name_hash(session)),
            "amended": spelled,
        },
        writes=writes,
    )


def read_agreed(row: IndicatorRow) -> AgreedRow:
    """Return what can change of an agreed row as it stands."""
    return AgreedRow(name=row.name, weight=row.weight, target_text=row.target_text)


def spell_amended(
    *, evaluation_id: UUID, event_seq: int, amended: Sequence[Amended]
) -> tuple[list[dict[str, object]], list[Write]]:
    """Return changes of agreed rows as the trail spells them, and the writes that bring them
    about.
    """
    if not amended:
        return [], []
    spelled: list[dict[str, object]] = [
        {
            "indicator": str(row.indicator_id),
            "old": spell_agreed(row.old.name, row.old.weight, row.old.target_text),
            "new": spell_agreed(row.new.name, row.new.weight, row.new.target_text),
            "reason": row.reason.commitment,
        }
        for row in amended
    ]
    changes: Rows = [
        {
            "evaluation_id": evaluation_id,
            "indicator_id": row.indicator_id,
            "event_seq": event_seq,
            "old_name": row.old.name,
            "new_name": row.new.name,
            "old_weight": row.old.weight,
            "new_weight": row.new.weight,
            "old_target": row.old.target_text,
            "new_target": row.new.target_text,
            "reason_id": row.reason.id,
        }
        for row in amended
    ]
    projection: Rows = [
        {
            "own_id": row.indicator_id,
            "name": row.new.name,
            "weight": row.new.weight,
            "target_text": row.new.target_text,
        }
        for row in amended
    ]
    standing = update_by_key(Indicator, "name", "weight", "target_text")
    return spelled, [(insert_into(AgreedChange), changes), (standing, projection)]


def spell_agreed(name: str, weight: Decimal | None, target: str) -> dict[str, str | None]:
    """Return what can change of an agreed row as the trail spells it."""
    return {"name": name, "weight": mark_points(weight), "target": target}


def hash_amended(
    rows: Sequence[dict[str, object]], *, amended: Sequence[Amended], name: HashName
) -> str:
    """Return the hash of all agreed rows as they will be; `rows` are described as they stand."""
    after = {
        str(row.indicator_id): spell_agreed(row.new.name, row.new.weight, row.new.target_text)
        for row in amended
    }
    return hash_agreed([row | after.get(str(row["id"]), {}) for row in rows], name=name)
