"""The public side of a ledger: all that is needed to prove and to check, and nothing that signs."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workflow.ledger.merkle import Hasher
from workflow.ledger.note import NoteProblem, PublicKey, read_public_key
from workflow.ledger.tiles import Tiles, write_whole

KEYS = "keys"
WITNESSES = "witnesses"
COSIGNED = "cosigned"


@dataclass(frozen=True, kw_only=True)
class Archive:
    """The folder of the ledger, the keys that sign or once signed for it, the newest last, and the
    keys of the witnesses whose cosignatures it keeps.
    """

    folder: Path
    hasher: Hasher
    keys: tuple[PublicKey, ...]
    witnesses: tuple[PublicKey, ...] = ()

    @property
    def tiles(self) -> Tiles:
        """The tree in files."""
        return Tiles(self.folder, hasher=self.hasher)


def open_archive(folder: Path, *, hasher: Hasher) -> Archive | None:
    """Return the public side of the ledger in a folder, None before it has a key.

    Raises NoteProblem for a line of its files that is no key.
    """
    keys = read_keys(folder / KEYS)
    if not keys:
        return None
    witnesses = read_keys(folder / WITNESSES)
    return Archive(folder=folder, hasher=hasher, keys=keys, witnesses=witnesses)


def read_keys(path: Path) -> tuple[PublicKey, ...]:
    """Return the public keys of a file, one a line; none where there is no such file.

    Raises NoteProblem.
    """
    try:
        written = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    except UnicodeDecodeError:
        raise NoteProblem(f"{path.name}: it is not text") from None
    return tuple(read_public_key(line) for line in written.splitlines() if line)


def write_keys(path: Path, keys: Sequence[PublicKey]) -> None:
    """Write public keys to a file, one a line."""
    write_whole(path, "".join(f"{key.write()}\n" for key in keys).encode())
