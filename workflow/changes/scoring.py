"""score, rescore, review: who gives which row how many points, and why."""

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy.orm import Session

from models.queries.evaluations import IndicatorRow
from models.tables import Indicator
from models.vocabulary import ScoreKind
from models.writing import Rows, update_by_key
from workflow.audit import KeptText
from workflow.changes.change import Change, NewScore, say, write_scores
from workflow.changes.filling import keep_named_texts
from workflow.data import RowScore, Scoring
from workflow.guards import Case


def give_self_scores(session: Session, case: Case) -> Change:
    """score: the unit's own scores with their reasons, and the actual values behind them."""
    return _score(session, case=case, kind=ScoreKind.SELF)


def give_review_scores(session: Session, case: Case) -> Change:
    """Rescore and review: the finance section's scores with the reasons of each difference."""
    return _score(session, case=case, kind=ScoreKind.REVIEW)


def _score(session: Session, *, case: Case, kind: ScoreKind) -> Change:
    given = case.data
    if not isinstance(given, Scoring):
        raise TypeError(given)
    scores = _find_changed(session, case=case, given=given, kind=kind)
    spelled, writes = write_scores(case=case, kind=kind, scores=scores)
    data: dict[str, object] = {"scores": spelled} if spelled else {}
    if kind is ScoreKind.SELF and (actuals := list(_changed_actuals(case, given))):
        rows: Rows = [{"own_id": row.id, "actual_text": text} for row, text in actuals]
        writes.append((update_by_key(Indicator, "actual_text"), rows))
        data["actuals"] = [
            {"indicator": str(row.id), "old": row.actual_text, "new": text} for row, text in actuals
        ]
    said, comment = say(session, case=case, text=given.comment)
    return Change(
        data={**data, **said},
        writes=[*writes, *comment],
        scores={(kind, score.indicator_id): score.new for score in scores},
    )


def _changed_actuals(case: Case, given: Scoring) -> Iterator[tuple[IndicatorRow, str]]:
    for row_id, scored in given.rows.items():
        stored = case.content().row_of[row_id].stored
        if scored.actual_text is not None and scored.actual_text != stored.actual_text:
            yield stored, scored.actual_text


def _find_changed(
    session: Session, *, case: Case, given: Scoring, kind: ScoreKind
) -> list[NewScore]:
    changed: dict[str, tuple[IndicatorRow, RowScore]] = {}
    for row in case.content().scored_rows:
        new = given.rows.get(row.stored.id)
        if new and (new.score, new.reason) != _stored(row.stored, kind):
            changed[str(row.stored.id)] = (row.stored, new)
    reasons: dict[str, KeptText | None] = keep_named_texts(
        session, {key: new.reason for key, (_, new) in changed.items()}
    )
    return [
        NewScore(
            indicator_id=stored.id,
            old=_stored(stored, kind)[0],
            new=new.score,
            reason=reasons[key],
        )
        for key, (stored, new) in changed.items()
    ]


def _stored(row: IndicatorRow, kind: ScoreKind) -> tuple[Decimal | None, str]:
    if kind is ScoreKind.SELF:
        return row.self_score, row.self_reason or ""
    return row.review_score, row.review_reason or ""
