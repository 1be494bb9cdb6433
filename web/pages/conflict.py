"""The page for a form that came too late: who did what meanwhile, and both versions."""

from http import HTTPStatus

from flask import Response, render_template

from models.queries.trail import list_latest_events, list_self_scores
from models.vocabulary import Form
from web.door import database
from web.sent import Sent, read_version
from web.show.changes import name_things
from web.show.entries import Entries
from web.show.forms import PLACES, SAID, find_address, list_fields
from web.show.history import Event, describe_event
from web.show.merging import Merged
from web.typed import list_typed
from workflow.guards import Case
from workflow.machine import why_not
from workflow.refusals import Refused, Why

MOST_EVENTS = 50


def render_conflict(
    case: Case,
    *,
    form: Form,
    refused: Refused,
    sent: Sent,
    merged: Merged,
    entries: Entries | None = None,
) -> Response:
    """Return 409 with what was typed beside what stands now; nothing typed is lost.

    The form goes to its own address again, with the button that only shows it on what stands now;
    where it cannot be filled in any more, there is no such button. It keeps the version it was
    typed on: what stands may change once more before it is shown. `entries` are its fields where
    more than the content decides what it shows.
    """
    entries = entries or list_fields(form, case=case)
    known = {entry.name for entry in entries}
    stands = form not in SAID
    changed = [entry for entry in entries if entry.name in merged.changed]
    rows = [entry for entry in changed if stands or sent.fields[entry.name].strip()]
    homeless = [each for each in list_typed(sent.fields) if each.name not in known]
    page = render_template(
        "conflict.html",
        header=case.header,
        evaluation=case.header.evaluation if case.header else None,
        reasons=refused.reasons,
        events=_list_meanwhile(case, sent),
        rows=rows,
        homeless=homeless,
        written=bool(rows or homeless),
        both=merged.disputed,
        typed=sent.fields,
        stands=stands,
        action_address=find_address(form, evaluation_id=case.facts.evaluation_id),
        can_continue=can_fill_in(case, form=form),
    )
    return Response(page, status=HTTPStatus.CONFLICT, content_type="text/html; charset=utf-8")


def can_fill_in(case: Case, *, form: Form) -> bool:
    """Say whether a form can still be filled in, whatever is typed into it."""
    reasons = why_not(action=PLACES[form].action, case=case)
    return all(reason.why is Why.UNMET for reason in reasons)


def _list_meanwhile(case: Case, sent: Sent) -> list[Event]:
    seen = read_version(sent, otherwise=case.facts.version)
    content = case.content()
    with database().reading() as session:
        rows = list_latest_events(
            session, case.facts.evaluation_id, since_seq=seen + 1, limit=MOST_EVENTS
        )
        own = list_self_scores(session, [case.facts.evaluation_id])
    stored = [row.stored for row in content.rows]
    names = name_things(content.scheme, rows=stored, own=own)
    return [describe_event(row, names=names) for row in rows if row.seq > seen]
