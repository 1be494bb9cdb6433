"""Offices and people for tests: sections, units, cycles, and somebody in every part.

Two sections: `chief` oversees the units, `other_chief` does not. Four units: the `center` that is
evaluated, its sibling the `school`, the `bureau` that supervises both, and the `hospital`, whose
only head also fills in.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from models.database import Database
from models.queries.cycles import holds_cycle
from models.tables import User
from models.vocabulary import Role
from policies.scheme import load_bundled_schemes
from tests.support.copies import begin_with
from workflow.cycles import NewCycle, activate_scheme, add_cycle, register_scheme
from workflow.ids import new_id
from workflow.offices import add_section, add_unit
from workflow.people import add_person
from workflow.roles import change_roles, set_active

OPENS = datetime(2026, 3, 1, tzinfo=UTC)
CLOSES = datetime(2026, 6, 30, 16, tzinfo=UTC)
START = datetime(2026, 3, 18, 0, 42, tzinfo=UTC)

OFFICES: dict[str, tuple[str | None, Role]] = {
    "filer": ("center", Role.FILER),
    "second_filer": ("center", Role.FILER),
    "head": ("center", Role.UNIT_HEAD),
    "second_head": ("center", Role.UNIT_HEAD),
    "school_filer": ("school", Role.FILER),
    "school_head": ("school", Role.UNIT_HEAD),
    "bureau_filer": ("bureau", Role.FILER),
    "bureau_head": ("bureau", Role.UNIT_HEAD),
    "hospital_filer": ("hospital", Role.FILER),
    "chief": ("section", Role.FINANCE_CHIEF),
    "second_chief": ("section", Role.FINANCE_CHIEF),
    "section_filer": ("section", Role.FILER),
    "other_chief": ("other_section", Role.FINANCE_CHIEF),
    "other_section_filer": ("other_section", Role.FILER),
    "auditor": (None, Role.AUDITOR),
    "administrator": (None, Role.ADMINISTRATOR),
}
"""Where each person belongs, by login, and his role."""


UNITS = (("bureau", None), ("center", "bureau"), ("school", "bureau"), ("hospital", "bureau"))
"""The units and who supervises them; `section` oversees them all."""

CYCLES = {"project": (None, CLOSES), "foreign": ("other_section", CLOSES), "past": (None, START)}
"""Whose units may take part, and until when."""


def name_cycle(session: Session, name: str, *, year: int) -> str:
    """A name that no cycle of the year bears: several sets of offices may share a database."""
    taken = holds_cycle(session, name=name, fiscal_year=year)
    return f"{name} {new_id()}" if taken else name


@dataclass
class Roll:
    """Who and what is there, by code, login and name; the mark tells the codes and logins of one
    set of offices from those of another.
    """

    mark: str = field(default_factory=lambda: secrets.token_hex(4))
    offices: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)
    cycles: dict[str, UUID] = field(default_factory=dict)


def found(database: Database) -> Roll:
    """Write offices, cycles and people."""
    roll = Roll()
    _found_offices(database, roll)
    _open_cycles(database, roll)
    with database.writing() as session:
        for login, (office, role) in OFFICES.items():
            _add(session, roll, login, roles={role}, office=office)
        heads = {Role.UNIT_HEAD, Role.FILER}
        _add(session, roll, "hospital_head", roles=heads, office="hospital")
    return roll


def _found_offices(database: Database, roll: Roll) -> None:
    with database.writing() as session:
        for code in ("section", "other_section"):
            roll.offices[code] = add_section(
                session, code=f"{code}-{roll.mark}", name=code, actor_id=None, at=OPENS
            )
        for code, over in UNITS:
            roll.offices[code] = add_unit(
                session,
                code=f"{code}-{roll.mark}",
                name=code,
                region="湖北省",
                section_id=roll.offices["section"],
                supervising_unit_id=roll.offices[over] if over else None,
                actor_id=None,
                at=OPENS,
            )


def _open_cycles(database: Database, roll: Roll) -> None:
    schemes = {scheme.name: scheme for scheme in load_bundled_schemes()}
    forms = dict.fromkeys(CYCLES, "national_project") | {"finance": "result_only"}
    with database.writing() as session:
        for name, form in forms.items():
            section, closes_at = CYCLES.get(name, (None, CLOSES))
            scheme_id = register_scheme(session, scheme=schemes[form], actor_id=None, at=OPENS)
            activate_scheme(session, scheme_id=scheme_id, actor_id=None, at=OPENS)
            cycle = NewCycle(
                name=name_cycle(session, name, year=2025),
                fiscal_year=2025,
                scheme_id=scheme_id,
                section_id=roll.offices[section] if section else None,
                opens_at=OPENS,
                closes_at=closes_at,
            )
            roll.cycles[name] = add_cycle(session, cycle=cycle, actor_id=None, at=OPENS)


def _add(
    session: Session, roll: Roll, login: str, *, roles: Collection[Role], office: str | None
) -> UUID:
    in_section = office is not None and office.endswith("section")
    office_id = roll.offices[office] if office else None
    roll.people[login] = add_person(
        session,
        login=f"{login}-{roll.mark}",
        name=login,
        roles=roles,
        unit_id=None if in_section else office_id,
        section_id=office_id if in_section else None,
        actor_id=None,
        at=OPENS,
    )
    return roll.people[login]


class Offices:
    """Offices and people of their own, by code, login and name; several fit in one database."""

    def __init__(self, database: Database, *, roll: Roll | None = None) -> None:
        self.database = database
        self._roll = roll or begin_with(database, found, often=True)
        self.mark = self._roll.mark
        self.offices, self.people = self._roll.offices, self._roll.people
        self.cycles = self._roll.cycles

    def add_person(self, login: str, roles: Collection[Role], office: str | None = None) -> UUID:
        """Add a person of an office: the code of a unit or a section, or nowhere."""
        with self.database.writing() as session:
            return _add(session, self._roll, login, roles=roles, office=office)

    def give_roles(self, who: str, *roles: Role) -> None:
        """Change the roles of a person who stays where he is."""
        with self.database.writing() as session:
            change_roles(session, user_id=self.people[who], roles=roles, actor_id=None, at=START)

    def move(self, who: str, *, to: str, role: Role) -> None:
        """Move a person to another office with a role there."""
        kind = "section_id" if to.endswith("section") else "unit_id"
        office = {"unit_id": None, "section_id": None, kind: self.offices[to]}
        with self.database.writing() as session:
            session.execute(update(User).where(User.id == self.people[who]).values(office))
        self.give_roles(who, role)

    def disable(self, who: str) -> None:
        """Disable an account."""
        with self.database.writing() as session:
            set_active(session, user_id=self.people[who], active=False, actor_id=None, at=START)
