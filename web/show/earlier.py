"""What the review before this one gave, in an earlier round or in the edition that is corrected."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

from flask import g
from sqlalchemy.orm import Session

from models.queries.before import ReviewBefore, list_reviews_before
from models.queries.editions import read_rounds
from workflow.guards import Case
from workflow.snapshot import spell_content

Rows: TypeAlias = Mapping[str, Mapping[str, Any]]
"""The rows of a sealed round by their ids."""
JUDGED = ("weight", "target_text", "actual_text", "self_score", "computed_score")
"""What a reviewer looks at in a row, by the keys of a sealed round."""


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """The score of one row and its reason, None where it was erased; `stands` says that the row is
    as it was when it was reviewed. `since` is the event that sealed the round at hand. Of an
    earlier round of the same edition there is no `edition`.
    """

    edition: int | None
    round: int
    score: Decimal
    reason: str | None
    reason_id: int | None
    stands: bool
    since: int

    def was_shown(self, *, seen: int | None = None) -> bool:
        """Say whether the review begins with it: who saw an older version saw an older round."""
        return self.stands and (seen is None or seen >= self.since)


def find_earlier(session: Session, *, case: Case) -> Mapping[UUID, Earlier]:
    """Return by row what it was given in the review before. Two queries in a request, none in the
    first round of a first edition.
    """
    if "earlier" not in g:
        g.earlier = read_earlier(session, case=case)
    found: Mapping[UUID, Earlier] = g.earlier
    return found


def read_earlier(session: Session, *, case: Case) -> Mapping[UUID, Earlier]:
    """As `find_earlier`, of any evaluation, read anew each time."""
    if case.header is None:
        raise TypeError(case)
    evaluation, content = case.header.evaluation, case.content()
    # What an earlier round gave comes after what the edition before gave, and counts.
    before = {each.position: each for each in list_reviews_before(session, evaluation)}
    sealed = _read_sealed(session, before.values())
    now = _index_rows(spell_content(content))
    found = {}
    for row in content.scored_rows:
        given = before.get(row.stored.position)
        if given is None or given.since is None:
            continue
        own = given.evaluation_id == evaluation.id
        stands = now[str(row.stored.id)]
        then = sealed[given.evaluation_id, given.round][str(given.indicator_id)]
        found[row.stored.id] = Earlier(
            edition=None if own else given.edition,
            round=given.round,
            score=given.score,
            reason="" if given.reason_id is None else given.reason,
            reason_id=given.reason_id,
            stands=all(then.get(key) == stands[key] for key in JUDGED),
            since=given.since,
        )
    return found


def _read_sealed(
    session: Session, given: Iterable[ReviewBefore]
) -> Mapping[tuple[UUID, int], Rows]:
    """Return the rounds that were reviewed: from submission to return nobody fills in."""
    rounds = read_rounds(session, {(each.evaluation_id, each.round) for each in given})
    return {key: _index_rows(json.loads(content)) for key, content in rounds.items()}


def _index_rows(content: Mapping[str, Any]) -> Rows:
    return {row["id"]: row for row in content["indicators"]}
