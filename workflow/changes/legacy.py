"""What a correction takes over from the edition before, row by row, under ids of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from models.queries.evaluations import IndicatorRow, TextRow
from models.writing import Rows
from workflow.agreed import list_differences
from workflow.audit import KeptText, keep_texts
from workflow.changes.amending import Amended, read_agreed
from workflow.changes.change import NewScore
from workflow.content import Content
from workflow.data import AgreedRow
from workflow.ids import new_id


@dataclass(frozen=True, kw_only=True)
class Legacy:
    """The content of the last edition, the next edition's id, the ids that its rows get by those
    they have, and its texts as they were kept once more, by their place.
    """

    content: Content
    successor_id: UUID
    ids: Mapping[UUID, UUID]
    texts: Mapping[str, KeptText]


def open_legacy(session: Session, *, content: Content, successor_id: UUID) -> Legacy:
    """Keep every text of the content once more, under salts of its own: each edition can be
    erased by itself.
    """
    findings = [*content.findings, *content.recommendations]
    wanted = {f"section {key}": section.text for key, section in content.sections.items()}
    wanted |= {f"finding {place}": finding.text for place, finding in enumerate(findings)}
    wanted["claim"] = content.claim_reason.text if content.claim_reason else None
    wanted |= {f"reason {row.stored.id}": row.stored.self_reason for row in content.scored_rows}
    wanted |= {f"agreed {row.stored.id}": _join_reasons(row.stored) for row in content.rows}
    filled = {place: text for place, text in wanted.items() if text}
    return Legacy(
        content=content,
        successor_id=successor_id,
        ids={row.stored.id: new_id() for row in content.rows},
        texts=dict(zip(filled, keep_texts(session, list(filled.values())), strict=True)),
    )


def _join_reasons(row: IndicatorRow) -> str | None:
    """Return why a row is not what was agreed, in one text: an event gives a row one reason."""
    reasons = dict.fromkeys(each.reason for each in list_differences(row) if each.reason)
    return "\n".join(reasons) or row.agreed_reason


def copy_rows(legacy: Legacy) -> Rows:
    """Return the rows as they were agreed at first; `copy_amended` says what became of them."""
    rows: Rows = []
    for row in legacy.content.rows:
        stored, agreed = row.stored, _find_first(legacy, row.stored)
        rows.append(
            {
                "id": legacy.ids[stored.id],
                "evaluation_id": legacy.successor_id,
                "parent_id": legacy.ids[stored.parent_id] if stored.parent_id else None,
                "position": stored.position,
                "category": stored.category,
                "name": agreed.name,
                "weight": agreed.weight,
                "target_text": agreed.target_text,
                "rule": stored.rule,
                "actual_text": stored.actual_text,
            }
        )
    return rows


def _find_first(legacy: Legacy, row: IndicatorRow) -> AgreedRow:
    if row.agreed_name is None or f"agreed {row.id}" not in legacy.texts:
        return read_agreed(row)
    return AgreedRow(
        name=row.agreed_name, weight=row.agreed_weight, target_text=row.agreed_target or ""
    )


def copy_amended(legacy: Legacy) -> list[Amended]:
    """Return the agreed rows that were changed, with why they are not what was agreed."""
    return [
        Amended(
            indicator_id=legacy.ids[row.stored.id],
            old=_find_first(legacy, row.stored),
            new=read_agreed(row.stored),
            reason=legacy.texts[place],
        )
        for row in legacy.content.rows
        if (place := f"agreed {row.stored.id}") in legacy.texts
    ]


def copy_scores(legacy: Legacy) -> list[NewScore]:
    """Return the self scores with their reasons."""
    return [
        NewScore(
            indicator_id=legacy.ids[row.stored.id],
            old=None,
            new=row.stored.self_score,
            reason=legacy.texts.get(f"reason {row.stored.id}"),
        )
        for row in legacy.content.scored_rows
        if row.stored.self_score is not None or f"reason {row.stored.id}" in legacy.texts
    ]


def copy_lines(legacy: Legacy) -> Rows:
    """Return the lines of funds."""
    return [
        line._asdict() | {"id": new_id(), "evaluation_id": legacy.successor_id}
        for line in legacy.content.lines
    ]


def copy_sections(legacy: Legacy) -> Rows:
    """Return the sections of the narrative, the empty ones too."""
    return [
        {
            "evaluation_id": legacy.successor_id,
            "key": key,
            "position": section.position,
            "text_id": text.id if (text := legacy.texts.get(f"section {key}")) else None,
        }
        for key, section in legacy.content.sections.items()
    ]


def copy_findings(legacy: Legacy) -> Rows:
    """Return the findings, then the recommendations."""
    found: list[tuple[bool, TextRow]] = [(False, text) for text in legacy.content.findings]
    found += [(True, text) for text in legacy.content.recommendations]
    return [
        {
            "id": new_id(),
            "evaluation_id": legacy.successor_id,
            "position": place,
            "is_recommendation": recommends,
            "category": text.key,
            "text_id": legacy.texts[f"finding {place}"].id,
        }
        for place, (recommends, text) in enumerate(found)
        if text.text
    ]


def copy_files(legacy: Legacy) -> Rows:
    """Return the supporting documents; their bytes are stored once, under their hash."""
    return [
        {
            "id": new_id(),
            "evaluation_id": legacy.successor_id,
            "event_seq": 1,
            "indicator_id": legacy.ids[file.indicator_id] if file.indicator_id else None,
            "name": file.name,
            "media_type": file.media_type,
            "size": file.size,
            "sha256": file.sha256,
        }
        for file in legacy.content.attachments
    ]
