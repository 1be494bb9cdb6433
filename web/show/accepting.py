"""Which rows of a review need nobody's judgement, and which do."""

from collections.abc import Collection, Mapping
from uuid import UUID

from models.vocabulary import Severity
from web.show.earlier import Earlier
from workflow.content import Content, Row
from workflow.data import RowScore

WORTH_A_LOOK = frozenset({Severity.ERROR, Severity.WARNING})


def list_acceptable(
    content: Content, *, earlier: Mapping[UUID, Earlier]
) -> Mapping[UUID, RowScore]:
    """Return the rows that can be accepted as they are, with the self score as review score: nobody
    has reviewed them in this round, and the unit gave just the points that the rule gives. What an
    earlier review found otherwise is left to a person.
    """
    return {
        row.stored.id: RowScore(score=row.stored.self_score)
        for row in content.applying_rows
        if row.stored.review_score is None
        and row.stored.review_reason is None
        and scores_as_computed(row)
        and not _was_found_otherwise(row, earlier=earlier)
    }


def scores_as_computed(row: Row) -> bool:
    """Say whether the unit gave a row just the points that its rule gives."""
    computed = row.computed
    return (
        computed is not None
        and row.stored.self_score is not None
        and (computed.score == row.stored.self_score)
    )


def list_calm(
    content: Content, *, values: Mapping[str, str], changed: Collection[UUID]
) -> frozenset[UUID]:
    """Return the rows in which there is nothing to judge: scored as computed, reviewed as scored
    (by the `values` of the form), nothing found by the checks, nothing changed since.
    """
    found = {each.where for each in content.inconsistencies if each.severity in WORTH_A_LOOK}
    return frozenset(
        row.stored.id
        for row in content.scored_rows
        if row.stored.id not in changed
        and str(row.stored.id) not in found
        and (scores_as_computed(row) or not row.standing.applies)
        and _shows_own_score(row, values=values)
    )


def _shows_own_score(row: Row, *, values: Mapping[str, str]) -> bool:
    own = row.stored.self_score
    return values.get(f"score-{row.stored.id}", "") == ("" if own is None else f"{own:.2f}")


def _was_found_otherwise(row: Row, *, earlier: Mapping[UUID, Earlier]) -> bool:
    before = earlier.get(row.stored.id)
    return before is not None and before.score != row.stored.self_score
