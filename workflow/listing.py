"""What lists show and search by, derived from an evaluation whenever its content changes."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from models.queries.evaluations import Header, find_header
from models.tables import Evaluation, EvaluationListing
from models.vocabulary import Action, Grade, ScoreKind
from policies.scoring import grade_of, sum_scores
from policies.texts import fold_words
from workflow.changes.change import Change
from workflow.content import Content, load_content
from workflow.data import Amending, Filling, NewEvaluation
from workflow.guards import Case

RENAMING = frozenset({Action.CREATE, Action.FILL, Action.AMEND})
"""Actions after which an evaluation is found by other words."""
SCORING = frozenset({Action.FILL, Action.SCORE, Action.RETURN, Action.RESCORE, Action.REVIEW})
"""Actions after which its total may be another."""
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
) -> None:
    """Keep the listing in step with an action. One statement at most."""
    row: dict[str, object] = {"evaluation_id": evaluation.id}
    if action in RENAMING:
        row["text"] = _spell_text(case, title=evaluation.title, unit_name=unit_name)
    if action in SCORING:
        content = case.content()
        total = _derive_total(content, scores=change.scores, reported=evaluation.reported_total)
        row |= {"total": total, "grade": _name_grade(content, total=total, evaluation=evaluation)}
    if action is Action.CREATE:
        session.execute(insert(EvaluationListing), [row])
    elif len(row) > 1:
        session.execute(update(EvaluationListing), [row])


def _derive_total(content: Content, *, scores: Scores, reported: Decimal | None) -> Decimal | None:
    if not content.recomputable:
        return reported
    for kind in (ScoreKind.REVIEW, ScoreKind.SELF):
        given = [
            scores.get((kind, row.stored.id), getattr(row.stored, f"{kind}_score"))
            for row in content.scored_rows
        ]
        if (total := sum_scores(given)) is not None:
            return total
    return None


def _name_grade(
    content: Content, *, total: Decimal | None, evaluation: Evaluation
) -> Grade | str | None:
    if not content.recomputable:
        return evaluation.reported_grade
    return None if total is None else grade_of(total, scheme=content.scheme)


def _spell_text(case: Case, *, title: str, unit_name: str) -> str:
    data = case.data
    if isinstance(data, NewEvaluation):
        return _join(title, unit_name, *(row.name for row in data.rows))
    content = case.content()
    new = data.rows if isinstance(data, Amending) else {}
    names = [
        new[row.stored.id].name if row.stored.id in new else row.stored.name for row in content.rows
    ]
    sections = {key: section.text or "" for key, section in content.sections.items()}
    found = [text.text or "" for text in (*content.findings, *content.recommendations)]
    if isinstance(data, Filling):
        sections |= data.sections
        if data.findings is not None:
            found = [item.text for item in data.findings]
    return _join(title, unit_name, *names, *sections.values(), *found)


def _join(*parts: str) -> str:
    return fold_words("\n".join(part for part in parts if part))[:MOST_CHARACTERS]


def relist(session: Session, *, evaluation_id: UUID) -> None:
    """Make the listing of one evaluation anew from what it holds."""
    header = find_header(session, evaluation_id)
    if header is None:
        return
    row = describe_listing(header, content=load_content(session, header))
    if session.get(EvaluationListing, evaluation_id) is None:
        session.execute(insert(EvaluationListing), [row])
    else:
        session.execute(update(EvaluationListing), [row])


def describe_listing(header: Header, *, content: Content) -> dict[str, object]:
    """Return what the listing of an evaluation must be."""
    evaluation = header.evaluation
    total = _derive_total(content, scores={}, reported=evaluation.reported_total)
    texts = (*content.sections.values(), *content.findings, *content.recommendations)
    return {
        "evaluation_id": evaluation.id,
        "text": _join(
            evaluation.title,
            header.unit_name,
            *(row.stored.name for row in content.rows),
            *(text.text or "" for text in texts),
        ),
        "total": total,
        "grade": _name_grade(content, total=total, evaluation=evaluation),
    }
