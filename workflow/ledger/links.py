"""The checks of hash and chain: every body gives its hash, every event follows its predecessor, and
its columns say what its body says.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from models.queries.verification import EventRow
from models.vocabulary import HashName, State
from workflow.audit import NO_HASH, spell_version
from workflow.ledger.merkle import LEAF, find_hash
from workflow.ledger.spelling import ID, render
from workflow.table import EDGES, Edge

MOVES: dict[tuple[str, str], Edge] = {(str(edge.action), str(edge.source)): edge for edge in EDGES}
"""The edges by stored words, which a forger may have made up."""
_LEGAL = frozenset((str(edge.action), str(edge.source), str(edge.target)) for edge in EDGES)
_NAMES = frozenset(
    ("action", "actor", "at", "data", "evaluation", "from", "prev", "seq", "to", "v")
)

_FOR = b'"for":'
_OTHER_PRINCIPAL = "its column for_id differs from its body"


@dataclass
class Links:
    """What was seen of the events of one evaluation: the faults of both checks, and the data that
    each body holds as they are written; `sound` says that every event follows the one before.
    """

    hash_faults: list[str] = field(default_factory=list)
    chain_faults: list[str] = field(default_factory=list)
    data: list[bytes] = field(default_factory=list)
    sound: bool = True


def follow(events: Sequence[EventRow], *, name: HashName) -> Links:
    """Go from event to event.

    A body that follows is seen without being parsed: it begins and ends, byte for byte, as the
    columns beside it and the hash of its predecessor want it. What stands between are its data,
    whose form is the business of whoever reads them.
    """
    links, version, make = Links(), spell_version(name), find_hash(name)
    seq, source, prev = 0, str(State.NONE), NO_HASH
    previous: EventRow | None = None
    for event in events:
        own, _, number, before, action, start, target, actor, at, body, digest, principal = event
        if make(LEAF + body).hexdigest() != digest:
            links.hash_faults.append(name_event(event))
        head = f'{{"action":"{action}","actor":"{ID[actor]}","at":"{at}","data":'.encode()
        tail = (
            f',"evaluation":"{ID[own]}","from":"{start}","prev":"{prev}","seq":{number}'
            f',"to":"{target}","v":"{version}"}}'
        ).encode()
        if (
            number == seq + 1
            and before == (seq or None)
            and start == source
            and (action, start, target) in _LEGAL
            and body.startswith(head)
            and body.endswith(tail)
        ):
            data = body[len(head) : -len(tail)]
            links.data.append(data)
            if (principal is not None or _FOR in data) and not _names_principal(data, principal):
                links.chain_faults.append(f"{name_event(event)}: {_OTHER_PRINCIPAL}")
        else:
            links.sound = False
            fault = _find_link_fault(event, previous) or _find_body_fault(
                event, previous, version=version
            )
            if fault is not None:
                links.chain_faults.append(f"{name_event(event)}: {fault}")
        seq, source, prev, previous = number, target, digest, event
    return links


def _names_principal(data: bytes, principal: str | None) -> bool:
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and told.get("for") == ID[principal]


def find_end_faults(evaluation: str, events: Sequence[EventRow], *, head: str) -> Iterator[str]:
    """Yield whether the chain does not end where the row of its evaluation says."""
    if not events:
        yield f"evaluation {evaluation}: it has no events"
    elif events[-1].hash != head:
        yield f"evaluation {evaluation}: its head is not the hash of event {events[-1].seq}"


def name_event(event: EventRow) -> str:
    """Return how an event is called."""
    return f"audit_event {event.id} (evaluation {ID[event.evaluation]}, event {event.seq})"


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
        written = event.body.decode()
        body = json.loads(written)
        canonical = render(body) == written
    except (ValueError, TypeError, RecursionError):
        return None
    if not canonical or not isinstance(body, dict) or body.keys() != _NAMES:
        return None
    return body if isinstance(body["data"], dict) else None


def _find_body_fault(event: EventRow, previous: EventRow | None, *, version: str) -> str | None:
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
        "v": version,
    }
    for name, value in columns.items():
        if body[name] != value:
            return f"its column {name} differs from its body"
    data = body["data"]
    if isinstance(data, dict) and data.get("for") != ID[event.principal]:
        return _OTHER_PRINCIPAL
    return None
