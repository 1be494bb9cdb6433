"""The page for a form that came too late: who did what meanwhile, and both versions."""

from http import HTTPStatus

from flask import Response, render_template

from models.queries.trail import list_latest_events, list_self_scores
from web.door import database
from web.sent import Sent, read_version
from web.show.changes import name_things
from web.show.entries import Entries
from web.show.history import Event, describe_event
from web.show.merging import Merged
from workflow.guards import Case
from workflow.refusals import Refused

MOST_EVENTS = 50


def render_conflict(
    case: Case,
    *,
    refused: Refused,
    sent: Sent,
    merged: Merged,
    entries: Entries,
    action_address: str,
    can_continue: bool = True,
) -> Response:
    """Return 409 with what was typed beside what stands now; nothing typed is lost.

    `action_address` takes the form again, with the button that only shows it on what stands now;
    without `can_continue` there is nothing to show it on. The form keeps the version it was typed
    on: what stands may change once more before it is shown.
    """
    page = render_template(
        "conflict.html",
        header=case.header,
        evaluation=case.header.evaluation if case.header else None,
        reasons=refused.reasons,
        events=_list_meanwhile(case, sent),
        rows=[entry for entry in entries if entry.name in merged.changed],
        both=merged.disputed,
        typed=sent.fields,
        action_address=action_address,
        can_continue=can_continue,
    )
    return Response(page, status=HTTPStatus.CONFLICT, content_type="text/html; charset=utf-8")


def _list_meanwhile(case: Case, sent: Sent) -> list[Event]:
    seen = read_version(sent, otherwise=case.facts.version)
    content = case.content()
    with database().reading() as session:
        rows = list_latest_events(
            session, case.facts.evaluation_id, since_seq=seen + 1, limit=MOST_EVENTS
        )
        own = list_self_scores(session, case.facts.evaluation_id)
    stored = [row.stored for row in content.rows]
    names = name_things(content.scheme, rows=stored, own=own)
    return [describe_event(row, names=names) for row in rows if row.seq > seen]
