"""Where an error is explained, and with which words it was."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from uuid import UUID

from models.vocabulary import Severity
from policies.checking import WEIGHTS, Inconsistency
from policies.numbers import NumberProblem, parse_points
from web.show.moves import link_to_field
from workflow.content import Content
from workflow.guards.standing import find_explanation, wants_reason
from workflow.refusals import unmet


def find_words(content: Content) -> Callable[[Inconsistency], str | None]:
    """Return what tells the words that explain an inconsistency: the reason of its row, else that
    of the claim; None where it is not explained, or not by words that still stand.
    """
    reasons = {str(row.stored.id): row.stored.self_reason for row in content.scored_rows}
    claim = content.claim_reason.text if content.claim_reason else None

    def tell(found: Inconsistency) -> str | None:
        if not found.explained:
            return None
        return (reasons.get(found.where) or claim) if found.where != WEIGHTS else None

    return tell


def find_field(content: Content, *, evaluation_id: UUID) -> Callable[[Inconsistency], str | None]:
    """Return what tells the address of the field in which an error is to be explained; None for
    what needs no explanation or cannot be explained.
    """
    rows = {str(row.stored.id) for row in content.scored_rows}

    def tell(found: Inconsistency) -> str | None:
        if found.severity is not Severity.ERROR or found.explained:
            return None
        field = find_explanation(found.where, rows=rows)
        return link_to_field(unmet(found.code, field=field), evaluation_id=evaluation_id)

    return tell


def list_unexplained(content: Content, values: Mapping[str, str]) -> frozenset[UUID]:
    """Return the rows whose review score, as a form shows it, is further from the self score than
    the scheme tolerates without a word why. What is no number is told in its own field.
    """
    return frozenset(
        row.stored.id
        for row in content.scored_rows
        if not values.get(f"reason-{row.stored.id}", "").strip()
        and (score := _read_score(values.get(f"score-{row.stored.id}", ""))) is not None
        and wants_reason(score, own=row.stored.self_score, tolerance=content.scheme.tolerance)
    )


def _read_score(typed: str) -> Decimal | None:
    try:
        return parse_points(typed)
    except NumberProblem:
        return None
