"""The rows of a review in the order in which they are read: what was changed since comes first."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from web.show.differences import Pair, RowPair
from web.show.table import Group, IndicatorTable, Line


@dataclass(frozen=True, kw_only=True)
class ReviewLine:
    """One line with the headings that stand above it. `calm` says that there is nothing to judge in
    it; `since` is what was changed in it.
    """

    line: Line
    path: tuple[Group, ...]
    calm: bool
    since: RowPair | None

    def find_change(self, key: str) -> Pair | None:
        """Return what a value was before, where it was changed."""
        pair = self.since.cells[key] if self.since else None
        return pair if pair and pair.differs else None

    @property
    def old_name(self) -> str:
        """What the row was called before; empty where it still is."""
        return self.since.name.old if self.since and self.since.name.differs else ""


@dataclass(frozen=True, kw_only=True)
class Block:
    """The lines below the same headings."""

    path: tuple[Group, ...]
    lines: tuple[ReviewLine, ...]

    @property
    def calm(self) -> bool:
        """Say whether there is nothing to judge in any of them."""
        return all(line.calm for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class ReviewPart:
    """The changed rows, or the others; `rows` counts those that carry points."""

    changed: bool
    rows: int
    blocks: tuple[Block, ...]


def arrange(
    table: IndicatorTable, *, since: Mapping[UUID, RowPair], calm: Collection[UUID]
) -> tuple[ReviewPart, ...]:
    """Return the lines in parts: those that were changed, then those that were not; a row without
    points stays with the row it belongs to. One part where nothing was changed.
    """
    lines = [*_follow_headings(table.lines, since=since, calm=calm)]
    together = [*_keep_together(lines)]
    changed = [each for each in together if any(line.since for line in each)]
    rest = [each for each in together if each not in changed]
    parts = ((True, changed), (False, rest))
    return tuple(_make_part(chosen, changed=which) for which, chosen in parts if chosen)


def _follow_headings(
    lines: Iterable[Line], *, since: Mapping[UUID, RowPair], calm: Collection[UUID]
) -> Iterator[ReviewLine]:
    above: tuple[Group, ...] = ()
    scored_is_calm = True
    for line in lines:
        above = (*above[: line.column - len(line.groups)], *line.groups)
        if line.row.scored:
            scored_is_calm = line.row.stored.id in calm
        yield ReviewLine(
            line=line,
            path=above,
            calm=scored_is_calm and line.row.stored.id not in since,
            since=since.get(line.row.stored.id),
        )


def _keep_together(lines: Sequence[ReviewLine]) -> Iterator[tuple[ReviewLine, ...]]:
    bundle: list[ReviewLine] = []
    for each in lines:
        if bundle and not each.line.is_detail:
            yield tuple(bundle)
            bundle = []
        bundle.append(each)
    if bundle:
        yield tuple(bundle)


def _make_part(bundles: Sequence[tuple[ReviewLine, ...]], *, changed: bool) -> ReviewPart:
    lines = [line for bundle in bundles for line in bundle]
    blocks = (
        Block(path=path, lines=tuple(below))
        for path, below in groupby(lines, key=lambda line: line.path)
    )
    return ReviewPart(
        changed=changed, rows=sum(line.line.row.scored for line in lines), blocks=tuple(blocks)
    )
