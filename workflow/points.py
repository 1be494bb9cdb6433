"""The points of an evaluation as they stand: what a return named, one problem each (问题清单).

A point is open until the filer answers it (回应), then answered until whoever raised it, or another
of that office, settles it (销号) or insists on it with the next return. What is not settled follows
into the next evaluation of the same project and into a correction.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from sqlalchemy.orm import Session

from models.queries.points import StepRow, list_point_steps
from models.tables import Evaluation
from models.vocabulary import PointKind, Reviewer, State

FUNDS, WHOLE = "funds", "whole"
ROW, SECTION = "row:", "section:"
"""How a place is spelled: the part of the funds, the whole, a row by its id, a section of the
narrative by its key.
"""


class Standing(StrEnum):
    """Where a point stands."""

    OPEN = "open"
    ANSWERED = "answered"
    SETTLED = "settled"


STANDING_AFTER = {
    PointKind.RAISE: Standing.OPEN,
    PointKind.CARRY: Standing.OPEN,
    PointKind.INSIST: Standing.OPEN,
    PointKind.ANSWER: Standing.ANSWERED,
    PointKind.SETTLE: Standing.SETTLED,
}


@dataclass(frozen=True, kw_only=True)
class Point:
    """One point with its steps, the first of which raised it or carried it along."""

    id: UUID
    office: Reviewer
    place: str
    steps: tuple[StepRow, ...]

    @property
    def standing(self) -> Standing:
        """As its last step says."""
        return STANDING_AFTER[PointKind(self.steps[-1].kind)]

    @property
    def first(self) -> StepRow:
        """What is wrong, in the words of whoever raised it."""
        return self.steps[0]

    @property
    def answer(self) -> StepRow | None:
        """What was answered last."""
        said = (step for step in reversed(self.steps) if step.kind == PointKind.ANSWER)
        return next(said, None)

    @property
    def is_carried(self) -> bool:
        """Whether it came along from an evaluation before."""
        return self.first.kind == PointKind.CARRY


@dataclass(frozen=True)
class Points:
    """The points of one evaluation, in the order in which they were raised."""

    all: tuple[Point, ...] = ()

    @cached_property
    def by_id(self) -> dict[UUID, Point]:
        """The points by id."""
        return {point.id: point for point in self.all}

    def list_standing(self, *standings: Standing) -> tuple[Point, ...]:
        """Return the points that stand so."""
        return tuple(point for point in self.all if point.standing in standings)

    @property
    def unsettled(self) -> tuple[Point, ...]:
        """The points that wait for an answer or for whoever raised them."""
        return self.list_standing(Standing.OPEN, Standing.ANSWERED)

    def list_answered(self, office: Reviewer) -> tuple[Point, ...]:
        """Return the points of one office that were answered and are not settled."""
        return tuple(
            point for point in self.list_standing(Standing.ANSWERED) if point.office is office
        )


def read_points(steps: Iterable[StepRow]) -> Points:
    """Put steps in their order together to points."""
    found: dict[UUID, Point] = {}
    for step in steps:
        known = found.get(step.point_id)
        if known is None:
            found[step.point_id] = Point(
                id=step.point_id, office=Reviewer(step.office), place=step.place, steps=(step,)
            )
        else:
            found[step.point_id] = replace(known, steps=(*known.steps, step))
    return Points(tuple(found.values()))


def load_points(session: Session, evaluation: Evaluation) -> Points:
    """Read the points of one evaluation. One query; none where it was neither sent back nor has
    anything before it.
    """
    before = evaluation.predecessor_id or evaluation.supersedes_id
    if evaluation.round == 1 and before is None:
        return Points()
    return read_points(list_point_steps(session, evaluation.id))


def find_new_answers(points: Points, answers: Mapping[UUID, str]) -> dict[UUID, str]:
    """Return the answers that say something else than what stands, to points that are known."""
    return {
        point_id: text
        for point_id, text in answers.items()
        if text and (point := points.by_id.get(point_id)) and text != _find_standing_answer(point)
    }


def _find_standing_answer(point: Point) -> str | None:
    return point.steps[-1].text if point.standing is Standing.ANSWERED else None


def find_reviewer(state: State) -> Reviewer:
    """Return with which office an evaluation lies that can be sent back."""
    return Reviewer.HEAD if state is State.SELF_SCORED else Reviewer.CHIEF


def row_place(row_id: object) -> str:
    """Return how a row is spelled as a place."""
    return f"{ROW}{row_id}"


def section_place(key: str) -> str:
    """Return how a section of the narrative is spelled as a place."""
    return f"{SECTION}{key}"


def list_places(*, rows: Iterable[object], sections: Iterable[str]) -> tuple[str, ...]:
    """Return every place of a form that has these rows and sections, in the order of the form."""
    return (
        WHOLE,
        *(row_place(row) for row in rows),
        FUNDS,
        *(section_place(key) for key in sections),
    )
