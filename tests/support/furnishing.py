"""What every site has: offices, people with a password, cycles that are open now."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from argon2 import PasswordHasher

from models.database import Database
from policies.scheme import load_bundled_schemes
from tests.support.copies import begin_with
from tests.support.keys import PASSWORD
from tests.support.offices import Roll, found, name_cycle
from workflow.cycles import NewCycle, activate_scheme, add_cycle, register_scheme
from workflow.people import write_password

# Cheap to verify: what a password costs is proved where passwords are hashed by the application.
_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def furnish(database: Database) -> tuple[Roll, dict[str, UUID]]:
    """Offices and people with passwords, and cycles that are open now, by form."""
    roll = begin_with(database, found, often=True)
    cycles = {form: open_cycle(database, form) for form in ("national_project", "result_only")}
    with database.writing() as session:
        for person in roll.people.values():
            write_password(
                session,
                user_id=person,
                password_hash=_HASH,
                actor_id=None,
                at=datetime.now(UTC),
            )
    return roll, cycles


def open_cycle(database: Database, form: str, *, year: int = 2025) -> UUID:
    """Open a cycle with a bundled form, from yesterday on for a month."""
    at = datetime.now(UTC)
    scheme = next(each for each in load_bundled_schemes() if each.name == form)
    with database.writing() as session:
        scheme_id = register_scheme(session, scheme=scheme, actor_id=None, at=at)
        activate_scheme(session, scheme_id=scheme_id, actor_id=None, at=at)
        cycle = NewCycle(
            name=name_cycle(session, form, year=year),
            fiscal_year=year,
            scheme_id=scheme_id,
            section_id=None,
            opens_at=at - timedelta(days=1),
            closes_at=at + timedelta(days=30),
        )
        return add_cycle(session, cycle=cycle, actor_id=None, at=at)
