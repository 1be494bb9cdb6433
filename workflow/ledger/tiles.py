"""A Merkle tree in files: the tiles and entry bundles of C2SP tlog-tiles.

`tile/0/x001/234` holds 256 hashes of leaves, `tile/1/…` the hashes of such tiles, and so on;
`tile/entries/…` the entries themselves. The last tile of each level may be a part, `….p/17`.
A file is complete or not there, and a part is never changed: a pass that was cut short is
repeated over the same entries and writes the same bytes.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, count
from pathlib import Path

from workflow.ledger.merkle import Hasher

WIDTH = 256
HEIGHT = 8
LONGEST_ENTRY = 65_535
"""Bytes: the length stands in two."""
_LENGTH = 2
FEW = 64
"""Files that are forced onto the disk one by one."""


class TileProblem(Exception):  # noqa: N818 -- it tells a person what is wrong with a file
    """A file of the ledger is missing or is not what it must be; the message names it."""


def name_tile(level: str, number: int, *, width: int = WIDTH) -> str:
    """Return the path of a tile below the folder: tile/0/x001/x234/067, or with `.p/17` behind."""
    digits = f"{number:03d}" if number < 1000 else f"{number:0{-(-len(str(number)) // 3) * 3}d}"  # noqa: PLR2004 -- three digits a folder
    parts = [digits[place : place + 3] for place in range(0, len(digits), 3)]
    path = "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
    return f"tile/{level}/{path}" if width == WIDTH else f"tile/{level}/{path}.p/{width}"


class Tiles:
    """The tiles of one log below a folder, or wherever `read` finds the file of such a path."""

    def __init__(
        self, folder: Path, *, hasher: Hasher, read: Callable[[Path], bytes] = Path.read_bytes
    ) -> None:
        self.folder = folder
        self.hasher = hasher
        self._read_file = read
        self._unsettled: list[Path] = []

    def append(self, entries: Sequence[bytes], *, size: int) -> int:
        """Write entries behind the first `size`; return the new size. They outlast a power cut
        once `settle` was called.

        Raises TileProblem for an entry that is too long, or where the last part of the tree of
        `size` is missing.
        """
        lengths = list(map(len, entries))
        if (longest := max(lengths, default=0)) > LONGEST_ENTRY:
            place = size + lengths.index(longest)
            raise TileProblem(f"entry {place} is longer than {LONGEST_ENTRY} bytes")
        self._write_bundles(entries, size=size)
        hashes = self.hasher.hash_leaves(entries)
        level, start = 0, size
        while hashes:
            first = start // WIDTH
            row = [*self._read_part(level, first, width=start % WIDTH), *hashes]
            self._write_tiles(str(level), first, row)
            hashes = self._hash_full(row)
            level, start = level + 1, start // WIDTH
        return size + len(entries)

    def settle(self) -> None:
        """Force onto the disk what was appended since the last time."""
        written, self._unsettled = self._unsettled, []
        if len(written) > FEW:
            # One flush of everything: forced one by one, a million entries took minutes.
            os.sync()
            return
        for path in (*written, *dict.fromkeys(path.parent for path in written)):
            force(path)

    def drop_parts(self, start: int, end: int) -> None:
        """Remove the parts of the tiles that are full since the tree grew from `start` to `end`:
        whoever asks for one is answered from the tile. A seal a minute would else keep each entry
        a hundred times.
        """
        names = ["entries", "0"]
        for level in count(1):
            start, end = start // WIDTH, end // WIDTH
            # Behind the first nothing but a row of hashes was written in parts and in one pass.
            for number in range(start, end if level > 1 else min(start + 1, end)):
                for name in names:
                    part = self.folder / name_tile(name, number, width=1)
                    shutil.rmtree(part.parent, ignore_errors=True)
            if not end:
                return
            names = [str(level)]

    def subtree_of(self, size: int) -> "SubtreeReader":
        """Return what answers the hashes of complete subtrees of the tree of `size` leaves."""
        return SubtreeReader(self, size=size)

    def find_root(self, size: int) -> bytes:
        """Return the root of the tree of the first `size` leaves."""
        return self.hasher.find_root(size, self.subtree_of(size))

    def read_entries(self, start: int, end: int, *, size: int) -> Iterator[bytes]:
        """Yield the entries from `start` to `end` (excluded) of the tree of `size`."""
        for number in range(start // WIDTH, -(-end // WIDTH)):
            base = number * WIDTH
            bundle = _split_bundle(
                self._read("entries", number, width=min(WIDTH, size - base)),
                name=name_tile("entries", number),
            )
            yield from bundle[max(start - base, 0) : end - base]

    def read_tile(self, level: int, number: int, *, width: int) -> list[bytes]:
        """Return the first `width` hashes of a tile. Raises TileProblem."""
        step = self.hasher.size
        data = self._read(str(level), number, width=width)
        if len(data) < width * step or len(data) % step:
            raise TileProblem(f"{name_tile(str(level), number)} does not hold {width} hashes")
        return [data[place : place + step] for place in range(0, width * step, step)]

    def hash_tile(self, hashes: Sequence[bytes]) -> bytes:
        """Return the hash of the complete subtree above 1, 2, 4 … 256 hashes."""
        row = list(hashes)
        while len(row) > 1:
            row = [self.hasher.hash_node(*row[n : n + 2]) for n in range(0, len(row), 2)]
        return row[0]

    def _hash_full(self, row: Sequence[bytes]) -> list[bytes]:
        """The hashes of those tiles of a row that are full."""
        hashes = list(row[: len(row) // WIDTH * WIDTH])
        for _ in range(HEIGHT):
            hashes = self.hasher.hash_row(hashes)
        return hashes

    def _read_part(self, level: int, number: int, *, width: int) -> list[bytes]:
        return self.read_tile(level, number, width=width) if width else []

    def _write_tiles(self, level: str, first: int, row: Sequence[bytes]) -> None:
        for place in range(0, len(row), WIDTH):
            hashes = row[place : place + WIDTH]
            self._write(level, first + place // WIDTH, b"".join(hashes), width=len(hashes))

    def _write_bundles(self, entries: Sequence[bytes], *, size: int) -> None:
        first, width = divmod(size, WIDTH)
        kept = list(self.read_entries(first * WIDTH, size, size=size)) if width else []
        row = [*kept, *entries]
        for place in range(0, len(row), WIDTH):
            bundle = row[place : place + WIDTH]
            lengths = [len(each).to_bytes(_LENGTH, "big") for each in bundle]
            data = b"".join(chain.from_iterable(zip(lengths, bundle, strict=True)))
            self._write("entries", first + place // WIDTH, data, width=len(bundle))

    def _read(self, level: str, number: int, *, width: int) -> bytes:
        """The part of that width, else the tile that it became."""
        names = dict.fromkeys((name_tile(level, number, width=width), name_tile(level, number)))
        for name in names:
            try:
                return self._read_file(self.folder / name)
            except FileNotFoundError:
                continue
        raise TileProblem(f"{name_tile(level, number, width=width)} is missing")

    def _write(self, level: str, number: int, data: bytes, *, width: int) -> None:
        path = self.folder / name_tile(level, number, width=width)
        put_in_place(path, data)
        self._unsettled.append(path)


class SubtreeReader:
    """Answers the hash of a complete subtree from tiles, each read once."""

    def __init__(self, tiles: Tiles, *, size: int) -> None:
        self._tiles = tiles
        self._size = size
        self._read = lru_cache(maxsize=64)(self._read_tile)

    def __call__(self, height: int, place: int) -> bytes:
        """Return the hash of the complete subtree of this height at this place."""
        level, inside = divmod(height, HEIGHT)
        number, first = divmod(place << inside, WIDTH)
        row = self._read(level, number)[first : first + (1 << inside)]
        return self._tiles.hash_tile(row)

    def _read_tile(self, level: int, number: int) -> list[bytes]:
        there = (self._size >> HEIGHT * level) - number * WIDTH
        return self._tiles.read_tile(level, number, width=min(WIDTH, there))


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is complete or not there, and stays after a power cut."""
    put_in_place(path, data, forced=True)
    force(path.parent)


def put_in_place(path: Path, data: bytes, *, forced: bool = False) -> None:
    """Write a file so that nobody sees half of it; on the disk before it is seen where `forced`."""
    unfinished = f"{path}.new"
    try:
        file = open(unfinished, "wb", buffering=0)  # noqa: PTH123, SIM115 -- thousands in one pass
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = open(unfinished, "wb", buffering=0)  # noqa: PTH123, SIM115 -- as above
    with file:
        file.write(data)
        if forced:
            os.fsync(file.fileno())
    os.replace(unfinished, path)  # noqa: PTH105 -- as above


def force(path: Path) -> None:
    """Force a file or a folder onto the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _split_bundle(data: bytes, *, name: str) -> list[bytes]:
    entries, place = [], 0
    while place < len(data):
        length = int.from_bytes(data[place : place + _LENGTH], "big")
        place += _LENGTH
        entries.append(data[place : place + length])
        place += length
    if place != len(data):
        raise TileProblem(f"{name} is cut off")
    return entries
