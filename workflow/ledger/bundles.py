"""The part of verification that looks at the entries which the ledger keeps for itself: each has to
give its leaf. Whoever lost the database has the trail there.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workflow.ledger.findings import Findings
from workflow.ledger.merkle import LEAF, find_hash
from workflow.ledger.tiles import WIDTH, TileProblem, name_tile
from workflow.ledger.trail_plan import find_total
from workflow.ledger.trusted import Trusted

ENTRIES = "entries"
TILES_OF_A_PIECE = 16


@dataclass(frozen=True, kw_only=True)
class LookAtBundles:
    """Look at the entries of some tiles, from the one numbered `first` on."""

    first: int
    total: int
    trusted: Trusted

    def run(self, session: Session) -> Findings:  # noqa: ARG002 -- one signature for all jobs
        """Compare each entry with its leaf."""
        findings, all_tiles = Findings(), -(-self.total // WIDTH)
        for number in range(self.first, min(self.first + TILES_OF_A_PIECE, all_tiles)):
            width = min(WIDTH, self.total - number * WIDTH)
            findings.note(ENTRIES, self._look(number, width=width), examined=width)
        return findings

    def _look(self, number: int, *, width: int) -> Iterator[str]:
        tiles, make, start = self.trusted.tiles, find_hash(self.trusted.hasher.name), number * WIDTH
        name = name_tile("entries", number)
        try:
            leaves = tiles.read_tile(0, number, width=width)
            entries = list(tiles.read_entries(start, start + width, size=self.total))
        except TileProblem as problem:
            yield str(problem)
            return
        if len(entries) != width:
            yield f"{name}: it holds {len(entries)} entries instead of {width}"
        for place, (leaf, entry) in enumerate(zip(leaves, entries, strict=False)):
            if make(LEAF + entry).digest() != leaf:
                yield f"{name}: its entry {place} does not give its leaf"


def plan_bundles(session: Session, trusted: Trusted) -> Iterator[LookAtBundles]:
    """Yield jobs that look at every entry; none behind a tile that is not there, for a forger may
    have written any number into a seal.
    """
    total = find_total(session)
    for first in range(0, -(-total // WIDTH), TILES_OF_A_PIECE):
        yield LookAtBundles(first=first, total=total, trusted=trusted)
        try:
            trusted.tiles.read_tile(0, first, width=min(WIDTH, total - first * WIDTH))
        except TileProblem:
            return
