"""The replay check: the live rows rebuilt from the bodies of the events."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from models.queries.evaluations import (
    IndicatorRow,
    TextRow,
    list_attachments,
    list_budget_lines,
    list_indicators,
    list_texts,
)
from models.queries.verification import (
    EventRow,
    FrozenRow,
    list_agreed_change_rows,
    list_comment_rows,
    list_publication_rows,
    list_score_change_rows,
    list_submission_rows,
)
from models.tables import Evaluation
from models.types import format_utc
from models.vocabulary import ScoreKind
from workflow.audit import hash_text
from workflow.changes.amending import spell_agreed
from workflow.changes.change import mark_points
from workflow.changes.creating import describe_agreed, describe_line, hash_agreed
from workflow.ledger.copies import is_as_published
from workflow.ledger.story import Story, tell_story


def find_replay_faults(
    session: Session,
    evaluation: Evaluation,
    events: list[EventRow],
    *,
    scheme_hashes: Mapping[Any, str],
    erased: Collection[str] = (),
) -> Iterator[str]:
    """Yield each live row that is not what the events of its evaluation make of it."""
    story = tell_story(events)
    texts = list_texts(session, evaluation)
    yield from story.faults
    yield from _compare_header(evaluation, events, story)
    yield from _compare_begun(evaluation, story, scheme=scheme_hashes.get(evaluation.scheme_id))
    yield from _compare_claim(evaluation, texts, story)
    rows = list_indicators(session, evaluation.id)
    if hash_agreed([describe_agreed(row._asdict()) for row in rows]) != story.agreed:
        yield f"evaluation {evaluation.id}: its agreed rows are not those that its events name"
    for row in rows:
        yield from _compare_indicator(row, story)
    yield from _compare_changes(session, evaluation, story)
    yield from _compare_amendments(session, evaluation, story)
    yield from _compare_comments(session, evaluation, story)
    yield from _compare_texts(evaluation, texts, story)
    yield from _compare_lines(session, evaluation, story)
    yield from _compare_frozen(session, evaluation, story, erased=erased)
    yield from _compare_files(session, evaluation, story)


def _compare(place: str, *, live: Mapping[str, Any], told: Mapping[str, Any]) -> Iterator[str]:
    for name, value in told.items():
        if live[name] != value:
            yield f"{place}: {name} is {live[name]}, the events say {value}"


def _spell_time(moment: datetime | None) -> str | None:
    return None if moment is None else format_utc(moment)


def _spell_id(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _compare_header(evaluation: Evaluation, events: list[EventRow], story: Story) -> Iterator[str]:
    told = {
        "state": story.state,
        "state_since": story.state_since,
        "round": story.round,
        "version": events[-1].seq if events else 0,
        "content_version": story.content_version,
        "head": story.head,
        "due_at": story.due_at,
        "discarded": story.discarded,
    }
    live = {name: getattr(evaluation, name) for name in told}
    live["state_since"] = _spell_time(evaluation.state_since)
    live["due_at"] = _spell_time(evaluation.due_at)
    yield from _compare(f"evaluation {evaluation.id}", live=live, told=told)


def _compare_begun(evaluation: Evaluation, story: Story, *, scheme: str | None) -> Iterator[str]:
    live = {
        "unit": str(evaluation.unit_id),
        "cycle": str(evaluation.cycle_id),
        "kind": evaluation.kind,
        "title": evaluation.title,
        "scheme": scheme,
        "edition": evaluation.edition,
        "supersedes": _spell_id(evaluation.supersedes_id),
        "first_edition": _spell_id(evaluation.first_edition_id),
        "predecessor": _spell_id(evaluation.predecessor_id),
    }
    yield from _compare(f"evaluation {evaluation.id}", live=live, told=story.begun)


def _compare_claim(evaluation: Evaluation, texts: list[TextRow], story: Story) -> Iterator[str]:
    names = ("reported_total", "reported_grade", "claim_reason")
    live = {
        "reported_total": mark_points(evaluation.reported_total),
        "reported_grade": evaluation.reported_grade,
        "claim_reason": next((text.commitment for text in texts if text.kind == "claim"), None),
    }
    told = dict(zip(names, story.claim, strict=True))
    yield from _compare(f"evaluation {evaluation.id}", live=live, told=told)


def _compare_indicator(row: IndicatorRow, story: Story) -> Iterator[str]:
    told: dict[str, str | None] = {"actual_text": _tell_actual(row, story)}
    for kind in ScoreKind:
        score, reason = story.scores.get((str(row.id), kind), (None, None))
        told |= {f"{kind}_score": score, f"{kind}_reason": reason}
    live = {
        "actual_text": row.actual_text,
        "self_score": mark_points(row.self_score),
        "self_reason": row.self_reason_hash,
        "review_score": mark_points(row.review_score),
        "review_reason": row.review_reason_hash,
    }
    yield from _compare(f"indicator {row.id}", live=live, told=told)


def _tell_actual(row: IndicatorRow, story: Story) -> str:
    """Of what a correction took over the trail holds the hash, until it is filled in anew."""
    taken_over = story.actuals_taken_over.get(str(row.id))
    if taken_over is None or str(row.id) in story.actuals:
        return story.actuals.get(str(row.id), "")
    return row.actual_text if hash_text(row.actual_text) == taken_over else f"SHA-256 {taken_over}"


def _compare_changes(session: Session, evaluation: Evaluation, story: Story) -> Iterator[str]:
    told = Counter(story.changes)
    for row in list_score_change_rows(session, evaluation.id):
        key = (
            row.event_seq,
            str(row.indicator_id),
            row.kind,
            mark_points(row.old) if isinstance(row.old, Decimal) else None,
            mark_points(row.new) if isinstance(row.new, Decimal) else None,
            row.reason,
        )
        if not told[key]:
            yield f"score_change {row.id}: no event says so"
        told[key] -= 1
    for seq, indicator, *_ in (+told).elements():
        place = f"the score change of {indicator} in event {seq}"
        yield f"evaluation {evaluation.id}: {place} is missing"


def _compare_amendments(session: Session, evaluation: Evaluation, story: Story) -> Iterator[str]:
    live = [
        (
            row.event_seq,
            str(row.indicator_id),
            spell_agreed(row.old_name, row.old_weight, row.old_target),
            spell_agreed(row.new_name, row.new_weight, row.new_target),
            row.reason,
        )
        for row in list_agreed_change_rows(session, evaluation.id)
    ]
    if live != story.amendments:
        yield f"evaluation {evaluation.id}: its agreed changes are not those of its events"


def _compare_comments(session: Session, evaluation: Evaluation, story: Story) -> Iterator[str]:
    rows = list_comment_rows(session, evaluation.id)
    live = Counter((row.event_seq, row.commitment) for row in rows)
    told = Counter(story.comments)
    for seq in sorted({seq for seq, _ in (live - told) + (told - live)}):
        yield f"evaluation {evaluation.id}: the comment of event {seq} differs from the event"


def _compare_texts(evaluation: Evaluation, texts: list[TextRow], story: Story) -> Iterator[str]:
    sections = {text.key: text.commitment for text in texts if text.kind == "section"}
    for key in sorted(sections.keys() | story.sections.keys()):
        if sections.get(key) != story.sections.get(key):
            yield f"evaluation {evaluation.id}: section {key} differs from its last event"
    findings = [text for text in texts if text.kind in {"finding", "recommendation"}]
    live = [
        (text.kind == "recommendation", text.key, text.commitment)
        for text in sorted(findings, key=lambda text: text.position)
    ]
    if live != story.findings:
        yield f"evaluation {evaluation.id}: its findings are not those of their last event"


def _compare_lines(session: Session, evaluation: Evaluation, story: Story) -> Iterator[str]:
    lines = list_budget_lines(session, evaluation.id)
    live = {str(line.id): describe_line(line._asdict()) for line in lines}
    for line_id in sorted(live.keys() | story.lines.keys()):
        told = story.lines.get(line_id)
        if told is None or live.get(line_id) != {"id": line_id, **told}:
            yield f"budget_line {line_id}: it differs from its last event"


def _compare_frozen(
    session: Session, evaluation: Evaluation, story: Story, *, erased: Collection[str]
) -> Iterator[str]:
    yield from _compare_copies(
        evaluation,
        kind="submission",
        rows=list_submission_rows(session, evaluation.id),
        told=story.submissions,
        is_whole=lambda row: hash_text(row.content) == row.content_hash,
    )
    yield from _compare_copies(
        evaluation,
        kind="publication",
        rows=list_publication_rows(session, evaluation.id),
        told=story.publications,
        is_whole=lambda row: is_as_published(row.content, row.content_hash, erased=erased),
    )


def _compare_copies(
    evaluation: Evaluation,
    *,
    kind: str,
    rows: list[FrozenRow],
    told: Mapping[int, tuple[int | str, str]],
    is_whole: Callable[[FrozenRow], bool],
) -> Iterator[str]:
    for row in rows:
        mark = _spell_time(row.mark) if isinstance(row.mark, datetime) else row.mark
        whole = is_whole(row)
        if not whole or told.get(row.event_seq) != (mark, row.content_hash):
            yield f"{kind} {row.id}: it is not what event {row.event_seq} froze"
    for seq in sorted(told.keys() - {row.event_seq for row in rows}):
        yield f"evaluation {evaluation.id}: the {kind} of event {seq} is missing"


def _compare_files(session: Session, evaluation: Evaluation, story: Story) -> Iterator[str]:
    files = {
        str(row.id): {
            "event": row.event_seq,
            "id": str(row.id),
            "indicator": str(row.indicator_id) if row.indicator_id else None,
            "name": row.name,
            "media_type": row.media_type,
            "size": row.size,
            "sha256": row.sha256,
        }
        for row in list_attachments(session, evaluation.id)
    }
    for file_id in sorted(files.keys() | story.files.keys()):
        if files.get(file_id) != story.files.get(file_id):
            yield f"attachment {file_id}: it differs from its event"
