"""What the database holds of one evaluation, read and ready to be compared."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.queries.verification import EvaluationRow, EventRow, SchemeText
from models.queries.verified import Rows
from models.tables import Base
from models.vocabulary import HashName
from workflow.ledger.reading import Told
from workflow.ledger.spelling import ID


@dataclass(frozen=True, kw_only=True)
class Held:
    """What the database holds of one evaluation: its row, its events, what these tell, and the rows
    of every other table in their order; and the commitments of all texts that were ever erased.
    """

    evaluation: EvaluationRow
    events: Sequence[EventRow]
    told: Sequence[Told]
    rows: Mapping[type[Base], Rows]
    scheme: SchemeText | None
    hash_name: HashName
    erased: Collection[str]

    @property
    def name(self) -> str:
        """How the evaluation is called where it is at fault."""
        return f"evaluation {ID[self.evaluation.id]}"


def compare(place: str, *, live: Mapping[str, Any], told: Mapping[str, Any]) -> Iterator[str]:
    """Yield each value that stands otherwise than the events say."""
    for name, value in told.items():
        if live[name] != value:
            yield f"{place}: {name} is {live[name]}, the events say {value}"
