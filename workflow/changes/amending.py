"""amend: agreed rows change their name, weight or target, with a reason that stays with them."""

from decimal import Decimal

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from models.queries.evaluations import IndicatorRow
from models.tables import AgreedChange, Indicator
from workflow.audit import keep_texts
from workflow.changes.change import Change, Rows, Write, mark_points, number_event
from workflow.changes.creating import describe_agreed, hash_agreed
from workflow.data import AgreedRow, Amending
from workflow.guards import Case


def amend_rows(session: Session, case: Case) -> Change:
    """Return the rows that differ from what stands; the trail holds old and new of each, and the
    hash of all agreed rows as they are from now on.
    """
    given = case.data
    if not isinstance(given, Amending):
        raise TypeError(given)
    changed = find_amended(case)
    reason = keep_texts(session, [given.reason])[0]
    agreed: Rows = [
        {
            "evaluation_id": case.facts.evaluation_id,
            "indicator_id": stored.id,
            "event_seq": number_event(case),
            "old_name": stored.name,
            "new_name": new.name,
            "old_weight": stored.weight,
            "new_weight": new.weight,
            "old_target": stored.target_text,
            "new_target": new.target_text,
            "reason_id": reason.id,
        }
        for stored, new in changed
    ]
    projection: Rows = [
        {"id": stored.id, "name": new.name, "weight": new.weight, "target_text": new.target_text}
        for stored, new in changed
    ]
    writes: list[Write] = [(insert(AgreedChange), agreed), (update(Indicator), projection)]
    after = {stored.id: new for stored, new in changed}
    return Change(
        data={
            "agreed": hash_agreed(
                [_describe(row.stored, after.get(row.stored.id)) for row in case.content().rows]
            ),
            "amended": [
                {
                    "indicator": str(stored.id),
                    "old": spell_agreed(stored.name, stored.weight, stored.target_text),
                    "new": spell_agreed(new.name, new.weight, new.target_text),
                    "reason": reason.commitment,
                }
                for stored, new in changed
            ],
        },
        writes=writes,
    )


def find_amended(case: Case) -> list[tuple[IndicatorRow, AgreedRow]]:
    """Return the rows whose name, weight or target would change, with what they would become."""
    if not isinstance(case.data, Amending):
        return []
    return [
        (row.stored, new)
        for row in case.content().rows
        if (new := case.data.rows.get(row.stored.id))
        and (new.name, new.weight, new.target_text)
        != (row.stored.name, row.stored.weight, row.stored.target_text)
    ]


def spell_agreed(name: str, weight: Decimal | None, target: str) -> dict[str, str | None]:
    """Return what can change of an agreed row as the trail spells it."""
    return {"name": name, "weight": mark_points(weight), "target": target}


def _describe(stored: IndicatorRow, new: AgreedRow | None) -> dict[str, object]:
    row = stored._asdict()
    if new is not None:
        row |= {"name": new.name, "weight": new.weight, "target_text": new.target_text}
    return describe_agreed(row)
