"""What the reference freezes: the sealed round and the disclosure copy, put together by hand.

Scores are computed, contradictions found and grades given by the pure functions of `policies`:
what they answer is stored, and a second table of rules would measure nothing. Agreed rows stay as
they were agreed.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from policies.checks import Table, TableRow, find_inconsistencies
from policies.scheme import Scheme, parse_scheme
from policies.scoring import (
    ScoreInput,
    compute_score,
    execution_rate,
    grade_of,
    parse_rule,
    sum_scores,
)
from tests.benchmarks.reference_spelling import Record, Spelled, canonical, points

Scores = Sequence[Decimal | None]


@dataclass(frozen=True)
class Content:
    """What the evaluation holds, as it was read; texts by their kind."""

    rows: Sequence[Record]
    lines: Sequence[Record]
    texts: Mapping[str, list[Record]]
    attachments: Sequence[Record]


def group_texts(texts: Sequence[Record]) -> Mapping[str, list[Record]]:
    """The written parts by their kind."""
    groups: dict[str, list[Record]] = defaultdict(list)
    for text in texts:
        groups[text.kind].append(text)
    return groups


@lru_cache
def read_scheme(_sha256: str, text: str) -> Scheme:
    """A scheme, parsed once."""
    return parse_scheme(text)


def seal(*, header: Record, content: Content) -> str:
    """What a round holds."""
    scheme = read_scheme(header.scheme_sha256, header.scheme_text)
    computed = compute(content, scheme)
    claim = content.texts["claim"]
    sealed: Spelled = {
        "round": header.round,
        "scheme": {"name": scheme.name, "version": scheme.version, "sha256": scheme.sha256},
        "funds": [spell_funds(line) for line in content.lines],
        "indicators": [
            seal_row(row) | spell_row(row, depth=depth, computed=score)
            for row, depth, score in zip(content.rows, find_depths(content), computed, strict=True)
        ],
        "attachments": [{"name": each.name, "sha256": each.sha256} for each in content.attachments],
        "reported": {
            "total": points(header.reported_total),
            "grade": header.reported_grade,
            "reason": claim[0].commitment if claim else None,
        },
        "derived": {
            "self": points(add_up(content, [row.self_score for row in content.rows])),
            "computed": points(add_up(content, computed)),
        },
        "inconsistencies": find_faults(header, content, scheme=scheme, computed=computed),
    }
    for kind in ("section", "finding", "recommendation"):
        sealed[f"{kind}s"] = [
            {"key": text.key, "text": text.commitment} for text in content.texts[kind]
        ]
    return canonical(sealed)


def disclose(*, header: Record, content: Content) -> str:
    """What becomes public of an evaluation with scored rows."""
    scheme = read_scheme(header.scheme_sha256, header.scheme_text)
    computed = compute(content, scheme)
    total = find_total(content)
    line = next((line for line in content.lines if line.is_total), None)
    rate = execution_rate(budget=line.revised, spent=line.actual) if line else None
    texts = {text.key: text.text for text in content.texts["section"] if text.text}
    disclosed: Spelled = {
        "title": header.title,
        "unit": header.unit_name,
        "kind": header.kind,
        "fiscal_year": header.fiscal_year,
        "edition": header.edition,
        "scheme": f"{scheme.title} {scheme.version}",
        "money_unit": scheme.form.money_unit,
        "funds": [spell_funds(line) for line in content.lines],
        "rate": points(rate),
        "indicators": [
            spell_row(row, depth=depth, computed=score)
            for row, depth, score in zip(content.rows, find_depths(content), computed, strict=True)
        ],
        "total": points(total),
        "recomputable": True,
        "grade": name_grade(total, scheme),
        "sections": [
            {"key": it.key, "title": it.title, "title_en": it.title_en, "text": texts[it.key]}
            for it in scheme.sections
            if it.key in texts
        ],
    }
    for kind in ("finding", "recommendation"):
        disclosed[f"{kind}s"] = [
            {"category": text.key, "text": text.text} for text in content.texts[kind] if text.text
        ]
    return canonical(disclosed)


def find_total(
    content: Content, *, kind: str = "", given: Mapping[UUID, Decimal | None] | None = None
) -> Decimal | None:
    """The total by the review scores, else by the unit's own; those `given` of one kind come in
    place of those that were read.
    """
    for column in ("review_score", "self_score"):
        new = given if given is not None and column.startswith(kind) else {}
        scores = [new.get(row.id, getattr(row, column)) for row in content.rows]
        if (total := add_up(content, scores)) is not None:
            return total
    return None


def name_grade(total: Decimal | None, scheme: Scheme) -> str | None:
    """The word for a total."""
    return None if total is None else grade_of(total, scheme=scheme)


def seal_row(row: Record) -> Spelled:
    """What a round holds of a row and nobody else is shown."""
    return {
        "id": str(row.id),
        "parent": str(row.parent_id) if row.parent_id else None,
        "self_reason": row.self_reason_hash,
        "review_reason": row.review_reason_hash,
    }


def spell_row(row: Record, *, depth: int, computed: Decimal | None) -> Spelled:
    """A row of the form with its scores."""
    return {
        "depth": depth,
        "category": row.category,
        "name": row.name,
        "weight": points(row.weight),
        "target_text": row.target_text,
        "actual_text": row.actual_text,
        "computed_score": points(computed),
        "self_score": points(row.self_score),
        "review_score": points(row.review_score),
    }


def spell_funds(line: Record) -> Spelled:
    """A line of funds."""
    return {
        "name": line.name,
        "is_total": line.is_total,
        "original": points(line.original),
        "revised": points(line.revised),
        "actual": points(line.actual),
    }


def compute(content: Content, scheme: Scheme) -> list[Decimal | None]:
    """The score of every row by its rule."""
    total = next((line for line in content.lines if line.is_total), None)
    shift = -4 if scheme.form.money_unit == "万元" else 0
    budget = total.revised.scaleb(shift) if total and total.revised is not None else None
    spent = total.actual.scaleb(shift) if total and total.actual is not None else None
    return [
        None
        if row.weight is None
        else compute_score(
            rule=parse_rule(json.loads(row.rule)) if row.rule else None,
            row=ScoreInput(row.weight, row.target_text, row.actual_text, budget, spent),
            places=scheme.places,
        ).score
        for row in content.rows
    ]


def find_depths(content: Content) -> list[int]:
    """How deep each row lies below the first level."""
    depths: dict[Any, int] = {None: -1}
    for row in content.rows:
        depths[row.id] = depths[row.parent_id] + 1
    return [depths[row.id] for row in content.rows]


def add_up(content: Content, scores: Scores) -> Decimal | None:
    """The sum over the rows that carry points."""
    pairs = zip(content.rows, scores, strict=True)
    return sum_scores(score for row, score in pairs if row.weight is not None)


def find_faults(
    header: Record, content: Content, *, scheme: Scheme, computed: Scores
) -> list[Spelled]:
    """What the checks find."""
    claim = content.texts["claim"]
    table = Table(
        rows=tuple(
            TableRow(
                id=str(row.id),
                name=row.name,
                weight=row.weight,
                scored=row.weight is not None,
                target_text=row.target_text,
                actual_text=row.actual_text,
                computed=score,
                self_score=row.self_score,
                has_reason=bool(row.self_reason),
            )
            for row, score in zip(content.rows, computed, strict=True)
        ),
        reported_total=header.reported_total,
        reported_grade=header.reported_grade,
        claim_explained=bool(claim and claim[0].text),
        scheme=scheme,
    )
    return [
        {
            "code": found.code,
            "severity": found.severity,
            "where": found.where,
            "numbers": dict(found.numbers),
            "explained": found.explained,
        }
        for found in find_inconsistencies(table)
    ]
