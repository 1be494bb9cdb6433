"""Stub."""

from policies.scoring.by_person import leave_to_a_person, read_nothing
from policies.scoring.family import Family

LINEAR = Family("R05a", read_nothing, leave_to_a_person)
STEPPED = Family("R05b", read_nothing, leave_to_a_person)
AGAINST_TIME = Family("R05c", read_nothing, leave_to_a_person)
