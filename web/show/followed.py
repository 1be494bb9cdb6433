"""How the problems of a published result are put right, as everybody may read it.

Not part of the disclosure copy: it goes on after the publication. Shown is what sealed events of
published evaluations tell, and nothing that looks like personal data.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.measures import StepRow, list_sealed_steps
from models.vocabulary import MeasureStep, Standing
from policies.disclosure import find_personal_data
from workflow.measures import find_standing


@dataclass(frozen=True, kw_only=True)
class FollowedStep:
    """One step with the event that proves it."""

    kind: str
    at: Any
    evaluation_id: UUID
    seq: int
    hash: str


@dataclass(frozen=True, kw_only=True)
class Followed:
    """One measure as everybody may read it. Texts are empty where there is none, or where they are
    not shown; `moved` is the year of the evaluation it goes on in, where that is not published.
    """

    problem: str
    text: str
    owner: str
    due_on: str
    said: str
    standing: Standing
    is_late: bool
    steps: tuple[FollowedStep, ...]
    moved: int | None = None


def follow_published(
    session: Session, *, editions: Sequence[UUID], copies: Sequence[Mapping[str, Any]], today: str
) -> tuple[Followed, ...]:
    """Return the measures of a result, those that are not accepted first. One query. `copies` are
    its disclosure copies as they are stored: of the problems only those words are shown that stand
    in one of them.
    """
    shown = {mark: text for copy in copies for mark, text in _list_disclosed(copy)}
    taken: dict[UUID, list[StepRow]] = {}
    for step in list_sealed_steps(session, editions):
        taken.setdefault(step.measure_id, []).append(step)
    found = [_tell(steps, editions=editions, shown=shown, today=today) for steps in taken.values()]
    known = [each for each in found if each is not None]
    return tuple(sorted(known, key=lambda each: each.standing is Standing.ACCEPTED))


def _list_disclosed(copy: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for part in ("findings", "sections"):
        for item in copy.get(part, ()):
            text = item.get("text")
            if isinstance(text, Mapping) and isinstance(text.get("text"), str):
                yield str(text["commitment"]), text["text"]


def _tell(
    steps: Sequence[StepRow], *, editions: Sequence[UUID], shown: Mapping[str, str], today: str
) -> Followed | None:
    own = [step for step in steps if step.evaluation_id in editions]
    if not own or own[-1].text_id is None:
        return None
    last = own[-1]
    later = [step for step in steps if step.id > last.id]
    standing = find_standing(last.kind, has_words=True)
    reported = next((step for step in reversed(own) if step.kind == MeasureStep.DONE), None)
    problem = shown.get(last.finding_mark or "") or (
        last.finding if last.finding in shown.values() else None
    )
    in_hand = standing in {Standing.PLANNED, Standing.REFUSED}
    return Followed(
        problem=_withhold(problem),
        text=_withhold(last.text),
        owner=_withhold(last.owner),
        due_on=last.due_on or "",
        said=_withhold(reported.said) if reported else "",
        standing=standing,
        is_late=in_hand and not later and (last.due_on or today) < today,
        steps=tuple(
            FollowedStep(
                kind=step.kind,
                at=step.at,
                evaluation_id=step.evaluation_id,
                seq=step.event_seq,
                hash=step.hash,
            )
            for step in own
        ),
        moved=later[-1].fiscal_year if later else None,
    )


def _withhold(text: str | None) -> str:
    """A text that everybody may read, or word that it is not shown."""
    if not text:
        return ""
    return _("（含个人信息，不公开）") if find_personal_data(text) else text
