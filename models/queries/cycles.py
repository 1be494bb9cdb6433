"""Cycles with their schemes, and the offices that take part."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from models.queries.paging import Page, Place, fetch_page
from models.tables import Cycle, FinanceSection, SchemeRow, Unit


class CycleRow(NamedTuple):
    """One yearly task with the text of its scheme."""

    id: UUID
    name: str
    fiscal_year: int
    section_id: UUID | None
    opens_at: datetime
    closes_at: datetime
    scheme_id: UUID
    scheme_name: str
    scheme_version: str
    scheme_sha256: str
    scheme_text: str


_CYCLES = select(
    Cycle.id,
    Cycle.name,
    Cycle.fiscal_year,
    Cycle.section_id,
    Cycle.opens_at,
    Cycle.closes_at,
    SchemeRow.id,
    SchemeRow.name,
    SchemeRow.version,
    SchemeRow.sha256,
    SchemeRow.text,
).join(SchemeRow, SchemeRow.id == Cycle.scheme_id)


_CYCLE = _CYCLES.where(Cycle.id == bindparam("cycle_id"))


def find_cycle(session: Session, cycle_id: UUID) -> CycleRow | None:
    """Return one cycle with its scheme."""
    row = session.connection().execute(_CYCLE, {"cycle_id": cycle_id}).one_or_none()
    return None if row is None else CycleRow(*row)


def list_open_cycles(
    session: Session, *, at: datetime, section_id: UUID | None = None
) -> list[CycleRow]:
    """Return the cycles open at that time to units this section oversees; to everybody's when
    no section is given. The newest fiscal year comes first, of one year the one that closes first.
    """
    rows = session.execute(
        _CYCLES.where(
            Cycle.opens_at <= at,
            # The second it closes in still counts.
            Cycle.closes_at >= at.replace(microsecond=0),
            or_(Cycle.section_id.is_(None), Cycle.section_id == section_id),
        ).order_by(Cycle.fiscal_year.desc(), Cycle.closes_at, Cycle.id)
    )
    return [CycleRow(*row) for row in rows]


def lock_cycle(session: Session, cycle_id: UUID) -> CycleRow | None:
    """Return one cycle and hold it until the transaction ends."""
    held = _CYCLES.where(Cycle.id == cycle_id).with_for_update(key_share=True, of=Cycle)
    row = session.execute(held).one_or_none()
    return None if row is None else CycleRow(*row)


def holds_cycle(session: Session, *, name: str, fiscal_year: int) -> bool:
    """Say whether there is a cycle of this name and fiscal year. The finance sections are held
    until the transaction ends, so that nobody else opens one meanwhile.
    """
    sections = select(FinanceSection.id).order_by(FinanceSection.id)
    session.execute(sections.with_for_update(key_share=True))
    found = select(Cycle.id).where(Cycle.name == name, Cycle.fiscal_year == fiscal_year)
    return session.execute(found.limit(1)).first() is not None


class CycleLine(NamedTuple):
    """One yearly task in a list; without a section every unit may take part."""

    id: UUID
    name: str
    fiscal_year: int
    scheme_id: UUID
    scheme_name: str
    scheme_version: str
    section_name: str | None
    opens_at: datetime
    closes_at: datetime


def list_cycles(session: Session, *, place: Place | None = None, size: int) -> Page[CycleLine]:
    """Return the yearly tasks, the one that closes last first. One query."""
    statement = (
        select(
            Cycle.id,
            Cycle.name,
            Cycle.fiscal_year,
            SchemeRow.id,
            SchemeRow.name,
            SchemeRow.version,
            FinanceSection.name,
            Cycle.opens_at,
            Cycle.closes_at,
        )
        .join(SchemeRow, SchemeRow.id == Cycle.scheme_id)
        .outerjoin(FinanceSection, FinanceSection.id == Cycle.section_id)
    )
    page = fetch_page(
        session,
        statement,
        keys=(Cycle.closes_at, Cycle.id),  # type: ignore[arg-type]  # a column is an expression
        descending=True,
        place=place,
        size=size,
    )
    return Page(rows=[CycleLine(*row) for row in page.rows], before=page.before, after=page.after)


class Office(NamedTuple):
    """A unit and who stands above it."""

    id: UUID
    code: str
    name: str
    supervising_unit_id: UUID | None
    section_id: UUID


_OFFICES = select(Unit.id, Unit.code, Unit.name, Unit.supervising_unit_id, Unit.section_id)


_OFFICE = _OFFICES.where(Unit.id == bindparam("unit_id"))


def find_unit_office(session: Session, unit_id: UUID) -> Office | None:
    """Return one unit and who stands above it."""
    row = session.connection().execute(_OFFICE, {"unit_id": unit_id}).one_or_none()
    return None if row is None else Office(*row)


def list_overseen_units(session: Session, section_id: UUID) -> list[Office]:
    """Return the units a finance section oversees, by code."""
    rows = session.execute(_OFFICES.where(Unit.section_id == section_id).order_by(Unit.code))
    return [Office(*row) for row in rows]


def list_units_below(session: Session, unit_id: UUID, *, limit: int) -> list[Office]:
    """Return the units that a unit supervises, by code."""
    below = _OFFICES.where(Unit.supervising_unit_id == unit_id)
    return [Office(*row) for row in session.execute(below.order_by(Unit.code).limit(limit))]


def find_scheme(session: Session, *, name: str, version: str) -> SchemeRow | None:
    """Return one registered version of a scheme."""
    return session.scalars(
        select(SchemeRow).where(SchemeRow.name == name, SchemeRow.version == version)
    ).one_or_none()
