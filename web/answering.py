"""What a person has typed as answers to points, beside the form that he fills in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from models.vocabulary import Form
from web.drafts import Kept, find_kept
from web.show.points import list_answer_entries
from workflow.guards import Case


@dataclass(frozen=True, kw_only=True)
class Answers:
    """The fields of answers with what stands in them, or what was typed and not saved."""

    values: Mapping[str, str] = field(default_factory=dict)
    kept: Kept | None = None


def read_answers(session: Session, case: Case) -> Answers:
    """Return the answers as the page of filling in shows them. One query, none without points."""
    if not case.points().unsettled:
        return Answers()
    kept = find_kept(session, case, form=Form.ANSWER)
    standing = {entry.name: entry.value for entry in list_answer_entries(case)}
    return Answers(values=standing | dict(kept.sent.fields if kept else {}), kept=kept)
