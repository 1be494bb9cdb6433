"""The part of the replay that rebuilds the form: what was agreed, what was achieved, the scores."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from models.tables import AgreedChange, Indicator, ScoreChange
from models.vocabulary import HashName
from workflow.audit import hash_text
from workflow.ledger.held import Held, compare
from workflow.ledger.spelling import ID, POINTS, quote
from workflow.ledger.story import Story

_NOT_SCORED = (None, None)


def compare_rows(held: Held, story: Story) -> Iterator[str]:
    """Yield each row of the form that is not what was agreed, achieved or scored."""
    agreed = []
    for row in held.rows[Indicator]:
        _, own, parent, position, category, name, weight, target, rule, *given = row
        indicator, above, points = ID[own], ID[parent], POINTS[weight]
        agreed.append(
            f'{{"category":{quote(category)},"id":"{indicator}","name":{quote(name)}'
            f',"parent":{_quote(above)},"position":{position},"rule":{quote(rule)}'
            f',"target":{quote(target)},"weight":{_quote(points)}}}'
        )
        yield from _compare_given(indicator, given, story, name=held.hash_name)
    if hash_text(f"[{','.join(agreed)}]", name=held.hash_name) != story.agreed:
        yield f"{held.name}: its agreed rows are not those that its events name"


def _quote(text: str | None) -> str:
    return "null" if text is None else quote(text)


def _compare_given(
    indicator: str, given: Sequence[Any], story: Story, *, name: HashName
) -> Iterator[str]:
    actual, self_score, self_reason, review_score, review_reason = given
    live = (actual, POINTS[self_score], self_reason, POINTS[review_score], review_reason)
    told = (
        _tell_actual(indicator, actual, story, name=name),
        *story.scores.get((indicator, "self"), _NOT_SCORED),
        *story.scores.get((indicator, "review"), _NOT_SCORED),
    )
    if live != told:
        names = ("actual_text", "self_score", "self_reason", "review_score", "review_reason")
        yield from compare(
            f"indicator {indicator}",
            live=dict(zip(names, live, strict=True)),
            told=dict(zip(names, told, strict=True)),
        )


def _tell_actual(indicator: str, actual: str, story: Story, *, name: HashName) -> str:
    """Of what a correction took over the trail holds the hash, until it is filled in anew."""
    told = story.actuals.get(indicator)
    if told is not None:
        return told
    taken_over = story.actuals_taken_over.get(indicator)
    if taken_over is None:
        return ""
    return actual if hash_text(actual, name=name) == taken_over else f"{name} {taken_over}"


def compare_changes(held: Held, story: Story) -> Iterator[str]:
    """Yield each score change that no event tells of, and each that is missing."""
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


def compare_amendments(held: Held, story: Story) -> Iterator[str]:
    """Yield whether agreed rows were changed otherwise than the events say."""
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
