"""The points a row may earn, where its rule says them a second time."""

from collections.abc import Iterator
from decimal import Decimal

from policies.scoring.formula import spell
from policies.scoring.params import Params
from policies.scoring.values import keep_usable


def read_most(params: Params) -> Decimal | None:
    """Read `max`, the points of the row; None if the rule does not say them.

    Raises RuleProblem.
    """
    most = params.number("max")
    return None if most is None else keep_usable(most, name="max")


def fit_most(most: Decimal | None, weight: Decimal) -> Iterator[str]:
    """Points of the rule that are not the weight of the row."""
    if most is not None and most != weight:
        yield f"params.max is {spell(most)}, not the weight of {spell(weight)}"
