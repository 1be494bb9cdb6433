"""comment, recall, approve, return, reopen, escalate: what is said on the way, and what it sets
back.
"""

from dataclasses import replace

from sqlalchemy.orm import Session

from models.types import format_utc
from models.vocabulary import ScoreKind
from policies.checking.by_hand import note_by_hand
from workflow.changes.change import Change, NewScore, say, write_scores
from workflow.changes.pointing import raise_points
from workflow.data import Remark, SendingBack
from workflow.guards import Case
from workflow.snapshot import spell_found


def _remark(session: Session, case: Case) -> Change:
    text = case.data.text if isinstance(case.data, Remark) else ""
    said, writes = say(session, case=case, text=text)
    return Change(data=said, writes=writes)


def comment(session: Session, case: Case) -> Change:
    """Say something; state and content stay as they are. What it notes stands in the event."""
    said, given = _remark(session, case), case.data
    if not isinstance(given, Remark) or not given.code:
        return said
    terms = case.content().scheme.terms
    noted = note_by_hand(given.code, given.where, severities=terms.severities)
    if noted is None:
        raise TypeError(given)
    return replace(said, data={"noted": spell_found(noted), **said.data})


def approve(session: Session, case: Case) -> Change:
    """Sign off for the unit what was seen, explained errors included."""
    return _remark(session, case)


def escalate(session: Session, case: Case) -> Change:
    """Urge whomever it lies with, after the deadline; nothing moves by itself."""
    said = _remark(session, case)
    return replace(said, data={"deadline": format_utc(case.facts.deadline), **said.data})


def reopen(session: Session, case: Case) -> Change:
    """Take a finished review up again; the review scores stay as they are."""
    return _remark(session, case)


def recall(session: Session, case: Case) -> Change:
    """Take back what was submitted. What was sealed stays sealed: a new round begins."""
    change = _remark(session, case)
    return Change(data=change.data, writes=change.writes, opens_round=True)


def send_back(session: Session, case: Case) -> Change:
    """return: a new round begins with what the last one held, the review scores set back."""
    given = case.data
    if not isinstance(given, SendingBack) or given.due_at is None:
        raise TypeError(given)
    said, writes = say(session, case=case, text=given.reason)
    cleared, clearing = write_scores(
        case=case,
        kind=ScoreKind.REVIEW,
        scores=[
            NewScore(indicator_id=row.stored.id, old=row.stored.review_score, new=None)
            for row in case.content().scored_rows
            if (row.stored.review_score, row.stored.review_reason_id) != (None, None)
        ],
    )
    told, pointing = raise_points(session, case, new=given.points)
    data: dict[str, object] = {"due_at": format_utc(given.due_at), **said, **told}
    if cleared:
        data["scores"] = cleared
    return Change(
        data=data,
        evaluation={"due_at": given.due_at},
        writes=[*writes, *clearing, *pointing],
        opens_round=True,
        scores={(ScoreKind.REVIEW, row.stored.id): None for row in case.content().scored_rows},
    )
