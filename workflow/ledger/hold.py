"""One sealer at a time: whoever writes to the folder of a ledger holds it meanwhile."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = "lock"


@contextmanager
def hold_folder(folder: Path) -> Iterator[None]:
    """Be the only one that writes to the ledger in a folder; others wait, in this process and in
    others. The system lets go for a process that dies.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
