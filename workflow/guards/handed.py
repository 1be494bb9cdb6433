"""What was handed in with the action: is it there, and can it be true?"""

from decimal import Decimal
from uuid import UUID

from models.vocabulary import Action, State
from policies.checking import NOTED_BY_HAND
from policies.checking.by_hand import PLACES
from policies.permissions import find_missing
from workflow.assigning import list_places
from workflow.content import Row
from workflow.data import (
    AgreedRow,
    Amending,
    Amounts,
    AnsweringErasure,
    AskingErasure,
    Assigning,
    Filling,
    JudgingMeasures,
    NewFile,
    Remark,
    RowScore,
    Scoring,
    SendingBack,
)
from workflow.guards.case import Case
from workflow.refusals import Reason, unmet


def text_is_present(case: Case) -> list[Reason]:
    """A comment says something."""
    if case.data is None or (isinstance(case.data, Remark) and case.data.text):
        return []
    return [unmet("text_is_present", field="text")]


_REVIEWS = {
    State.SELF_SCORED: Action.APPROVE,
    State.UNIT_APPROVED: Action.REVIEW,
    State.FINANCE_REVIEWED: Action.REOPEN,
}
"""What whoever the evaluation lies with in a state may do there."""


def may_note(case: Case) -> bool:
    """Say whether the evaluation lies with this person for review: with the head of its unit, then
    with the chief.
    """
    action = _REVIEWS.get(case.facts.state)
    return action is not None and not find_missing(
        action=action, actor=case.actor, facts=case.facts
    )


def note_is_sound(case: Case) -> list[Reason]:
    """What a comment notes is a code that no check finds by itself, at a place of this evaluation,
    by whoever it lies with for review.
    """
    given = case.data
    if not isinstance(given, Remark) or not (given.code or given.where):
        return []
    if not may_note(case):
        return [unmet("note_is_for_reviewers", field="code")]
    reasons = []
    if given.code not in NOTED_BY_HAND:
        reasons.append(unmet("note_has_no_such_code", field="code"))
    rows = {str(row_id) for row_id in case.content().row_of}
    if given.where not in rows.union(PLACES):
        reasons.append(unmet("note_has_no_such_place", field="where"))
    return reasons


def reason_is_given(case: Case) -> list[Reason]:
    """Whoever sends back, reopens, corrects, discards, changes what was agreed, asks for an
    erasure or declines it, or hands a measure back says why.
    """
    given = case.data
    if given is None or (isinstance(given, SendingBack) and given.reason):
        return []
    if isinstance(given, Remark) and given.text:
        return []
    if (
        isinstance(given, Amending | AskingErasure | AnsweringErasure | JudgingMeasures)
        and given.reason
    ):
        return []
    return [unmet("reason_is_given", field="reason")]


def due_date_is_ahead(case: Case) -> list[Reason]:
    """A return names the day until which the unit has time, and it lies ahead."""
    if case.data is None:
        return []
    if isinstance(case.data, SendingBack) and case.data.due_at and case.data.due_at > case.at:
        return []
    return [unmet("due_date_is_ahead", field="due_on")]


def file_is_named(case: Case) -> list[Reason]:
    """A document has a name, bytes, and belongs to a row of this evaluation or to none."""
    if case.data is None:
        return []
    if not isinstance(case.data, NewFile) or not case.data.name or case.data.size <= 0:
        return [unmet("file_is_named", field="file")]
    if case.data.indicator_id is not None and case.data.indicator_id not in case.content().row_of:
        return [unmet("row_is_unknown", field="indicator_id")]
    return []


def assignment_is_sound(case: Case) -> list[Reason]:
    """Places of this form are named, at least one; whoever is asked fills in for this office."""
    given = case.data
    if not isinstance(given, Assigning):
        return []
    known, people = {*list_places(case.content())}, case.staff().people
    if not given.places:
        return [unmet("nothing_is_chosen", field="places")]
    reasons = [
        unmet("place_is_unknown", field=f"place-{place}")
        for place in given.places
        if place not in known
    ]
    strangers = {person for person in given.places.values() if person is not None} - people.keys()
    return [*reasons, *([unmet("person_does_not_fill_in", field="person")] if strangers else [])]


