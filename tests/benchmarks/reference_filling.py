"""The reference's actions that fill an evaluation: creation, funds and narrative, scores."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from uuid6 import uuid7

from tests.benchmarks import reference_sql as sql
from tests.benchmarks.reference_frozen import Content, add_up, name_grade, read_scheme
from tests.benchmarks.reference_spelling import (
    Amounts,
    Change,
    Kept,
    Record,
    Spelled,
    fold,
    hash_agreed,
    leaf,
    spell_body,
    spell_comment,
    spell_line,
    spell_score,
)
from tests.benchmarks.reference_store import Store, count_seconds
from workflow.data import Attempt

NOTHING = (None, None)
FOUND = ("finding", "recommendation")


def create(store: Store, attempt: Attempt, roles: list[str]) -> None:
    """The evaluation with its rows, lines and sections."""
    given: Any = attempt.data
    own, states = attempt.evaluation_id, ("none", "draft")
    cycle = store.ask(sql.CYCLE, given.cycle_id)[0]
    office = store.ask(sql.OFFICE, given.unit_id)[0]
    scheme = read_scheme(cycle.sha256, cycle.text)
    ids = [make_id() for _ in given.rows]
    rows: list[tuple[Any, ...]] = [
        (ids[at], own, None if row.parent is None else ids[row.parent], at, *read_agreed(row))
        for at, row in enumerate(given.rows)
    ]
    lines: list[tuple[Any, ...]] = [
        (make_id(), own, at, line.name, line.is_total, line.original, line.revised, line.actual)
        for at, line in enumerate(given.lines)
    ]
    data: Spelled = {
        "roles": roles,
        "round": 1,
        "source": attempt.source,
        "unit": str(given.unit_id),
        "cycle": str(given.cycle_id),
        "kind": scheme.kind,
        "title": given.title,
        "scheme": cycle.sha256,
        "predecessor": None,
        "agreed": hash_agreed(rows),
        "budget": [spell_line(line[0], line[3], line[4], line[5:]) for line in lines],
    }
    body = spell_body(attempt, seq=1, states=states, prev="0" * 64, data=data)
    digest = leaf(body)
    values = (own, given.unit_id, given.cycle_id, cycle.scheme_id, scheme.kind, given.title)
    store.run(sql.INSERT_EVALUATION, *values, attempt.at, digest)
    store.write_event(attempt, seq=1, states=states, body=body, digest=digest)
    store.run_many(sql.INSERT_INDICATOR, rows)
    store.run_many(sql.INSERT_LINE, lines)
    parts = [(own, part.key, at) for at, part in enumerate(scheme.sections)]
    store.run_many(sql.INSERT_SECTION, parts)
    words = fold(given.title, office.name, *(row.name for row in given.rows))
    store.run(sql.INSERT_LISTING, own, words, *find_funds(given.lines))


def fill(store: Store, attempt: Attempt, roles: list[str]) -> None:
    """The lines and sections that differ."""
    given: Any = attempt.data
    header = store.read_header(attempt)
    content = store.read_content(header)
    lines = list(find_changed_lines(content, given))
    stored = {part.key: part for part in content.texts["section"]}
    changed = {
        key: text for key, text in given.sections.items() if text != (stored[key].text or "")
    }
    kept: dict[str, Kept | tuple[None, None]] = dict.fromkeys(changed, NOTHING)
    filled = [key for key, text in changed.items() if text]
    kept.update(zip(filled, store.keep(changed.values()), strict=True))
    data: Spelled = {}
    if lines:
        data["budget"] = [
            spell_line(line.id, line.name, line.is_total, new)
            | {"old": spell_line(line.id, line.name, line.is_total, read_amounts(line))}
            for line, new in lines
        ]
    if kept:
        data["sections"] = [
            {"key": key, "old": stored[key].commitment, "new": commitment}
            for key, (_, commitment) in kept.items()
        ]
    store.append(attempt, header, target="draft", roles=roles, data=data)
    store.run_many(sql.UPDATE_LINE, [(*new, line.id) for line, new in lines])
    texts = [(text_id, header.id, key) for key, (text_id, _) in kept.items()]
    store.run_many(sql.UPDATE_SECTION, texts)
    words = fold(
        header.title,
        header.unit_name,
        *(row.name for row in content.rows),
        *({key: part.text or "" for key, part in stored.items()} | given.sections).values(),
        *(text.text or "" for kind in FOUND for text in content.texts[kind]),
    )
    amounts = {line.id: new for line, new in lines}
    totals = [line for line in content.lines if line.is_total]
    funds = [amounts.get(line.id, read_amounts(line))[1:] for line in totals]
    store.run(sql.FILL_LISTING, words, *(funds[0] if funds else NOTHING), header.id)


def find_funds(lines: Any) -> tuple[Decimal | None, Decimal | None]:
    """The full-year budget and what was spent of it, of the line that stands for all."""
    total = next((line for line in lines if line.is_total), None)
    return (total.revised, total.actual) if total else (None, None)


def find_changed_lines(content: Content, given: Any) -> Iterator[tuple[Record, Amounts]]:
    """The lines of funds whose amounts differ, with the new ones."""
    for line in content.lines:
        if line.id in given.lines and (new := read_amounts(given.lines[line.id])) != read_amounts(
            line
        ):
            yield line, new


def score(store: Store, attempt: Attempt, roles: list[str]) -> None:
    """The unit's own scores and actual values."""
    give_scores(store, attempt, roles, kind="self", target="draft")


