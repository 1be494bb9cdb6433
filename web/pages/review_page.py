"""The page of a review: what its rows were given, what changed since, and what all rests on."""

from collections.abc import Mapping
from http import HTTPStatus
from uuid import UUID

from flask import Response, render_template

from models.queries.notes import list_noted
from models.queries.trail import list_latest_events
from models.vocabulary import LIFECYCLE, Action
from policies.limits import MAX_TEXT
from web.desk import sort_messages
from web.door import database
from web.drafts import Kept
from web.lenient import read_leniently
from web.looking import look_at
from web.schemas.scores import ReviewSchema
from web.sent import Sent, read_version
from web.show.accepting import list_acceptable, list_calm
from web.show.changes import name_things
from web.show.chart import draw_walk
from web.show.checks import sort_checks
from web.show.earlier import Earlier, find_earlier
from web.show.entries import Entries, list_review_entries
from web.show.explained import find_words, list_unexplained
from web.show.history import Event, describe_event
from web.show.merging import REVIEW, Merged, merge_sent
from web.show.parts import PARTS
from web.show.points import show_points
from web.show.review_table import arrange
from web.show.row_rules import tell_row_rules
from web.show.since import find_since
from web.show.table import lay_out
from web.way import find_way
from workflow.content import Content
from workflow.data import Scoring
from workflow.guards import Case
from workflow.machine import why_not
from workflow.refusals import Refused
from workflow.supposing import suppose_review

MOST_NOTED = 200
LATEST_EVENTS = 12


def merge_review(case: Case, *, sent: Sent) -> Merged:
    """Return what was typed into a review brought together with what stands now."""
    entries = list_entries(case)
    with database().reading() as session:
        return merge_sent(session, case, form=REVIEW, sent=sent, entries=entries)


def read_earlier_review(case: Case) -> Mapping[UUID, Earlier]:
    """Return by row what the review before this one gave."""
    with database().reading() as session:
        return find_earlier(session, case=case)


def list_entries(case: Case) -> Entries:
    """Return the fields of the review as it begins."""
    return list_review_entries(case.content(), earlier=read_earlier_review(case))


def _read_events(case: Case) -> tuple[list[Event], list[Event]]:
    """Return what was noted by hand, and the latest events. Two queries."""
    content, evaluation_id = case.content(), case.facts.evaluation_id
    since = case.facts.version - LATEST_EVENTS + 1
    with database().reading() as session:
        noted = list_noted(session, evaluation_id, limit=MOST_NOTED)
        latest = list_latest_events(session, evaluation_id, since_seq=since, limit=LATEST_EVENTS)
    names = name_things(content.scheme, rows=[row.stored for row in content.rows])
    return (
        [describe_event(row, names=names) for row in noted],
        [describe_event(row, names=names) for row in latest if row.seq >= since],
    )


def _suppose(case: Case, values: Mapping[str, str]) -> Content:
    """Return the content with the scores that the form shows, as far as they can be read."""
    content = case.content()
    schema = ReviewSchema(scored=[row.stored.id for row in content.scored_rows])
    read = read_leniently(
        schema, Sent(fields=values, button=""), standing={}, strange=("content_version",)
    )
    return suppose_review(content, read.data) if isinstance(read.data, Scoring) else content


def render_review(
    case: Case,
    *,
    sent: Sent | None = None,
    refused: Refused | None = None,
    merged: Merged | None = None,
    kept: Kept | None = None,
) -> Response:
    """Return the page of the review, with what was sent or kept in place of what stands."""
    content = case.content()
    entries = list_entries(case)
    standing = {entry.name: entry.value for entry in entries}
    errors, general = sort_messages(refused.reasons if refused else (), known=standing)
    version = case.facts.content_version
    typed = merged or sent
    if sent is not None:
        version = read_version(sent, otherwise=version)
    values = standing | dict(typed.fields if typed else {})
    with database().reading() as session:
        since, way = find_since(session, case=case), find_way(session, actor=case.actor)
    checked, changed = sort_checks(case), since.rows if since else {}
    table = lay_out(content, found=checked.found)
    calm = list_calm(content, values=values, changed=changed)
    supposed = _suppose(case, values)
    noted, latest = _read_events(case)
    news, newest = look_at(case)
    settled = sum(row.stored.review_score is not None for row in content.applying_rows)
    page = render_template(
        "review.html",
        header=case.header,
        evaluation=case.header.evaluation if case.header else None,
        content=content,
        supposed=supposed,
        chart=draw_walk(supposed),
        content_version=version,
        states=[str(state) for state in LIFECYCLE],
        table=table,
        parts_of_table=arrange(table, since=changed, calm=calm),
        since=since,
        way=way,
        calm=calm,
        settled=settled,
        some_settled=0 < settled < len(content.applying_rows),
        acceptable=list_acceptable(content, earlier=read_earlier_review(case)),
        rules=tell_row_rules(content.rows),
        checked=checked,
        noted=noted,
        events=latest,
        news=news,
        newest=newest,
        parts=PARTS,
        points=show_points(case),
        row_named={str(row_id): row for row_id, row in content.row_of.items()},
        words_for=find_words(content),
        unexplained=list_unexplained(content, values),
        labels={entry.name: entry for entry in entries},
        earlier=read_earlier_review(case),
        values=values,
        errors=errors,
        general=general,
        unsaved=merged is not None and kept is None,
        kept=kept,
        typed=typed is not None and kept is None,
        disputed=merged.disputed if merged else {},
        longest=MAX_TEXT,
        cannot_publish=why_not(action=Action.PUBLISH, case=case),
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return Response(page, status=status, content_type="text/html; charset=utf-8")
