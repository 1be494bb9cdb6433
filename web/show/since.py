"""What the unit changed since the round that a reviewer saw last, value by value."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.orm import Session

from models.queries.before import find_round_before
from models.queries.trail import find_texts
from models.vocabulary import State
from web.format import NOTHING
from web.show.comparing import compare_versions
from web.show.differences import Comparison, RowPair
from web.show.versions import Version, list_marks, read_round, read_standing
from workflow.guards import Case

REVIEWED = ("review_score", "review_reason")
"""What the reviewer gives, not the unit: value and reason of a row."""


@dataclass(frozen=True, kw_only=True)
class Since:
    """The round it is compared with (`edition` is None within one edition) and the differences;
    `rows` are those in which anything was changed, by their ids.
    """

    edition: int | None
    round: int
    comparison: Comparison
    rows: Mapping[UUID, RowPair]

    @property
    def others(self) -> int:
        """How much was changed that stands in no row: lines of funds, texts, documents."""
        changed = self.comparison
        return changed.changed_lines + len(changed.changed_texts) + changed.changed_documents

    @property
    def code(self) -> str:
        """What the round is called in the address of a comparison, within one edition."""
        return f"{self.edition}.{self.round}" if self.edition else str(self.round)


def find_since(session: Session, *, case: Case) -> Since | None:
    """Compare what stands with the round before that whoever looks at it now has seen: the head of
    the unit every one, the finance section those that the head signed. None where there is none.
    Two queries; none in the first round of a first edition.
    """
    if case.header is None:
        raise TypeError(case)
    evaluation, content = case.header.evaluation, case.content()
    signed = case.facts.state is not State.SELF_SCORED
    before = find_round_before(session, evaluation, signed=signed)
    if before is None:
        return None
    sealed = json.loads(before.content)
    texts = find_texts(session, [*list_marks(sealed)])
    old = _leave_out_review(read_round(sealed, texts=texts, scheme=content.scheme))
    comparison = compare_versions(old, _leave_out_review(read_standing(content)))
    pairs = zip(content.rows, comparison.rows, strict=False)
    return Since(
        edition=before.edition if before.edition != evaluation.edition else None,
        round=before.round,
        comparison=comparison,
        rows={row.stored.id: pair for row, pair in pairs if pair.differs},
    )


def _leave_out_review(version: Version) -> Version:
    value, reason = REVIEWED
    rows = tuple(
        replace(
            row,
            values={**row.values, value: NOTHING},
            reasons={key: words for key, words in row.reasons.items() if key != reason},
        )
        for row in version.rows
    )
    return replace(version, rows=rows)
