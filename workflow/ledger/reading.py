"""Bodies as data, strictly: what is parsed is rendered again and compared, byte for byte."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from models.queries.verification import EventRow
from workflow.ledger.links import Links, read_body
from workflow.ledger.spelling import render


class Told(NamedTuple):
    """What the body of one event says, beside its row."""

    event: EventRow
    at: str
    to_state: str
    data: dict[str, Any]


def read_chain(events: Sequence[EventRow], links: Links) -> tuple[list[Told], list[EventRow]]:
    """Return what the events of one evaluation tell, and the events whose bodies are no canonical
    objects, of which nothing can be told.

    Where every event follows the one before, its columns are known to say what its body says: only
    the data are parsed, those of all events at once, and each is rendered again by itself.
    """
    if links.sound:
        try:
            written = [data.decode() for data in links.data]
            parsed = json.loads(f"[{','.join(written)}]")
            canonical = len(parsed) == len(written) and all(
                type(data) is dict and render(data) == text
                for data, text in zip(parsed, written, strict=True)
            )
        except (ValueError, RecursionError):
            canonical = False
        if canonical:
            return [
                Told(event, event.at, event.to_state, data)
                for event, data in zip(events, parsed, strict=True)
            ], []
    return _read_each(events)


def _read_each(events: Sequence[EventRow]) -> tuple[list[Told], list[EventRow]]:
    told, spoiled = [], []
    for event in events:
        body: dict[str, Any] | None = read_body(event)
        if body is None or not isinstance(body["at"], str) or not isinstance(body["to"], str):
            spoiled.append(event)
        else:
            told.append(Told(event, body["at"], body["to"], body["data"]))
    return told, spoiled
