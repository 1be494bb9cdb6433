"""Parameters that are points, shares of the points, or lists of points."""

from decimal import Decimal

from policies.scoring.params import Params, RuleProblem, to_number
from policies.scoring.values import keep_usable

MOST_AMOUNTS = 50


def read_amount(params: Params, name: str) -> Decimal | None:
    """Return a number from 0 of an order that forms know, None when it is not given.

    Raises RuleProblem.
    """
    value = params.number(name)
    return None if value is None else keep_usable(value, name=name)


def read_share(params: Params, name: str) -> Decimal | None:
    """Return a share of the points, from 0 to 1, None when it is not given. Raises RuleProblem."""
    value = read_amount(params, name)
    if value is not None and value > 1:
        raise RuleProblem(f"params.{name} must be a share from 0 to 1")
    return value


def read_amounts(params: Params, name: str) -> tuple[Decimal, ...]:
    """Return a list of at most fifty numbers from 0, empty when it is not given.

    Raises RuleProblem.
    """
    found = params.items(name)
    if len(found) > MOST_AMOUNTS:
        raise RuleProblem(f"params.{name} must have at most {MOST_AMOUNTS} numbers")
    return tuple(keep_usable(to_number(number, name=name), name=name) for number in found)
