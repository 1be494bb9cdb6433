"""Units as the lines of a table: those directly below one unit, each with all that stands below."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from models.queries.statistics import UnitRow


@dataclass(frozen=True, kw_only=True)
class Branch:
    """One line: a unit by itself (`alone`) or with the units below it, all of them in `units`."""

    unit: UnitRow
    alone: bool
    has_more: bool
    units: frozenset[UUID]


@dataclass(frozen=True)
class Tree:
    """All units by the one above them, in the order of their codes."""

    rows: Sequence[UnitRow]

    def index(self) -> Mapping[UUID | None, list[UnitRow]]:
        """Return the units below each unit; on top those of which the unit above is unknown."""
        known = {row.id for row in self.rows}
        below: dict[UUID | None, list[UnitRow]] = {}
        for row in self.rows:
            above = row.above_id if row.above_id in known else None
            below.setdefault(above, []).append(row)
        return below


def list_branches(rows: Sequence[UnitRow], unit_id: UUID | None) -> list[Branch]:
    """Return the lines below a unit, or the topmost ones that somebody may see. A unit that he may
    not see is passed over for those below it; one unit alone on top is opened at once. Units that
    supervise each other in a circle stand below each other.
    """
    below, by_id = Tree(rows).index(), {row.id: row for row in rows}
    start = by_id.get(unit_id) if unit_id is not None else None
    if unit_id is not None and start is None:
        return []
    tops = list(_find_seen(below.get(None, []), below))
    if start is None and (not tops or len(tops) > 1):
        # Whoever stands in a circle is below nobody on top: he is a line of his own.
        reached = frozenset().union(*(_walk(top.id, below) for top in tops))
        tops += [row for row in rows if row.seen and row.id not in reached]
        return [_make_branch(row, below) for row in tops]
    start = start or tops[0]
    lines = _find_seen(below.get(start.id, []), below, {start.id})
    own = [Branch(unit=start, alone=True, has_more=False, units=frozenset({start.id}))]
    return [*(own if start.seen else []), *(_make_branch(row, below) for row in lines)]


def _make_branch(row: UnitRow, below: Mapping[UUID | None, list[UnitRow]]) -> Branch:
    units = _walk(row.id, below)
    return Branch(unit=row, alone=False, has_more=len(units) > 1, units=units)


def _find_seen(
    rows: Sequence[UnitRow],
    below: Mapping[UUID | None, list[UnitRow]],
    passed: set[UUID] | None = None,
) -> Iterator[UnitRow]:
    passed = passed if passed is not None else set()
    for row in rows:
        if row.id in passed:
            continue
        passed.add(row.id)
        if row.seen:
            yield row
        else:
            yield from _find_seen(below.get(row.id, []), below, passed)


def _walk(unit_id: UUID, below: Mapping[UUID | None, list[UnitRow]]) -> frozenset[UUID]:
    """The unit and everything below it, at any depth."""
    found, waiting = {unit_id}, [unit_id]
    while waiting:
        for row in below.get(waiting.pop(), []):
            if row.id not in found:
                found.add(row.id)
                waiting.append(row.id)
    return frozenset(found)
