"""The checks of the narrative, by code."""

from collections.abc import Callable, Iterator, Mapping

from policies.checking import bases, personal_data, quantities, wording
from policies.checking.inconsistency import Inconsistency
from policies.checking.sheet import Sheet

CHECKS: Mapping[str, Callable[[Sheet], Iterator[Inconsistency]]] = {
    "N01": wording.check_wording,
    "N02": wording.check_stale_dates,
    "N03": quantities.check_named_numbers,
    "N07": bases.check_common_base,
    "P01": personal_data.check_personal_data,
}
"""One function for each code."""
