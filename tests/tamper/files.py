"""Attacks on files: the tree, the checkpoint and the documents on the disk."""

from pathlib import Path
from random import Random

from tests.tamper.ground import Ground
from tests.tamper.rows import NOWHERE, Places
from workflow.ledger.seal import CHECKPOINT


def spoil_tree(ground: Ground, random: Random) -> Places:
    """Spoil a file of hashes or of entries."""
    hashes = [
        path
        for path in sorted((ground.ledger.folder / "tile").rglob("*"))
        if path.is_file() and _is_used(path)
    ]
    return frozenset({"seal", "entries"}) if _spoil(random.choice(hashes), random) else NOWHERE


def _is_used(path: Path) -> bool:
    """A tile that was not full yet stands beside the wider one that took its place."""
    if not path.parent.name.endswith(".p"):
        return True
    wider = [int(each.name) for each in path.parent.iterdir()]
    return int(path.name) == max(wider)


def spoil_document(ground: Ground, random: Random) -> Places:
    """Spoil a supporting document."""
    documents = [path for path in sorted(ground.settings.files.rglob("*")) if path.is_file()]
    return frozenset({"attachment"}) if _spoil(random.choice(documents), random) else NOWHERE


def spoil_checkpoint(ground: Ground, random: Random) -> Places:
    """Spoil the checkpoint beside the tiles, which sealing reads before it goes on."""
    path = ground.ledger.folder / CHECKPOINT
    return frozenset({"checkpoint"}) if _spoil(path, random) else NOWHERE


def _spoil(path: Path, random: Random) -> bool:
    data = path.read_bytes()
    if not data:
        return False
    way = random.choice(("bit", "cut", "gone", "longer"))
    if way == "gone":
        path.unlink()
        return True
    if way == "cut":
        path.write_bytes(data[: random.randrange(len(data))])
    elif way == "longer":
        path.write_bytes(data + random.randbytes(1))
    else:
        at = random.randrange(len(data))
        path.write_bytes(
            data[:at] + bytes([data[at] ^ (1 << random.randrange(8))]) + data[at + 1 :]
        )
    return True
