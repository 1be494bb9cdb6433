"""What the reference freezes: the sealed round and the disclosure copy, put together by hand.

Scores are computed, contradictions found and grades given by the pure functions of `policies`:
what they answer is stored, and a second table of rules would measure nothing. Agreed rows stay as
they were agreed.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from models.vocabulary import Category, Grade
from policies.checking import FundLine, Passage, Sheet, SheetRow, find_inconsistencies
from policies.checking.lines import find_parents, read_balance
from policies.checking.measures import read_measure
from policies.scheme import Scheme, parse_scheme
from policies.scoring import Computed, RuleSpec, execution_rate, grade_of, parse_rule, sum_scores
from policies.scoring.rows import Amounts, RuledRow, compute_rows
from tests.benchmarks.reference_spelling import Record, Spelled, canonical, points, sha256

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
    return parse_scheme(text, registered=True)


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
            "computed": points(
                add_up(content, [score.score if score else None for score in computed])
            ),
        },
        "inconsistencies": find_faults(header, content, scheme=scheme, computed=computed),
    }
    for kind in ("section", "finding", "recommendation"):
        sealed[f"{kind}s"] = [
            {"key": text.key, "text": text.commitment} for text in content.texts[kind]
        ]
    return canonical(sealed)


def disclose(*, header: Record, content: Content) -> tuple[str, str]:
    """What becomes public of an evaluation with scored rows, and the hash of it, in which each text
    is its commitment alone.
    """
    scheme = read_scheme(header.scheme_sha256, header.scheme_text)
    computed = compute(content, scheme)
    total = find_total(content)
    line = next((line for line in content.lines if line.is_total), None)
    rate = execution_rate(budget=line.revised, spent=line.actual) if line else None
    texts = {text.key: spell_text(text) for text in content.texts["section"] if text.text}
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
    }
    written: dict[str, list[dict[str, Any]]] = {
        "sections": [
            {"key": it.key, "title": it.title, "title_en": it.title_en, "text": texts[it.key]}
            for it in scheme.sections
            if it.key in texts
        ],
    }
    for kind in ("finding", "recommendation"):
        written[f"{kind}s"] = [
            {"category": text.key, "text": spell_text(text)}
            for text in content.texts[kind]
            if text.text
        ]
    hashed = disclosed | {
        kind: [{**each, "text": {"commitment": each["text"]["commitment"]}} for each in told]
        for kind, told in written.items()
    }
    return canonical(disclosed | written), sha256(canonical(hashed))


def spell_text(text: Record) -> dict[str, str]:
    """A text, and what proves that it is the one to which the trail is committed."""
    return {"commitment": text.commitment, "salt": text.salt.hex(), "text": text.text}


def find_total(content: Content) -> Decimal | None:
    """The total by the review scores, else by the unit's own."""
    for column in ("review_score", "self_score"):
        total = add_up(content, [getattr(row, column) for row in content.rows])
        if total is not None:
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


def spell_row(row: Record, *, depth: int, computed: Computed | None) -> Spelled:
    """A row of the form with its scores."""
    return {
        "depth": depth,
        "category": row.category,
        "name": row.name,
        "weight": points(row.weight),
        "target_text": row.target_text,
        "actual_text": row.actual_text,
        "computed_score": points(computed.score if computed else None),
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


@lru_cache
def read_rule(text: str) -> RuleSpec | None:
    """A rule, parsed once."""
    return parse_rule(json.loads(text)) if text else None


def compute(content: Content, scheme: Scheme) -> list[Computed | None]:
    """The score of every row by its rule."""
    total = next((line for line in content.lines if line.is_total), None)
    amounts = Amounts(
        budget=shift(total.revised, scheme) if total else None,
        spent=shift(total.actual, scheme) if total else None,
    )
    ruled = [
        RuledRow(
            id=str(row.id),
            parent_id=str(row.parent_id) if row.parent_id else None,
            weight=row.weight,
            rule=read_rule(row.rule),
            target_text=row.target_text,
            actual_text=row.actual_text,
        )
        for row in content.rows
    ]
    computed = compute_rows(ruled, amounts=amounts, places=scheme.places)
    return [computed.get(str(row.id)) for row in content.rows]


def shift(amount: Decimal | None, scheme: Scheme) -> Decimal | None:
    """An amount of yuan in the unit of the form."""
    return amount if amount is None or scheme.form.money_unit != "万元" else amount.scaleb(-4)


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
    header: Record, content: Content, *, scheme: Scheme, computed: Sequence[Computed | None]
) -> list[Spelled]:
    """What the checks find."""
    claim, total = content.texts["claim"], header.reported_total
    if total is None:
        total = add_up(content, [row.self_score for row in content.rows])
    grade = header.reported_grade or name_grade(total, scheme)
    lines = tuple(list_lines(content, scheme))
    sheet = Sheet(
        terms=scheme.terms,
        kind=scheme.kind,
        year=header.fiscal_year,
        money_unit=scheme.form.money_unit,
        rows=tuple(list_sheet_rows(content, computed)),
        lines=lines,
        balance=read_balance(lines),
        sections=tuple(
            Passage(key=f"section-{text.key}", text=text.text or "")
            for text in content.texts["section"]
        ),
        reported_total=total,
        reported_grade=Grade(grade) if grade else None,
        claim_explained=bool(claim and claim[0].text),
    )
    return [
        {
            "code": found.code,
            "severity": found.severity,
            "where": found.where,
            "numbers": dict(found.numbers),
            "explained": found.explained,
        }
        for found in find_inconsistencies(sheet)
    ]


def list_sheet_rows(content: Content, computed: Sequence[Computed | None]) -> Iterator[SheetRow]:
    """The rows as the checks read them."""
    names: dict[UUID | None, tuple[str, ...]] = {None: ()}
    pairs = zip(content.rows, find_depths(content), computed, strict=True)
    for row, depth, score in pairs:
        names[row.id] = (*names[row.parent_id], row.name)
        rule = read_rule(row.rule)
        yield SheetRow(
            id=str(row.id),
            name=row.name,
            parent_id=str(row.parent_id) if row.parent_id else None,
            depth=depth,
            category=Category(row.category),
            measures=read_measure(names[row.parent_id]),
            weight=row.weight,
            score=row.self_score,
            is_leaf=row.weight is not None,
            target_text=row.target_text,
            actual_text=row.actual_text,
            reason=row.self_reason or "",
            rule_text=rule.text if rule else "",
            family=rule.family if rule else "",
            computed=score,
        )


def list_lines(content: Content, scheme: Scheme) -> Iterator[FundLine]:
    """The lines of funds as the checks read them."""
    parents = find_parents([line.name for line in content.lines])
    for line, parent in zip(content.lines, parents, strict=True):
        yield FundLine(
            id=str(line.id),
            name=line.name,
            is_total=line.is_total,
            parent_id=None if parent is None else str(content.lines[parent].id),
            original=shift(line.original, scheme),
            revised=shift(line.revised, scheme),
            actual=shift(line.actual, scheme),
        )
