"""Sealing: taking the trail into the ledger outside the database, and signing how far it goes.

One pass: ask the database up to where nothing can be added any more (a transaction of its own, for
it waits for those who write); see that what was sealed is still there; write the new entries into
tiles; sign size and root; note the seal in the database; put the checkpoint beside the tiles. A
pass may die between any two of these: tiles are written again with the same bytes, and a checkpoint
that the database knows and the folder does not is put there by the next pass.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from sqlalchemy.orm import Session

from models.queries.seals import Ends, SealRow, count_trail, find_last_seal, read_trail_ends
from models.tables import Seal
from models.writing import insert_into, write_all
from workflow.ledger.checkpoint import Checkpoint, read_checkpoint, sign_checkpoint
from workflow.ledger.entries import stream_entries
from workflow.ledger.merkle import Hasher, ProofProblem
from workflow.ledger.note import NoteProblem, PrivateKey, check_note, read_note
from workflow.ledger.tiles import TileProblem, Tiles, write_whole

CHECKPOINT = "checkpoint"
PIECE = 20_000


class SealProblem(Exception):  # noqa: N818 -- it tells an operator what happened
    """The trail is not what was sealed: nothing is signed until somebody has looked into it."""


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """The folder of the ledger, and the key that signs for it."""

    folder: Path
    key: PrivateKey
    hasher: Hasher

    @property
    def tiles(self) -> Tiles:
        """The tree in files."""
        return Tiles(self.folder, hasher=self.hasher)

    def read_checkpoint(self) -> Checkpoint | None:
        """Return the checkpoint beside the tiles, None before there is one.

        Raises SealProblem for one that the key did not sign.
        """
        path = self.folder / CHECKPOINT
        if not path.exists():
            return None
        try:
            note = read_note(path.read_text(encoding="utf-8"))
            check_note(note, keys=[self.key.public])
            return read_checkpoint(note)
        except (NoteProblem, UnicodeDecodeError) as problem:
            raise SealProblem(f"the checkpoint of the ledger: {problem}") from problem


Writing = Callable[[], AbstractContextManager[Session]]
"""Begins a transaction that writes, and commits it at its end."""


def seal_trail(writing: Writing, *, ledger: Ledger, at: datetime) -> SealRow | None:
    """Take into the ledger what was added to the trail; return the seal, None where nothing was.

    Raises SealProblem where the trail or the ledger is not what was sealed before.
    """
    with writing() as session:
        upto = read_trail_ends(session)
    with writing() as session:
        last = find_last_seal(session)
        _see_that_nothing_changed(session, last=last, ledger=ledger)
        sealed = _ends_of(last)
        if upto == sealed:
            return None
        size = _take_in(
            session, size=last.size if last else 0, after=sealed, upto=upto, ledger=ledger
        )
        if last is not None and size == last.size:
            return None
        root = ledger.tiles.find_root(size)
        note = sign_checkpoint(Checkpoint(ledger.key.name, size, root), key=ledger.key).write()
        row: dict[str, object] = {
            "at": at,
            "size": size,
            "root": root.hex(),
            "audit_event_id": upto.audit_event,
            "admin_event_id": upto.admin_event,
            "refusal_id": upto.refusal,
            "checkpoint": note,
        }
        write_all(session, [(insert_into(Seal), [row])])
        new = find_last_seal(session)
    write_whole(ledger.folder / CHECKPOINT, note.encode())
    return new


def _ends_of(seal: SealRow | None) -> Ends:
    if seal is None:
        return Ends()
    return Ends(seal.audit_event_id, seal.admin_event_id, seal.refusal_id)


def _see_that_nothing_changed(session: Session, *, last: SealRow | None, ledger: Ledger) -> None:
    outside = ledger.read_checkpoint()
    if last is None:
        if outside is not None:
            raise SealProblem(
                f"the ledger holds {outside.size} entries, the database knows no seal"
            )
        return
    if outside is not None and outside.size > last.size:
        raise SealProblem(
            f"the ledger holds {outside.size} entries, the last seal of the database {last.size}: "
            "the database was set back"
        )
    there = count_trail(session, _ends_of(last))
    if there != last.size:
        raise SealProblem(f"{last.size} rows of the trail were sealed, {there} of them are there")
    _see_that_it_grew(last, outside=outside, ledger=ledger)
    if outside is None or outside.size < last.size:
        write_whole(ledger.folder / CHECKPOINT, last.checkpoint.encode())


def _see_that_it_grew(last: SealRow, *, outside: Checkpoint | None, ledger: Ledger) -> None:
    """The tree in files has the root of the last seal, and begins with that of the checkpoint."""
    try:
        root = ledger.tiles.find_root(last.size)
        if root.hex() != last.root:
            raise SealProblem(f"the tiles of {last.size} entries have not the root that was sealed")
        if outside is None:
            return
        subtree = ledger.tiles.subtree_of(last.size)
        proof = ledger.hasher.prove_consistency(outside.size, size=last.size, subtree=subtree)
        ledger.hasher.check_consistency(
            old=outside.size, old_root=outside.root, size=last.size, root=root, proof=proof
        )
    except (TileProblem, ProofProblem) as problem:
        raise SealProblem(f"the ledger: {problem}") from problem


def _take_in(session: Session, *, size: int, after: Ends, upto: Ends, ledger: Ledger) -> int:
    entries = (entry for _, entry in stream_entries(session, after=after, upto=upto))
    tiles = ledger.tiles
    while piece := list(islice(entries, PIECE)):
        size = tiles.append(piece, size=size)
    return size
