"""The places of a form that are no row: where an inconsistency stands when it is not on one."""

WEIGHTS, TOTAL, GRADE = "weights", "total", "grade"
INDICATORS, FUNDS, NARRATIVE = "indicators", "funds", "narrative"
FINDINGS, STAFF = "findings", "staff"
AFTER_THE_ROWS = (WEIGHTS, TOTAL, GRADE, INDICATORS, FUNDS, STAFF, NARRATIVE, FINDINGS)
"""In the order of the page, behind the rows and the lines of funds."""
