"""Bodies as data, strictly: what is parsed is rendered again and compared, byte for byte."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from models.queries.verification import EventRow
from workflow.audit import NO_HASH
from workflow.ledger.links import read_body, wrap
from workflow.ledger.spelling import render


class Told(NamedTuple):
    """What the body of one event says, beside its row."""

    event: EventRow
    at: str
    to_state: str
    data: dict[str, Any]


def read_chain(events: Sequence[EventRow]) -> tuple[list[Told], list[EventRow]]:
    """Return what the events of one evaluation tell, and the events whose bodies are no canonical
    objects, of which nothing can be told.

    Where a body begins and ends as its columns want it, only the data between are parsed, those of
    all events at once; each is rendered again by itself.
    """
    slices = _cut(events)
    if slices is not None:
        try:
            parsed = json.loads(f"[{','.join(slices)}]")
            canonical = _are_canonical(parsed, slices)
        except (ValueError, RecursionError):
            canonical = False
        if canonical:
            return [
                Told(event, event.at, event.to_state, data)
                for event, data in zip(events, parsed, strict=True)
            ], []
    return _read_each(events)


def _cut(events: Sequence[EventRow]) -> list[str] | None:
    slices, prev = [], NO_HASH
    for event in events:
        before, behind = wrap(event, prev)
        body, prev = event.body, event.hash
        if not (body.startswith(before) and body.endswith(behind)):
            return None
        slices.append(body[len(before) : -len(behind)])
    return slices


def _are_canonical(parsed: list[Any], slices: list[str]) -> bool:
    return len(parsed) == len(slices) and all(
        type(data) is dict and render(data) == written
        for data, written in zip(parsed, slices, strict=True)
    )


def _read_each(events: Sequence[EventRow]) -> tuple[list[Told], list[EventRow]]:
    told, spoiled = [], []
    for event in events:
        body: dict[str, Any] | None = read_body(event)
        if body is None or not isinstance(body["at"], str) or not isinstance(body["to"], str):
            spoiled.append(event)
        else:
            told.append(Told(event, body["at"], body["to"], body["data"]))
    return told, spoiled
