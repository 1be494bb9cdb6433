"""An evaluation as it would stand if what somebody types were saved; nothing is written."""

from collections.abc import Sequence
from dataclasses import replace

from models.queries.evaluations import IndicatorRow, LineRow, TextRow
from workflow.content import Content, build_rows
from workflow.data import Amounts, Filling, FoundItem, RowScore, Scoring


def suppose(content: Content, given: Filling | Scoring) -> Content:
    """Return the content with what is typed in place of what is stored, computed anew. Rows, lines
    and sections that it does not have play no part.
    """
    if isinstance(given, Scoring):
        stored = [_score(row.stored, given.rows.get(row.stored.id)) for row in content.rows]
        return _rebuild(content, stored=stored, lines=content.lines)
    lines = tuple(_fund(line, given.lines.get(line.id)) for line in content.lines)
    supposed = _rebuild(content, stored=[row.stored for row in content.rows], lines=lines)
    return _write(supposed, given)


def suppose_review(content: Content, given: Scoring) -> Content:
    """Return the content with the review scores that are typed in place of those that are stored;
    a row that is not named, or carries no points, stays as it is.
    """
    stored = [_review(row.stored, given.rows.get(row.stored.id)) for row in content.rows]
    return _rebuild(content, stored=stored, lines=content.lines)


def _review(stored: IndicatorRow, given: RowScore | None) -> IndicatorRow:
    if given is None or stored.weight is None:
        return stored
    return stored._replace(review_score=given.score, review_reason=given.reason or None)


def _rebuild(
    content: Content, *, stored: list[IndicatorRow], lines: tuple[LineRow, ...]
) -> Content:
    total_line = next((line for line in lines if line.is_total), None)
    rows = build_rows(
        stored=stored, total_line=total_line, scheme=content.scheme, year=content.fiscal_year
    )
    return replace(content, rows=rows, lines=lines)


def _score(stored: IndicatorRow, given: RowScore | None) -> IndicatorRow:
    if given is None:
        return stored
    if given.actual_text is not None:
        stored = stored._replace(actual_text=given.actual_text)
    if stored.weight is None:
        return stored
    return stored._replace(self_score=given.score, self_reason=given.reason or None)


def _fund(line: LineRow, given: Amounts | None) -> LineRow:
    if given is None:
        return line
    return line._replace(original=given.original, revised=given.revised, actual=given.actual)


def _write(content: Content, given: Filling) -> Content:
    sections = {
        key: text._replace(text=given.sections[key] or None) if key in given.sections else text
        for key, text in content.sections.items()
    }
    content = replace(content, sections=sections)
    if (claim := given.claim) is not None:
        reason = _suppose_text("claim", claim.reason, position=0) if claim.reason else None
        content = replace(
            content,
            reported_total=claim.total,
            reported_grade=claim.grade,
            claim_reason=reason,
        )
    if given.findings is not None:
        content = replace(
            content,
            findings=_list_found("finding", given.findings, recommend=False),
            recommendations=_list_found("recommendation", given.findings, recommend=True),
        )
    return content


def _list_found(kind: str, items: Sequence[FoundItem], *, recommend: bool) -> tuple[TextRow, ...]:
    chosen = [item for item in items if item.is_recommendation is recommend]
    return tuple(
        _suppose_text(kind, item.text, key=item.category, position=position)
        for position, item in enumerate(chosen)
    )


def _suppose_text(kind: str, text: str, *, position: int, key: str = "") -> TextRow:
    return TextRow(kind=kind, key=key, position=position, text_id=None, text=text, commitment=None)
