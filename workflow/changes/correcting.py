"""correct: opens the next edition of a published result, with all that the last one held.

Two events in one transaction, each naming the other: `correct` on the published evaluation, and
`create` on its successor, an evaluation of its own. Review scores are not taken over: the finance
section reviews what it is shown now.
"""

from uuid import UUID

from sqlalchemy import insert, literal, select
from sqlalchemy.orm import Session

from models.queries.evaluations import TextRow
from models.tables import (
    Attachment,
    BudgetLine,
    Evaluation,
    EvaluationListing,
    Finding,
    Indicator,
    Section,
)
from models.types import format_utc
from models.vocabulary import ScoreKind, State
from workflow.audit import NO_HASH, KeptText, keep_texts
from workflow.changes.change import (
    Change,
    NewScore,
    Rows,
    Successor,
    Write,
    mark_points,
    say,
    spell_scores,
)
from workflow.changes.creating import describe_agreed, describe_line, hash_agreed
from workflow.content import Content
from workflow.data import SendingBack
from workflow.guards import Case
from workflow.ids import new_id


def correct(session: Session, case: Case) -> Change:
    """Say on the published evaluation why, and prepare the edition that is to supersede it."""
    given = case.data
    if not isinstance(given, SendingBack) or given.due_at is None or case.header is None:
        raise TypeError(given)
    said, writes = say(session, case=case, text=given.reason)
    successor_id = new_id()
    old = case.header.evaluation
    successor = Evaluation(
        id=successor_id,
        unit_id=old.unit_id,
        cycle_id=old.cycle_id,
        scheme_id=old.scheme_id,
        kind=old.kind,
        title=old.title,
        state=State.NONE,
        version=0,
        content_version=0,
        round=1,
        head=NO_HASH,
        due_at=given.due_at,
        reported_total=old.reported_total,
        reported_grade=old.reported_grade,
        edition=old.edition + 1,
        supersedes_id=old.id,
        first_edition_id=old.first_edition_id or old.id,
    )
    return Change(
        data={"successor": str(successor_id), "successor_due_at": format_utc(given.due_at), **said},
        writes=writes,
        successor=_take_over(session, case=case, successor=successor),
    )


def _take_over(session: Session, *, case: Case, successor: Evaluation) -> Successor:
    content = case.content()
    texts = _copy_texts(session, content)
    successor.claim_reason_id = texts["claim"].id if "claim" in texts else None
    rows, scores = _copy_rows(content, successor_id=successor.id, texts=texts)
    spelled, score_writes = spell_scores(
        evaluation_id=successor.id, event_seq=1, kind=ScoreKind.SELF, scores=scores
    )
    files = _copy_files(content, successor_id=successor.id, rows=rows)
    lines: Rows = [
        line._asdict() | {"id": new_id(), "evaluation_id": successor.id} for line in content.lines
    ]
    sections, findings = _copy_written(content, successor_id=successor.id, texts=texts)
    tables: list[tuple[type, Rows]] = [
        (Indicator, rows),
        (BudgetLine, lines),
        (Section, sections),
        (Finding, findings),
        (Attachment, files),
    ]
    listing = insert(EvaluationListing).from_select(
        ["evaluation_id", "text", "total", "grade"],
        select(
            literal(successor.id, EvaluationListing.evaluation_id.type),
            EvaluationListing.text,
            EvaluationListing.total,
            EvaluationListing.grade,
        ).where(EvaluationListing.evaluation_id == successor.supersedes_id),
    )
    writes: list[Write] = [(insert(table), written) for table, written in tables if written]
    return Successor(
        evaluation=successor,
        data={
            "unit": str(successor.unit_id),
            "cycle": str(successor.cycle_id),
            "kind": successor.kind,
            "title": successor.title,
            "scheme": content.scheme.sha256,
            "edition": successor.edition,
            "first_edition": str(successor.first_edition_id),
            "supersedes": str(successor.supersedes_id),
            "due_at": format_utc(successor.due_at) if successor.due_at else None,
            "agreed": hash_agreed([describe_agreed(row) for row in rows]),
            "budget": [describe_line(line) for line in lines],
            "scores": spelled,
            "actuals": [
                {"indicator": str(row["id"]), "old": "", "new": row["actual_text"]}
                for row in rows
                if row["actual_text"]
            ],
            "sections": [
                {"key": key, "old": None, "new": text.commitment}
                for key, text in texts.items()
                if key in content.sections
            ],
            "findings": [
                {
                    "category": finding["category"],
                    "recommendation": finding["is_recommendation"],
                    "text": texts[f"finding {finding['position']}"].commitment,
                }
                for finding in findings
            ],
            "claim": {
                "total": mark_points(content.reported_total),
                "grade": content.reported_grade,
                "reason": texts["claim"].commitment if "claim" in texts else None,
                "old": {"total": None, "grade": None},
            },
            "attachments": [_spell_file(file) for file in files],
        },
        writes=[*writes, *score_writes, (listing, [])],
    )


