"""The tree of the ledger put together again from its leaves, piece after piece.

Whoever looks at a piece answers with the hashes of complete subtrees of at most a tile; here they
become the root at every seal, and every hash that the tiles above hold.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from models.queries.entered import Sealed
from workflow.ledger.merkle import NODE, Hasher, find_hash
from workflow.ledger.tiles import HEIGHT, WIDTH, TileProblem, Tiles, name_tile


class Grown(NamedTuple):
    """What a piece of the ledger adds: the heights and hashes of its complete subtrees, in order;
    then, where a seal ends, the seal with the faults of its own.
    """

    subtrees: list[tuple[int, bytes]]
    seal: Sealed | None = None
    faults: tuple[str, ...] = ()


def cut_into_subtrees(leaves: bytes, start: int, *, hasher: Hasher) -> list[tuple[int, bytes]]:
    """Return heights and hashes of the largest complete subtrees, of a tile at most, that leaves
    from the one numbered `start` on make, their hashes one behind the other.
    """
    make, step = find_hash(hasher.name), hasher.size
    place, end = 0, len(leaves) // step
    found = []
    while place < end:
        own = start + place
        height = min(HEIGHT, (end - place).bit_length() - 1)
        if own:
            height = min(height, (own & -own).bit_length() - 1)
        row = leaves[place * step : (place + (1 << height)) * step]
        for _ in range(height):
            pairs = range(0, len(row), 2 * step)
            row = b"".join([make(NODE + row[at : at + 2 * step]).digest() for at in pairs])
        found.append((height, row))
        place += 1 << height
    return found


@dataclass
class Growth:
    """The tree so far: its complete subtrees from the largest to the smallest."""

    tiles: Tiles
    total: int = 0
    size: int = 0
    _peaks: list[tuple[int, bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._read = lru_cache(maxsize=64)(self._read_tile)

    def take(self, subtrees: list[tuple[int, bytes]]) -> Iterator[str]:
        """Add what follows, and yield each hash above that the tiles hold otherwise."""
        hash_node = self.tiles.hasher.hash_node
        for first, digest in subtrees:
            height, own = first, digest
            self.size += 1 << height
            yield from self._compare(height, own)
            while self._peaks and self._peaks[-1][0] == height:
                height, own = height + 1, hash_node(self._peaks.pop()[1], own)
                yield from self._compare(height, own)
            self._peaks.append((height, own))

    def find_root(self) -> bytes:
        """Return the root of the tree so far."""
        hasher, hashes = self.tiles.hasher, [digest for _, digest in self._peaks]
        if not hashes:
            return hasher.hash_nothing()
        root = hashes.pop()
        while hashes:
            root = hasher.hash_node(hashes.pop(), root)
        return root

    def _compare(self, height: int, digest: bytes) -> Iterator[str]:
        level, inside = divmod(height, HEIGHT)
        if inside or not level:
            return
        number, place = divmod((self.size >> height) - 1, WIDTH)
        try:
            if self._read(level, number)[place] == digest:
                return
            name = name_tile(str(level), number)
            yield f"{name}: its hash {place} is not that of the tiles below"
        except TileProblem as problem:
            yield str(problem)

    def _read_tile(self, level: int, number: int) -> list[bytes]:
        there = (self.total >> HEIGHT * level) - number * WIDTH
        return self.tiles.read_tile(level, number, width=min(WIDTH, there))
