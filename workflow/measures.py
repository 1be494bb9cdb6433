"""How the measures of one result stand: told by their steps, over all years."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from sqlalchemy.orm import Session

from models.queries.measures import StepRow, list_steps
from models.tables import Evaluation
from models.vocabulary import MeasureStep, Standing

IN_HAND = frozenset({Standing.OPEN, Standing.PLANNED, Standing.REFUSED})
"""How a measure stands that its unit has to do something about."""


def find_standing(kind: str, *, has_words: bool) -> Standing:
    """Return how a measure stands after a step; without words nobody has named a measure yet."""
    if kind == MeasureStep.DONE:
        return Standing.DONE
    if kind == MeasureStep.ACCEPT:
        return Standing.ACCEPTED
    if kind == MeasureStep.REFUSE:
        return Standing.REFUSED
    return Standing.PLANNED if has_words else Standing.OPEN


@dataclass(frozen=True)
class Measure:
    """One measure with its steps, the oldest first. It lives where its last step was taken: in the
    evaluation it was planned in, or in that of a later year that it was carried into.
    """

    steps: tuple[StepRow, ...]

    @property
    def id(self) -> UUID:
        """Its id, the same in every year."""
        return self.last.measure_id

    @property
    def last(self) -> StepRow:
        """Its last step, which says what stands."""
        return self.steps[-1]

    @property
    def standing(self) -> Standing:
        """How it stands."""
        return find_standing(self.last.kind, has_words=self.last.text_id is not None)

    def is_late(self, today: str) -> bool:
        """Say whether its day has passed, as of a day spelled as ``2026-06-30``, and it is still in
        hand.
        """
        due_on = self.last.due_on
        return self.standing in IN_HAND and due_on is not None and due_on < today


@dataclass(frozen=True)
class Measures:
    """The measures of one result by id, in the order in which they began."""

    by_id: Mapping[UUID, Measure] = field(default_factory=dict)

    @cached_property
    def all(self) -> tuple[Measure, ...]:
        """Every measure."""
        return tuple(self.by_id.values())

    def list_here(self, evaluation_id: UUID) -> tuple[Measure, ...]:
        """Return the measures that live in one evaluation."""
        return tuple(each for each in self.all if each.last.evaluation_id == evaluation_id)


NO_MEASURES = Measures()


def gather_measures(steps: Iterable[StepRow]) -> Measures:
    """Put steps together, given in the order in which they were taken."""
    found: dict[UUID, list[StepRow]] = {}
    for step in steps:
        found.setdefault(step.measure_id, []).append(step)
    return Measures({own: Measure(tuple(taken)) for own, taken in found.items()})


def load_measures(session: Session, evaluation: Evaluation) -> Measures:
    """Read the measures of one result. One query."""
    return gather_measures(list_steps(session, evaluation))
