"""What the evaluation holds: is it complete, explained, settled?"""

from collections.abc import Collection, Iterator
from decimal import Decimal

from policies.checking import WEIGHTS, Inconsistency, blocks_submission
from policies.scoring.knock_out import VetoState
from policies.scoring.standing import judge_by_review
from policies.scoring.whole import WholeProblem
from workflow.content import Content, Row
from workflow.data import Scoring
from workflow.guards.case import Case
from workflow.refusals import Reason, unmet

MISSING = {"S10": "score", "I10": "actual"}
"""What the checks find missing, and the field of the row in which it is filled in."""


def is_missing(found: Inconsistency) -> bool:
    """Whether a check found nothing at all in a field, and not a word to be asked about ("无")."""
    return found.code in MISSING and not found.numbers


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
        if is_missing(found)
    ]
    reasons += _find_wrongly_left_out(content)
    reasons += [
        unmet(
            "section_is_missing",
            field=f"section-{section.key}",
            section=section.title,
            section_en=section.title_en,
        )
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


def _find_wrongly_left_out(content: Content) -> Iterator[Reason]:
    """A row is left out with a reason, which the head and the chief read, and without a score; one
    that is scored all the same, for it may not be left out, says why its value is "不适用"; what
    knocks out is answered; some row is left (R12, R18).
    """
    for row in content.scored_rows:
        name, row_id = row.stored.name, row.stored.id
        if row.standing.veto is VetoState.UNKNOWN:
            yield unmet("veto_is_unanswered", field=f"actual-{row_id}", row=name)
        if row.is_called_not_applicable and not row.stored.self_reason:
            yield unmet("may_not_be_left_out", field=f"reason-{row_id}", row=name)
        if row.standing.applies:
            continue
        if not row.stored.self_reason:
            yield unmet("left_out_without_reason", field=f"reason-{row_id}", row=name)
        if row.stored.self_score is not None:
            yield unmet("left_out_has_a_score", field=f"score-{row_id}", row=name)
    if content.own.problem is WholeProblem.NOTHING_APPLIES:
        yield unmet("nothing_applies")


def _name(content: Content, where: str) -> str:
    """What people call a place: a row or a line of funds by its name, a section by its title."""
    names = {str(row.stored.id): row.stored.name for row in content.rows}
    names |= {str(line.id): line.name for line in content.lines}
    names |= {f"section-{section.key}": section.title for section in content.scheme.sections}
    return names.get(where, where)


def errors_are_explained(case: Case) -> list[Reason]:
    """Every error the checks find is mended or explained on its row."""
    content = case.content()
    rows = {str(row.stored.id) for row in content.scored_rows}
    return [
        unmet(
            f"inconsistency_{found.code}",
            field=find_explanation(found.where, rows=rows),
            row=_name(content, found.where),
            **found.numbers,
        )
        for found in content.inconsistencies
        if not is_missing(found) and blocks_submission(found)
    ]


def find_explanation(where: str, *, rows: Collection[str]) -> str | None:
    """Return the field in which an error is explained: on its row, and what stands on no row under
    the claim. The weights are agreed, not explained.
    """
    if where == WEIGHTS:
        return None
    return f"reason-{where}" if where in rows else "claim_reason"


def _reviewed(case: Case, row: Row) -> tuple[Decimal | None, str]:
    given = case.data.rows.get(row.stored.id) if isinstance(case.data, Scoring) else None
    if given is not None:
        return given.score, given.reason
    return row.stored.review_score, row.stored.review_reason or ""


def wants_reason(score: Decimal, *, own: Decimal | None, tolerance: Decimal) -> bool:
    """Whether a review score is further from the self score than the scheme tolerates, as S05 and
    S08 ask it of the self score and the computed one.
    """
    return own is None or abs(score - own) > tolerance


def differences_have_reasons(case: Case) -> list[Reason]:
    """A review score that differs from the self score by more than the tolerance says why."""
    if case.data is None:
        return []
    reasons = []
    tolerance = case.content().scheme.tolerance
    for row in case.content().applying_rows:
        score, reason = _reviewed(case, row)
        own = row.stored.self_score
        if score is not None and not reason and wants_reason(score, own=own, tolerance=tolerance):
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
    """Every row that carries points and applies has its review score; one left out has none."""
    if case.data is None:
        return []
    content = case.content()
    missing = [
        unmet("review_is_settled", field=f"score-{row.stored.id}", row=row.stored.name)
        for row in content.applying_rows
        if _reviewed(case, row)[0] is None
    ]
    left_out = [
        unmet("left_out_has_a_score", field=f"score-{row.stored.id}", row=row.stored.name)
        for row in content.scored_rows
        if not row.standing.applies and _reviewed(case, row)[0] is not None
    ]
    return missing + left_out + [*_find_unjudged(content, case)]


def _find_unjudged(content: Content, case: Case) -> Iterator[Reason]:
    """Whether a knock-out condition holds the review says by its score, all points or none, and by
    a reason where it finds otherwise than the actual value says (R12).
    """
    for row in content.applying_rows:
        score, reason = _reviewed(case, row)
        standing, stored = row.standing, row.stored
        if standing.veto is VetoState.NO_VETO or score is None:
            continue
        # One sentence asks for a reason, that of a difference where there is one.
        asked = wants_reason(score, own=stored.self_score, tolerance=content.scheme.tolerance)
        told = {"row": stored.name, "weight": f"{stored.weight:f}", "score": f"{score:f}"}
        if score not in {stored.weight, Decimal(0)}:
            yield unmet("veto_is_half_judged", field=f"score-{stored.id}", **told)
        elif not (reason or asked or standing.veto is _judge(row, score)):
            yield unmet("veto_is_judged_without_reason", field=f"reason-{stored.id}", **told)


def _judge(row: Row, score: Decimal) -> VetoState:
    return judge_by_review(row.standing, score=score, weight=row.stored.weight).veto
