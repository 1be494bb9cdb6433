"""Reading targets and actual values as people write them; what is not read is said, not guessed."""

from policies.reading.figures import Figure, read_figures
from policies.reading.reading import Doubt, Reading, ValueKind
from policies.reading.units import units_agree
from policies.reading.values import read_text

__all__ = [
    "Doubt",
    "Figure",
    "Reading",
    "ValueKind",
    "read_figures",
    "read_text",
    "units_agree",
]
