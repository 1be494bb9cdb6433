"""The chain check: every event follows its predecessor, and its columns say what its body says."""

import json
from collections.abc import Iterator, Sequence

from models.queries.verification import EventRow
from models.vocabulary import State
from workflow.audit import BODY_VERSION, NO_HASH
from workflow.ledger.spelling import ID, render
from workflow.table import EDGES, Edge

MOVES: dict[tuple[str, str], Edge] = {(edge.action, edge.source): edge for edge in EDGES}
"""The edges by stored words, which a forger may have made up."""
_LEGAL = frozenset((str(edge.action), str(edge.source), str(edge.target)) for edge in EDGES)
_NAMES = frozenset(
    ("action", "actor", "at", "data", "evaluation", "from", "prev", "seq", "to", "v")
)


def find_chain_faults(evaluation: str, events: Sequence[EventRow], *, head: str) -> Iterator[str]:
    """Yield each place where the chain of one evaluation, whose row says that `head` is the hash of
    its last event, does not hold.
    """
    if not events:
        yield f"evaluation {evaluation}: it has no events"
        return
    previous: EventRow | None = None
    for event in events:
        if not _follows(event, previous):
            fault = _find_link_fault(event, previous) or _find_body_fault(event, previous)
            if fault:
                yield f"{name_event(event)}: {fault}"
        previous = event
    if events[-1].hash != head:
        yield f"evaluation {evaluation}: its head is not the hash of event {events[-1].seq}"


def name_event(event: EventRow) -> str:
    """Return how an event is called."""
    return f"audit_event {event.id} (evaluation {ID[event.evaluation]}, event {event.seq})"


def wrap(event: EventRow, prev: str) -> tuple[str, str]:
    """Return what a canonical body holds before its data and behind it, by the columns beside it
    and the hash of the predecessor. Names and states hold nothing that JSON escapes; what a forger
    wrote there makes a body that none can be.
    """
    before = f'{{"action":"{event.action}","actor":"{ID[event.actor]}","at":"{event.at}","data":'
    behind = (
        f',"evaluation":"{ID[event.evaluation]}","from":"{event.from_state}","prev":"{prev}"'
        f',"seq":{event.seq},"to":"{event.to_state}","v":"{BODY_VERSION}"}}'
    )
    return before, behind


def _follows(event: EventRow, previous: EventRow | None) -> bool:
    """Whether an event is the next one, seen without parsing its body: between what is compared
    here stand its data, whose form is the business of whoever parses them.
    """
    if previous is None:
        seq, prev_seq, source, prev = 1, None, "none", NO_HASH
    else:
        prev_seq, source, prev = previous.seq, previous.to_state, previous.hash
        seq = prev_seq + 1
    if (event.seq, event.prev_seq, event.from_state) != (seq, prev_seq, source):
        return False
    if (event.action, source, event.to_state) not in _LEGAL:
        return False
    before, behind = wrap(event, prev)
    body = event.body
    return (
        body.startswith(before)
        and body.endswith(behind)
        and len(body) >= len(before) + len(behind) + 2
    )


def _find_link_fault(event: EventRow, previous: EventRow | None) -> str | None:
    expected_seq = previous.seq + 1 if previous else 1
    if event.seq != expected_seq:
        return f"event {expected_seq} is missing before it"
    if event.prev_seq != (previous.seq if previous else None):
        return "it names another predecessor"
    if event.from_state != (previous.to_state if previous else State.NONE):
        return "it does not start where its predecessor ended"
    if (event.action, event.from_state, event.to_state) not in _LEGAL:
        return "there is no such move"
    return None


def read_body(event: EventRow) -> dict[str, object] | None:
    """Return the body as data, None unless it is canonical JSON of the expected shape."""
    try:
        body = json.loads(event.body)
        canonical = render(body) == event.body
    except (ValueError, TypeError, RecursionError):
        return None
    if not canonical or not isinstance(body, dict) or body.keys() != _NAMES:
        return None
    return body if isinstance(body["data"], dict) else None


def _find_body_fault(event: EventRow, previous: EventRow | None) -> str:
    body = read_body(event)
    if body is None:
        return "its body is not canonical"
    if body["prev"] != (previous.hash if previous else NO_HASH):
        return "it carries another predecessor's hash"
    columns = {
        "evaluation": ID[event.evaluation],
        "seq": event.seq,
        "action": event.action,
        "from": event.from_state,
        "to": event.to_state,
        "actor": ID[event.actor],
        "at": event.at,
    }
    for name, value in columns.items():
        if body[name] != value:
            return f"its column {name} differs from its body"
    return f"its body is of version {body['v']}, which is unknown here"