def agreed_rows_are_sound(case: Case) -> list[Reason]:
    """Rows of this evaluation change, at least one of them; each keeps a name, a row with points
    keeps points, no fewer than it was given and no more than all rows have together, and a row
    without points gets none.
    """
    given = case.data
    if not isinstance(given, Amending):
        return []
    rows, total = case.content().row_of, case.content().scheme.total
    reasons = [
        reason
        for row_id, new in given.rows.items()
        if (reason := _find_agreed_fault(row=rows.get(row_id), row_id=row_id, new=new, most=total))
    ]
    if not reasons and not any(
        (new.name, new.weight, new.target_text)
        != (rows[row_id].stored.name, rows[row_id].stored.weight, rows[row_id].stored.target_text)
        for row_id, new in given.rows.items()
    ):
        return [unmet("nothing_differs")]
    return reasons


def _find_agreed_fault(
    *, row: Row | None, row_id: UUID, new: AgreedRow, most: Decimal
) -> Reason | None:
    if row is None:
        return unmet("row_is_unknown", field=f"name-{row_id}")
    if not new.name:
        return unmet("name_is_missing", field=f"name-{row_id}", row=row.stored.name)
    field = f"weight-{row_id}"
    return _find_weight_fault(row, field=field, new=new, most=most)


def _find_weight_fault(row: Row, *, field: str, new: AgreedRow, most: Decimal) -> Reason | None:
    score = row.stored.self_score
    if row.stored.weight is None:
        free = new.weight is None
        return None if free else unmet("row_carries_no_score", field=field, row=new.name)
    if new.weight is None or new.weight <= 0:
        return unmet("weight_is_missing", field=field, row=new.name)
    if new.weight > most:
        return unmet("weight_is_above_the_total", field=field, row=new.name, total=str(most))
    if score is not None and new.weight < score:
        return unmet("weight_is_below_the_score", field=field, row=new.name, score=str(score))
    return None


def budget_is_sound(case: Case) -> list[Reason]:
    """Amounts belong to lines of this evaluation and are not negative; texts belong to sections
    of the scheme and keep to their length; a claimed total lies within the scheme's.
    """
    if not isinstance(case.data, Filling):
        return []
    content = case.content()
    known = {line.id for line in content.lines}
    reasons = [
        reason
        for line_id, amounts in case.data.lines.items()
        for reason in _find_amount_faults(line_id=line_id, amounts=amounts, known=known)
    ]
    sections = {section.key: section.max_chars for section in content.scheme.sections}
    reasons += [
        unmet("section_is_unknown", field=f"section-{key}")
        for key in case.data.sections
        if key not in sections
    ]
    reasons += [
        unmet("too_long", field=f"section-{key}", length=str(len(text)), limit=str(sections[key]))
        for key, text in case.data.sections.items()
        if key in sections and len(text) > sections[key]
    ]
    claim = case.data.claim
    if claim and claim.total is not None and not 0 <= claim.total <= content.scheme.total:
        limit = str(content.scheme.total)
        reasons.append(unmet("total_out_of_range", field="reported_total", limit=limit))
    return reasons


def _find_amount_faults(*, line_id: UUID, amounts: Amounts, known: set[UUID]) -> list[Reason]:
    if line_id not in known:
        return [unmet("line_is_unknown", field=f"line-{line_id}")]
    return [
        unmet("amount_is_negative", field=f"{column}-{line_id}")
        for column in ("original", "revised", "actual")
        if (getattr(amounts, column) or Decimal(0)) < 0
    ]


def actuals_and_scores_are_sound(case: Case) -> list[Reason]:
    """Scores belong to rows that carry points, and lie between 0 and the row's weight."""
    if not isinstance(case.data, Scoring):
        return []
    rows = case.content().row_of
    return [
        reason
        for row_id, given in case.data.rows.items()
        if (reason := _find_score_fault(row=rows.get(row_id), row_id=row_id, given=given))
    ]


def _find_score_fault(*, row: Row | None, row_id: UUID, given: RowScore) -> Reason | None:
    if row is None:
        return unmet("row_is_unknown", field=f"score-{row_id}")
    if given.score is None:
        return None
    if row.stored.weight is None:
        return unmet("row_carries_no_score", field=f"score-{row_id}", row=row.stored.name)
    if not 0 <= given.score <= row.stored.weight:
        return unmet(
            "score_out_of_range",
            field=f"score-{row_id}",
            row=row.stored.name,
            score=str(given.score),
            weight=str(row.stored.weight),
        )
    return None
