"""The site's side of its witnesses: whom it recognises, and what each of them vouched for.

Beside the tiles lie `witnesses`, the public keys of those recognised; `witnessed/…`, for each of
them the last checkpoint that it cosigned; and `cosigned`, made of these: the largest checkpoint
that any of them cosigned, with all their cosignatures of it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workflow.ledger.archive import COSIGNED, WITNESSES, Archive, write_keys
from workflow.ledger.checkpoint import (
    Checkpoint,
    Cosignature,
    list_cosignatures,
    read_checkpoint,
)
from workflow.ledger.note import COSIGNATURE, Note, NoteProblem, PublicKey, check_note, read_note
from workflow.ledger.seal import CHECKPOINT
from workflow.ledger.tiles import TileProblem, write_whole
from workflow.ledger.witness import WitnessProblem

KEPT = "witnessed"
TOLERANCE = 3600
"""Seconds that the clock of a witness may be ahead of ours."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a recognised witness vouched for: the note, the tree that it tells of, and the
    cosignature.
    """

    note: Note
    checkpoint: Checkpoint
    cosignature: Cosignature

    @property
    def key(self) -> PublicKey:
        """The witness."""
        return self.cosignature.key

    @property
    def at(self) -> int:
        """The second at which it signed."""
        return self.cosignature.at


def read_latest(archive: Archive) -> Note | None:
    """Return the checkpoint that the log signed last, with the cosignatures that there are of it;
    None before there is one. Raises NoteProblem for one that it has not signed.
    """
    note = _read_signed(archive.folder / CHECKPOINT, archive=archive)
    if note is None:
        return None
    mine = [each for each in list_standings(archive) if each.note.text == note.text]
    return _put_together(note, mine, archive=archive)


def list_standings(archive: Archive) -> tuple[Standing, ...]:
    """Return what each recognised witness vouched for last, in the order of their keys; of one
    that never did, or whose file is damaged, nothing.
    """
    found = (_read_standing(archive, key) for key in archive.witnesses)
    return tuple(each for each in found if each is not None)


def recognise(archive: Archive, key: PublicKey) -> Archive:
    """Return the ledger with one more witness, whose key is kept. Raises WitnessProblem for a key
    that does not sign as a witness.
    """
    if key.kind != COSIGNATURE:
        raise WitnessProblem("key_is_no_witness", name=key.name)
    if key in archive.witnesses:
        return archive
    with_it = replace(archive, witnesses=(*archive.witnesses, key))
    write_keys(archive.folder / WITNESSES, with_it.witnesses)
    return with_it


def take_cosigned(archive: Archive, written: bytes, *, now: int) -> tuple[Standing, ...]:
    """Keep what witnesses vouch for in a note that came back from them; return who does.

    Raises WitnessProblem for a note that is not of this ledger, that says more than the ledger
    knows, or that no recognised witness signed. Of a witness that vouched for more before, the
    earlier note changes nothing.
    """
    note = _read_given(written, archive=archive)
    checkpoint = read_checkpoint(note)
    _see_that_it_is_ours(checkpoint, archive=archive)
    found = _list_signers(note, checkpoint, witnesses=archive.witnesses)
    if not found:
        raise WitnessProblem("no_witness_has_signed")
    for standing in found:
        if standing.at > now + TOLERANCE:
            raise WitnessProblem("witness_is_ahead_of_time", name=standing.key.name)
    for standing in found:
        _keep_standing(archive, standing)
    _write_cosigned(archive)
    return found


def _read_given(written: bytes, *, archive: Archive) -> Note:
    try:
        note = read_note(written.decode())
        check_note(note, keys=archive.keys)
        read_checkpoint(note)
        list_cosignatures(note, keys=archive.witnesses)
    except (NoteProblem, UnicodeDecodeError) as problem:
        why = problem if isinstance(problem, NoteProblem) else "it is not text"
        raise WitnessProblem("note_is_not_ours", why=why) from None
    return note


def _see_that_it_is_ours(checkpoint: Checkpoint, *, archive: Archive) -> None:
    try:
        latest = _read_signed(archive.folder / CHECKPOINT, archive=archive)
    except NoteProblem as problem:
        raise WitnessProblem("own_checkpoint_is_damaged", why=problem) from None
    size = read_checkpoint(latest).size if latest else 0
    if checkpoint.size > size:
        raise WitnessProblem("ledger_was_set_back", size=size, seen=checkpoint.size)
    try:
        # The parts that an earlier tree ended with are found in the tiles of the present one.
        subtree = archive.tiles.subtree_of(size)
        root = archive.hasher.find_root(checkpoint.size, subtree)
    except TileProblem as problem:
        raise WitnessProblem("tiles_are_not_whole", why=problem) from None
    if root != checkpoint.root:
        raise WitnessProblem("ledger_has_another_root", size=checkpoint.size)


def _list_signers(
    note: Note, checkpoint: Checkpoint, *, witnesses: Sequence[PublicKey]
) -> tuple[Standing, ...]:
    """The newest cosignature of each. Raises NoteProblem for a false one."""
    newest = {
        each.key: each
        for each in sorted(list_cosignatures(note, keys=witnesses), key=lambda each: each.at)
    }
    return tuple(
        Standing(note=note, checkpoint=checkpoint, cosignature=newest[key])
        for key in witnesses
        if key in newest
    )


def _keep_standing(archive: Archive, standing: Standing) -> None:
    before = _read_standing(archive, standing.key)
    rank = (standing.checkpoint.size, standing.at)
    if before is None or rank > (before.checkpoint.size, before.at):
        path = _name_standing(archive, standing.key)
        note = _put_together(standing.note, [standing], archive=archive)
        write_whole(path, note.write().encode())


def _read_standing(archive: Archive, key: PublicKey) -> Standing | None:
    try:
        note = _read_signed(_name_standing(archive, key), archive=archive)
        found = _list_signers(note, read_checkpoint(note), witnesses=[key]) if note else ()
    except NoteProblem:
        return None
    return found[0] if found else None


def _name_standing(archive: Archive, key: PublicKey) -> Path:
    return archive.folder / KEPT / hashlib.sha256(key.write().encode()).hexdigest()[:32]


def _write_cosigned(archive: Archive) -> None:
    standings = list_standings(archive)
    largest = max(standings, key=lambda each: each.checkpoint.size).note
    mine = [each for each in standings if each.note.text == largest.text]
    note = _put_together(largest, mine, archive=archive)
    write_whole(archive.folder / COSIGNED, note.write().encode())


def _put_together(note: Note, standings: Sequence[Standing], *, archive: Archive) -> Note:
    """The note with the signatures of the log, then one cosignature of each of these witnesses."""
    logs = (each for each in note.signatures if any(key.is_by(each) for key in archive.keys))
    theirs = (standing.cosignature.signature for standing in standings)
    return replace(note, signatures=tuple(dict.fromkeys((*logs, *theirs))))


def _read_signed(path: Path, *, archive: Archive) -> Note | None:
    """Return a checkpoint of ours from a file, None where there is none. Raises NoteProblem."""
    try:
        note = read_note(path.read_bytes().decode())
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise NoteProblem(f"{path.name}: it is not text") from None
    check_note(note, keys=archive.keys)
    read_checkpoint(note)
    return note
