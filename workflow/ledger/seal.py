"""Sealing: taking the trail into the ledger outside the database, and signing how far it goes.

One pass holds the folder, so that two sealers cannot write into one another's tiles. It asks the
database up to where nothing can be added any more (a transaction of its own, for it waits for those
who write); sees that what was sealed is still there; writes the new entries into tiles; signs size
and root; notes the seal in the database; puts the checkpoint beside the tiles. A pass may die
between any two of these: tiles that no seal speaks of are written anew by the next pass, and a
checkpoint that the database knows and the folder does not is put there by it.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.queries.seals import Ends, SealRow, count_trail, find_last_seal, read_trail_ends
from models.tables import Seal
from models.writing import insert_into, write_all
from workflow.ledger.checkpoint import Checkpoint, read_checkpoint, sign_checkpoint
from workflow.ledger.entries import stream_bytes
from workflow.ledger.hold import hold_folder
from workflow.ledger.merkle import Hasher, ProofProblem
from workflow.ledger.note import NoteProblem, PrivateKey, PublicKey, check_note, read_note
from workflow.ledger.tiles import WIDTH, TileProblem, Tiles, write_whole

CHECKPOINT = "checkpoint"
PIECE = 64 * WIDTH
"""Entries that are in memory at once."""


class SealProblem(Exception):  # noqa: N818 -- it tells an operator what happened
    """The trail is not what was sealed: nothing is signed until somebody has looked into it."""


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """The folder of the ledger, the key that signs for it, and those that once did."""

    folder: Path
    key: PrivateKey
    hasher: Hasher
    earlier: tuple[PublicKey, ...] = ()

    @property
    def tiles(self) -> Tiles:
        """The tree in files."""
        return Tiles(self.folder, hasher=self.hasher)

    def read_checkpoint(self) -> Checkpoint | None:
        """Return the checkpoint beside the tiles, None before there is one.

        Raises SealProblem for one that no key of the ledger signed.
        """
        path = self.folder / CHECKPOINT
        if not path.exists():
            return None
        try:
            note = read_note(path.read_text(encoding="utf-8"))
            check_note(note, keys=[self.key.public, *self.earlier])
            return read_checkpoint(note)
        except (NoteProblem, UnicodeDecodeError) as problem:
            raise SealProblem(f"the checkpoint of the ledger: {problem}") from problem


_FOREIGN = "somebody else sealed meanwhile, into a ledger in another folder"

Transaction = Callable[[], AbstractContextManager[Session]]
"""Begins a transaction, and commits it at its end."""


def seal_trail(
    writing: Transaction, *, ledger: Ledger, at: datetime, reading: Transaction | None = None
) -> SealRow | None:
    """Take into the ledger what was added to the trail; return the seal, None where nothing was.

    Rows and tiles take their time: with `reading` nobody who writes to SQLite waits for them.

    Raises SealProblem where the trail or the ledger is not what was sealed before, TileProblem for
    an entry that is too long.
    """
    with hold_folder(ledger.folder):
        with writing() as session:
            upto = read_trail_ends(session)
        with (reading or writing)() as session:
            last = find_last_seal(session)
            _see_that_nothing_changed(session, last=last, ledger=ledger)
            size = _take_in(session, last=last, upto=upto, ledger=ledger)
        if size == (last.size if last else 0):
            return None
        new = _sign(writing, last=last, size=size, upto=upto, ledger=ledger, at=at)
        write_whole(ledger.folder / CHECKPOINT, new.checkpoint.encode())
        ledger.tiles.drop_parts(last.size if last else 0, size)
        return new


def _sign(
    writing: Transaction,
    *,
    last: SealRow | None,
    size: int,
    upto: Ends,
    ledger: Ledger,
    at: datetime,
) -> SealRow:
    """Note a seal that goes on from the last one, or none."""
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
    try:
        with writing() as session:
            write_all(session, [(insert_into(Seal), [row])])
            goes_on = find_last_seal(session, below=size) == last
            new = find_last_seal(session)
            if new is None or not goes_on:
                raise SealProblem(_FOREIGN)
    except IntegrityError as error:
        raise SealProblem(_FOREIGN) from error
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


def _take_in(session: Session, *, last: SealRow | None, upto: Ends, ledger: Ledger) -> int:
    size, sealed = last.size if last else 0, _ends_of(last)
    if upto == sealed:
        return size
    entries = stream_bytes(session, after=sealed, upto=upto)
    tiles = ledger.tiles
    while piece := list(islice(entries, PIECE - size % WIDTH)):
        size = tiles.append(piece, size=size)
    tiles.settle()
    return size
