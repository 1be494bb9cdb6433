"""What can happen: one row per edge. Nothing else in the code knows a legal move.

`content=False` marks an edge that leaves state and content as they are (a comment, the opening of
a correction, an urging, the wish to erase a text, a measure): it moves `version` and not
`content_version`, so it never
invalidates what somebody else is looking at. An erasure does so where people fill in: a form that
was opened before would bring the text back. `unseen=True` marks an edge that moves the content and
may be taken whatever one looked at.
"""

from dataclasses import dataclass

from models.vocabulary import Action, State
from workflow.guards import (
    Guard,
    actuals_and_scores_are_sound,
    agreed_rows_are_sound,
    another_office_asked,
    answers_are_sound,
    assignment_is_sound,
    budget_is_sound,
    cycle_is_open,
    deadline_is_over,
    differences_have_reasons,
    discloses_no_personal_data,
    due_date_is_ahead,
    errors_are_explained,
    file_is_named,
    has_no_successor,
    is_complete,
    is_not_discarded,
    leaves_no_prompt,
    measure_can_be_reported,
    measures_are_reported,
    measures_are_sound,
    nobody_has_acted_since,
    nobody_has_urged_lately,
    note_is_sound,
    points_are_answered,
    points_are_sound,
    points_can_be_settled,
    reason_is_given,
    request_is_waiting,
    review_is_settled,
    text_can_be_erased,
    text_is_present,
    unit_takes_part_in_the_cycle,
    window_is_open,
)


@dataclass(frozen=True)
class Edge:
    """One legal move and its conditions."""

    action: Action
    source: State
    target: State
    guards: tuple[Guard, ...] = ()
    content: bool = True
    unseen: bool = False


NONE, DRAFT, SELF_SCORED, UNIT_APPROVED, FINANCE_REVIEWED, PUBLISHED = State

FILLED_IN = frozenset({DRAFT, UNIT_APPROVED})
"""The states in which somebody may have a form open that holds texts."""

SIGNED_OFF = (SELF_SCORED, UNIT_APPROVED, FINANCE_REVIEWED, PUBLISHED)