def review(store: Store, attempt: Attempt, roles: list[str]) -> None:
    """The finance section's scores and what it says with them."""
    give_scores(store, attempt, roles, kind="review", target="finance_reviewed")


def give_scores(
    store: Store, attempt: Attempt, roles: list[str], *, kind: str, target: str
) -> None:
    """The scores, reasons and actual values that differ."""
    given: Any = attempt.data
    header = store.read_header(attempt)
    content = store.read_content(header)
    pairs = [(row, given.rows[row.id]) for row in content.rows if row.id in given.rows]
    scores = list(find_changed_scores(store, pairs, kind=kind))
    actuals = [
        (row, new.actual_text)
        for row, new in pairs
        if kind == "self" and new.actual_text not in {None, row.actual_text}
    ]
    said = store.keep([given.comment])
    data: Spelled = spell_comment(said)
    if scores:
        data["scores"] = [spell_score(change, kind) for change in scores]
    if actuals:
        data["actuals"] = [
            {"indicator": str(row.id), "old": row.actual_text, "new": text} for row, text in actuals
        ]
    seq = store.append(attempt, header, target=target, roles=roles, data=data)
    changes = [
        (header.id, seq, row.id, kind, old, new, reason[0]) for row, old, new, reason in scores
    ]
    store.run_many(sql.INSERT_SCORE_CHANGE, changes)
    standing = [(new, reason[0], row.id) for row, _, new, reason in scores]
    store.run_many(sql.UPDATE_SCORE[kind], standing)
    store.run_many(sql.UPDATE_ACTUAL, [(text, row.id) for row, text in actuals])
    store.write_comments(header, seq, said)
    given_scores = {row.id: new for row, _, new, _ in scores}
    own, reviewed = (
        add_up(content, [stand.get(row.id, getattr(row, column)) for row in content.rows])
        for column, stand in (
            ("self_score", given_scores if kind == "self" else {}),
            ("review_score", given_scores if kind == "review" else {}),
        )
    )
    total = own if reviewed is None else reviewed
    grade = name_grade(total, read_scheme(header.scheme_sha256, header.scheme_text))
    values: tuple[Any, ...] = (total, grade, own, reviewed)
    if kind == "self":
        store.run(sql.SCORE_LISTING, *values, header.id)
    else:
        store.run(sql.REVIEW_LISTING, *values, count_seconds(header, attempt), header.id)


def find_changed_scores(
    store: Store, pairs: list[tuple[Record, Any]], *, kind: str
) -> Iterator[Change]:
    """The scores that differ from those that stand, with the reasons as they were kept."""
    changed = []
    for row, new in pairs:
        own = (row.self_score, row.self_reason), (row.review_score, row.review_reason)
        old_score, old_reason = own[kind == "review"]
        if (new.score, new.reason) != (old_score, old_reason or ""):
            changed.append((row, old_score, new))
    reasons = iter(store.keep(new.reason for _, _, new in changed))
    for row, old, new in changed:
        yield row, old, new.score, next(reasons) if new.reason else NOTHING


def read_agreed(row: Any) -> tuple[Any, ...]:
    """What was agreed of a row that is handed in."""
    return row.category, row.name, row.weight, row.target_text, row.rule


def read_amounts(line: Any) -> Amounts:
    """The amounts of a line, stored or handed in."""
    return line.original, line.revised, line.actual


def make_id() -> UUID:
    """A UUIDv7."""
    return UUID(bytes=uuid7().bytes)
