"""The part of verification that goes through the trail by number: hash and seal."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy.orm import Session

from models.queries.entered import Sealed
from workflow.ledger.checkpoint import read_checkpoint
from workflow.ledger.entered import Entries, Entry, Reach, read_entries
from workflow.ledger.findings import Findings
from workflow.ledger.growth import Grown, cut_into_subtrees
from workflow.ledger.merkle import Hasher
from workflow.ledger.note import NoteProblem, check_note, read_note
from workflow.ledger.tiles import WIDTH, TileProblem, Tiles, name_tile
from workflow.ledger.trusted import Trusted

HASH, SEAL = "hash", "seal"


@dataclass(frozen=True, kw_only=True)
class LookAtTrail:
    """Look at a piece of the trail: every event has to give its hash, and where that is `sealed`
    every row has to be what the ledger holds.
    """

    reach: Reach
    sealed: "SealedPiece | None" = None

    def run(self, session: Session) -> Findings:
        """Compare row by row."""
        piece, findings = self.sealed, Findings()
        hasher = piece.trusted.hasher if piece else Hasher()
        entries, false, events = read_entries(session, self.reach, hasher=hasher)
        findings.steps = events
        faults = (f"audit_event {number}: its body does not give its hash" for number in false)
        findings.note(HASH, faults, examined=events)
        if piece is not None:
            findings.grown = list(_look_at_seals(entries, piece, self.reach, findings=findings))
        return findings


@dataclass(frozen=True, kw_only=True)
class SealedPiece:
    """Where a piece stands in the ledger: its first leaf, the seals whose rows it holds, whether it
    `ends` with the last of them, and how many leaves the tree has today.
    """

    start: int
    seals: tuple[Sealed, ...]
    ends: bool = True
    total: int
    trusted: Trusted


def _look_at_seals(
    entries: Entries, piece: SealedPiece, reach: Reach, *, findings: Findings
) -> Iterator[Grown]:
    start = piece.start
    for seal in piece.seals:
        last = seal is piece.seals[-1]
        upto = reach.upto if last else (seal.audit_event, seal.admin_event, seal.refusal)
        rows, ends = entries.take(upto), piece.ends or not last
        end = seal.size if ends else start + len(rows)
        try:
            leaves = _read_leaves(piece.trusted.tiles, start=start, end=end, total=piece.total)
            findings.note(SEAL, _find_row_faults(rows, leaves, seal, piece=piece, start=start))
        except TileProblem as problem:
            findings.note(SEAL, [f"seal {seal.id}: {problem}"])
            leaves = b"".join([row.leaf for row in rows])
        findings.note(SEAL, (), examined=len(rows))
        subtrees = cut_into_subtrees(leaves, start, hasher=piece.trusted.hasher)
        claims = tuple(_find_claim_faults(seal, trusted=piece.trusted)) if ends else ()
        yield Grown(subtrees, seal if ends else None, claims)
        start = end


def _find_row_faults(
    rows: list[Entry], leaves: bytes, seal: Sealed, *, piece: SealedPiece, start: int
) -> Iterator[str]:
    """The first row that is not the entry it was sealed as; without one, whether all are there."""
    tiles, step = piece.trusted.tiles, piece.trusted.hasher.size
    if b"".join([row.leaf for row in rows]) != leaves:
        for place, row in enumerate(rows):
            if row.leaf != leaves[place * step : (place + 1) * step]:
                yield f"{row.name}: it is not what seal {seal.id} holds at its place"
                return
        missing = len(leaves) // step - len(rows)
        yield f"seal {seal.id}: {missing} of its rows are missing at the end"
        return
    kept = tiles.read_entries(start, start + len(rows), size=piece.total)
    for place, (row, entry) in enumerate(zip(rows, kept, strict=False), start=start):
        if row.entry != entry:
            name = name_tile("entries", place // WIDTH)
            yield f"{name}: its entry {place % WIDTH} is not {row.name}"
            return


def _read_leaves(tiles: Tiles, *, start: int, end: int, total: int) -> bytes:
    parts: list[bytes] = []
    for number in range(start // WIDTH, -(-end // WIDTH)):
        base = number * WIDTH
        row = tiles.read_tile(0, number, width=min(WIDTH, total - base))
        parts.extend(islice(row, max(start - base, 0), end - base))
    return b"".join(parts)


def _find_claim_faults(seal: Sealed, *, trusted: Trusted) -> Iterator[str]:
    try:
        note = read_note(seal.checkpoint)
        check_note(note, keys=trusted.keys)
        told = read_checkpoint(note)
    except NoteProblem as problem:
        yield f"seal {seal.id}: {problem}"
        return
    if (told.size, told.root.hex()) != (seal.size, seal.root):
        yield f"seal {seal.id}: its checkpoint says another size or root"
