"""What is known, stored and shown, and left to a person."""

from policies.scoring.params import Params
from policies.scoring.spec import Points, ScoreInput, WhyNot


def read_nothing(_params: Params) -> None:
    """The family has no parameters."""


def leave_to_a_person(_settings: object, _row: ScoreInput) -> Points | WhyNot:
    """A person scores the row."""
    return WhyNot.BY_A_PERSON
