"""What lists show and search by, derived from an evaluation whenever its content changes."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from models.queries.evaluations import (
    Header,
    IndicatorRow,
    TextRow,
    find_header,
    list_budget_lines,
    list_indicators,
    list_texts,
)
from models.queries.listing import find_last_round, find_listing, list_moves
from models.tables import Evaluation, EvaluationListing
from models.vocabulary import Action, ScoreKind
from models.writing import OWN, Rows, insert_into, update_by_key, write_all
from policies.scheme import Scheme, SchemeProblem
from policies.scoring.whole import Whole
from policies.texts import fold_words
from workflow.changes.change import Change
from workflow.content import Content, read_scheme
from workflow.data import Amending, Filling, NewEvaluation, Scoring
from workflow.figures import (
    Stay,
    derive_funds,
    derive_stays,
    fill_lines,
    read_codes,
    spell_codes,
)
from workflow.guards import Case
from workflow.result import conclude, derive_result

RENAMING = frozenset({Action.CREATE, Action.FILL, Action.AMEND})
"""Actions after which an evaluation is found by other words."""
SCORING = frozenset({Action.FILL, Action.SCORE, Action.RETURN, Action.RESCORE, Action.REVIEW})
"""Actions after which its total may be another."""
FUNDING = frozenset({Action.CREATE, Action.FILL})
"""Actions after which its funds may be others."""
MOST_CHARACTERS = 60_000
"""Characters of an evaluation that are searched."""

Scores = Mapping[tuple[ScoreKind, UUID], Decimal | None]


def write_listing(
    session: Session,
    *,
    action: Action,
    case: Case,
    change: Change,
    evaluation: Evaluation,
    unit_name: str,
    stay: Stay | None,
) -> None:
    """Keep the listing in step with an action; `stay` is the one that ended with it. One statement
    at most.
    """
    row: dict[str, object] = {}
    if action in RENAMING:
        row["text"] = _spell_text(case, title=evaluation.title, unit_name=unit_name)
    if action in SCORING:
        content = case.content()
        row |= _derive_result(
            _list_rows(case), scheme=content.scheme, evaluation=evaluation, scores=change.scores
        )
    if action in FUNDING:
        row |= _derive_funds(case)
    if action is Action.SUBMIT:
        row["codes"] = spell_codes(case.content().inconsistencies)
    if action is Action.CREATE:
        _insert(session, evaluation_id=evaluation.id, row=row)
    elif action is Action.ERASE:
        relist(session, evaluation_id=evaluation.id)
    elif (row or stay) and not _update(session, evaluation_id=evaluation.id, row=row, stay=stay):
        # It began before there were listings, and nobody has made them anew since.
        relist(session, evaluation_id=evaluation.id)


def _update(
    session: Session,
    *,
    evaluation_id: UUID,
    row: Mapping[str, object],
    stay: Stay | None = None,
) -> bool:
    added = {stay.column: stay.seconds} if stay else {}
    statement = update_by_key(EvaluationListing, *row, adding=tuple(added))
    values = {f"{OWN}evaluation_id": evaluation_id, **row, **added}
    return session.connection().execute(statement, values).rowcount == 1


def _insert(session: Session, *, evaluation_id: UUID, row: Mapping[str, object]) -> None:
    rows: Rows = [{"evaluation_id": evaluation_id, **row}]
    write_all(session, [(insert_into(EvaluationListing), rows)])


def _derive_funds(case: Case) -> dict[str, object]:
    data = case.data
    if isinstance(data, NewEvaluation):
        return derive_funds(data.lines)
    return derive_funds(fill_lines(case.content().lines, data))


def _derive_result(
    rows: Sequence[IndicatorRow], *, scheme: Scheme, evaluation: Evaluation, scores: Scores
) -> dict[str, object]:
    """Return total and grade: reviewed, else self scored, else, without rows, as reported; and
    what the scores of either side come to.
    """
    if all(row.weight is None for row in rows):
        return {
            "total": evaluation.reported_total,
            "grade": evaluation.reported_grade,
            "self_total": None,
            "review_total": None,
        }

    def derive(kind: ScoreKind) -> Whole:
        return derive_result(
            rows,
            scheme=scheme,
            score_of=lambda row: scores.get((kind, row.id), getattr(row, f"{kind}_score")),
            by_review=kind is ScoreKind.REVIEW,
        )

    own, reviewed = derive(ScoreKind.SELF), derive(ScoreKind.REVIEW)
    result = conclude(own=own, reviewed=reviewed, scheme=scheme)
    return {
        "total": result.total,
        "grade": result.grade,
        "self_total": own.total,
        "review_total": reviewed.total,
    }


def _list_rows(case: Case) -> list[IndicatorRow]:
    """The rows as they stand after the action: what was achieved says whether a row applies."""
    given = case.data.rows if isinstance(case.data, Scoring) else {}
    texts = {row_id: score.actual_text for row_id, score in given.items()}
    rows = [row.stored for row in case.content().rows]
    return [
        row if (text := texts.get(row.id)) is None else row._replace(actual_text=text)
        for row in rows
    ]


def _spell_text(case: Case, *, title: str, unit_name: str) -> str:
    data = case.data
    if isinstance(data, NewEvaluation):
        return _join(title, unit_name, *(row.name for row in data.rows))
    content = case.content()
    new = data.rows if isinstance(data, Amending) else {}
    names = [
        new[row.stored.id].name if row.stored.id in new else row.stored.name for row in content.rows
    ]
    return _join(title, unit_name, *names, *_spell_written(content, data))


def _spell_written(content: Content, data: object) -> Iterator[str]:
    given = data if isinstance(data, Filling) else Filling()
    sections = {key: section.text or "" for key, section in content.sections.items()}
    yield from (sections | dict(given.sections)).values()
    if given.findings is None:
        yield from (text.text or "" for text in (*content.findings, *content.recommendations))
    else:
        yield from (item.text for item in given.findings if not item.is_recommendation)
        yield from (item.text for item in given.findings if item.is_recommendation)


def _join(*parts: str) -> str:
    return fold_words("\n".join(part for part in parts if part))[:MOST_CHARACTERS]


def relist(session: Session, *, evaluation_id: UUID) -> None:
    """Make the listing of one evaluation anew from what it holds."""
    header = find_header(session, evaluation_id)
    if header is None:
        return
    row = describe_listing(session, header)
    if not _update(session, evaluation_id=evaluation_id, row=row):
        _insert(session, evaluation_id=evaluation_id, row=row)


def describe_listing(session: Session, header: Header) -> dict[str, object]:
    """Return what the listing of an evaluation must be, column by column. Five queries."""
    evaluation = header.evaluation
    rows: Sequence[IndicatorRow] = list_indicators(session, evaluation.id)
    texts: Sequence[TextRow] = list_texts(session, evaluation)
    written = [
        text.text or ""
        for kind in ("section", "finding", "recommendation")
        for text in texts
        if text.kind == kind
    ]
    names = [row.name for row in rows]
    return {
        "text": _join(evaluation.title, header.unit_name, *names, *written),
        **_derive_result(rows, scheme=read_scheme(header), evaluation=evaluation, scores={}),
        **derive_funds(list_budget_lines(session, evaluation.id)),
        "codes": read_codes(find_last_round(session, evaluation.id)),
        **derive_stays(list_moves(session, evaluation.id)),
    }


def find_listing_faults(session: Session, evaluation_id: UUID) -> Iterator[str]:
    """Yield the evaluation when lists show something else than it holds."""
    header = find_header(session, evaluation_id)
    if header is None:
        yield f"evaluation {evaluation_id}: its unit, cycle or scheme does not exist"
        return
    try:
        wanted = describe_listing(session, header)
    except SchemeProblem:
        # The check of hashes names the scheme.
        return
    listed = find_listing(session, evaluation_id)
    if listed is None or listed._asdict() != wanted:
        yield f"evaluation {evaluation_id}: it is not listed as it stands; reindex mends that"