# fmt: off
EDGES: tuple[Edge, ...] = (
    Edge(Action.CREATE,  NONE,             DRAFT,            (cycle_is_open, unit_takes_part_in_the_cycle)),
    Edge(Action.FILL,    DRAFT,            DRAFT,            (is_not_discarded, window_is_open, budget_is_sound)),
    Edge(Action.SCORE,   DRAFT,            DRAFT,            (is_not_discarded, window_is_open, actuals_and_scores_are_sound)),
    Edge(Action.ATTACH,  DRAFT,            DRAFT,            (is_not_discarded, window_is_open, file_is_named)),
    Edge(Action.AMEND,   DRAFT,            DRAFT,            (is_not_discarded, window_is_open, agreed_rows_are_sound, reason_is_given)),
    Edge(Action.ANSWER,  DRAFT,            DRAFT,            (is_not_discarded, window_is_open, answers_are_sound)),
    Edge(Action.ASSIGN,  DRAFT,            DRAFT,            (is_not_discarded, window_is_open, assignment_is_sound), content=False),
    Edge(Action.DISCARD, DRAFT,            DRAFT,            (is_not_discarded, reason_is_given)),
    Edge(Action.COMMENT, DRAFT,            DRAFT,            (is_not_discarded, text_is_present, note_is_sound), content=False),
    Edge(Action.SUBMIT,  DRAFT,            SELF_SCORED,      (is_not_discarded, window_is_open, is_complete, errors_are_explained, points_are_answered)),
    Edge(Action.COMMENT, SELF_SCORED,      SELF_SCORED,      (text_is_present, note_is_sound), content=False),
    Edge(Action.RECALL,  SELF_SCORED,      DRAFT,            (window_is_open, nobody_has_acted_since)),
    Edge(Action.APPROVE, SELF_SCORED,      UNIT_APPROVED),
    Edge(Action.RETURN,  SELF_SCORED,      DRAFT,            (reason_is_given, due_date_is_ahead, points_are_sound)),
    Edge(Action.SETTLE,  SELF_SCORED,      SELF_SCORED,      (points_can_be_settled,), content=False),
    Edge(Action.COMMENT, UNIT_APPROVED,    UNIT_APPROVED,    (text_is_present, note_is_sound), content=False),
    Edge(Action.RESCORE, UNIT_APPROVED,    UNIT_APPROVED,    (actuals_and_scores_are_sound, differences_have_reasons)),
    Edge(Action.REVIEW,  UNIT_APPROVED,    FINANCE_REVIEWED, (actuals_and_scores_are_sound, differences_have_reasons, review_is_settled)),
    Edge(Action.RETURN,  UNIT_APPROVED,    DRAFT,            (reason_is_given, due_date_is_ahead, points_are_sound)),
    Edge(Action.SETTLE,  UNIT_APPROVED,    UNIT_APPROVED,    (points_can_be_settled,), content=False),
    Edge(Action.COMMENT, FINANCE_REVIEWED, FINANCE_REVIEWED, (text_is_present, note_is_sound), content=False),
    Edge(Action.REOPEN,  FINANCE_REVIEWED, UNIT_APPROVED,    (reason_is_given,)),
    Edge(Action.RETURN,  FINANCE_REVIEWED, DRAFT,            (reason_is_given, due_date_is_ahead, points_are_sound)),
    Edge(Action.SETTLE,  FINANCE_REVIEWED, FINANCE_REVIEWED, (points_can_be_settled,), content=False),
    Edge(Action.PUBLISH, FINANCE_REVIEWED, PUBLISHED,        (discloses_no_personal_data, leaves_no_prompt)),
    Edge(Action.CORRECT, PUBLISHED,        PUBLISHED,        (has_no_successor, reason_is_given, due_date_is_ahead), content=False),
    Edge(Action.ESCALATE, DRAFT,           DRAFT,            (is_not_discarded, deadline_is_over, nobody_has_urged_lately), content=False),
    Edge(Action.ESCALATE, SELF_SCORED,     SELF_SCORED,      (deadline_is_over, nobody_has_urged_lately), content=False),
    Edge(Action.ESCALATE, UNIT_APPROVED,   UNIT_APPROVED,    (deadline_is_over, nobody_has_urged_lately), content=False),
    *(
        edge
        for state in (DRAFT, SELF_SCORED, UNIT_APPROVED, FINANCE_REVIEWED, PUBLISHED)
        for edge in (
            Edge(Action.ASK_ERASURE,     state, state, (text_can_be_erased, reason_is_given), content=False),
            Edge(Action.ERASE,           state, state, (request_is_waiting, another_office_asked), content=state in FILLED_IN, unseen=True),
            Edge(Action.DECLINE_ERASURE, state, state, (request_is_waiting, reason_is_given), content=False),
        )
    ),
    *(
        edge
        for state, alive in ((DRAFT, (is_not_discarded,)), *((each, ()) for each in SIGNED_OFF))
        for edge in (
            Edge(Action.PLAN_MEASURE,   state, state, (*alive, measures_are_sound), content=False),
            Edge(Action.REPORT_MEASURE, state, state, (*alive, measure_can_be_reported), content=False),
            Edge(Action.ACCEPT_MEASURE, state, state, (*alive, measures_are_reported), content=False),
            Edge(Action.REFUSE_MEASURE, state, state, (*alive, measures_are_reported, reason_is_given), content=False),
        )
    ),
)
# fmt: on

EDGE_OF: dict[tuple[Action, State], Edge] = {(edge.action, edge.source): edge for edge in EDGES}
if len(EDGE_OF) != len(EDGES):
    message = "two edges share action and source; the second would never be taken"
    raise ValueError(message)


def list_sources(action: Action) -> tuple[State, ...]:
    """Return the states from which an action starts, in the order of the table."""
    return tuple(edge.source for edge in EDGES if edge.action is action)
