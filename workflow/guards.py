"""On what condition a move is legal: one function per condition, each with its reason.

A guard is given the case and answers with the reasons why not, none when the condition holds. A
page asks without data, to show what can be done: then what only the data can answer is left out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias
from uuid import UUID

from models.queries.evaluations import Header
from policies.checks import GRADE, TOTAL, WEIGHTS, blocks_submission
from policies.disclosure import find_personal_data, find_prompts
from policies.facts import Actor, Facts
from workflow.content import Content, Row
from workflow.data import (
    Amounts,
    Data,
    Filling,
    NewFile,
    Remark,
    RowScore,
    Scoring,
    SendingBack,
)
from workflow.refusals import Reason, conflict, unmet


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is asked: by whom, on what, with which data, when. `content` reads on first use;
    `seen` is the content_version the person looked at, None where that plays no part.
    """

    actor: Actor
    facts: Facts
    at: datetime
    content: Callable[[], Content]
    header: Header | None = None
    data: Data | None = None
    seen: int | None = None


Guard: TypeAlias = Callable[[Case], list[Reason]]


def cycle_is_open(case: Case) -> list[Reason]:
    """An evaluation begins while its cycle is open; the last instant still counts."""
    if case.facts.cycle_opens_at <= case.at <= case.facts.cycle_closes_at:
        return []
    return [conflict("cycle_is_open")]


def unit_takes_part_in_the_cycle(case: Case) -> list[Reason]:
    """A section's cycle is for the units it oversees."""
    if case.facts.cycle_section_id in {None, case.facts.section_id}:
        return []
    return [unmet("unit_takes_part_in_the_cycle", field="cycle_id")]


def window_is_open(case: Case) -> list[Reason]:
    """The cycle is open, or a return gave this round a due date that has not passed."""
    if not cycle_is_open(case):
        return []
    if case.facts.due_at is not None and case.at <= case.facts.due_at:
        return []
    return [conflict("window_is_open")]


def text_is_present(case: Case) -> list[Reason]:
    """A comment says something."""
    if case.data is None or (isinstance(case.data, Remark) and case.data.text):
        return []
    return [unmet("text_is_present", field="text")]


def reason_is_given(case: Case) -> list[Reason]:
    """Whoever sends back or reopens says why."""
    given = case.data
    if given is None or (isinstance(given, SendingBack) and given.reason):
        return []
    if isinstance(given, Remark) and given.text:
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


MISSING = {"S10": "score", "I10": "actual"}
"""What the checks find missing, and the field of the row in which it is filled in."""


def is_complete(case: Case) -> list[Reason]:
    """Every required part is there: scores, actual values, funds, sections, a result."""
    content = case.content()
    reasons = [
        unmet(
            f"missing_{found.code}",
            field=f"{MISSING[found.code]}-{found.where}",
            row=_name(content, found.where),
        )
        for found in content.inconsistencies
        if found.code in MISSING
    ]
    reasons += [
        unmet("section_is_missing", field=f"section-{section.key}", section=section.title)
        for section in content.scheme.sections
        if section.required
        and not ((text := content.sections.get(section.key)) is not None and text.text)
    ]
    line = content.total_line
    needs_funds = any(row.category == "execution" for row in content.scored_rows)
    if needs_funds and (line is None or line.revised is None or line.actual is None):
        reasons.append(unmet("funds_are_missing", field="funds"))
    if not content.recomputable and (
        content.reported_total is None or content.reported_grade is None
    ):
        reasons.append(unmet("result_is_missing", field="reported_total"))
    return reasons


def _name(content: Content, where: str) -> str:
    return next((row.stored.name for row in content.rows if str(row.stored.id) == where), where)


def errors_are_explained(case: Case) -> list[Reason]:
    """Every error the checks find is mended or explained on its row."""
    content = case.content()
    return [
        unmet(
            f"inconsistency_{found.code}",
            field=_find_explanation(found.where),
            row=_name(content, found.where),
            **found.numbers,
        )
        for found in content.inconsistencies
        if found.code not in MISSING and blocks_submission(found)
    ]


def _find_explanation(where: str) -> str | None:
    """Return the field in which an error is explained; the weights are agreed, not explained."""
    if where == WEIGHTS:
        return None
    return "claim_reason" if where in {TOTAL, GRADE} else f"reason-{where}"


def nobody_has_acted_since(case: Case) -> list[Reason]:
    """A submission can be recalled until somebody else has left an event on it."""
    return [conflict("nobody_has_acted_since")] if case.facts.acted_since_submission else []


def _reviewed(case: Case, row: Row) -> tuple[Decimal | None, str]:
    given = case.data.rows.get(row.stored.id) if isinstance(case.data, Scoring) else None
    if given is not None:
        return given.score, given.reason
    return row.stored.review_score, row.stored.review_reason or ""


def differences_have_reasons(case: Case) -> list[Reason]:
    """A review score that differs from the self score says why."""
    if case.data is None:
        return []
    reasons = []
    for row in case.content().scored_rows:
        score, reason = _reviewed(case, row)
        if score is not None and score != row.stored.self_score and not reason:
            reasons.append(
                unmet(
                    "differences_have_reasons",
                    field=f"reason-{row.stored.id}",
                    row=row.stored.name,
                    self_score=str(row.stored.self_score),
                    review_score=str(score),
                )
            )
    return reasons


def review_is_settled(case: Case) -> list[Reason]:
    """Every row that carries points has its review score."""
    if case.data is None:
        return []
    return [
        unmet("review_is_settled", field=f"score-{row.stored.id}", row=row.stored.name)
        for row in case.content().scored_rows
        if _reviewed(case, row)[0] is None
    ]


def _disclosed_texts(content: Content) -> list[tuple[str, str]]:
    texts = [
        (content_text.key, content_text.text or "")
        for content_text in (
            *content.sections.values(),
            *content.findings,
            *content.recommendations,
        )
    ]
    for row in content.rows:
        texts.append((row.stored.name, row.stored.name))
        texts.append((row.stored.name, row.stored.actual_text))
    return texts


def discloses_no_personal_data(case: Case) -> list[Reason]:
    """The disclosure copy names no telephone, identity number or address of a person."""
    return [
        unmet("discloses_no_personal_data", place=place, found=text[hit.start : hit.end])
        for place, text in _disclosed_texts(case.content())
        for hit in find_personal_data(text)
    ]


def leaves_no_prompt(case: Case) -> list[Reason]:
    """No prompt of the template was left unfilled."""
    return [
        unmet("leaves_no_prompt", place=place, found=text[hit.start : hit.end])
        for place, text in _disclosed_texts(case.content())
        for hit in find_prompts(text)
    ]
