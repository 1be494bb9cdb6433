"""A witness of a ledger: it vouches for a checkpoint only after it saw that the tree did nothing
but grow since the last one that it vouched for.

It believes nobody: a checkpoint counts for the signature of the log, tiles count only as far as
they lead to the root that was signed. What it saw is on its disk before its signature is given
away, so that a pass that dies in between vouches for nothing that the next one does not know of.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from workflow.ledger.checkpoint import Checkpoint, read_checkpoint
from workflow.ledger.merkle import Hasher, ProofProblem
from workflow.ledger.note import (
    Note,
    NoteProblem,
    PublicKey,
    check_note,
    read_note,
    read_public_key,
)
from workflow.ledger.tiles import HEIGHT, WIDTH, TileProblem, Tiles, name_tile, write_whole


class WitnessProblem(Exception):  # noqa: N818 -- it tells a person why nothing is vouched for
    """Why a checkpoint is not vouched for: `code` chooses the sentence, `params` fill it.

    `evidence` is a note that the log signed and that contradicts what the witness saw before: the
    two of them prove to everybody that the log lied.
    """

    def __init__(self, code: str, *, evidence: Note | None = None, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
        self.evidence = evidence


@dataclass(frozen=True, kw_only=True)
class Memory:
    """What a witness knows of the log it watches: its key, and the last checkpoint it vouched for,
    None before the first.
    """

    log: PublicKey
    note: Note | None = None

    def write(self) -> str:
        """Return the file it is kept in: the key, a blank line, the note."""
        return f"{self.log.write()}\n\n{self.note.write() if self.note else ''}"


def read_memory(path: Path) -> Memory | None:
    """Return what a witness kept in a file, None where there is none.

    Raises WitnessProblem for a file that is damaged: who forgot what he saw can vouch for nothing.
    """
    try:
        written = path.read_bytes().decode()
        key, _, note = written.partition("\n\n")
        memory = Memory(log=read_public_key(key), note=read_note(note))
        _read_seen(memory)
    except FileNotFoundError:
        return None
    except (NoteProblem, UnicodeDecodeError):
        raise WitnessProblem("memory_is_damaged", path=path) from None
    return memory


def keep_memory(path: Path, memory: Memory) -> None:
    """Write what a witness knows so that it stays after a power cut."""
    write_whole(path, memory.write().encode())


def examine_checkpoint(
    written: bytes, *, memory: Memory, read: Callable[[Path], bytes], hasher: Hasher
) -> Note:
    """Return the checkpoint that may be cosigned, with the signature of the log and no other.

    `read` answers the bytes of a tile by its path, and raises FileNotFoundError. Raises
    WitnessProblem for what is no checkpoint of this log, is older than what was seen before, does
    not begin with it, or is not held up by the tiles.
    """
    note = _read_signed(written, log=memory.log)
    found, seen = read_checkpoint(note), _read_seen(memory)
    if seen is not None and found.size < seen.size:
        raise WitnessProblem("log_was_set_back", size=found.size, seen=seen.size)
    if seen is not None and found.size == seen.size and found.root != seen.root:
        raise WitnessProblem("log_has_two_roots", evidence=note, size=found.size)
    tiles = SignedTiles(size=found.size, read=read, hasher=hasher)
    try:
        if tiles.find_root(found.size) != found.root:
            raise WitnessProblem("tiles_have_another_root", size=found.size)
        proof = hasher.prove_consistency(
            seen.size if seen else 0, size=found.size, subtree=tiles.subtree
        )
    except TileProblem as problem:
        raise WitnessProblem("tiles_are_not_whole", why=problem) from None
    if seen is not None:
        _see_that_it_grew(note, found, seen=seen, proof=proof, hasher=hasher)
    return note


def _see_that_it_grew(
    note: Note, found: Checkpoint, *, seen: Checkpoint, proof: list[bytes], hasher: Hasher
) -> None:
    try:
        hasher.check_consistency(
            old=seen.size, old_root=seen.root, size=found.size, root=found.root, proof=proof
        )
    except ProofProblem:
        raise WitnessProblem(
            "log_was_rewritten", evidence=note, size=found.size, seen=seen.size
        ) from None


def _read_seen(memory: Memory) -> Checkpoint | None:
    return None if memory.note is None else read_checkpoint(memory.note)


def _read_signed(written: bytes, *, log: PublicKey) -> Note:
    try:
        note = read_note(written.decode())
        found = read_checkpoint(note)
    except (NoteProblem, UnicodeDecodeError) as problem:
        why = problem if isinstance(problem, NoteProblem) else "it is not text"
        raise WitnessProblem("checkpoint_is_none", why=why) from None
    if found.origin != log.name:
        raise WitnessProblem("checkpoint_is_of_another_log", log=log.name)
    try:
        check_note(note, keys=[log])
    except NoteProblem as problem:
        raise WitnessProblem("log_has_not_signed", log=log.name, why=problem) from None
    return replace(note, signatures=tuple(each for each in note.signatures if log.is_by(each)))


class SignedTiles(Tiles):
    """The tiles of a tree whose root was signed, from somebody who is not believed.

    A full tile must have the hash that the tile above holds of it; the parts at the end of each
    level are together what the root is made of. So a tile that was changed is told from a log
    that lies.
    """

    def __init__(self, *, size: int, read: Callable[[Path], bytes], hasher: Hasher) -> None:
        super().__init__(Path(), hasher=hasher, read=read)
        self.subtree = self.subtree_of(size)

    def find_root(self, size: int) -> bytes:
        """Return the root of the tree of the first `size` leaves."""
        return self.hasher.find_root(size, self.subtree)

    def read_tile(self, level: int, number: int, *, width: int) -> list[bytes]:
        """Return the first `width` hashes of a tile. Raises TileProblem."""
        row = super().read_tile(level, number, width=width)
        if width == WIDTH and self.hash_tile(row) != self.subtree(HEIGHT * (level + 1), number):
            raise TileProblem(f"{name_tile(str(level), number)} is not what the tile above it says")
        return row
