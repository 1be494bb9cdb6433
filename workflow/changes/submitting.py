"""submit: seals the round."""

from sqlalchemy.orm import Session

from models.tables import Submission
from models.writing import insert_into
from workflow.audit import hash_text, write_canonical
from workflow.changes.change import Change, number_event, say
from workflow.data import Remark
from workflow.guards import Case
from workflow.snapshot import spell_content


def submit(session: Session, case: Case) -> Change:
    """Freeze what the round holds; the trail holds its hash."""
    content = write_canonical({"round": case.facts.round, **spell_content(case.content())})
    digest = hash_text(content)
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
