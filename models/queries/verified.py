"""The live rows that verification holds against the trail, of many evaluations at once.

Every row comes as a tuple whose first part is the id of its evaluation.
"""

from collections.abc import Mapping
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from models.queries.spelled import fetch_rows, raw_bytes, raw_id, raw_points, raw_time
from models.queries.verification import Span, limit_to, values_of
from models.tables import (
    AgreedChange,
    Assignment,
    Attachment,
    Base,
    BudgetLine,
    Comment,
    Finding,
    FreeText,
    Indicator,
    MeasureStepRow,
    PointStep,
    Publication,
    ScoreChange,
    Section,
    Submission,
)

Rows = list[tuple[Any, ...]]
_OWNER = itemgetter(0)
_OWN, _REVIEWED = aliased(FreeText), aliased(FreeText)
_FINDING, _ADVICE = aliased(FreeText), aliased(FreeText)


def _of(table: Any, *columns: Any) -> "Select[*tuple[Any, ...]]":
    return select(raw_id(table.evaluation_id), *columns)


STATEMENTS: Mapping[type[Base], "Select[*tuple[Any, ...]]"] = {
    Indicator: _of(
        Indicator,
        raw_id(Indicator.id),
        raw_id(Indicator.parent_id),
        Indicator.position,
        Indicator.category,
        Indicator.name,
        raw_points(Indicator.weight),
        Indicator.target_text,
        Indicator.rule,
        Indicator.actual_text,
        raw_points(Indicator.self_score),
        _OWN.commitment,
        raw_points(Indicator.review_score),
        _REVIEWED.commitment,
    )
    .outerjoin(_OWN, _OWN.id == Indicator.self_reason_id)
    .outerjoin(_REVIEWED, _REVIEWED.id == Indicator.review_reason_id)
    .order_by(Indicator.evaluation_id, Indicator.position, Indicator.id),
    ScoreChange: _of(
        ScoreChange,
        ScoreChange.id,
        ScoreChange.event_seq,
        raw_id(ScoreChange.indicator_id),
        ScoreChange.kind,
        raw_points(ScoreChange.old),
        raw_points(ScoreChange.new),
        FreeText.commitment,
    )
    .outerjoin(FreeText, FreeText.id == ScoreChange.reason_id)
    .order_by(ScoreChange.evaluation_id, ScoreChange.event_seq, ScoreChange.id),
    AgreedChange: _of(
        AgreedChange,
        AgreedChange.event_seq,
        raw_id(AgreedChange.indicator_id),
        AgreedChange.old_name,
        raw_points(AgreedChange.old_weight),
        AgreedChange.old_target,
        AgreedChange.new_name,
        raw_points(AgreedChange.new_weight),
        AgreedChange.new_target,
        FreeText.commitment,
    )
    .outerjoin(FreeText, FreeText.id == AgreedChange.reason_id)
    .order_by(AgreedChange.evaluation_id, AgreedChange.event_seq, AgreedChange.id),
    Assignment: _of(
        Assignment, Assignment.event_seq, Assignment.place, raw_id(Assignment.person_id)
    ).order_by(Assignment.evaluation_id, Assignment.event_seq, Assignment.id),
    Comment: _of(Comment, Comment.event_seq, FreeText.commitment)
    .outerjoin(FreeText, FreeText.id == Comment.text_id)
    .order_by(Comment.evaluation_id, Comment.event_seq, Comment.id),
    MeasureStepRow: _of(
        MeasureStepRow,
        MeasureStepRow.event_seq,
        raw_id(MeasureStepRow.measure_id),
        MeasureStepRow.kind,
        _FINDING.commitment,
        _ADVICE.commitment,
        FreeText.commitment,
        MeasureStepRow.owner,
        MeasureStepRow.due_on,
        raw_id(MeasureStepRow.attachment_id),
    )
    .outerjoin(_FINDING, _FINDING.id == MeasureStepRow.finding_id)
    .outerjoin(_ADVICE, _ADVICE.id == MeasureStepRow.recommendation_id)
    .outerjoin(FreeText, FreeText.id == MeasureStepRow.text_id)
    .order_by(MeasureStepRow.evaluation_id, MeasureStepRow.event_seq, MeasureStepRow.id),
    PointStep: _of(
        PointStep,
        PointStep.event_seq,
        raw_id(PointStep.point_id),
        PointStep.kind,
        PointStep.office,
        PointStep.place,
        FreeText.commitment,
    )
    .outerjoin(FreeText, FreeText.id == PointStep.text_id)
    .order_by(PointStep.evaluation_id, PointStep.event_seq, PointStep.id),
    BudgetLine: _of(
        BudgetLine,
        raw_id(BudgetLine.id),
        BudgetLine.position,
        BudgetLine.name,
        BudgetLine.is_total,
        raw_points(BudgetLine.original),
        raw_points(BudgetLine.revised),
        raw_points(BudgetLine.actual),
    ).order_by(BudgetLine.evaluation_id, BudgetLine.position, BudgetLine.id),
    Section: _of(Section, Section.key, Section.position, FreeText.commitment)
    .outerjoin(FreeText, FreeText.id == Section.text_id)
    .order_by(Section.evaluation_id, Section.position, Section.key),
    Finding: _of(
        Finding,
        Finding.position,
        Finding.is_recommendation,
        Finding.category,
        FreeText.commitment,
    )
    .outerjoin(FreeText, FreeText.id == Finding.text_id)
    .order_by(Finding.evaluation_id, Finding.position, Finding.id),
    Attachment: _of(
        Attachment,
        raw_id(Attachment.id),
        Attachment.event_seq,
        raw_id(Attachment.indicator_id),
        Attachment.name,
        Attachment.media_type,
        Attachment.size,
        Attachment.sha256,
    ).order_by(Attachment.evaluation_id, Attachment.id),
    Submission: _of(
        Submission,
        Submission.id,
        Submission.event_seq,
        Submission.round,
        raw_bytes(Submission.content),
        Submission.content_hash,
    ).order_by(Submission.evaluation_id, Submission.event_seq),
    Publication: _of(
        Publication,
        Publication.id,
        Publication.event_seq,
        raw_time(Publication.published_at),
        raw_bytes(Publication.content),
        Publication.content_hash,
    ).order_by(Publication.evaluation_id, Publication.event_seq),
}


@cache
def _select_span(table: Any, *, below: bool, above: bool) -> "Select[*tuple[Any, ...]]":
    bounds = Span("" if below else None, "" if above else None)
    return limit_to(STATEMENTS[table], table.evaluation_id, bounds)


def group_rows(session: Session, table: type[Base], span: Span) -> dict[str, Rows]:
    """Return the rows of one table that belong to the evaluations of a span, by evaluation, each
    group in its order.
    """
    statement = _select_span(table, below=span.after is not None, above=span.upto is not None)
    rows = fetch_rows(session, statement, values_of(span))
    return {owner: list(group) for owner, group in groupby(rows, key=_OWNER)}
