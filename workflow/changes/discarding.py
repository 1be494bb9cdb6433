"""discard: a draft that was a mistake leaves the lists and stays in the trail."""

from dataclasses import replace

from sqlalchemy.orm import Session

from workflow.changes.change import Change
from workflow.changes.moving import comment
from workflow.guards import Case


def discard(session: Session, case: Case) -> Change:
    """Set the draft aside for good; nothing of it is deleted."""
    return replace(comment(session, case), evaluation={"discarded": True})
