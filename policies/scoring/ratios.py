"""Stub."""

from policies.scoring.by_person import leave_to_a_person, read_nothing
from policies.scoring.family import Family

FORWARD = Family("R01", read_nothing, leave_to_a_person)
REVERSE = Family("R02", read_nothing, leave_to_a_person)
AT_MOST = Family("R03", read_nothing, leave_to_a_person)
AT_LEAST = Family("R03", read_nothing, leave_to_a_person)
ZERO = Family("R04", read_nothing, leave_to_a_person)
