"""What the bodies of one evaluation's events say, read in their order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from models.queries.verification import EventRow
from models.vocabulary import Action, State
from workflow.ledger.links import MOVES
from workflow.ledger.reading import Told

OPENS_ROUND = frozenset((str(Action.RECALL), str(Action.RETURN)))
_CREATE, _DISCARD = str(Action.CREATE), str(Action.DISCARD)
_MOVES_CONTENT = frozenset(move for move, edge in MOVES.items() if edge.content)
AMOUNTS = ("original", "revised", "actual")
BEGUN = ("unit", "cycle", "kind", "title", "scheme")
EDITION = ("supersedes", "first_edition", "predecessor")
"""What events of earlier releases did not tell, because it could not be otherwise."""
MEASURE = ("id", "kind", "finding", "recommendation", "text", "owner", "due_on", "attachment")
_SCORE = itemgetter("indicator", "kind", "new", "reason")
_STEP = itemgetter("point", "kind", "office", "place", "text")


@dataclass
class Story:
    """What the live rows must be. Points and times as the trail spells them, texts by their
    commitments; `faults` are bodies that cannot be understood.
    """

    state: str = State.NONE
    at: str = ""
    state_since: str = ""
    round: int = 1
    content_version: int = 0
    head: str = ""
    due_at: str | None = None
    begun: dict[str, object] = field(default_factory=dict)
    discarded: bool = False
    amendments: list[tuple[int, str, dict[str, str | None], dict[str, str | None], str]] = field(
        default_factory=list
    )
    agreed: str = ""
    claim: tuple[str | None, str | None, str | None] = (None, None, None)
    scores: dict[tuple[str, str], tuple[str | None, str | None]] = field(default_factory=dict)
    changes: list[tuple[int, str, str, str | None, str | None, str | None]] = field(
        default_factory=list
    )
    actuals: dict[str, str] = field(default_factory=dict)
    actuals_taken_over: dict[str, str] = field(default_factory=dict)
    lines: dict[str, dict[str, Any]] = field(default_factory=dict)
    sections: dict[str, str | None] = field(default_factory=dict)
    findings: list[tuple[bool, str, str]] = field(default_factory=list)
    comments: list[tuple[int, str]] = field(default_factory=list)
    assigned: list[tuple[int, str, str | None]] = field(default_factory=list)
    points: list[tuple[int, str, str, str, str, str | None]] = field(default_factory=list)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    measures: list[tuple[int | str | None, ...]] = field(default_factory=list)
    submissions: dict[int, tuple[int, str]] = field(default_factory=dict)
    publications: dict[int, tuple[str, str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def tell_story(told: Iterable[Told]) -> Story:
    """Put together what the bodies say, in their order.

    A body that is no canonical object is passed over, the chain check names it; one whose data
    have another shape than the application writes are named by the story itself.
    """
    story = Story()
    for each in told:
        try:
            _take_in(story, each)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            story.faults.append(f"audit_event {each.event.id}: its data have another shape")
    return story


def _take_in(story: Story, told: Told) -> None:
    event, story.at, to_state, data = told
    action = event.action
    if to_state != story.state:
        story.state, story.state_since = to_state, story.at
    story.head = event.hash
    if (action, event.from_state) in _MOVES_CONTENT:
        story.content_version = event.seq
    if action == _CREATE:
        later = {"edition": 1} | dict.fromkeys(EDITION) | data
        story.begun = {key: data[key] for key in BEGUN}
        story.begun |= {key: later[key] for key in ("edition", *EDITION)}
    elif action == _DISCARD:
        story.discarded = True
    for key, value in data.items():
        take = TAKERS.get(key)
        if take is not None:
            take(story, event, value)
    if action in OPENS_ROUND:
        story.round += 1


def _take_agreed(story: Story, _event: EventRow, digest: str) -> None:
    story.agreed = digest


def _take_amended(story: Story, event: EventRow, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        story.amendments.append(
            (event.seq, row["indicator"], row["old"], row["new"], row["reason"])
        )


def _take_budget(story: Story, _event: EventRow, lines: list[dict[str, Any]]) -> None:
    for line in lines:
        story.lines[line["id"]] = {key: line[key] for key in ("name", "total", *AMOUNTS)}


def _take_scores(story: Story, event: EventRow, scores: list[dict[str, Any]]) -> None:
    for score in scores:
        indicator, kind, new, reason = _SCORE(score)
        story.scores[indicator, kind] = (new, reason)
        story.changes.append((event.seq, indicator, kind, score["old"], new, reason))


def _take_actuals(story: Story, _event: EventRow, actuals: list[dict[str, str]]) -> None:
    story.actuals.update({actual["indicator"]: actual["new"] for actual in actuals})


def _take_actuals_over(story: Story, _event: EventRow, hashes: dict[str, str]) -> None:
    story.actuals_taken_over.update(hashes)


def _take_sections(story: Story, _event: EventRow, sections: list[dict[str, str | None]]) -> None:
    story.sections.update({str(section["key"]): section["new"] for section in sections})


def _take_claim(story: Story, _event: EventRow, claim: dict[str, Any]) -> None:
    story.claim = (claim["total"], claim["grade"], claim["reason"])


def _take_findings(story: Story, _event: EventRow, findings: list[dict[str, Any]]) -> None:
    story.findings = [
        (finding["recommendation"], finding["category"], finding["text"]) for finding in findings
    ]


def _take_comment(story: Story, event: EventRow, commitment: str) -> None:
    story.comments.append((event.seq, commitment))


def _take_points(story: Story, event: EventRow, steps: list[dict[str, Any]]) -> None:
    story.points += [(event.seq, *_STEP(step)) for step in steps]


def _take_due_date(story: Story, _event: EventRow, due_at: str) -> None:
    story.due_at = due_at


def _take_submission(story: Story, event: EventRow, digest: str) -> None:
    story.submissions[event.seq] = (story.round, digest)


def _take_publication(story: Story, event: EventRow, digest: str) -> None:
    story.publications[event.seq] = (story.at, digest)


def _take_assigned(story: Story, event: EventRow, places: list[dict[str, Any]]) -> None:
    story.assigned += [(event.seq, place["place"], place["new"]) for place in places]


def _take_file(story: Story, event: EventRow, document: dict[str, Any]) -> None:
    story.files[document["id"]] = {"event": event.seq, **document}


def _take_files(story: Story, event: EventRow, documents: list[dict[str, Any]]) -> None:
    for document in documents:
        _take_file(story, event, document)


def _take_measures(story: Story, event: EventRow, steps: list[dict[str, str | None]]) -> None:
    for step in steps:
        story.measures.append((event.seq, *(step[name] for name in MEASURE)))


TAKERS: dict[str, Callable[[Story, EventRow, Any], None]] = {
    "agreed": _take_agreed,
    "budget": _take_budget,
    "scores": _take_scores,
    "actuals": _take_actuals,
    "actuals_taken_over": _take_actuals_over,
    "sections": _take_sections,
    "claim": _take_claim,
    "findings": _take_findings,
    "comment": _take_comment,
    "points": _take_points,
    "due_at": _take_due_date,
    "content": _take_submission,
    "publication": _take_publication,
    "attachment": _take_file,
    "attachments": _take_files,
    "amended": _take_amended,
    "measures": _take_measures,
    "assigned": _take_assigned,
}
"""Which part of a body's data tells what; what is not named here changes no live row."""
