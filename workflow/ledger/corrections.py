"""Corrections and the editions they opened: each of the two events has to tell of the other."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from models.queries.verification import EventRow, list_correcting_events
from models.vocabulary import Action
from workflow.ledger.links import read_body
from workflow.ledger.reading import Told
from workflow.ledger.spelling import ID

BONDING = frozenset((str(Action.CREATE), str(Action.CORRECT)))
"""Actions whose events may tell of an edition."""


class Bond(NamedTuple):
    """The evaluation that is corrected, its successor, and number and hash of the correction."""

    corrected: object
    successor: object
    number: object
    hash: object


def find_bond(told: Told) -> Bond | None:
    """Return what an event tells of an edition, None where it tells of none."""
    event, data = told.event, told.data
    own = ID[event.evaluation]
    if event.action == Action.CORRECT:
        return Bond(own, _word(data.get("successor")), event.seq, event.hash)
    if event.action != Action.CREATE or data.get("supersedes") is None:
        return None
    by = data.get("corrects")
    by = by if isinstance(by, dict) else {}
    return Bond(_word(data["supersedes"]), own, _word(by.get("event")), _word(by.get("hash")))


def find_bond_faults(session: Session, told: Iterable[Told]) -> Iterator[str]:
    """Yield each correction among these events whose edition does not tell of it, and each edition
    among them that no correction tells of.
    """
    bonds = [(each.event.action, bond) for each in told if (bond := find_bond(each)) is not None]
    if not bonds:
        return
    others = {
        str(bond.successor if action == Action.CORRECT else bond.corrected)
        for action, bond in bonds
    }
    answers = _list_bonds(session, others)
    for action, bond in bonds:
        if action == Action.CORRECT:
            if bond not in answers[Action.CREATE]:
                place = f"evaluation {bond.corrected}, event {bond.number}"
                yield f"{place}: the edition {bond.successor} that it opened does not say so"
        elif bond not in answers[Action.CORRECT]:
            yield f"evaluation {bond.successor}: no event of evaluation {bond.corrected} opened it"


def _list_bonds(session: Session, evaluations: set[str]) -> Mapping[str, set[Bond]]:
    answers: dict[str, set[Bond]] = {Action.CREATE: set(), Action.CORRECT: set()}
    for event in list_correcting_events(session, sorted(evaluations)):
        bond = _read_bond(event)
        if bond is not None:
            answers[event.action].add(bond)
    return answers


def _read_bond(event: EventRow) -> Bond | None:
    if event.action not in BONDING:
        return None
    body: dict[str, Any] | None = read_body(event)
    return None if body is None else find_bond(Told(event, "", "", body["data"]))


def _word(value: object) -> object:
    return value if isinstance(value, str | int) else None
