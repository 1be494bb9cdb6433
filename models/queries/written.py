"""Free texts, found by the commitments that the trail holds of them."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import FreeText

PIECE = 500


class KeptRow(NamedTuple):
    """One free text as it is stored; of an erased one neither salt nor text is left."""

    id: int
    commitment: str
    salt: bytes | None
    text: str | None


def list_kept_texts(session: Session, commitments: Collection[str]) -> Iterator[KeptRow]:
    """Yield the texts behind these commitments. One query for every 500 of them."""
    wanted = sorted(set(commitments))
    for start in range(0, len(wanted), PIECE):
        rows = session.execute(
            select(FreeText.id, FreeText.commitment, FreeText.salt, FreeText.text)
            .where(FreeText.commitment.in_(wanted[start : start + PIECE]))
            .order_by(FreeText.id)
        )
        yield from (KeptRow(*row) for row in rows)
