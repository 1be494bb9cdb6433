"""submit: seals the round."""

import json

from sqlalchemy.orm import Session

from models.queries.notes import list_noted_bodies
from models.tables import Submission
from models.writing import insert_into
from workflow.audit import hash_text, name_hash, write_canonical
from workflow.changes.change import Change, number_event, say
from workflow.data import Remark
from workflow.guards import Case
from workflow.snapshot import spell_content


def submit(session: Session, case: Case) -> Change:
    """Freeze what the round holds; the trail holds its hash."""
    held = spell_content(case.content())
    if noted := _list_noted(session, case):
        held["noted"] = noted
    content = write_canonical({"round": case.facts.round, **held})
    digest = hash_text(content, name=name_hash(session))
    text = case.data.text if isinstance(case.data, Remark) else ""
    said, writes = say(session, case=case, text=text)
    row: dict[str, object] = {
        "evaluation_id": case.facts.evaluation_id,
        "round": case.facts.round,
        "event_seq": number_event(case),
        "content": content,
        "content_hash": digest,
    }
    return Change(
        data={"content": digest, **said}, writes=[(insert_into(Submission), [row]), *writes]
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
