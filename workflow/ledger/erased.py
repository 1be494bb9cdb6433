"""Which texts were erased, and whether two people did it each time."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from models.queries.erasures import ToldRow, list_erased_evaluations, list_told
from models.queries.written import list_kept_texts
from models.vocabulary import Action, Office
from policies.erasing import are_both_there
from workflow.written import list_marks


@dataclass
class Erasures:
    """The commitments of what was erased, and the events that erased what they must not."""

    texts: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


def read_erasures(session: Session) -> Erasures:
    """Read all that was ever erased. One query, and one more for each evaluation of which something
    was.
    """
    found = Erasures()
    for evaluation_id in list_erased_evaluations(session):
        told = tell_erasures(list_told(session, evaluation_id))
        found.texts |= told.texts
        found.faults += [f"evaluation {evaluation_id}, {fault}" for fault in told.faults]
    return found


def tell_erasures(events: Sequence[ToldRow]) -> Erasures:
    """Read who asked and who agreed in one evaluation. Counted is what another person of the other
    office had asked for, unanswered till then, and what was written here before.
    """
    told = Erasures()
    written: set[str] = set()
    asked: dict[int, tuple[ToldRow, Mapping[str, Any]]] = {}
    for event in events:
        try:
            data = json.loads(event.body)["data"]
            _take_in(told, event, data, written=written, asked=asked)
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
            # What is no body of ours the other checks name.
            if event.action == Action.ERASE:
                told.faults.append(f"event {event.seq}: what it says of an erasure has no sense")
    return told


def _take_in(
    told: Erasures,
    event: ToldRow,
    data: Mapping[str, Any],
    *,
    written: set[str],
    asked: dict[int, tuple[ToldRow, Mapping[str, Any]]],
) -> None:
    if event.action == Action.ERASE:
        said = data["erasure"]
        request = asked.pop(said["request"], None)
        if request is None or not _may_erase(event, said, *request, written=written):
            told.faults.append(f"event {event.seq}: nobody else had asked it to erase this")
        else:
            told.texts |= set(said["texts"])
    elif event.action == Action.ASK_ERASURE:
        asked[event.seq] = event, data["erasure"]
    elif event.action == Action.DECLINE_ERASURE:
        asked.pop(data["erasure"]["request"], None)
    written |= {mark.commitment for mark in list_marks(data)}


def _may_erase(
    event: ToldRow,
    said: Mapping[str, Any],
    request: ToldRow,
    wish: Mapping[str, Any],
    *,
    written: set[str],
) -> bool:
    offices = [[Office(word) for word in one["offices"]] for one in (wish, said)]
    return (
        event.people.isdisjoint(request.people)
        and are_both_there(*offices)
        and said["ground"] == wish["ground"]
        and wish["text"] in said["texts"]
        and written.issuperset(said["texts"])
    )


def find_erasure_faults(session: Session, erasures: Erasures) -> Iterator[str]:
    """Yield each event that erased what it must not, and each text that was erased and is there."""
    yield from erasures.faults
    for row in list_kept_texts(session, erasures.texts):
        if row.text is not None or row.salt is not None:
            yield f"free_text {row.id}: it was erased, and is there"
