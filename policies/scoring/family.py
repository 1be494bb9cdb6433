"""What a rule family is made of."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from typing import Any

from policies.scoring.params import Params
from policies.scoring.spec import Points, ScoreInput, WhyNot

Outcome = Points | WhyNot


def fit_always(_settings: Any, _weight: Decimal) -> Iterator[str]:
    """Nothing about the settings depends on the weight."""
    return iter(())


class Target(Enum):
    """What a family takes the target of its row for: a number of which more, or less, is better, a
    number of either kind, or anything that it grades, words too.
    """

    MORE = auto()
    LESS = auto()
    NUMBER = auto()
    ANYTHING = auto()


@dataclass(frozen=True, slots=True)
class Family:
    """One rule family: its id, how its parameters are read, how a row is scored by them.

    `read` raises RuleProblem; `compute` never raises, whatever the row holds, and neither rounds
    nor caps. `fit` yields what contradicts the weight of the row, for the author of a scheme
    ("params.points add up to 2.5, not to 3"). By `target` a scheme learns that a target contradicts
    its rule, and the checks I03, I08 and I15 read the row.
    """

    id: str
    read: Callable[[Params], Any]
    compute: Callable[[Any, ScoreInput], Outcome]
    fit: Callable[[Any, Decimal], Iterator[str]] = fit_always
    target: Target = Target.ANYTHING
