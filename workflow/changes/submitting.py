"""submit: seals the round."""

import json
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.queries.notes import list_noted_bodies
from models.tables import Submission
from models.writing import insert_into
from workflow.audit import hash_text, name_hash, write_canonical
from workflow.changes.change import Change, number_event, say
from workflow.data import Remark
from workflow.guards import Case
from workflow.snapshot import spell_content


@dataclass(frozen=True)
class Frozen:
    """What a round holds as canonical JSON, and its hash, in hex."""

    content: str
    digest: str


def freeze(session: Session, case: Case) -> Frozen:
    """Return what submitting would seal as the evaluation stands; nothing is written."""
    held = spell_content(case.content())
    if noted := _list_noted(session, case):
        held["noted"] = noted
    content = write_canonical({"round": case.facts.round, **held})
    return Frozen(content, hash_text(content, name=name_hash(session)))


def submit(session: Session, case: Case) -> Change:
    """Freeze what the round holds; the trail holds its hash."""
    frozen = freeze(session, case)
    text = case.data.text if isinstance(case.data, Remark) else ""
    said, writes = say(session, case=case, text=text)
    row: dict[str, object] = {
        "evaluation_id": case.facts.evaluation_id,
        "round": case.facts.round,
        "event_seq": number_event(case),
        "content": frozen.content,
        "content_hash": frozen.digest,
    }
    return Change(
        data={"content": frozen.digest, **said}, writes=[(insert_into(Submission), [row]), *writes]
    )


def _list_noted(session: Session, case: Case) -> list[dict[str, object]]:
    """Return what reviewers noted on the round before this one, in its order. One query, and none
    in the first round, which nobody has reviewed.
    """
    before = case.facts.round - 1
    if before == 0:
        return []
    bodies = list_noted_bodies(session, case.facts.evaluation_id)
    told = [json.loads(body)["data"] for body in bodies]
    return [{**data["noted"], "text": data["comment"]} for data in told if data["round"] == before]
