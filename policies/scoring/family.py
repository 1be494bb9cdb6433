"""What a rule family is made of."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from policies.scoring.params import Params
from policies.scoring.spec import Points, ScoreInput, WhyNot

Outcome = Points | WhyNot


def fit_always(_settings: Any, _weight: Decimal) -> Iterator[str]:
    """Nothing about the settings depends on the weight."""
    return iter(())


@dataclass(frozen=True, slots=True)
class Family:
    """One rule family: its id, how its parameters are read, how a row is scored by them.

    `read` raises RuleProblem; `compute` never raises, whatever the row holds, and neither rounds
    nor caps. `fit` yields what contradicts the weight of the row, for the author of a scheme
    ("params.points add up to 2.5, not to 3").
    """

    id: str
    read: Callable[[Params], Any]
    compute: Callable[[Any, ScoreInput], Outcome]
    fit: Callable[[Any, Decimal], Iterator[str]] = fit_always
