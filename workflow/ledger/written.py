"""The part of verification that looks at free texts and schemes: each has to give its hash."""

import hashlib
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.queries.verification import WrittenRow, find_ends, list_schemes, list_written
from models.tables import FreeText
from workflow.ledger.erasures import list_erased
from workflow.ledger.evaluations import HASH
from workflow.ledger.findings import Findings
from workflow.ledger.spelling import ID

TEXTS_OF_A_PIECE = 10_000


@dataclass(frozen=True, kw_only=True)
class LookAtTexts:
    """Look at the free texts behind one number and up to another."""

    after: int
    upto: int

    def run(self, session: Session) -> Findings:
        """See that salt and text give the commitment; without them nothing can be seen, which only
        an act of erasure allows.
        """
        findings = Findings()
        rows = list_written(session, after=self.after, upto=self.upto)
        erased = list_erased(session) if any(row.text is None for row in rows) else frozenset()
        faults = (f"free_text {row.id}" for row in rows if not _is_sound(row, erased))
        findings.note(HASH, faults, examined=len(rows))
        findings.steps = len(rows)
        return findings


class LookAtSchemes:
    """Look at every registered scheme."""

    def run(self, session: Session) -> Findings:
        """See that the text gives the hash."""
        findings, schemes = Findings(), list_schemes(session)
        false = (each for each in schemes if _hash(each.text) != each.sha256)
        findings.note(HASH, (f"scheme {ID[each.id]}" for each in false), examined=len(schemes))
        return findings


def plan_texts(session: Session) -> Iterator[LookAtTexts]:
    """Yield jobs that look at every free text."""
    least, greatest = find_ends(session, FreeText.id)
    for after in range(least - 1, greatest, TEXTS_OF_A_PIECE):
        yield LookAtTexts(after=after, upto=min(after + TEXTS_OF_A_PIECE, greatest))


def _is_sound(row: WrittenRow, erased: AbstractSet[str]) -> bool:
    if row.salt is None or row.text is None:
        return row.salt is None and row.text is None and row.commitment in erased
    try:
        written = row.text if isinstance(row.text, bytes) else row.text.encode()
        return hashlib.sha256(row.salt + written).hexdigest() == row.commitment
    except (AttributeError, TypeError):
        # A forger put something there that is neither a text nor bytes.
        return False


def _hash(text: object) -> str | None:
    return hashlib.sha256(text.encode()).hexdigest() if isinstance(text, str) else None
