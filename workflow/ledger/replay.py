"""The replay check: the live rows of one evaluation rebuilt from the bodies of its events."""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from models.tables import (
    Assignment,
    BudgetLine,
    Comment,
    Finding,
    PointStep,
    Publication,
    Section,
    Submission,
)
from policies.scheme import SchemeProblem, parse_scheme
from workflow.ledger.held import Held, compare
from workflow.ledger.replay_papers import compare_copies, compare_files, compare_measures
from workflow.ledger.replay_scores import compare_amendments, compare_changes, compare_rows
from workflow.ledger.spelling import ID, POINTS
from workflow.ledger.story import Story, tell_story


def find_replay_faults(held: Held) -> Iterator[str]:
    """Yield each live row that is not what the events of its evaluation make of it."""
    story = tell_story(held.told)
    yield from story.faults
    yield from _compare_header(held, story)
    yield from compare_rows(held, story)
    yield from compare_changes(held, story)
    yield from compare_amendments(held, story)
    yield from _compare_comments(held, story)
    yield from _compare_assignments(held, story)
    yield from _compare_points(held, story)
    yield from _compare_sections(held, story)
    yield from _compare_findings(held, story)
    yield from _compare_lines(held, story)
    for table in (Submission, Publication):
        yield from compare_copies(held, table, story)
    yield from compare_files(held, story)
    yield from compare_measures(held, story)


def _compare_header(held: Held, story: Story) -> Iterator[str]:
    row = held.evaluation
    live = row._asdict()
    for name in ("unit", "cycle", "supersedes", "first_edition", "predecessor"):
        live[name] = ID[live[name]]
    live["scheme"] = None if held.scheme is None else held.scheme.sha256
    live["reported_total"] = POINTS[row.reported_total]
    total, grade, reason = story.claim
    told = story.begun | {
        "state": story.state,
        "state_since": story.state_since,
        "round": story.round,
        "version": held.events[-1].seq if held.events else 0,
        "content_version": story.content_version,
        "head": story.head,
        "due_at": story.due_at,
        "discarded": story.discarded,
        "reported_total": total,
        "reported_grade": grade,
        "claim_reason": reason,
    }
    yield from compare(held.name, live=live, told=told)


def _compare_comments(held: Held, story: Story) -> Iterator[str]:
    live = [(seq, commitment) for _, seq, commitment in held.rows[Comment]]
    if live == story.comments:
        return
    stands, told = Counter(live), Counter(story.comments)
    for seq in sorted({seq for seq, _ in (stands - told) + (told - stands)}):
        yield f"{held.name}: the comment of event {seq} differs from the event"


def _compare_assignments(held: Held, story: Story) -> Iterator[str]:
    live = [(seq, place, ID[person]) for _, seq, place, person in held.rows[Assignment]]
    if live != story.assigned:
        yield f"{held.name}: its assignments are not those of its events"


@lru_cache(maxsize=256)
def _list_sections(text: str) -> tuple[str, ...] | None:
    try:
        return tuple(section.key for section in parse_scheme(text, registered=True).sections)
    except SchemeProblem:
        # The check of hashes names the scheme.
        return None


def _compare_points(held: Held, story: Story) -> Iterator[str]:
    live = [(seq, ID[point], *said) for _, seq, point, *said in held.rows[PointStep]]
    if live == story.points:
        return
    stands, told = Counter(live), Counter(story.points)
    wrong = sorted({seq for seq, *_ in (stands - told) + (told - stands)})
    for seq in wrong:
        yield f"{held.name}: the points of event {seq} differ from the event"
    if not wrong:
        yield f"{held.name}: its points are not in the order of its events"


def _compare_sections(held: Held, story: Story) -> Iterator[str]:
    rows = held.rows[Section]
    live = {key: commitment for _, key, _, commitment in rows}
    for key in sorted(live.keys() | story.sections.keys()):
        if live.get(key) != story.sections.get(key):
            yield f"{held.name}: section {key} differs from its last event"
    wanted = None if held.scheme is None else _list_sections(held.scheme.text)
    if wanted is not None and [(key, place) for _, key, place, _ in rows] != [
        (key, place) for place, key in enumerate(wanted)
    ]:
        yield f"{held.name}: its sections are not those of its scheme, in their order"


def _compare_findings(held: Held, story: Story) -> Iterator[str]:
    rows = held.rows[Finding]
    live = [(bool(kind), category, text) for _, _, kind, category, text in rows]
    in_order = [position for _, position, *_ in rows] == list(range(len(rows)))
    if live != story.findings or not in_order:
        yield f"{held.name}: its findings are not those of their last event"


def _compare_lines(held: Held, story: Story) -> Iterator[str]:
    places = {line: place for place, line in enumerate(story.lines)}
    live = {}
    for _, own, position, name, is_total, original, revised, actual in held.rows[BudgetLine]:
        live[ID[own]] = (
            position,
            {
                "name": name,
                "total": bool(is_total),
                "original": POINTS[original],
                "revised": POINTS[revised],
                "actual": POINTS[actual],
            },
        )
    for line in sorted(live.keys() | story.lines.keys()):
        if line not in story.lines or live.get(line) != (places[line], story.lines[line]):
            yield f"budget_line {line}: it differs from its last event"
