"""The part of verification that goes through the trail by number: what was sealed of it stands in
the ledger, row by row.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from sqlalchemy.orm import Session

from models.queries.entered import Sealed
from workflow.ledger.checkpoint import read_checkpoint
from workflow.ledger.entered import Reach, Rows, read_rows
from workflow.ledger.findings import Findings
from workflow.ledger.growth import Grown, cut_into_subtrees
from workflow.ledger.note import NoteProblem, check_note, read_note
from workflow.ledger.tiles import WIDTH, TileProblem, Tiles
from workflow.ledger.trusted import Trusted

SEAL = "seal"


@dataclass(frozen=True, kw_only=True)
class LookAtTrail:
    """Look at the rows that `seals` took in, from leaf `start` of the ledger on, of which the tree
    has `total` today. Where one seal took in too much to be looked at together, only the last part
    `ends` with it.

    The leaf of an event is its hash, of which another check sees that the body gives it; that may
    be done here again.
    """

    reach: Reach
    start: int
    seals: tuple[Sealed, ...]
    ends: bool = True
    total: int
    trusted: Trusted
    by_bodies: bool = False

    def run(self, session: Session) -> Findings:
        """Compare row by row."""
        findings, grown = Findings(), []
        hasher = self.trusted.hasher
        tables = read_rows(session, self.reach, hasher=hasher, by_bodies=self.by_bodies)
        findings.steps = len(tables[0].numbers)
        start, after = self.start, self.reach.after
        for seal in self.seals:
            last = seal is self.seals[-1]
            upto = self.reach.upto if last else (seal.audit_event, seal.admin_event, seal.refusal)
            rows = [table.take(end) for table, end in zip(tables, upto, strict=True)]
            count, ends = sum(len(each.leaves) for each in rows), self.ends or not last
            end = seal.size if ends else start + count
            own = b"".join(chain.from_iterable(each.leaves for each in rows))
            try:
                leaves = _read_leaves(self.trusted.tiles, start=start, end=end, total=self.total)
            except TileProblem as problem:
                findings.note(SEAL, [f"seal {seal.id}: {problem}"])
                leaves = own
            if own != leaves:
                findings.note(SEAL, [_name_difference(rows, leaves, seal, step=hasher.size)])
            elif ends:
                findings.note(SEAL, _find_end_faults(rows, seal, after=after, upto=upto))
            findings.note(SEAL, (), examined=count)
            subtrees = cut_into_subtrees(leaves, start, hasher=hasher)
            claims = tuple(_find_claim_faults(seal, trusted=self.trusted)) if ends else ()
            grown.append(Grown(subtrees, seal if ends else None, claims))
            start, after = end, upto
        findings.grown = grown
        return findings


def _read_leaves(tiles: Tiles, *, start: int, end: int, total: int) -> bytes:
    parts: list[bytes] = []
    for number in range(start // WIDTH, -(-end // WIDTH)):
        base = number * WIDTH
        row = tiles.read_tile(0, number, width=min(WIDTH, total - base))
        parts.extend(islice(row, max(start - base, 0), end - base))
    return b"".join(parts)


def _name_difference(rows: Sequence[Rows], leaves: bytes, seal: Sealed, *, step: int) -> str:
    """Name the first row that is not the entry it was sealed as; without one, how many are gone."""
    place = 0
    for each in rows:
        for name, leaf in zip(each.name(), each.leaves, strict=True):
            if leaf != leaves[place : place + step]:
                return f"{name}: it is not what seal {seal.id} holds at its place"
            place += step
    missing = (len(leaves) - place) // step
    return f"seal {seal.id}: {missing} of its rows are missing at the end"


def _find_end_faults(
    rows: Sequence[Rows], seal: Sealed, *, after: Sequence[int], upto: Sequence[int]
) -> Iterator[str]:
    """A seal names the last row of each table in it, though what it signs does not."""
    for each, before, end in zip(rows, after, upto, strict=True):
        last = each.numbers[-1] if each.numbers else max(before, 0)
        if end != last:
            yield f"seal {seal.id}: it names {each.table} {end} as the last one, which is {last}"


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
