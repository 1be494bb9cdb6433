"""What a table of units would do with the units as they stand; nothing is changed here."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from models.queries.people import list_section_codes
from models.queries.units import UnitRow, list_units
from workflow.audit import hash_text, write_canonical
from workflow.ids import new_id
from workflow.offices import (
    UnitValues,
    stands_above_itself,
    values_of,
)
from workflow.refusals import Reason, Refused, unmet

_LONGEST_FOUND = 40


@dataclass(frozen=True, kw_only=True)
class UnitEntry:
    """What one row of the file says of a unit, other units and sections by their codes. A column
    that the file does not have is None: of a known unit that value stays. A code that cannot be
    used is empty, and a fault.
    """

    row: int
    code: str
    name: str
    region: str | None = None
    supervising: str | None = None
    section: str | None = None


@dataclass(frozen=True, kw_only=True)
class UnitTable:
    """The rows of a file, what it calls each column, and the faults found while it was read."""

    entries: tuple[UnitEntry, ...]
    headings: Mapping[str, str]
    faults: tuple[Reason, ...] = ()


def spell_table(table: UnitTable) -> list[Any]:
    """Return a table as plain data, for the way between its preview and its confirmation."""
    return [dict(table.headings), [list(astuple(entry)) for entry in table.entries]]


def restore_table(told: Any) -> UnitTable:
    """Return what `spell_table` was given."""
    headings, entries = told
    names = [each.name for each in fields(UnitEntry)]
    return UnitTable(
        entries=tuple(UnitEntry(**dict(zip(names, entry, strict=True))) for entry in entries),
        headings=headings,
    )


@dataclass(frozen=True, kw_only=True)
class Change:
    """One value of a unit before and after; units and sections by their codes."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """What one row does; without `old` it adds a unit, without changes it does nothing."""

    entry: UnitEntry
    unit_id: UUID
    old: UnitValues | None
    new: UnitValues
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class UnitPlan:
    """What a table does with the units as they stand."""

    steps: tuple[Step, ...]

    @property
    def additions(self) -> tuple[Step, ...]:
        """The units that are not known yet."""
        return tuple(step for step in self.steps if step.old is None)

    @property
    def edits(self) -> tuple[Step, ...]:
        """The known units of which something changes."""
        return tuple(step for step in self.steps if step.old is not None and step.changes)

    @property
    def unchanged(self) -> int:
        """How many rows say what stands already."""
        return len(self.steps) - len(self.additions) - len(self.edits)

    @property
    def fingerprint(self) -> str:
        """The same for two plans that do the same."""
        told = [
            [step.entry.code, [[each.field, each.old, each.new] for each in step.changes]]
            for step in self.steps
        ]
        return hash_text(write_canonical(told))


def plan_units(session: Session, table: UnitTable, *, held: bool) -> UnitPlan:
    """Return what a table would do; where `held`, the units stay as they are until the
    transaction ends.

    Raises Refused, field "file", with every fault, those found while reading included, in the
    order of the rows; each names its row and its column.
    """
    planner = _Planner(
        table=table,
        units=list_units(session, held=held),
        sections=list_section_codes(session),
    )
    plan = planner.make()
    if planner.faults:
        # One cell yields one fault, the one found first.
        cells: dict[tuple[int, str], Reason] = {}
        for fault in planner.faults:
            cells.setdefault((int(fault.params["row"]), fault.params["column"]), fault)
        raise Refused(*(cells[place] for place in sorted(cells, key=lambda place: place[0])))
    return plan


class _Planner:
    """Judges every row by itself, then the tree they would make together."""

    def __init__(
        self, *, table: UnitTable, units: Sequence[UnitRow], sections: Mapping[str, UUID]
    ) -> None:
        self.faults = list(table.faults)
        self._table = table
        self._known = {unit.code: unit for unit in units}
        self._sections = sections
        self._section_codes = {section_id: code for code, section_id in sections.items()}
        self._first_rows: dict[str, int] = {}
        for entry in table.entries:
            if entry.code:
                self._first_rows.setdefault(entry.code, entry.row)
        self._ids = {unit.code: unit.id for unit in units}
        for code in self._first_rows:
            self._ids.setdefault(code, new_id())
        self._codes = {unit_id: code for code, unit_id in self._ids.items()}

    def make(self) -> UnitPlan:
        """Return the plan; it is whole where there are no faults."""
        steps = []
        for entry in self._table.entries:
            first = self._first_rows.get(entry.code, entry.row)
            if first != entry.row:
                self._complain("unit_code_is_doubled", entry, "code", entry.code, first=str(first))
            # Whatever is wrong with its code, the rest of a row is judged too.
            step = self._judge(entry)
            if step is not None and first == entry.row:
                steps.append(step)
        self._find_circles(steps)
        return UnitPlan(steps=tuple(steps))

    def _judge(self, entry: UnitEntry) -> Step | None:
        unit = self._known.get(entry.code)
        old = values_of(unit) if unit else None
        above = self._find_above(entry, old=old)
        section = self._find_section(entry, old=old)
        if section is None or not entry.code:
            return None
        region = entry.region if entry.region is not None else (old.region if old else "")
        new = UnitValues(
            name=entry.name, region=region, supervising_unit_id=above, section_id=section
        )
        unit_id = self._ids[entry.code]
        changes = self._compare(old, new)
        return Step(entry=entry, unit_id=unit_id, old=old, new=new, changes=changes)

    def _find_above(self, entry: UnitEntry, *, old: UnitValues | None) -> UUID | None:
        if entry.supervising is None:
            return old.supervising_unit_id if old else None
        above = self._ids.get(entry.supervising)
        if entry.supervising and above is None:
            self._complain("cell_names_no_unit", entry, "supervising", entry.supervising)
        return above

    def _find_section(self, entry: UnitEntry, *, old: UnitValues | None) -> UUID | None:
        if entry.section is None and old is not None:
            return old.section_id
        section = self._sections.get(entry.section or "")
        if not entry.section:
            self._complain("cell_is_blank", entry, "section")
        elif section is None:
            self._complain("cell_names_no_section", entry, "section", entry.section)
        return section

    def _find_circles(self, steps: Sequence[Step]) -> None:
        above = {unit.id: unit.supervising_unit_id for unit in self._known.values()}
        above |= {step.unit_id: step.new.supervising_unit_id for step in steps}
        for step in steps:
            if stands_above_itself(step.unit_id, above=above):
                self._complain("cell_makes_a_circle", step.entry, "supervising")

    def _compare(self, old: UnitValues | None, new: UnitValues) -> tuple[Change, ...]:
        before, after = self._spell(old), self._spell(new)
        return tuple(
            Change(field=field, old=before.get(field, ""), new=text)
            for field, text in after.items()
            if old is None or before[field] != text
        )

    def _spell(self, values: UnitValues | None) -> dict[str, str]:
        if values is None:
            return {}
        above = values.supervising_unit_id
        return {
            "name": values.name,
            "region": values.region,
            "supervising": self._codes.get(above, "") if above else "",
            "section": self._section_codes.get(values.section_id, ""),
        }

    def _complain(
        self, code: str, entry: UnitEntry, column: str, found: str = "", **params: str
    ) -> None:
        heading = self._table.headings.get(column, column)
        place = {"row": str(entry.row), "column": heading, "found": found[:_LONGEST_FOUND]}
        self.faults.append(unmet(code, field="file", **place, **params))
