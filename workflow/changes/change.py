"""What an action is about to change, before anything is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from models.tables import Comment, Evaluation, Indicator, ScoreChange
from models.vocabulary import ScoreKind
from models.writing import Rows, Write, insert_into, update_by_key
from workflow.audit import KeptText, keep_texts
from workflow.guards import Case


@dataclass(frozen=True, kw_only=True)
class Successor:
    """The next edition, to be created in the same transaction: its row, the data of its `create`
    event, and what is written after that.
    """

    evaluation: Evaluation
    data: Mapping[str, object]
    writes: Sequence[Write]


@dataclass(frozen=True, kw_only=True)
class Change:
    """What one action changes.

    `data` goes into the body of the event; `evaluation` are columns that move with the version;
    `writes` are executed after the event, as the database demands of scores. `opens_round`
    begins round n+1. `scores` are the scores that it gives, by kind and row, for what lists show.
    """

    data: Mapping[str, object] = field(default_factory=dict)
    evaluation: Mapping[str, object] = field(default_factory=dict)
    writes: Sequence[Write] = ()
    opens_round: bool = False
    scores: Mapping[tuple[ScoreKind, UUID], Decimal | None] = field(default_factory=dict)
    successor: Successor | None = None


def number_event(case: Case) -> int:
    """Return the number that the event of this case will bear."""
    return case.facts.version + 1


def mark(text: KeptText | None) -> str | None:
    """Return what the trail says of a free text: its commitment, null where there is none."""
    return None if text is None else text.commitment


def mark_points(points: Decimal | None) -> str | None:
    """Return points as the trail spells them, with two places."""
    return None if points is None else f"{points:.2f}"


def say(session: Session, *, case: Case, text: str) -> tuple[dict[str, object], list[Write]]:
    """Keep what a person said with an action: its mark for the body, and the comment to write."""
    if not text:
        return {}, []
    kept = keep_texts(session, [text])[0]
    row: dict[str, object] = {
        "evaluation_id": case.facts.evaluation_id,
        "event_seq": number_event(case),
        "text_id": kept.id,
    }
    return {"comment": kept.commitment}, [(insert_into(Comment), [row])]


@dataclass(frozen=True, kw_only=True)
class NewScore:
    """One score of one row, old and new, with the reason as it was kept."""

    indicator_id: UUID
    old: Decimal | None
    new: Decimal | None
    reason: KeptText | None = None


def write_scores(
    *, case: Case, kind: ScoreKind, scores: Sequence[NewScore]
) -> tuple[list[dict[str, object]], list[Write]]:
    """Return score changes of this case as the trail spells them, and the writes that bring them
    about.
    """
    return spell_scores(
        evaluation_id=case.facts.evaluation_id,
        event_seq=number_event(case),
        kind=kind,
        scores=scores,
    )


def spell_scores(
    *, evaluation_id: UUID, event_seq: int, kind: ScoreKind, scores: Sequence[NewScore]
) -> tuple[list[dict[str, object]], list[Write]]:
    """Return score changes as the trail spells them, and the writes that bring them about."""
    if not scores:
        return [], []
    spelled: list[dict[str, object]] = [
        {
            "indicator": str(score.indicator_id),
            "kind": kind,
            "old": mark_points(score.old),
            "new": mark_points(score.new),
            "reason": mark(score.reason),
        }
        for score in scores
    ]
    changes: Rows = [
        {
            "evaluation_id": evaluation_id,
            "event_seq": event_seq,
            "indicator_id": score.indicator_id,
            "kind": kind,
            "old": score.old,
            "new": score.new,
            "reason_id": score.reason.id if score.reason else None,
        }
        for score in scores
    ]
    projection: Rows = [
        {
            "own_id": score.indicator_id,
            f"{kind}_score": score.new,
            f"{kind}_reason_id": score.reason.id if score.reason else None,
        }
        for score in scores
    ]
    standing = update_by_key(Indicator, f"{kind}_score", f"{kind}_reason_id")
    return spelled, [(insert_into(ScoreChange), changes), (standing, projection)]
