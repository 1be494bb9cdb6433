"""Where tests write: into memory where the machine has a folder there, else onto the disk.

Nothing that a test writes has to outlive it, and a disk that others use makes it wait.
"""

import os
import tempfile
from pathlib import Path

FOLDER = Path("/dev/shm")  # noqa: S108 -- what is made in it has names nobody can foresee
NEEDED = 4 * 2**30
"""Bytes that must be free: several servers and the files of as many tests, with room to spare."""


def find_memory(folder: Path = FOLDER) -> Path | None:
    """The folder that lies in memory, if it is roomy and programs may be started from it."""
    try:
        room = os.statvfs(folder)
    except OSError:
        return None
    fits = room.f_bavail * room.f_frsize >= NEEDED and count_free_memory() >= NEEDED
    closed = room.f_flag & (os.ST_NOEXEC | os.ST_RDONLY) or not os.access(folder, os.W_OK)
    return folder if fits and not closed else None


def count_free_memory() -> int:
    """Bytes of memory that the machine could give away at this moment, 0 where it does not say."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    kibibytes = next((line.split()[1] for line in lines if line.startswith("MemAvailable:")), "0")
    return int(kibibytes) * 1024


def write_into_memory() -> None:
    """Let every temporary file lie in memory from now on, unless `$TMPDIR` says where."""
    folder = find_memory()
    if folder is not None and "TMPDIR" not in os.environ:
        os.environ["TMPDIR"] = str(folder)
        tempfile.tempdir = None


def lies_in_memory() -> bool:
    """Say whether temporary files lie in memory."""
    return Path(tempfile.gettempdir()).is_relative_to(FOLDER)
