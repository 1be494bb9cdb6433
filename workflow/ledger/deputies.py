"""Whoever acted for somebody was his deputy then, as the administrative acts tell it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from models.queries.administered import DeputyRow
from workflow.ledger.spelling import ID


def find_deputy_faults(
    rows: Iterable[DeputyRow], *, told: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    """Yield each event that was done for somebody without a delegation that was in force; `told`
    are the delegations by id as the acts tell them.
    """
    for row in rows:
        if fault := _find_fault(row, told):
            place = f"audit_event {row.id} (evaluation {ID[row.evaluation]}, event {row.seq})"
            yield f"{place}: {fault}"


def _find_fault(row: DeputyRow, told: Mapping[str, Mapping[str, Any]]) -> str | None:
    try:
        data = json.loads(row.body)["data"]
        given, named, roles = data["delegation"], data["for"], data["roles"]
    except (KeyError, TypeError, ValueError, RecursionError):
        return "it was done for somebody, and its body does not say under which delegation"
    mandate = told.get(given) if isinstance(given, str) else None
    if mandate is None:
        return "no administrative act tells of its delegation"
    expected = (ID[row.principal], ID[row.deputy], [mandate["role"]])
    if expected != (mandate["principal"], mandate["deputy"], roles) or named != ID[row.principal]:
        return "its delegation is of other people or of another role"
    if mandate["unit"] not in {None, ID[row.unit]}:
        return "its delegation is for another unit"
    return _find_time_fault(row, mandate)


def _find_time_fault(row: DeputyRow, mandate: Mapping[str, Any]) -> str | None:
    # The whole of the last second belongs to it, as people are shown it.
    until = f"{row.at[:19]}.000000Z"
    if row.at < mandate["starts_at"] or until > mandate["ends_at"]:
        return "its delegation was not in force"
    if mandate["ended_at"] is not None and row.at > mandate["ended_at"]:
        return "its delegation was ended before"
    return None
