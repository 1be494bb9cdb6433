"""When a deadline is over."""

from datetime import datetime, timedelta

URGED_FOR = timedelta(hours=20)
"""How long an urging stands before the same evaluation is urged again: once on a working day."""


def has_passed(deadline: datetime, *, at: datetime) -> bool:
    """Say whether a deadline is over at a time of the server's clock.

    People are shown a deadline to the second, and all of the second they are shown is theirs: it
    holds to the last microsecond of that second.
    """
    return at.replace(microsecond=0) > deadline
