"""Stub."""

from policies.scoring.by_person import leave_to_a_person, read_nothing
from policies.scoring.family import Family

OVER = Family("R07", read_nothing, leave_to_a_person)
UNDER = Family("R07", read_nothing, leave_to_a_person)
PER_OCCURRENCE = Family("R08", read_nothing, leave_to_a_person)
