"""The replay check: the live rows rebuilt from the bodies of the events."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from models.queries.verification import (
    EventRow,
    FrozenRow,
    list_comment_rows,
    list_file_rows,
    list_indicator_rows,
    list_line_rows,
    list_publication_rows,
    list_score_change_rows,
    list_section_rows,
    list_submission_rows,
)
from models.tables import Evaluation, Indicator
from models.vocabulary import Action, ScoreKind, State
from workflow.audit import hash_text
from workflow.changes.change import mark_points
from workflow.changes.creating import describe_agreed, describe_line, hash_agreed
from workflow.ledger.links import read_body
from workflow.table import EDGE_OF

OPENS_ROUND = frozenset({Action.RECALL, Action.RETURN})
AMOUNTS = ("original", "revised", "actual")


@dataclass
class Story:
    """What the bodies of one evaluation's events say, read in their order."""

    state: str = State.NONE
    round: int = 1
    content_version: int = 0
    head: str = ""
    agreed: str = ""
    claim: tuple[str | None, str | None] = (None, None)
    scores: dict[tuple[str, str], tuple[str | None, str | None]] = field(default_factory=dict)
    changes: list[tuple[int, str, str, str | None, str | None, str | None]] = field(
        default_factory=list
    )
    actuals: dict[str, str] = field(default_factory=dict)
    lines: dict[str, dict[str, Any]] = field(default_factory=dict)
    sections: dict[str, str | None] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[int, str, int, str]] = field(default_factory=dict)
    submissions: dict[int, str] = field(default_factory=dict)
    publications: dict[int, str] = field(default_factory=dict)


def tell_story(events: list[EventRow]) -> Story:
    """Read the bodies in their order; a body that cannot be read is passed over, the chain check
    names it.
    """
    story = Story()
    for event in events:
        body = read_body(event)
        if body is not None:
            _take_in(story, event, body)
    return story


def _take_in(story: Story, event: EventRow, body: Mapping[str, Any]) -> None:
    action = Action(event.action)
    edge = EDGE_OF.get((action, State(event.from_state)))
    story.state, story.head = str(body.get("to")), event.hash
    if edge is not None and edge.content:
        story.content_version = event.seq
    if action in OPENS_ROUND:
        story.round += 1
    for key, value in body["data"].items():
        if key in TAKERS:
            TAKERS[key](story, event.seq, value)


def _take_agreed(story: Story, _seq: int, digest: str) -> None:
    story.agreed = digest


def _take_budget(story: Story, _seq: int, lines: list[dict[str, Any]]) -> None:
    for line in lines:
        story.lines[line["id"]] = {key: line[key] for key in ("name", "total", *AMOUNTS)}


def _take_scores(story: Story, seq: int, scores: list[dict[str, Any]]) -> None:
    for score in scores:
        indicator, kind, new, reason = (
            score[key] for key in ("indicator", "kind", "new", "reason")
        )
        story.scores[(indicator, kind)] = (new, reason)
        story.changes.append((seq, indicator, kind, score["old"], new, reason))


def _take_actuals(story: Story, _seq: int, actuals: list[dict[str, str]]) -> None:
    story.actuals.update({actual["indicator"]: actual["new"] for actual in actuals})


def _take_sections(story: Story, _seq: int, sections: list[dict[str, str]]) -> None:
    story.sections.update({section["key"]: section["new"] for section in sections})


def _take_claim(story: Story, _seq: int, claim: dict[str, Any]) -> None:
    story.claim = (claim["total"], claim["grade"])


def _take_comment(story: Story, seq: int, commitment: str) -> None:
    story.comments[str(seq)] = commitment


def _take_submission(story: Story, seq: int, digest: str) -> None:
    story.submissions[seq] = digest


def _take_publication(story: Story, seq: int, digest: str) -> None:
    story.publications[seq] = digest


def _take_file(story: Story, seq: int, document: dict[str, Any]) -> None:
    named = (seq, document["name"], document["size"], document["sha256"])
    story.files[document["id"]] = named


TAKERS: dict[str, Callable[[Story, int, Any], None]] = {
    "agreed": _take_agreed,
    "budget": _take_budget,
    "scores": _take_scores,
    "actuals": _take_actuals,
    "sections": _take_sections,
    "claim": _take_claim,
    "comment": _take_comment,
    "content": _take_submission,
    "publication": _take_publication,
    "attachment": _take_file,
}
"""Which part of a body's data tells what; what is not named here changes no live row."""


def find_replay_faults(
    session: Session, evaluation: Evaluation, events: list[EventRow]
) -> Iterator[str]:
    """Yield each live row that is not what the events of its evaluation make of it."""
    story = tell_story(events)
    yield from _compare_header(evaluation, events, story)
    yield from _compare_indicators(session, evaluation, story)
    yield from _compare_changes(session, evaluation, story)
    yield from _compare_texts(session, evaluation, story)
    yield from _compare_lines(session, evaluation, story)
    yield from _compare_frozen(session, evaluation, story)


