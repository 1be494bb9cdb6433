"""Which texts the events of an evaluation erased, and whether two people did it each time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from models.queries.erasures import find_erasing_evaluation
from models.queries.verification import EventRow, list_event_rows
from models.queries.written import list_kept_texts
from models.vocabulary import Action, Office
from policies.erasing import are_both_there
from workflow.ledger.links import read_body
from workflow.written import list_marks


@dataclass
class Erasures:
    """The commitments of what was erased, and the events that erased what they must not."""

    texts: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


def tell_erasures(events: Sequence[EventRow]) -> Erasures:
    """Read who asked and who agreed. Counted is what another person of the other office had asked
    for, unanswered till then, and what was written here before.
    """
    told = Erasures()
    written: set[str] = set()
    asked: dict[int, tuple[EventRow, Mapping[str, Any]]] = {}
    for event in events:
        body = read_body(event)
        data = body.get("data") if body is not None else None
        if not isinstance(data, dict):
            continue
        try:
            _take_in(told, event, data, written=written, asked=asked)
        except (AttributeError, KeyError, TypeError, ValueError):
            told.faults.append(f"audit_event {event.id}: what it says of an erasure has no sense")
    return told


def _take_in(
    told: Erasures,
    event: EventRow,
    data: Mapping[str, Any],
    *,
    written: set[str],
    asked: dict[int, tuple[EventRow, Mapping[str, Any]]],
) -> None:
    written |= {mark.commitment for mark in list_marks(data)}
    if event.action == Action.ASK_ERASURE:
        asked[event.seq] = event, data["erasure"]
    elif event.action == Action.DECLINE_ERASURE:
        asked.pop(data["erasure"]["request"], None)
    elif event.action == Action.ERASE:
        said = data["erasure"]
        request = asked.pop(said["request"], None)
        if request is None or not _may_erase(event, said, *request, written=written):
            told.faults.append(f"audit_event {event.id}: nobody else had asked it to erase this")
        else:
            told.texts |= set(said["texts"])


def _may_erase(
    event: EventRow,
    said: Mapping[str, Any],
    request: EventRow,
    wish: Mapping[str, Any],
    *,
    written: set[str],
) -> bool:
    offices = [[Office(word) for word in one["offices"]] for one in (wish, said)]
    return (
        event.actor_id != request.actor_id
        and are_both_there(*offices)
        and said["ground"] == wish["ground"]
        and wish["text"] in said["texts"]
        and written.issuperset(said["texts"])
    )


def find_erasure_faults(session: Session, told: Erasures) -> Iterator[str]:
    """Yield each event that erased what it must not, and each text that was erased and is there."""
    yield from told.faults
    for row in list_kept_texts(session, told.texts):
        if row.text is not None or row.salt is not None:
            yield f"free_text {row.id}: it was erased, and is there"


def was_erased(session: Session, commitment: str) -> bool:
    """Say whether a text that is missing was erased by two people. Two queries."""
    evaluation_id = find_erasing_evaluation(session, commitment)
    if evaluation_id is None:
        return False
    return commitment in tell_erasures(list_event_rows(session, evaluation_id)).texts
