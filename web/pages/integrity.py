"""How sound the trail is: for auditors, who rely on it, and administrators, who must act."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from models.queries.deliveries import list_channels
from models.queries.seals import find_last_seal, read_window
from models.vocabulary import Role
from web.asking import require_actor
from web.desk import at
from web.door import database, house
from web.ledger import find_archive
from web.noted import read_refused, read_verified
from web.show.integrity import (
    list_alarms,
    list_notice_alarms,
    list_witnesses,
    name_faults,
)
from workflow.ledger.note import NoteProblem
from workflow.refusals import hidden

blueprint = Blueprint("integrity", __name__)
READERS = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})


@blueprint.get("/integrity")
def show() -> ResponseReturnValue:
    """The last seal, the last verification, what is not yet sealed, alarms and witnesses."""
    if not require_actor().roles & READERS:
        raise hidden()
    settings = house().settings
    with database().reading() as session:
        seal, window = find_last_seal(session), read_window(session)
        channels = list_channels(session)
    archive, damaged = None, False
    try:
        archive = find_archive(settings)
    except NoteProblem:
        damaged = True
    verified = read_verified(settings.ledger)
    alarms = list_alarms(
        archive=archive,
        damaged=damaged,
        seal=seal,
        window=window,
        refused=read_refused(settings.ledger),
        verified=verified,
        at=at(),
    )
    return render_template(
        "integrity.html",
        archive=archive,
        seal=seal,
        window=window,
        verified=verified,
        faults=name_faults(verified) if verified else [],
        alarms=[*alarms, *list_notice_alarms(channels, at=at())],
        channels={row.channel: row for row in channels},
        ways=[
            ("mail", settings.mail is not None),
            ("webhook", settings.webhook is not None),
        ],
        witnesses=list_witnesses(archive) if archive else [],
    )
