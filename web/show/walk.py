"""How each score came about: computed, then scored by the unit, signed for it, then reviewed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.walk import StepRow, list_steps
from models.vocabulary import Action, ScoreKind, State
from policies.scoring import WhyNot
from web.format import name_doer
from web.texts import describe_why_not_computed
from web.words import label
from workflow.content import Content, Row
from workflow.guards import Case

SIGNED = frozenset({State.UNIT_APPROVED, State.FINANCE_REVIEWED, State.PUBLISHED})
"""The states in which the last signature of the unit's head is that of this round."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One score on its way: how far it is from the one before it, who gave it, when and why. An
    erased reason is None.
    """

    score: Decimal | None
    difference: Decimal | None = None
    who: str = ""
    at: datetime | None = None
    reason: str | None = ""
    reason_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Former:
    """A score that did not stay: what it was of, from what to what, by whom, when and why."""

    kind: str
    old: Decimal | None
    new: Decimal | None
    who: str
    at: datetime
    reason: str | None
    reason_id: int | None


@dataclass(frozen=True, kw_only=True)
class Walk:
    """The way of one row, or of the total; a stage that was not reached is None. `applies` is not
    so for a row that was said not to apply.
    """

    name: str
    row_id: UUID | None
    computed: Stage
    own: Stage
    signed: Stage | None
    review: Stage | None
    former: tuple[Former, ...] = ()
    applies: bool = True

    @property
    def agrees(self) -> bool:
        """Say whether it was computed and stayed the same: without, there is nothing to compare."""
        return self.applies and self.computed.score is not None and not self.varies

    @property
    def is_uncomputed(self) -> bool:
        """Say whether it applies, was not computed, and was given one score."""
        return self.applies and self.computed.score is None and not self.varies

    @property
    def varies(self) -> bool:
        """Say whether it had more than one score."""
        stages = (self.computed, self.own, self.review)
        scores = {stage.score for stage in stages if stage and stage.score is not None}
        formerly = {each.new for each in self.former if each.new is not None}
        return len(scores | formerly) > 1


def read_steps(session: Session, case: Case) -> list[StepRow]:
    """Return every step of the scores. One query, none for what was never submitted."""
    if case.facts.state is State.DRAFT and case.facts.round == 1:
        return []
    return list_steps(session, case.facts.evaluation_id)


def list_walks(case: Case, steps: Sequence[StepRow]) -> tuple[Walk, ...]:
    """Return the way of each row that carries points, in the order of the form, and last that of
    the total; nothing where there are no steps to tell of.
    """
    content = case.content()
    if not steps or not content.scored_rows:
        return ()
    signature = _find_signature(case, steps)
    of_row: dict[UUID, list[StepRow]] = defaultdict(list)
    for step in steps:
        if step.indicator_id is not None:
            of_row[step.indicator_id].append(step)
    rows = [
        _walk_row(row, of_row[row.stored.id], signature=signature) for row in content.scored_rows
    ]
    return (*rows, _walk_total(content, rows))


def find_givers(steps: Iterable[StepRow]) -> Mapping[tuple[UUID, str], str]:
    """Return who gave the score of each row that stands, by row and kind."""
    return {
        (step.indicator_id, step.kind): name_doer(step.actor_name, step.for_name)
        for step in steps
        if step.indicator_id is not None and step.kind is not None
    }


def tell_basis(row: Row) -> str:
    """Return the formula of the computed score of a row, or why there is none."""
    computed = row.computed
    if computed is None:
        return ""
    if computed.score is None and computed.why_not is not None:
        return describe_why_not_computed(computed.why_not)
    return computed.formula or ""


def _find_signature(case: Case, steps: Sequence[StepRow]) -> StepRow | None:
    if case.facts.state not in SIGNED:
        return None
    return next((step for step in reversed(steps) if step.action == Action.APPROVE), None)


def _walk_row(row: Row, steps: Sequence[StepRow], *, signature: StepRow | None) -> Walk:
    last = {step.kind: step for step in steps}
    stored = row.stored
    computed = row.computed.score if row.computed else None
    own = _stand(last.get(ScoreKind.SELF), score=stored.self_score, before=computed)
    review = None
    if stored.review_score is not None:
        given = last.get(ScoreKind.REVIEW)
        review = _stand(given, score=stored.review_score, before=stored.self_score)
    return Walk(
        name=stored.name,
        row_id=stored.id,
        computed=Stage(score=computed, reason=tell_basis(row)),
        own=own,
        signed=_sign(signature, score=stored.self_score),
        review=review,
        former=tuple(_tell_former(step) for step in steps if _is_former(step, last)),
        applies=_applies(row),
    )


def _applies(row: Row) -> bool:
    said = row.computed is not None and row.computed.why_not is WhyNot.NOT_APPLICABLE
    return row.standing.applies and not said


def _is_former(step: StepRow, last: Mapping[str | None, StepRow]) -> bool:
    """A score that another one followed; and one that was set back stands nowhere else."""
    return step is not last[step.kind] or step.new is None


def _tell_former(step: StepRow) -> Former:
    return Former(
        kind=label(ScoreKind, step.kind or ""),
        old=step.old,
        new=step.new,
        who=name_doer(step.actor_name, step.for_name),
        at=step.at,
        reason=_read_reason(step),
        reason_id=step.reason_id,
    )


def _read_reason(step: StepRow) -> str | None:
    return "" if step.reason_id is None else step.reason


def _stand(step: StepRow | None, *, score: Decimal | None, before: Decimal | None) -> Stage:
    difference = None if score is None or before is None else score - before
    if step is None:
        return Stage(score=score, difference=difference)
    return Stage(
        score=score,
        difference=difference,
        who=name_doer(step.actor_name, step.for_name),
        at=step.at,
        reason=_read_reason(step),
        reason_id=step.reason_id,
    )


def _sign(signature: StepRow | None, *, score: Decimal | None) -> Stage | None:
    if signature is None:
        return None
    who = name_doer(signature.actor_name, signature.for_name)
    return Stage(score=score, who=who, at=signature.at)


def _walk_total(content: Content, rows: Sequence[Walk]) -> Walk:
    own = _add([walk.own for walk in rows], content.self_total, before=content.computed_total)
    reviews = [walk.review for walk in rows if walk.review is not None]
    review = None
    if content.review_total is not None:
        review = _add(reviews, content.review_total, before=content.self_total)
    signed = rows[0].signed
    return Walk(
        name=_("合计"),
        row_id=None,
        computed=Stage(score=content.computed_total),
        own=own,
        signed=signed and Stage(score=content.self_total, who=signed.who, at=signed.at),
        review=review,
    )


def _add(stages: Sequence[Stage], score: Decimal | None, *, before: Decimal | None) -> Stage:
    """Return a total, by all who gave its parts, at the time of the last."""
    people = dict.fromkeys(stage.who for stage in stages if stage.who)
    times = [stage.at for stage in stages if stage.at is not None]
    return Stage(
        score=score,
        difference=None if score is None or before is None else score - before,
        who=_("、").join(people),
        at=max(times, default=None),
    )
