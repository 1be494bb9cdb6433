"""What of an agreed row is not as it was agreed at first, and which change brought that about."""

from collections.abc import Iterator
from typing import NamedTuple

from models.queries.evaluations import IndicatorRow


class Difference(NamedTuple):
    """One value that is no longer what was agreed: `name`, `weight` or `target`. Its reason is
    None where it was erased.
    """

    part: str
    reason: str | None
    commitment: str | None


def list_differences(row: IndicatorRow) -> Iterator[Difference]:
    """Yield what differs now; what is back at its first value does not."""
    if row.agreed_name is None:
        return
    if row.agreed_name != row.name:
        yield Difference("name", row.name_reason, row.name_reason_hash)
    if row.agreed_weight != row.weight:
        yield Difference("weight", row.weight_reason, row.weight_reason_hash)
    if row.agreed_target != row.target_text:
        yield Difference("target", row.target_reason, row.target_reason_hash)
