"""What was asked to be erased, what waits for the second person, and what is gone."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from models.queries.erasures import ToldRow, is_named, list_copies, list_erasing
from models.queries.written import KeptRow, list_kept_texts
from models.vocabulary import Action, Ground, Office
from workflow.data import AskingErasure, Data

COMMITMENT = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True)
class Request:
    """One wish to erase a text, by the number of its event: who asked when and why, and in which of
    the two offices he stood; a deputy asked for his principal (`for_id`).
    """

    seq: int
    text: str
    ground: Ground
    actor_id: UUID
    actor_name: str
    at: datetime
    offices: tuple[Office, ...]
    for_id: UUID | None = None
    for_name: str | None = None

    @property
    def people(self) -> frozenset[UUID]:
        """Who asked, and for whom."""
        return frozenset({self.actor_id} if self.for_id is None else {self.actor_id, self.for_id})


@dataclass(frozen=True, kw_only=True)
class Erased:
    """When a text was erased, why, and the number of the event that did it."""

    seq: int
    at: datetime
    ground: Ground


@dataclass(frozen=True, kw_only=True)
class Erasing:
    """All requests, by number, the numbers of those that wait, and what was erased, by commitment.

    Of the text that somebody is about to ask for: what is kept of it (None where it is of no event
    here), whether the same words are waited for already, and whether a disclosure copy of an
    earlier release holds them in plain, where its hash would break.
    """

    requests: Mapping[int, Request] = field(default_factory=dict)
    waiting: frozenset[int] = frozenset()
    erased: Mapping[str, Erased] = field(default_factory=dict)
    kept: KeptRow | None = None
    is_asked_already: bool = False
    is_in_old_copy: bool = False


NOTHING_ERASED = Erasing()


def load_erasing(session: Session, evaluation_id: UUID, *, data: Data | None) -> Erasing:
    """Read the erasures of one evaluation. One query; four where a text is asked for."""
    erasing = read_erasing(list_erasing(session, evaluation_id))
    if not isinstance(data, AskingErasure) or not COMMITMENT.fullmatch(data.text):
        return erasing
    if not is_named(session, evaluation_id, commitment=data.text):
        return erasing
    waited = {erasing.requests[number].text for number in erasing.waiting}
    texts = {row.commitment: row for row in list_kept_texts(session, {data.text, *waited})}
    kept = texts.get(data.text)
    if kept is None or kept.text is None:
        return replace(erasing, kept=kept)
    return replace(
        erasing,
        kept=kept,
        is_asked_already=any(texts[mark].text == kept.text for mark in waited if mark in texts),
        is_in_old_copy=any(
            _holds_plain(json.loads(copy.content), kept.text)
            for copy in list_copies(session, evaluation_id)
        ),
    )


def _holds_plain(copy: Any, text: str) -> bool:
    if isinstance(copy, Mapping):
        written = copy.get("text"), *(copy.get(key) for key in copy if key.endswith("_reason"))
        if "commitment" not in copy and text in written:
            return True
        return any(_holds_plain(part, text) for part in copy.values())
    return isinstance(copy, list) and any(_holds_plain(part, text) for part in copy)


def read_erasing(events: Iterable[ToldRow]) -> Erasing:
    """Read what the events of one evaluation asked, erased and declined, in their order."""
    requests: dict[int, Request] = {}
    waiting: set[int] = set()
    erased: dict[str, Erased] = {}
    for event in events:
        told = json.loads(event.body)["data"]["erasure"]
        if event.action == Action.ASK_ERASURE:
            waiting.add(event.seq)
            requests[event.seq] = Request(
                seq=event.seq,
                text=told["text"],
                ground=Ground(told["ground"]),
                actor_id=event.actor_id,
                actor_name=event.actor_name,
                at=event.at,
                for_id=event.for_id,
                for_name=event.for_name,
                offices=tuple(map(Office, told["offices"])),
            )
            continue
        waiting.discard(told["request"])
        if event.action == Action.ERASE:
            gone = Erased(seq=event.seq, at=event.at, ground=Ground(told["ground"]))
            erased |= dict.fromkeys(told["texts"], gone)
    return Erasing(requests=requests, waiting=frozenset(waiting), erased=erased)
