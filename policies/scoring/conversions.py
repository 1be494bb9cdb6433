"""Stub."""

from policies.scoring.by_person import leave_to_a_person, read_nothing
from policies.scoring.family import Family

SUBTABLE = Family("R14", read_nothing, leave_to_a_person)
WEIGHTED = Family("R15", read_nothing, leave_to_a_person)
COEFFICIENT = Family("R16", read_nothing, leave_to_a_person)
EXTERNAL = Family("R25", read_nothing, leave_to_a_person)
