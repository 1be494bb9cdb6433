"""One event of an evaluation: what it changed, before and after, why, and the proof of it."""

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from models.queries.evaluations import Header, list_indicators
from models.queries.sealed import EntryRow, find_entry, find_sealing_time
from models.queries.trail import TrailFilter
from policies.facts import Actor
from web.asking import require_actor
from web.door import database
from web.downloads import send_made
from web.pages.trail import LARGEST_SEQ, find_visible, read_events
from web.show.history import Event
from web.show.proving import prove, try_to
from workflow.refusals import Refused, conflict, hidden

blueprint = Blueprint("events", __name__)
ADDRESS = f"/evaluations/<uuid:evaluation_id>/events/<int(min=1, max={LARGEST_SEQ}):seq>"


@blueprint.get(ADDRESS)
def show(evaluation_id: UUID, seq: int) -> ResponseReturnValue:
    """The page of one event; one that is not sealed yet says so."""
    actor = require_actor()
    with database().reading() as session:
        header, entry = _look_up(session, evaluation_id, seq=seq, actor=actor)
        event = _read_event(session, header, seq=seq)
        sealed_at = find_sealing_time(session, entry.id)
        proof = try_to(lambda: prove(session, entry))
    return render_template(
        "event.html",
        header=header,
        evaluation=header.evaluation,
        event=event,
        entry=entry,
        sealed_at=sealed_at,
        proof=proof,
    )


@blueprint.get(f"{ADDRESS}/proof")
def send_proof(evaluation_id: UUID, seq: int) -> ResponseReturnValue:
    """The proof of one event as a file (C2SP tlog-proof)."""
    actor = require_actor()
    with database().reading() as session:
        _header, entry = _look_up(session, evaluation_id, seq=seq, actor=actor)
        found = prove(session, entry)
    if found is None:
        raise Refused(conflict("not_sealed_yet"))
    name = f"{evaluation_id}-{seq}.tlog-proof"
    return send_made(found.write().encode(), name=name, media_type="text/plain")


@blueprint.get(f"{ADDRESS}/entry")
def send_entry(evaluation_id: UUID, seq: int) -> ResponseReturnValue:
    """The bytes of one event as they were hashed and sealed."""
    actor = require_actor()
    with database().reading() as session:
        _header, entry = _look_up(session, evaluation_id, seq=seq, actor=actor)
    return send_made(entry.body.encode(), name=f"{evaluation_id}-{seq}.json")


def _look_up(
    session: Session, evaluation_id: UUID, *, seq: int, actor: Actor
) -> tuple[Header, EntryRow]:
    """Return an event of an evaluation that this person may see, else it does not exist."""
    header = find_visible(session, evaluation_id, actor=actor)
    found = find_entry(session, evaluation_id, seq=seq)
    if found is None:
        raise hidden()
    return header, found


def _read_event(session: Session, header: Header, *, seq: int) -> Event:
    rows = list_indicators(session, header.evaluation.id)
    (event,), _more = read_events(
        session, header, wanted=TrailFilter(), rows=rows, before=seq + 1, size=1
    )
    return event
