"""The store of supporting documents: bytes by their SHA-256, names never a path.

A document arrives in `arriving/` of the same folder, is counted and hashed while it is written,
and moves to `ab/abcdef…` in one step. What does not get that far leaves nothing behind.
"""

import hashlib
import io
import os
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from werkzeug.exceptions import RequestEntityTooLarge

ARRIVING = "arriving"
OPAQUE = "application/octet-stream"
MAX_FILE_NAME = 255

MEDIA_TYPES = {
    "csv": "text/csv",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "ofd": "application/ofd",
    "pdf": "application/pdf",
    "png": "image/png",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "txt": "text/plain",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
"""What a document is called by its ending. Nothing here runs in a browser, and nothing is shown
inside one: the content is never looked at.
"""


_UNWANTED = frozenset({"Cc", "Cs", "Zl", "Zp"})


def find_media_type(name: str) -> str:
    """Return the media type by the ending of the name; what is not listed is opaque."""
    return MEDIA_TYPES.get(name.rpartition(".")[2].lower(), OPAQUE)


def clean_name(name: str) -> str:
    """Return the last part of what a browser called the file, exactly as it is spelled, without
    control characters; empty where nothing is left.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in last if unicodedata.category(sign) not in _UNWANTED)
    return "" if kept.strip(" .") == "" else kept


class Arrival(io.RawIOBase):
    """A document on its way in: a file to write to, which counts and hashes."""

    def __init__(self, *, descriptor: int, limit: int) -> None:
        super().__init__()
        self._file = os.fdopen(descriptor, "wb")
        self._hash = hashlib.sha256()
        self._limit = limit
        self.size = 0

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, data: object) -> int:
        """Write the next bytes; raises RequestEntityTooLarge beyond the limit."""
        chunk = bytes(data)  # type: ignore[call-overload]  # whatever holds bytes
        self.size += len(chunk)
        if self.size > self._limit:
            raise RequestEntityTooLarge
        self._hash.update(chunk)
        return self._file.write(chunk)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go nowhere: the parser of forms rewinds what it wrote, nobody reads it here."""
        del offset, whence
        return 0

    def close(self) -> None:
        """Close the file underneath."""
        self._file.close()
        super().close()

    @property
    def sha256(self) -> str:
        """The hash of what was written so far, in hex."""
        return self._hash.hexdigest()

    def settle(self) -> None:
        """Bring what was written to the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())


class Store:
    """Documents by their hash, under one folder."""

    def __init__(self, folder: Path, *, limit: int) -> None:
        self.folder = folder
        self.limit = limit

    def find(self, sha256: str) -> Path:
        """Return where the document with this hash lies, whether it is there or not."""
        return self.folder / sha256[:2] / sha256

    def measure(self, sha256: str) -> tuple[int, str] | None:
        """Return size and hash of what lies where this document has to lie, None where nothing
        does. Raises OSError where it cannot be read.
        """
        path = self.find(sha256)
        if not path.is_file():
            return None
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return file.tell(), digest

    def try_out(self) -> None:
        """Raise OSError where no document could be taken in."""
        arriving = self._make_room()
        with tempfile.TemporaryFile(dir=arriving):
            pass

    def _make_room(self) -> Path:
        arriving = self.folder / ARRIVING
        arriving.mkdir(mode=0o700, parents=True, exist_ok=True)
        return arriving

    @contextmanager
    def receive(self) -> Iterator["Incoming"]:
        """Take one document in; unless it is kept, nothing of it stays."""
        descriptor, name = tempfile.mkstemp(dir=self._make_room())
        arrival = Arrival(descriptor=descriptor, limit=self.limit)
        try:
            yield Incoming(self, arrival=arrival, path=Path(name))
        finally:
            arrival.close()
            with suppress(FileNotFoundError):
                Path(name).unlink()


class Incoming:
    """One document that is being received."""

    def __init__(self, store: Store, *, arrival: Arrival, path: Path) -> None:
        self.arrival = arrival
        self._store = store
        self._path = path

    def keep(self) -> None:
        """Move the document to its place. The same bytes have the same place, so that a second
        arrival changes nothing.
        """
        self.arrival.settle()
        place = self._store.find(self.arrival.sha256)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        self._path.replace(place)
        for folder in (place.parent, self._store.folder):
            _settle_folder(folder)


def _settle_folder(folder: Path) -> None:
    # A name is on the disk when its folder is; Windows has no such handle.
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
