"""Stub."""

from policies.scoring.by_person import leave_to_a_person, read_nothing
from policies.scoring.family import Family

CHECKLIST = Family("R09", read_nothing, leave_to_a_person)
WITH_DEDUCTIONS = Family("R09b", read_nothing, leave_to_a_person)
BOOLEAN = Family("R10", read_nothing, leave_to_a_person)
