"""The seal check: the trail is, row by row, what the ledger outside the database took in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.queries.seals import Ends, SealRow, list_seals
from workflow.ledger.checkpoint import Checkpoint, read_checkpoint
from workflow.ledger.entries import stream_entries
from workflow.ledger.merkle import Hasher
from workflow.ledger.note import NoteProblem, PublicKey, check_note, read_note
from workflow.ledger.tiles import WIDTH, TileProblem, Tiles


@dataclass(frozen=True, kw_only=True)
class Trusted:
    """What verification relies on: the tiles, the checkpoint that was kept outside the database (an
    earlier one will do), and the keys of the log.
    """

    tiles: Tiles
    hasher: Hasher
    keys: Sequence[PublicKey]
    checkpoint: Checkpoint | None = None


def find_seal_faults(session: Session, *, trusted: Trusted) -> Iterator[str]:
    """Yield each place where the trail differs from what was sealed, the first row of a seal that
    does not agree, and each seal that was not signed.
    """
    sealed, after = 0, Ends()
    met = trusted.checkpoint is None
    for seal in list_seals(session):
        upto = Ends(seal.audit_event_id, seal.admin_event_id, seal.refusal_id)
        rows = stream_entries(session, after=after, upto=upto)
        yield from _find_entry_faults(rows, seal, start=sealed, trusted=trusted)
        yield from _find_claim_faults(seal, trusted=trusted)
        kept = trusted.checkpoint
        if kept is not None and kept.size == seal.size:
            met = True
            if kept.root.hex() != seal.root:
                yield f"seal {seal.id}: the checkpoint outside has another root for {kept.size}"
        sealed, after = seal.size, upto
    if trusted.checkpoint is not None and not met:
        size = trusted.checkpoint.size
        yield f"the checkpoint outside is of {size} entries, no seal is; the last one has {sealed}"


def _find_entry_faults(
    rows: Iterator[tuple[str, bytes]], seal: SealRow, *, start: int, trusted: Trusted
) -> Iterator[str]:
    """The first row that is not the entry it was sealed as; without one, whether all are there."""
    try:
        leaves = _read_leaves(trusted.tiles, start=start, size=seal.size)
        for name, entry in rows:
            if next(leaves, None) != trusted.hasher.hash_leaf(entry):
                yield f"{name}: it is not what seal {seal.id} holds at its place"
                return
        if (missing := sum(1 for _ in leaves)) > 0:
            yield f"seal {seal.id}: {missing} of its rows are missing at the end"
        elif trusted.tiles.find_root(seal.size).hex() != seal.root:
            yield f"seal {seal.id}: the tiles have not the root of the seal"
    except TileProblem as problem:
        yield f"seal {seal.id}: {problem}"


def _read_leaves(tiles: Tiles, *, start: int, size: int) -> Iterator[bytes]:
    for number in range(start // WIDTH, -(-size // WIDTH)):
        base = number * WIDTH
        row = tiles.read_tile(0, number, width=min(WIDTH, size - base))
        yield from row[max(start - base, 0) :]


def _find_claim_faults(seal: SealRow, *, trusted: Trusted) -> Iterator[str]:
    try:
        note = read_note(seal.checkpoint)
        check_note(note, keys=trusted.keys)
        told = read_checkpoint(note)
    except NoteProblem as problem:
        yield f"seal {seal.id}: {problem}"
        return
    if (told.size, told.root.hex()) != (seal.size, seal.root):
        yield f"seal {seal.id}: its checkpoint says another size or root"
