"""correct: opens the next edition of a published result, with all that the last one held.

Two events in one transaction, each naming the other: `correct` on the published evaluation, and
`create` on its successor, an evaluation of its own. Review scores are not taken over: the finance
section reviews what it is shown now. What was changed of an agreed row stays marked.
"""

from sqlalchemy.orm import Session

from models.tables import (
    Attachment,
    Base,
    BudgetLine,
    Evaluation,
    Finding,
    Indicator,
    Section,
)
from models.types import format_utc
from models.vocabulary import HashName, ScoreKind
from models.writing import Rows, Write, insert_into
from workflow.audit import hash_text, name_hash, new_evaluation
from workflow.changes.amending import hash_amended, spell_amended
from workflow.changes.change import (
    Change,
    Successor,
    mark_points,
    say,
    spell_scores,
)
from workflow.changes.creating import describe_agreed, describe_line
from workflow.changes.legacy import (
    Legacy,
    copy_amended,
    copy_files,
    copy_findings,
    copy_lines,
    copy_rows,
    copy_scores,
    copy_sections,
    open_legacy,
)
from workflow.changes.pointing import carry_points
from workflow.data import SendingBack
from workflow.guards import Case
from workflow.ids import new_id
from workflow.points import FUNDS, row_place, section_place


def correct(session: Session, case: Case) -> Change:
    """Say on the published evaluation why, and prepare the edition that is to supersede it."""
    given = case.data
    if not isinstance(given, SendingBack) or given.due_at is None or case.header is None:
        raise TypeError(given)
    said, writes = say(session, case=case, text=given.reason)
    successor_id = new_id()
    old = case.header.evaluation
    successor = new_evaluation(
        id=successor_id,
        unit_id=old.unit_id,
        cycle_id=old.cycle_id,
        scheme_id=old.scheme_id,
        kind=old.kind,
        title=old.title,
        due_at=given.due_at,
        reported_total=old.reported_total,
        reported_grade=old.reported_grade,
        edition=old.edition + 1,
        supersedes_id=old.id,
        first_edition_id=old.first_edition_id or old.id,
        predecessor_id=old.predecessor_id,
    )
    legacy = open_legacy(session, content=case.content(), successor_id=successor_id)
    return Change(
        data={"successor": str(successor_id), "successor_due_at": format_utc(given.due_at), **said},
        writes=writes,
        successor=_take_over(
            legacy,
            successor=successor,
            name=name_hash(session),
            points=carry_points(
                session,
                case.points(),
                origin=old.id,
                evaluation_id=successor_id,
                places=_move_places(legacy),
            ),
        ),
    )


def _move_places(legacy: Legacy) -> dict[str, str]:
    """Return the places of the next edition by those of the last one."""
    same = (FUNDS, *map(section_place, legacy.content.sections))
    rows = {row_place(old): row_place(new) for old, new in legacy.ids.items()}
    return {place: place for place in same} | rows


def _take_over(
    legacy: Legacy,
    *,
    successor: Evaluation,
    name: HashName,
    points: tuple[dict[str, object], list[Write]],
) -> Successor:
    """Return the next edition with all that is written of it, in the order the database demands."""
    claim = legacy.texts.get("claim")
    successor.claim_reason_id = claim.id if claim else None
    rows, amended = copy_rows(legacy), copy_amended(legacy)
    amendments, amending = spell_amended(evaluation_id=successor.id, event_seq=1, amended=amended)
    scores, scoring = spell_scores(
        evaluation_id=successor.id, event_seq=1, kind=ScoreKind.SELF, scores=copy_scores(legacy)
    )
    lines, files, findings = copy_lines(legacy), copy_files(legacy), copy_findings(legacy)
    tables: list[tuple[type[Base], Rows]] = [
        (Indicator, rows),
        (BudgetLine, lines),
        (Section, copy_sections(legacy)),
        (Finding, findings),
        (Attachment, files),
    ]
    writes: list[Write] = [(insert_into(table), written) for table, written in tables if written]
    return Successor(
        evaluation=successor,
        data={
            **_describe_edition(legacy, successor=successor),
            "agreed": hash_amended(
                [describe_agreed(row) for row in rows], amended=amended, name=name
            ),
            "amended": amendments,
            "budget": [describe_line(line) for line in lines],
            "scores": scores,
            **_describe_written(legacy, findings=findings, name=name),
            "attachments": [_describe_file(file) for file in files],
            **points[0],
        },
        writes=[*writes, *amending, *scoring, *points[1]],
    )


def _describe_edition(legacy: Legacy, *, successor: Evaluation) -> dict[str, object]:
    before = successor.predecessor_id
    return {
        "unit": str(successor.unit_id),
        "cycle": str(successor.cycle_id),
        "kind": successor.kind,
        "title": successor.title,
        "scheme": legacy.content.scheme.sha256,
        "predecessor": str(before) if before else None,
        "edition": successor.edition,
        "first_edition": str(successor.first_edition_id),
        "supersedes": str(successor.supersedes_id),
        "due_at": format_utc(successor.due_at) if successor.due_at else None,
    }


def _describe_written(legacy: Legacy, *, findings: Rows, name: HashName) -> dict[str, object]:
    content, texts = legacy.content, legacy.texts
    return {
        # By their hashes: they come all at once here, and a body has a limit.
        "actuals_taken_over": {
            str(legacy.ids[row.stored.id]): hash_text(row.stored.actual_text, name=name)
            for row in content.rows
            if row.stored.actual_text
        },
        "sections": [
            {"key": key, "old": None, "new": texts[f"section {key}"].commitment}
            for key in content.sections
            if f"section {key}" in texts
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
    }


def _describe_file(file: dict[str, object]) -> dict[str, object]:
    return {
        "id": str(file["id"]),
        "indicator": str(file["indicator_id"]) if file["indicator_id"] else None,
        **{key: file[key] for key in ("name", "media_type", "size", "sha256")},
    }
