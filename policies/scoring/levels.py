"""Stub."""

from policies.scoring.by_person import leave_to_a_person, read_nothing
from policies.scoring.family import Family

QUALITATIVE = Family("R11", read_nothing, leave_to_a_person)
DEADLINE = Family("R21", read_nothing, leave_to_a_person)
