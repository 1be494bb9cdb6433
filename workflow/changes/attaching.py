"""attach: a supporting document enters by the hash of its bytes."""

from sqlalchemy.orm import Session

from models.tables import Attachment
from models.writing import insert_into
from workflow.changes.change import Change, number_event
from workflow.data import NewFile
from workflow.guards import Case
from workflow.ids import new_id


def attach_file(session: Session, case: Case) -> Change:  # noqa: ARG001 -- one signature for all
    """Return the row of the document; the trail holds name, size and SHA-256."""
    given = case.data
    if not isinstance(given, NewFile):
        raise TypeError(given)
    attachment_id = new_id()
    row: dict[str, object] = {
        "id": attachment_id,
        "evaluation_id": case.facts.evaluation_id,
        "event_seq": number_event(case),
        "indicator_id": given.indicator_id,
        "name": given.name,
        "media_type": given.media_type,
        "size": given.size,
        "sha256": given.sha256,
    }
    return Change(
        data={
            "attachment": {
                "id": str(attachment_id),
                "indicator": str(given.indicator_id) if given.indicator_id else None,
                "name": given.name,
                "media_type": given.media_type,
                "size": given.size,
                "sha256": given.sha256,
            }
        },
        writes=[(insert_into(Attachment), [row])],
    )
