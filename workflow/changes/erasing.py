"""ask_erasure, erase, decline_erasure: a text leaves the store, its commitment stays in the trail.

What is erased is every text of the evaluation that reads the same, with its salt: in the store, in
the disclosure copies and in what somebody typed and has not saved. Sealed rounds hold commitments.
"""

import json
import unicodedata

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models.queries.erasures import list_all_drafts, list_copies, list_told
from models.queries.written import list_kept_texts
from models.tables import FormDraft, FreeText, Publication
from models.writing import Write, update_by_key
from policies.disclosure import reduce_copy
from policies.erasing import list_offices
from workflow.audit import write_canonical
from workflow.changes.change import Change, say
from workflow.data import AnsweringErasure, AskingErasure
from workflow.guards import Case
from workflow.refusals import Refused, conflict
from workflow.written import list_marks


def ask_erasure(session: Session, case: Case) -> Change:
    """Ask for the erasure of a text: the trail holds its commitment, in which office it was asked,
    and the word for why.
    """
    given = case.data
    if not isinstance(given, AskingErasure):
        raise TypeError(given)
    said, writes = say(session, case=case, text=given.reason)
    told = {
        "text": given.text,
        "ground": given.ground,
        "offices": list(list_offices(case.actor, case.facts)),
    }
    return Change(data={"erasure": told, **said}, writes=writes)


def decline_erasure(session: Session, case: Case) -> Change:
    """Say no to a request, or take back one's own."""
    given = case.data
    if not isinstance(given, AnsweringErasure):
        raise TypeError(given)
    said, writes = say(session, case=case, text=given.reason)
    told = {"request": given.request, "text": case.erasing().requests[given.request].text}
    return Change(data={"erasure": told, **said}, writes=writes)


def erase(session: Session, case: Case) -> Change:
    """Agree to a request, and erase. The event names every text that goes."""
    given = case.data
    if not isinstance(given, AnsweringErasure):
        raise TypeError(given)
    request = case.erasing().requests[given.request]
    evaluation_id = case.facts.evaluation_id
    marks = {
        mark.commitment
        for event in list_told(session, evaluation_id)
        for mark in list_marks(json.loads(event.body)["data"])
    }
    kept = list(list_kept_texts(session, marks))
    words = next((row.text for row in kept if row.commitment == request.text), None)
    if words is None:
        # Somebody else was faster by less than a transaction.
        raise Refused(conflict("request_is_waiting"))
    gone = [row for row in kept if row.text == words]
    texts = sorted({row.commitment for row in gone})
    said, writes = say(session, case=case, text=given.reason)
    told = {
        "request": request.seq,
        "texts": texts,
        "ground": request.ground,
        "offices": list(list_offices(case.actor, case.facts)),
    }
    nothing: dict[str, object] = {"salt": None, "text": None}
    return Change(
        data={"erasure": told, **said},
        writes=[
            *writes,
            (update_by_key(FreeText, *nothing), [{"own_id": row.id, **nothing} for row in gone]),
            *_erase_in_copies(session, case, texts=texts),
            *_drop_drafts(session, case, words=words),
        ],
    )


def _erase_in_copies(session: Session, case: Case, *, texts: list[str]) -> list[Write]:
    """The hash of a copy stays: of each text it is over the commitment alone."""
    changed: list[dict[str, object]] = []
    for row in list_copies(session, case.facts.evaluation_id):
        copy = json.loads(row.content)
        left = reduce_copy(copy, only=texts)
        if left != copy:
            changed.append({"own_id": row.id, "content": write_canonical(left)})
    return [(update_by_key(Publication, "content"), changed)] if changed else []


def _drop_drafts(session: Session, case: Case, *, words: str) -> list[Write]:
    evaluation_id = case.facts.evaluation_id
    return [
        (
            delete(FormDraft).where(
                FormDraft.evaluation_id == evaluation_id,
                FormDraft.user_id == draft.user_id,
                FormDraft.form == draft.form,
            ),
            [],
        )
        for draft in list_all_drafts(session, evaluation_id)
        if any(words in _as_kept(typed) for typed in json.loads(draft.payload).values())
    ]


def _as_kept(typed: str) -> str:
    """What was typed, as it would have been kept."""
    return unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n"))
