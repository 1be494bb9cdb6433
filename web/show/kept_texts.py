"""The texts of an evaluation, each with what it is, who wrote it, and whether it is to go."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from models.queries.erasures import (
    ToldRow,
    WaitingRow,
    list_told,
    list_waiting_requests,
)
from models.queries.written import list_kept_texts
from models.vocabulary import Action, Role
from policies.facts import Actor
from web.filters import as_asker
from web.format import name_doer
from web.show.point_places import name_place
from web.texts import name_section
from web.words import label
from workflow.erasure import Request
from workflow.guards import Case
from workflow.points import ROW
from workflow.written import Mark, Part, list_marks

PARTS: Mapping[Part, Any] = {
    Part.SECTION: _l("文字部分"),
    Part.FINDING: _l("问题"),
    Part.RECOMMENDATION: _l("建议"),
    Part.CLAIM: _l("自报结果的说明"),
    Part.SELF_REASON: _l("自评理由"),
    Part.REVIEW_REASON: _l("复核理由"),
    Part.AGREED_REASON: _l("调整约定指标的理由"),
    Part.POINT: _l("退回问题"),
    Part.ANSWER: _l("问题回应"),
    Part.SAID: _l("意见"),
    Part.MEASURE: _l("整改措施"),
}


@dataclass(frozen=True, kw_only=True)
class KeptText:
    """One text: `what` it is, of what (`of` is a word of ours, `entered` one of theirs), by which
    event of whom it came; None where it was erased, and the request that waits.
    """

    commitment: str
    what: str
    of: str
    entered: str
    seq: int
    actor: str
    at: datetime
    text: str | None
    request: Request | None
    reason: str | None = None
    """Why somebody asks for its erasure, where one does."""


def list_texts(session: Session, case: Case) -> list[KeptText]:
    """Return every text that was ever written to an evaluation, the latest first. Three queries,
    one more for every 500 texts, and those of the content.
    """
    found: dict[str, tuple[Mark, ToldRow]] = {}
    for event in list_told(session, case.facts.evaluation_id):
        for mark in list_marks(json.loads(event.body)["data"]):
            found.setdefault(mark.commitment, (mark, event))
    texts = {row.commitment: row.text for row in list_kept_texts(session, found)}
    erasing = case.erasing()
    waiting = {
        request.text: request
        for number, request in erasing.requests.items()
        if number in erasing.waiting
    }
    said = {event.seq: mark for mark, event in found.values() if mark.part is Part.SAID}
    content = case.content()
    titles = {section.key: name_section(section) for section in content.scheme.sections}
    rows = {str(row.stored.id): row.stored.name for row in content.rows}
    return [
        KeptText(
            commitment=commitment,
            what=str(PARTS[mark.part]),
            of=_name_ours(mark, event, titles=titles),
            entered=_name_theirs(mark, rows=rows),
            seq=event.seq,
            actor=name_doer(event.actor_name, event.for_name),
            at=event.at,
            text=texts.get(commitment),
            request=(request := waiting.get(commitment)),
            reason=texts.get(said[request.seq].commitment) if request else None,
        )
        for commitment, (mark, event) in reversed(found.items())
    ]


def _name_ours(mark: Mark, event: ToldRow, *, titles: Mapping[str, str]) -> str:
    if mark.part is Part.SECTION:
        return titles.get(mark.key, mark.key)
    if mark.part in {Part.POINT, Part.ANSWER} and not mark.key.startswith(ROW):
        return name_place(mark.key, rows={}, sections=titles)
    return label(Action, event.action) if mark.part is Part.SAID else ""


def _name_theirs(mark: Mark, *, rows: Mapping[str, str]) -> str:
    if mark.part in {Part.FINDING, Part.RECOMMENDATION}:
        return mark.key
    return rows.get(mark.key.removeprefix(ROW), "")


MOST_REQUESTS = 20
"""Requests that a desk shows, the oldest; the next come when these are answered."""


def read_requests(session: Session, *, actor: Actor) -> list[WaitingRow]:
    """Return the requests of others to erase a text that wait for a chief or an auditor. One query,
    none for everybody else.
    """
    if {Role.FINANCE_CHIEF, Role.AUDITOR}.isdisjoint(actor.roles):
        return []
    return list_waiting_requests(session, as_asker(actor), person_id=actor.id, limit=MOST_REQUESTS)
