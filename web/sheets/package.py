"""An .xlsx file as a container, looked through before anything in it is read.

Sizes are those of the directory, and no part is ever expanded beyond its own: a directory that
lies yields a part that breaks off.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable

from web.sheets.grid import refuse
from web.sheets.parts import declares_entities

MAX_ENTRIES = 200
MAX_EXPANDED = 30 * 1024 * 1024
MAX_PART = 16 * 1024 * 1024
SMALL = 1024 * 1024
MAX_RATIO = 200
HEAD = 64 * 1024

_ZIP_BEGINS = b"PK\x03\x04"
_OLE_BEGINS = bytes.fromhex("d0cf11e0a1b11ae1")
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, OSError, ValueError)
# RuntimeError is what an encrypted part answers with, EOFError one that breaks off.
_UNREADABLE = (*_BROKEN, RuntimeError, EOFError, KeyError)


class Package:
    """The parts of a file by their names, within bounds."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._parts = {info.filename: info for info in archive.infolist()}

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def read(self, name: str, *, limit: int | None = None) -> bytes:
        """Return a part, or its first `limit` bytes. Raises Refused when it cannot be read."""
        try:
            info = self._parts[name]
            with self._archive.open(info) as part:
                return part.read(info.file_size if limit is None else min(limit, info.file_size))
        except _UNREADABLE:
            refuse("table_is_unreadable")


def open_package(content: bytes) -> Package:
    """Return the parts of an .xlsx file.

    Raises Refused for what is not one, for one that expands too far, and for one with macros,
    links to other files or declared entities.
    """
    if content.startswith(_OLE_BEGINS):
        refuse("table_format_is_old")
    if not content.startswith(_ZIP_BEGINS):
        refuse("table_is_unreadable")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _UNREADABLE:
        refuse("table_is_unreadable")
    parts = archive.infolist()
    _refuse_size(parts)
    _refuse_names([info.filename.lower() for info in parts])
    package = Package(archive)
    for info in parts:
        name = info.filename
        if name.lower().endswith((".xml", ".rels")) and declares_entities(
            package.read(name, limit=HEAD)
        ):
            refuse("table_declares_entities")
    return package


def _refuse_size(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MAX_ENTRIES or sum(info.file_size for info in parts) > MAX_EXPANDED:
        refuse("table_expands_too_far")
    for info in parts:
        if info.file_size > min(MAX_PART, max(SMALL, MAX_RATIO * info.compress_size)):
            refuse("table_expands_too_far")
        if info.compress_type not in _METHODS:
            refuse("table_is_unreadable")


def _refuse_names(names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            refuse("table_is_unreadable")
        seen.add(name)
        if "vbaproject" in name or name.startswith(("xl/macrosheets/", "xl/activex/")):
            refuse("table_has_macros")
        if name.startswith("xl/externallinks/"):
            refuse("table_has_links")
