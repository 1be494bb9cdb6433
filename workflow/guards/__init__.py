"""On what condition a move is legal: one function per condition, each with its reason.

A guard is given the case and answers with the reasons why not, none when the condition holds. A
page asks without data, to show what can be done: then what only the data can answer is left out.
"""

from workflow.guards.case import Case, Guard
from workflow.guards.disclosing import discloses_no_personal_data, leaves_no_prompt
from workflow.guards.erasing import (
    another_office_asked,
    request_is_waiting,
    text_can_be_erased,
)
from workflow.guards.handed import (
    actuals_and_scores_are_sound,
    agreed_rows_are_sound,
    assignment_is_sound,
    budget_is_sound,
    due_date_is_ahead,
    file_is_named,
    may_note,
    note_is_sound,
    reason_is_given,
    text_is_present,
)
from workflow.guards.measures import (
    measure_can_be_reported,
    measures_are_reported,
    measures_are_sound,
)
from workflow.guards.pointing import (
    answers_are_sound,
    points_are_answered,
    points_are_sound,
    points_can_be_settled,
)
from workflow.guards.standing import (
    differences_have_reasons,
    errors_are_explained,
    is_complete,
    review_is_settled,
)
from workflow.guards.timing import (
    cycle_is_open,
    deadline_is_over,
    has_no_successor,
    is_not_discarded,
    nobody_has_acted_since,
    nobody_has_urged_lately,
    unit_takes_part_in_the_cycle,
    window_is_open,
)

__all__ = [
    "Case",
    "Guard",
    "actuals_and_scores_are_sound",
    "agreed_rows_are_sound",
    "another_office_asked",
    "answers_are_sound",
    "assignment_is_sound",
    "budget_is_sound",
    "cycle_is_open",
    "deadline_is_over",
    "differences_have_reasons",
    "discloses_no_personal_data",
    "due_date_is_ahead",
    "errors_are_explained",
    "file_is_named",
    "has_no_successor",
    "is_complete",
    "is_not_discarded",
    "leaves_no_prompt",
    "may_note",
    "measure_can_be_reported",
    "measures_are_reported",
    "measures_are_sound",
    "nobody_has_acted_since",
    "nobody_has_urged_lately",
    "note_is_sound",
    "points_are_answered",
    "points_are_sound",
    "points_can_be_settled",
    "reason_is_given",
    "request_is_waiting",
    "review_is_settled",
    "text_can_be_erased",
    "text_is_present",
    "unit_takes_part_in_the_cycle",
    "window_is_open",
]
