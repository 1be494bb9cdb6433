"""The replay check: the live rows of one evaluation rebuilt from the bodies of its events."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from models.queries.verification import EvaluationRow, EventRow, SchemeText
from models.queries.verified import Rows
from models.tables import (
    AgreedChange,
    Attachment,
    Base,
    BudgetLine,
    Comment,
    Finding,
    Indicator,
    Publication,
    ScoreChange,
    Section,
    Submission,
)
from policies.scheme import SchemeProblem, parse_scheme
from workflow.audit import hash_text
from workflow.ledger.reading import Told
from workflow.ledger.spelling import ID, POINTS, quote
from workflow.ledger.story import Story, tell_story

_NOT_SCORED = (None, None)


@dataclass(frozen=True, kw_only=True)
class Held:
    """What the database holds of one evaluation: its row, its events, what these tell, and the rows
    of every other table in their order; and the commitments of all texts that were ever erased.
    """

    evaluation: EvaluationRow
    events: Sequence[EventRow]
    told: Sequence[Told]
    rows: Mapping[type[Base], Rows]
    scheme: SchemeText | None
    erased: Collection[str] = ()

    @property
    def name(self) -> str:
        """How the evaluation is called where it is at fault."""
        return f"evaluation {ID[self.evaluation.id]}"


def find_replay_faults(held: Held) -> Iterator[str]:
    """Yield each live row that is not what the events of its evaluation make of it."""
    story = tell_story(held.told)
    yield from story.faults
    yield from _compare_header(held, story)
    yield from _compare_rows(held, story)
    yield from _compare_changes(held, story)
    yield from _compare_amendments(held, story)
    yield from _compare_comments(held, story)
    yield from _compare_sections(held, story)
    yield from _compare_findings(held, story)
    yield from _compare_lines(held, story)
    for table in (Submission, Publication):
        yield from _compare_copies(held, table, story)
    yield from _compare_files(held, story)


def _compare(place: str, *, live: Mapping[str, Any], told: Mapping[str, Any]) -> Iterator[str]:
    for name, value in told.items():
        if live[name] != value:
            yield f"{place}: {name} is {live[name]}, the events say {value}"


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
    yield from _compare(held.name, live=live, told=told)


def _compare_rows(held: Held, story: Story) -> Iterator[str]:
    agreed = []
    for row in held.rows[Indicator]:
        _, own, parent, position, category, name, weight, target, rule, *given = row
        indicator, above, points = ID[own], ID[parent], POINTS[weight]
        agreed.append(
            f'{{"category":{quote(category)},"id":"{indicator}","name":{quote(name)}'
            f',"parent":{_quote(above)},"position":{position},"rule":{quote(rule)}'
            f',"target":{quote(target)},"weight":{_quote(points)}}}'
        )
        yield from _compare_given(indicator, given, story)
    if hash_text(f"[{','.join(agreed)}]") != story.agreed:
        yield f"{held.name}: its agreed rows are not those that its events name"


def _quote(text: str | None) -> str:
    return "null" if text is None else quote(text)


def _compare_given(indicator: str, given: Sequence[Any], story: Story) -> Iterator[str]:
    actual, self_score, self_reason, review_score, review_reason = given
    live = (actual, POINTS[self_score], self_reason, POINTS[review_score], review_reason)
    told = (
        _tell_actual(indicator, actual, story),
        *story.scores.get((indicator, "self"), _NOT_SCORED),
        *story.scores.get((indicator, "review"), _NOT_SCORED),
    )
    if live != told:
        names = ("actual_text", "self_score", "self_reason", "review_score", "review_reason")
        yield from _compare(
            f"indicator {indicator}",
            live=dict(zip(names, live, strict=True)),
            told=dict(zip(names, told, strict=True)),
        )


def _tell_actual(indicator: str, actual: str, story: Story) -> str:
    """Of what a correction took over the trail holds the hash, until it is filled in anew."""
    told = story.actuals.get(indicator)
    if told is not None:
        return told
    taken_over = story.actuals_taken_over.get(indicator)
    if taken_over is None:
        return ""
    return actual if hash_text(actual) == taken_over else f"SHA-256 {taken_over}"


def _compare_changes(held: Held, story: Story) -> Iterator[str]:
    rows = held.rows[ScoreChange]
    live = [
        (seq, ID[indicator], kind, POINTS[old], POINTS[new], reason)
        for _, _, seq, indicator, kind, old, new, reason in rows
    ]
    if live == story.changes:
        return
    told = Counter(story.changes)
    for row, key in zip(rows, live, strict=True):
        if not told[key]:
            yield f"score_change {row[1]}: no event says so"
        told[key] -= 1
    for seq, indicator, *_ in (+told).elements():
        yield f"{held.name}: the score change of {indicator} in event {seq} is missing"


def _compare_amendments(held: Held, story: Story) -> Iterator[str]:
    live = [
        (
            seq,
            ID[indicator],
            {"name": old_name, "weight": POINTS[old_weight], "target": old_target},
            {"name": new_name, "weight": POINTS[new_weight], "target": new_target},
            reason,
        )
        for (
            _,
            seq,
            indicator,
            old_name,
            old_weight,
            old_target,
            new_name,
            new_weight,
            new_target,
            reason,
        ) in held.rows[AgreedChange]
    ]
    if live != story.amendments:
        yield f"{held.name}: its agreed changes are not those of its events"


def _compare_comments(held: Held, story: Story) -> Iterator[str]:
    live = [(seq, commitment) for _, seq, commitment in held.rows[Comment]]
    if live == story.comments:
        return
    stands, told = Counter(live), Counter(story.comments)
    for seq in sorted({seq for seq, _ in (stands - told) + (told - stands)}):
        yield f"{held.name}: the comment of event {seq} differs from the event"


@lru_cache(maxsize=256)
def _list_sections(text: str) -> tuple[str, ...] | None:
    try:
        return tuple(section.key for section in parse_scheme(text, registered=True).sections)
    except SchemeProblem:
        # The check of hashes names the scheme.
        return None


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
    live = [(bool(kind), category, text) for _, kind, category, text in held.rows[Finding]]
    if live != story.findings:
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


def _compare_copies(held: Held, table: type[Base], story: Story) -> Iterator[str]:
    told: Mapping[int, tuple[int | str, str]] = (
        story.submissions if table is Submission else story.publications
    )
    kind, seen = table.__tablename__, set()
    for _, own, seq, mark, content, digest in held.rows[table]:
        seen.add(seq)
        whole = _is_as_frozen(table, content, digest, erased=held.erased)
        if not whole or told.get(seq) != (mark, digest):
            yield f"{kind} {own}: it is not what event {seq} froze"
    for seq in sorted(told.keys() - seen):
        yield f"{held.name}: the {kind} of event {seq} is missing"


def _is_as_frozen(
    table: type[Base], content: str | bytes, digest: str, *, erased: Collection[str]
) -> bool:
    """Say whether a sealed round or a disclosure copy is what its event froze."""
    del table, erased  # No text of a copy can be erased yet.
    written = content if isinstance(content, bytes) else content.encode()
    return hashlib.sha256(written).hexdigest() == digest


def _compare_files(held: Held, story: Story) -> Iterator[str]:
    files = {
        ID[own]: {
            "event": seq,
            "id": ID[own],
            "indicator": ID[indicator],
            "name": name,
            "media_type": media_type,
            "size": size,
            "sha256": sha256,
        }
        for _, own, seq, indicator, name, media_type, size, sha256 in held.rows[Attachment]
    }
    if files == story.files:
        return
    for each in sorted(files.keys() | story.files.keys()):
        if files.get(each) != story.files.get(each):
            yield f"attachment {each}: it differs from its event"
