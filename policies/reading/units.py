"""Whether two numbers may be compared."""

from policies.reading.reading import Reading


def units_agree(target: Reading, actual: Reading) -> bool:
    """Whether the two numbers may be divided by one another.

    A missing unit is taken from the other side, but never a percent sign or a 万: 0.96 is not a
    share of 95%, and 50000 is not a share of 5万.
    """
    return target.unit == actual.unit
