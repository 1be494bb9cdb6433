"""What differs between two texts: paragraph by paragraph, and within one where it says more."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import TypeAlias

MOST_PAIRS = 40_000
"""Pairs of paragraphs looked at to find out which of them belong together."""
LEAST_SHARED = 4
"""A paragraph counts as changed, and not as another one, when it keeps one part in so many."""
TOKEN = re.compile(r"[0-9A-Za-z.,%]+|.", re.DOTALL)
"""A number or a foreign word stays whole, everything else is taken sign by sign."""


class Kind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """A run of signs with one fate."""

    kind: Kind
    text: str


Paragraph: TypeAlias = tuple[Piece, ...]


def compare_texts(old: str, new: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of both texts in their order, those that stayed once."""
    return compare_lists(_split(old), _split(new))


def compare_lists(old: Sequence[str], new: Sequence[str]) -> tuple[Paragraph, ...]:
    """Return the items of both lists in their order, those that stayed once."""
    return tuple(
        paragraph for one, other in _pair(old, new) for paragraph in _compare_paragraphs(one, other)
    )


def _split(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _compare_paragraphs(old: str | None, new: str | None) -> Iterator[Paragraph]:
    if old is not None and old == new:
        yield (Piece(Kind.SAME, old),)
        return
    if old is not None and new is not None:
        pieces = _compare_tokens(TOKEN.findall(old), TOKEN.findall(new))
        kept = sum(len(piece.text) for piece in pieces if piece.kind is Kind.SAME)
        if kept * LEAST_SHARED >= max(len(old), len(new)):
            yield pieces
            return
    if old is not None:
        yield (Piece(Kind.GONE, old),)
    if new is not None:
        yield (Piece(Kind.NEW, new),)


def _compare_tokens(old: Sequence[str], new: Sequence[str]) -> Paragraph:
    """Return what both begin with, what differs, and what both end with."""
    head = _count_shared(old, new)
    tail = _count_shared(old[head:][::-1], new[head:][::-1])
    parts = (
        Piece(Kind.SAME, "".join(old[:head])),
        Piece(Kind.GONE, "".join(old[head : len(old) - tail])),
        Piece(Kind.NEW, "".join(new[head : len(new) - tail])),
        Piece(Kind.SAME, "".join(old[len(old) - tail :])),
    )
    return tuple(part for part in parts if part.text)


def _count_shared(old: Sequence[str], new: Sequence[str]) -> int:
    shared = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        shared += 1
    return shared


def _pair(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """Yield what belongs together; between two paragraphs that stayed, those that were changed
    are paired in their order.
    """
    head = _count_shared(old, new)
    tail = _count_shared(old[head:][::-1], new[head:][::-1])
    yield from zip(old[:head], new[:head], strict=True)
    yield from _align(old[head : len(old) - tail], new[head : len(new) - tail])
    yield from zip(old[len(old) - tail :], new[len(new) - tail :], strict=True)


def _align(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    matches = _match(old, new) if len(old) * len(new) <= MOST_PAIRS else []
    at_old = at_new = 0
    for one, other in [*matches, (len(old), len(new))]:
        yield from zip_longest(old[at_old:one], new[at_new:other])
        if one < len(old):
            yield old[one], new[other]
        at_old, at_new = one + 1, other + 1


def _match(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of a longest common subsequence."""
    longest = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            longest[i][j] = (
                longest[i + 1][j + 1] + 1
                if old[i] == new[j]
                else max(longest[i + 1][j], longest[i][j + 1])
            )
    found, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if old[i] == new[j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif longest[i + 1][j] >= longest[i][j + 1]:
            i += 1
        else:
            j += 1
    return found