def _compare_header(evaluation: Evaluation, events: list[EventRow], story: Story) -> Iterator[str]:
    told = {
        "state": story.state,
        "round": story.round,
        "version": events[-1].seq if events else 0,
        "content_version": story.content_version,
        "head": story.head,
        "reported_total": story.claim[0],
        "reported_grade": story.claim[1],
    }
    live = {name: getattr(evaluation, name) for name in told}
    live["reported_total"] = mark_points(evaluation.reported_total)
    for name, value in told.items():
        if live[name] != value:
            yield f"evaluation {evaluation.id}: {name} is {live[name]}, the events say {value}"


def _compare_indicators(session: Session, evaluation: Evaluation, story: Story) -> Iterator[str]:
    rows = list_indicator_rows(session, evaluation.id)
    agreed = [
        describe_agreed(
            {column.key: getattr(row, column.key) for column in Indicator.__table__.columns}
        )
        for row in rows
    ]
    if hash_agreed(agreed) != story.agreed:
        yield f"evaluation {evaluation.id}: its agreed rows are not those of its creation"
    for row in rows:
        told = story.actuals.get(str(row.id), "")
        if row.actual_text != told:
            yield f"indicator {row.id}: actual_text differs from its last event"
        for kind, live in (
            (ScoreKind.SELF, row.self_score),
            (ScoreKind.REVIEW, row.review_score),
        ):
            score = story.scores.get((str(row.id), kind), (None, None))[0]
            if mark_points(live) != score:
                yield (
                    f"indicator {row.id}: {kind}_score is {mark_points(live)}, "
                    f"the events say {score}"
                )


def _compare_changes(session: Session, evaluation: Evaluation, story: Story) -> Iterator[str]:
    told: dict[tuple[Any, ...], int] = defaultdict(int)
    for change in story.changes:
        told[change] += 1
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
    missing = [key for key, count in told.items() if count > 0]
    for seq, indicator, *_ in missing:
        place = f"the score change of {indicator} in event {seq}"
        yield f"evaluation {evaluation.id}: {place} is missing"


def _compare_texts(session: Session, evaluation: Evaluation, story: Story) -> Iterator[str]:
    comments = {row.place: row.commitment for row in list_comment_rows(session, evaluation.id)}
    for seq in sorted(comments.keys() | story.comments.keys(), key=int):
        if comments.get(seq) != story.comments.get(seq):
            yield f"evaluation {evaluation.id}: the comment of event {seq} differs from the event"
    for row in list_section_rows(session, evaluation.id):
        if row.commitment != story.sections.get(row.place):
            yield f"evaluation {evaluation.id}: section {row.place} differs from its last event"


def _compare_lines(session: Session, evaluation: Evaluation, story: Story) -> Iterator[str]:
    live = {
        str(line.id): describe_line(
            {
                "id": line.id,
                "name": line.name,
                "is_total": line.is_total,
                "original": line.original,
                "revised": line.revised,
                "actual": line.actual,
            }
        )
        for line in list_line_rows(session, evaluation.id)
    }
    for line_id in sorted(live.keys() | story.lines.keys()):
        told = story.lines.get(line_id)
        if told is None or live.get(line_id) != {"id": line_id, **told}:
            yield f"budget_line {line_id}: it differs from its last event"


def _compare_frozen(session: Session, evaluation: Evaluation, story: Story) -> Iterator[str]:
    kinds = (
        ("submission", list_submission_rows(session, evaluation.id), story.submissions),
        ("publication", list_publication_rows(session, evaluation.id), story.publications),
    )
    for kind, rows, told in kinds:
        yield from _compare_copies(evaluation, kind, rows, told)
    files = {
        str(row.id): (row.event_seq, row.name, row.size, row.sha256)
        for row in list_file_rows(session, evaluation.id)
    }
    for file_id in sorted(files.keys() | story.files.keys()):
        if files.get(file_id) != story.files.get(file_id):
            yield f"attachment {file_id}: it differs from its event"


def _compare_copies(
    evaluation: Evaluation, kind: str, rows: list[FrozenRow], told: Mapping[int, str]
) -> Iterator[str]:
    for row in rows:
        if (
            hash_text(row.content) != row.content_hash
            or told.get(row.event_seq) != row.content_hash
        ):
            yield f"{kind} {row.id}: it is not what event {row.event_seq} froze"
    for seq in sorted(told.keys() - {row.event_seq for row in rows}):
        yield f"evaluation {evaluation.id}: the {kind} of event {seq} is missing"
