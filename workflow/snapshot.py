"""What an evaluation holds, spelled once: for the sealed round and for the disclosure copy."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeAlias

from models.queries.evaluations import LineRow, TextRow
from policies.checking import Inconsistency
from policies.scoring.knock_out import VetoState
from workflow.agreed import list_differences
from workflow.content import Content, Row


def _points(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"


def _spell_row(row: Row) -> dict[str, object]:
    stored = row.stored
    changed: dict[str, object] = {}
    if stored.agreed_name is not None:
        changed = {
            "agreed_name": stored.agreed_name,
            "agreed_weight": _points(stored.agreed_weight),
            "agreed_target": stored.agreed_target,
            "agreed_reason": stored.agreed_reason_hash,
            **{f"{each.part}_reason": each.commitment for each in list_differences(stored)},
        }
    return {
        **changed,
        **_spell_standing(row),
        "id": str(stored.id),
        "parent": str(stored.parent_id) if stored.parent_id else None,
        "depth": row.depth,
        "category": stored.category,
        "name": stored.name,
        "weight": _points(stored.weight),
        "target_text": stored.target_text,
        "actual_text": stored.actual_text,
        "computed_score": _points(row.computed.score if row.computed else None),
        "self_score": _points(stored.self_score),
        "self_reason": stored.self_reason_hash,
        "review_score": _points(stored.review_score),
        "review_reason": stored.review_reason_hash,
    }


def _spell_standing(row: Row) -> dict[str, object]:
    """How a row with points stands in its form, where it does not simply add its score."""
    stands = row.standing
    spelled: dict[str, object] = {}
    if row.scored and not stands.applies:
        spelled["applies"] = False
    if row.scored and stands.is_bonus:
        spelled["bonus"] = True
    if row.scored and stands.veto is not VetoState.NO_VETO:
        spelled["veto"] = stands.veto is VetoState.HOLDS
    return spelled


def _spell_derived(content: Content) -> dict[str, object]:
    """The totals as derived, and how the result came about where it is no plain sum."""
    derived: dict[str, object] = {
        "self": _points(content.self_total),
        "computed": _points(content.computed_total),
    }
    steps = spell_steps(content)
    return derived | {"steps": steps} if steps else derived


def spell_steps(content: Content) -> list[dict[str, str]]:
    """Return how the result came about, step by step; nothing where it is a plain sum."""
    return [{"step": step, "how": how} for step, how in content.result.steps]


def _spell_line(line: LineRow) -> dict[str, object]:
    return {
        "name": line.name,
        "is_total": line.is_total,
        "original": _points(line.original),
        "revised": _points(line.revised),
        "actual": _points(line.actual),
    }


def spell_content(content: Content) -> dict[str, object]:
    """Return the whole content with commitments in place of free texts, decimals as strings."""

    def spell_text(text: TextRow) -> dict[str, object]:
        return {"key": text.key, "text": text.commitment}

    return {
        "scheme": {
            "name": content.scheme.name,
            "version": content.scheme.version,
            "sha256": content.scheme.sha256,
        },
        "funds": [_spell_line(line) for line in content.lines],
        "indicators": [_spell_row(row) for row in content.rows],
        "sections": [spell_text(text) for text in content.sections.values()],
        "findings": [spell_text(text) for text in content.findings],
        "recommendations": [spell_text(text) for text in content.recommendations],
        "attachments": [
            {"name": document.name, "sha256": document.sha256} for document in content.attachments
        ],
        "reported": {
            "total": _points(content.reported_total),
            "grade": content.reported_grade,
            "reason": content.claim_reason.commitment if content.claim_reason else None,
        },
        "derived": _spell_derived(content),
        "inconsistencies": [spell_found(found) for found in content.inconsistencies],
    }


def spell_found(found: Inconsistency) -> dict[str, object]:
    """Return one contradiction, found by a check or noted by a person."""
    return {
        "code": found.code,
        "severity": found.severity,
        "where": found.where,
        "numbers": dict(found.numbers),
        "explained": found.explained,
    }


SpellText: TypeAlias = Callable[[str | None, str | None], object]
"""What stands for a text, given its commitment and its words."""


def spell_texts(content: Content, *, spell: SpellText) -> dict[str, object]:
    """Return the written parts that everybody may read, in the order of the scheme; a text that was
    erased before is left out.
    """
    return {
        "sections": [
            {
                "key": section.key,
                "title": section.title,
                "title_en": section.title_en,
                "text": spell(text.commitment, text.text),
            }
            for section in content.scheme.sections
            if (text := content.sections.get(section.key)) and text.text
        ],
        "findings": _spell_found_texts(content.findings, spell=spell),
        "recommendations": _spell_found_texts(content.recommendations, spell=spell),
    }


def _spell_found_texts(texts: Sequence[TextRow], *, spell: SpellText) -> list[dict[str, object]]:
    return [
        {"category": text.key, "text": spell(text.commitment, text.text)}
        for text in texts
        if text.text
    ]
