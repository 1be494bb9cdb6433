"""Stub."""

from policies.scoring.by_person import leave_to_a_person, read_nothing
from policies.scoring.family import Family

SUM = Family("SUM", read_nothing, leave_to_a_person)
GROUP = Family("R23", read_nothing, leave_to_a_person)
AGGREGATE = Family("R20", read_nothing, leave_to_a_person)