def _copy_texts(session: Session, content: Content) -> dict[str, KeptText]:
    """Keep every text of the content once more, under salts of its own: each edition can be
    erased by itself.
    """
    findings = [*content.findings, *content.recommendations]
    wanted = {key: section.text for key, section in content.sections.items()}
    wanted |= {f"finding {place}": finding.text for place, finding in enumerate(findings)}
    wanted["claim"] = content.claim_reason.text if content.claim_reason else None
    wanted |= {f"reason {row.stored.id}": row.stored.self_reason for row in content.scored_rows}
    filled = {key: text for key, text in wanted.items() if text}
    return dict(zip(filled, keep_texts(session, list(filled.values())), strict=True))


def _copy_rows(
    content: Content, *, successor_id: UUID, texts: dict[str, KeptText]
) -> tuple[Rows, list[NewScore]]:
    ids = {row.stored.id: new_id() for row in content.rows}
    rows: Rows = [
        {
            "id": ids[row.stored.id],
            "evaluation_id": successor_id,
            "parent_id": ids[row.stored.parent_id] if row.stored.parent_id else None,
            "position": row.stored.position,
            "category": row.stored.category,
            "name": row.stored.name,
            "weight": row.stored.weight,
            "target_text": row.stored.target_text,
            "rule": row.stored.rule,
            "actual_text": row.stored.actual_text,
        }
        for row in content.rows
    ]
    scores = [
        NewScore(
            indicator_id=ids[row.stored.id],
            old=None,
            new=row.stored.self_score,
            reason=texts.get(f"reason {row.stored.id}"),
        )
        for row in content.scored_rows
        if row.stored.self_score is not None or f"reason {row.stored.id}" in texts
    ]
    return rows, scores


def _copy_written(
    content: Content, *, successor_id: UUID, texts: dict[str, KeptText]
) -> tuple[Rows, Rows]:
    sections: Rows = [
        {
            "evaluation_id": successor_id,
            "key": key,
            "position": section.position,
            "text_id": texts[key].id if key in texts else None,
        }
        for key, section in content.sections.items()
    ]
    found: list[tuple[bool, TextRow]] = [(False, text) for text in content.findings]
    found += [(True, text) for text in content.recommendations]
    findings: Rows = [
        {
            "id": new_id(),
            "evaluation_id": successor_id,
            "position": place,
            "is_recommendation": recommends,
            "category": text.key,
            "text_id": texts[f"finding {place}"].id,
        }
        for place, (recommends, text) in enumerate(found)
        if text.text
    ]
    return sections, findings


def _copy_files(content: Content, *, successor_id: UUID, rows: Rows) -> Rows:
    ids = {row.stored.id: new["id"] for row, new in zip(content.rows, rows, strict=True)}
    return [
        {
            "id": new_id(),
            "evaluation_id": successor_id,
            "event_seq": 1,
            "indicator_id": ids[file.indicator_id] if file.indicator_id else None,
            "name": file.name,
            "media_type": file.media_type,
            "size": file.size,
            "sha256": file.sha256,
        }
        for file in content.attachments
    ]


def _spell_file(file: dict[str, object]) -> dict[str, object]:
    return {
        "id": str(file["id"]),
        "indicator": str(file["indicator_id"]) if file["indicator_id"] else None,
        **{key: file[key] for key in ("name", "media_type", "size", "sha256")},
    }
