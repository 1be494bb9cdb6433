"""The chain check: every event follows its predecessor, and its columns say what its body says."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from models.queries.verification import EventRow
from models.tables import Evaluation
from models.types import format_utc
from models.vocabulary import Action, State
from workflow.audit import NO_HASH, write_canonical
from workflow.table import EDGES, Edge

MOVES: Mapping[tuple[str, str], Edge] = {(edge.action, edge.source): edge for edge in EDGES}
"""The edges by stored words, which a forger may have made up."""


def find_chain_faults(evaluation: Evaluation, events: list[EventRow]) -> Iterator[str]:
    """Yield each place where the chain of one evaluation does not hold."""
    if not events:
        yield f"evaluation {evaluation.id}: it has no events"
        return
    previous: EventRow | None = None
    for event in events:
        fault = _find_link_fault(event, previous) or _find_body_fault(event, previous)
        if fault:
            yield f"audit_event {event.id} (evaluation {evaluation.id}, event {event.seq}): {fault}"
        previous = event
    if events[-1].hash != evaluation.head:
        yield f"evaluation {evaluation.id}: its head is not the hash of event {events[-1].seq}"


def _find_link_fault(event: EventRow, previous: EventRow | None) -> str | None:
    expected_seq = previous.seq + 1 if previous else 1
    if event.seq != expected_seq:
        return f"event {expected_seq} is missing before it"
    if event.prev_seq != (previous.seq if previous else None):
        return "it names another predecessor"
    if event.from_state != (previous.to_state if previous else State.NONE):
        return "it does not start where its predecessor ended"
    edge = MOVES.get((event.action, event.from_state))
    if edge is None or edge.target != event.to_state:
        return "there is no such move"
    return None


def read_body(event: EventRow) -> dict[str, object] | None:
    """Return the body as data, None unless it is canonical JSON of the expected shape."""
    try:
        body = json.loads(event.body)
        canonical = write_canonical(body) == event.body
    except (ValueError, RecursionError):
        return None
    return (
        body
        if canonical and isinstance(body, dict) and isinstance(body.get("data"), dict)
        else None
    )


def _find_body_fault(event: EventRow, previous: EventRow | None) -> str | None:
    body = read_body(event)
    if body is None:
        return "its body is not canonical"
    if body.get("prev") != (previous.hash if previous else NO_HASH):
        return "it carries another predecessor's hash"
    columns = {
        "evaluation": str(event.evaluation_id),
        "seq": event.seq,
        "action": event.action,
        "from": event.from_state,
        "to": event.to_state,
        "actor": str(event.actor_id),
        "at": format_utc(event.at) if isinstance(event.at, datetime) else None,
    }
    for name, value in columns.items():
        if body.get(name) != value:
            return f"its column {name} differs from its body"
    return None


@dataclass
class Editions:
    """Corrections and the editions they opened, each as the one event tells of the other: the
    corrected evaluation, its successor, and number and hash of the correction.
    """

    opened: set[tuple[object, ...]] = field(default_factory=set)
    begun: set[tuple[object, ...]] = field(default_factory=set)

    def take_in(self, events: list[EventRow]) -> None:
        """Note what the events of one evaluation tell."""
        for event in events:
            if event.action not in {Action.CORRECT, Action.CREATE}:
                continue
            data = (read_body(event) or {}).get("data")
            told: Mapping[str, object] = data if isinstance(data, dict) else {}
            own = str(event.evaluation_id)
            if event.action == Action.CORRECT:
                self.opened.add((own, _word(told.get("successor")), event.seq, event.hash))
            elif told.get("supersedes") is not None:
                by = told.get("corrects")
                by = by if isinstance(by, dict) else {}
                number, digest = _word(by.get("event")), _word(by.get("hash"))
                self.begun.add((_word(told["supersedes"]), own, number, digest))

    def find_faults(self) -> Iterator[str]:
        """Yield each correction without its edition, and each edition without its correction."""
        for corrected, successor, number, _ in sorted(self.opened - self.begun, key=str):
            place = f"evaluation {corrected}, event {number}"
            yield f"{place}: the edition {successor} that it opened does not say so"
        for corrected, successor, _, _ in sorted(self.begun - self.opened, key=str):
            yield f"evaluation {successor}: no event of evaluation {corrected} opened it"


def _word(value: object) -> object:
    return value if isinstance(value, str | int) else None
