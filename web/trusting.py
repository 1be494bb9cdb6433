"""What verification may rely on in this house: the public side of its ledger, and checkpoints."""

from collections.abc import Sequence
from pathlib import Path

from web.ledger import read_key
from web.settings import Settings
from workflow.ledger.archive import COSIGNED, KEYS, WITNESSES, read_keys
from workflow.ledger.checkpoint import Checkpoint, list_cosignatures, read_checkpoint
from workflow.ledger.merkle import Hasher
from workflow.ledger.note import NoteProblem, PublicKey, check_note, read_note
from workflow.ledger.seal import CHECKPOINT
from workflow.ledger.tiles import Tiles
from workflow.ledger.trusted import Trusted


def read_kept(settings: Settings, *, other: Path | None = None) -> tuple[tuple[str, bytes], ...]:
    """Return the checkpoints that were kept, by the names of their files: those of the ledger, and
    one that lay elsewhere. Raises OSError where that one cannot be read.
    """
    kept = [("another", other.read_bytes())] if other is not None else []
    for name in (CHECKPOINT, COSIGNED):
        try:
            kept.append((name, (settings.ledger / name).read_bytes()))
        except FileNotFoundError:
            continue
    return tuple(kept)


def find_trusted(settings: Settings, *, kept: Sequence[tuple[str, bytes]]) -> Trusted:
    """Return what the seal is checked by. Where the ledger has no list of its keys, that of this
    machine is the only one.

    Raises KeyProblem without any key, and NoteProblem for a checkpoint that none of them signed.
    """
    keys = read_keys(settings.ledger / KEYS) or (read_key(settings.ledger_key).public,)
    witnesses = read_keys(settings.ledger / WITNESSES)
    hasher = Hasher(settings.hash_name)
    read = [_read(name, data, keys=keys, witnesses=witnesses) for name, data in kept]
    tiles, once = Tiles(settings.ledger, hasher=hasher), tuple(dict.fromkeys(read))
    return Trusted(tiles=tiles, hasher=hasher, keys=keys, others=once)


def _read(
    name: str, data: bytes, *, keys: Sequence[PublicKey], witnesses: Sequence[PublicKey]
) -> Checkpoint:
    try:
        note = read_note(data.decode("utf-8"))
        check_note(note, keys=keys)
        list_cosignatures(note, keys=witnesses)
        return read_checkpoint(note)
    except (NoteProblem, UnicodeDecodeError) as problem:
        raise NoteProblem(f"{name}: {problem}") from problem
