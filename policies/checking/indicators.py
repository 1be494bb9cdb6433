"""The checks of the indicators, by code."""

from collections.abc import Callable, Iterator, Mapping

from policies.checking import categories, comparisons, duplicates, entries, prompts
from policies.checking.inconsistency import Inconsistency
from policies.checking.sheet import Sheet

CHECKS: Mapping[str, Callable[[Sheet], Iterator[Inconsistency]]] = {
    "I01": duplicates.check_duplicates,
    "I02": categories.check_headings,
    "I03": comparisons.check_overshoot,
    "I04": categories.check_outcomes,
    "I05": categories.check_satisfaction,
    "I06": categories.check_costs,
    "I07": categories.check_timeliness,
    "I08": entries.check_quantified_targets,
    "I09": entries.check_copied_actuals,
    "I10": entries.check_actuals,
    "I11": comparisons.check_direction,
    "I12": entries.check_single_targets,
    "I13": prompts.check_prompts,
    "I14": comparisons.check_units,
    "I15": comparisons.check_outputs_and_spending,
}
"""One function for each code."""
