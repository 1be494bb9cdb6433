"""The Merkle tree of RFC 6962 over the entries of a log: roots, and proofs of two kinds.

Pure: nothing here knows where hashes are kept. Whoever asks hands over `subtree`, which answers the
hash of a complete subtree by its height and its place: `subtree(3, 1)` is that of leaves 8 to 15.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from models.vocabulary import HashName

LEAF, NODE = b"\x00", b"\x01"


Subtree = Callable[[int, int], bytes]
"""The hash of the complete subtree of this height (0 is a leaf) at this place, from 0."""


class ProofProblem(ValueError):  # noqa: N818 -- it tells a person what does not hold
    """A proof that proves nothing; the message says why."""


def find_hash(name: HashName) -> Callable[..., Any]:
    """Return what hashes bytes. By the name alone each hash costs half as much again."""
    return getattr(hashlib, name, None) or partial(hashlib.new, name)


class Hasher:
    """The two hashes of a tree, by one algorithm."""

    def __init__(self, name: HashName = HashName.SHA256) -> None:
        self.name = name
        self._hash = find_hash(name)
        self.size: int = self._hash().digest_size

    def hash_leaf(self, entry: bytes) -> bytes:
        """Return the hash of one entry as a leaf."""
        found: bytes = self._hash(LEAF + entry).digest()
        return found

    def hash_leaves(self, entries: Iterable[bytes]) -> list[bytes]:
        """Return the hashes of entries as leaves."""
        hashing = self._hash
        return [hashing(LEAF + entry).digest() for entry in entries]

    def hash_node(self, left: bytes, right: bytes) -> bytes:
        """Return the hash of a node above two others."""
        found: bytes = self._hash(NODE + left + right).digest()
        return found

    def hash_row(self, row: Sequence[bytes]) -> list[bytes]:
        """Return the nodes above a row of an even number of hashes."""
        hashing, pairs = self._hash, zip(row[::2], row[1::2], strict=True)
        return [hashing(NODE + left + right).digest() for left, right in pairs]

    def hash_nothing(self) -> bytes:
        """Return the root of a tree without leaves."""
        found: bytes = self._hash().digest()
        return found

    def hash_range(self, start: int, end: int, subtree: Subtree) -> bytes:
        """Return the hash of the leaves from `start` to `end` (excluded), one at least; `start` is
        where a subtree of that many leaves begins (RFC 6962, 2.1).
        """
        count = end - start
        if count & (count - 1) == 0:
            return subtree(count.bit_length() - 1, start // count)
        middle = start + _split(count)
        left = self.hash_range(start, middle, subtree)
        return self.hash_node(left, self.hash_range(middle, end, subtree))

    def find_root(self, size: int, subtree: Subtree) -> bytes:
        """Return the root of the tree of the first `size` leaves."""
        return self.hash_range(0, size, subtree) if size else self.hash_nothing()

    def prove_inclusion(self, index: int, *, size: int, subtree: Subtree) -> list[bytes]:
        """Return the hashes beside the way from a leaf to the root, the lowest first (2.1.1).

        Raises ValueError for a leaf that the tree does not have.
        """
        if not 0 <= index < size:
            raise ValueError(f"a tree of {size} has no leaf {index}")
        return self._prove_leaf(index, 0, size, subtree)

    def _prove_leaf(self, index: int, start: int, end: int, subtree: Subtree) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + _split(end - start)
        if index < middle:
            beside = self.hash_range(middle, end, subtree)
            return [*self._prove_leaf(index, start, middle, subtree), beside]
        beside = self.hash_range(start, middle, subtree)
        return [*self._prove_leaf(index, middle, end, subtree), beside]

    def prove_consistency(self, old: int, *, size: int, subtree: Subtree) -> list[bytes]:
        """Return the hashes by which a tree of `old` leaves is seen to be the beginning of one of
        `size` (2.1.2); none where either is empty or both are the same.

        Raises ValueError for a tree that is larger than the later one.
        """
        if not 0 <= old <= size:
            raise ValueError(f"a tree of {size} does not begin with one of {old}")
        if old in (0, size):
            return []
        return self._prove_prefix(old, 0, size, subtree, whole=True)

    def _prove_prefix(
        self, old: int, start: int, end: int, subtree: Subtree, *, whole: bool
    ) -> list[bytes]:
        if old == end:
            return [] if whole else [self.hash_range(start, end, subtree)]
        middle = start + _split(end - start)
        if old <= middle:
            beside = self.hash_range(middle, end, subtree)
            return [*self._prove_prefix(old, start, middle, subtree, whole=whole), beside]
        beside = self.hash_range(start, middle, subtree)
        return [*self._prove_prefix(old, middle, end, subtree, whole=False), beside]

    def check_inclusion(
        self, leaf: bytes, index: int, *, size: int, root: bytes, proof: Sequence[bytes]
    ) -> None:
        """Raise ProofProblem unless `leaf` is the hash of leaf `index` of the tree with this root
        (RFC 9162, 2.1.3.2).
        """
        if not 0 <= index < size:
            raise ProofProblem(f"a tree of {size} has no leaf {index}")
        found = leaf
        for beside, is_left in _climb(index, size - 1, proof):
            found = self.hash_node(beside, found) if is_left else self.hash_node(found, beside)
        if found != root:
            raise ProofProblem(f"leaf {index} is not in the tree with this root")

    def check_consistency(
        self, *, old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
    ) -> None:
        """Raise ProofProblem unless the tree of `old` leaves is the beginning of that of `size`
        (RFC 9162, 2.1.4.2).
        """
        if not 0 <= old <= size:
            raise ProofProblem(f"a tree of {size} does not begin with one of {old}")
        if old in (0, size):
            if proof or old_root != (root if old else self.hash_nothing()):
                raise ProofProblem("two trees of the same size have different roots")
            return
        # The largest complete subtree that the old tree ends with is where the proof begins.
        height = (old & -old).bit_length() - 1
        hashes = [old_root, *proof] if old == 1 << height else list(proof)
        if not hashes:
            raise ProofProblem("the proof is too short")
        first = second = hashes[0]
        for beside, is_left in _climb((old - 1) >> height, (size - 1) >> height, hashes[1:]):
            if is_left:
                first, second = self.hash_node(beside, first), self.hash_node(beside, second)
            else:
                second = self.hash_node(second, beside)
        if first != old_root or second != root:
            raise ProofProblem(f"the tree of {size} does not begin with that of {old}")


def _climb(place: int, last: int, proof: Sequence[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield each hash of a proof, and whether it stands to the left of the way to the root, which
    begins at `place` of a row that ends at `last`.
    """
    for beside in proof:
        if last == 0:
            raise ProofProblem("the proof is too long")
        is_left = place & 1 == 1 or place == last
        yield beside, is_left
        while is_left and not place & 1 and place:
            place, last = place >> 1, last >> 1
        place, last = place >> 1, last >> 1
    if last:
        raise ProofProblem("the proof is too short")


def _split(count: int) -> int:
    """The largest power of two below `count`, two or more."""
    return 1 << (count - 1).bit_length() - 1
