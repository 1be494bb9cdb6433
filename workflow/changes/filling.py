"""fill: funds, narrative, findings, and the total and grade somebody reports."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models.queries.evaluations import LineRow, TextRow
from models.tables import BudgetLine, Finding, Section
from models.writing import Rows, Write, insert_into, update_by_key
from workflow.audit import KeptText, keep_texts
from workflow.changes.change import Change, mark, mark_points
from workflow.changes.creating import describe_line
from workflow.content import Content
from workflow.data import Amounts, Claim, Filling, FoundItem
from workflow.guards import Case
from workflow.ids import new_id


def fill_in(session: Session, case: Case) -> Change:
    """Return what differs from what stands; a form sent unchanged changes nothing but is kept
    as an event, since somebody confirmed what it holds.
    """
    given, content = case.data, case.content()
    if not isinstance(given, Filling):
        raise TypeError(given)
    data: dict[str, object] = {}
    writes: list[Write] = []
    columns: dict[str, object] = {}
    _change_lines(content=content, given=given, data=data, writes=writes)
    _change_sections(session, case=case, given=given, data=data, writes=writes)
    if given.claim is not None and given.claim != _read_claim(content):
        columns = _change_claim(session, content=content, claim=given.claim, data=data)
    if given.findings is not None and given.findings != _read_findings(content):
        _replace_findings(session, case=case, items=given.findings, data=data, writes=writes)
    return Change(data=data, evaluation=columns, writes=writes)


def _change_lines(
    *, content: Content, given: Filling, data: dict[str, object], writes: list[Write]
) -> None:
    changed = [
        (line, amounts)
        for line in content.lines
        if (amounts := given.lines.get(line.id)) and amounts != _amounts(line)
    ]
    if not changed:
        return
    rows: Rows = [
        {
            "own_id": line.id,
            "original": amounts.original,
            "revised": amounts.revised,
            "actual": amounts.actual,
        }
        for line, amounts in changed
    ]
    writes.append((update_by_key(BudgetLine, "original", "revised", "actual"), rows))
    data["budget"] = [
        describe_line({**row, "id": line.id, "name": line.name, "is_total": line.is_total})
        | {"old": describe_line(line._asdict())}
        for row, (line, _) in zip(rows, changed, strict=True)
    ]


def _amounts(line: LineRow) -> Amounts:
    return Amounts(original=line.original, revised=line.revised, actual=line.actual)


def _change_sections(
    session: Session,
    *,
    case: Case,
    given: Filling,
    data: dict[str, object],
    writes: list[Write],
) -> None:
    stored = case.content().sections
    changed = {
        key: text
        for key, text in given.sections.items()
        if text != ((stored[key].text if key in stored else "") or "")
    }
    if not changed:
        return
    kept = keep_named_texts(session, changed)
    rows: Rows = [
        {
            "own_evaluation_id": case.facts.evaluation_id,
            "own_key": key,
            "text_id": text.id if text else None,
        }
        for key, text in kept.items()
    ]
    writes.append((update_by_key(Section, "text_id"), rows))
    data["sections"] = [
        {"key": key, "old": _mark_stored(stored.get(key)), "new": mark(text)}
        for key, text in kept.items()
    ]


def keep_named_texts(session: Session, texts: dict[str, str]) -> dict[str, KeptText | None]:
    """Keep the texts that are not empty, in one statement; an empty one becomes None."""
    filled = {key: text for key, text in texts.items() if text}
    kept = dict(zip(filled, keep_texts(session, list(filled.values())), strict=True))
    return {key: kept.get(key) for key in texts}


def _mark_stored(text: TextRow | None) -> str | None:
    return None if text is None else text.commitment


def _read_claim(content: Content) -> Claim:
    stored = content.claim_reason
    return Claim(
        total=content.reported_total,
        grade=content.reported_grade,
        reason=(stored.text if stored else "") or "",
    )


def _read_findings(content: Content) -> tuple[FoundItem, ...]:
    return tuple(
        FoundItem(category=row.key, text=row.text or "", is_recommendation=recommends)
        for recommends, rows in ((False, content.findings), (True, content.recommendations))
        for row in rows
    )


def _change_claim(
    session: Session, *, content: Content, claim: Claim, data: dict[str, object]
) -> dict[str, object]:
    columns: dict[str, object] = {"reported_total": claim.total, "reported_grade": claim.grade}
    reason = _mark_stored(content.claim_reason)
    if claim.reason != _read_claim(content).reason:
        kept = keep_named_texts(session, {"claim": claim.reason})["claim"]
        columns["claim_reason_id"] = kept.id if kept else None
        reason = mark(kept)
    data["claim"] = {
        "total": mark_points(claim.total),
        "grade": claim.grade,
        "reason": reason,
        "old": {"total": mark_points(content.reported_total), "grade": content.reported_grade},
    }
    return columns


def _replace_findings(
    session: Session,
    *,
    case: Case,
    items: tuple[FoundItem, ...],
    data: dict[str, object],
    writes: list[Write],
) -> None:
    evaluation_id = case.facts.evaluation_id
    kept = keep_texts(session, [item.text for item in items])
    rows: Rows = [
        {
            "id": new_id(),
            "evaluation_id": evaluation_id,
            "position": position,
            "is_recommendation": item.is_recommendation,
            "category": item.category,
            "text_id": text.id,
        }
        for position, (item, text) in enumerate(zip(items, kept, strict=True))
    ]
    writes.append((delete(Finding).where(Finding.evaluation_id == evaluation_id), []))
    if rows:
        writes.append((insert_into(Finding), rows))
    data["findings"] = [
        {
            "category": item.category,
            "recommendation": item.is_recommendation,
            "text": text.commitment,
        }
        for item, text in zip(items, kept, strict=True)
    ]
