"""Scenes for the tests of the workflow.

The tests of one module share a database of each engine; a scene has offices and people of its own.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

import models.database
from models.database import Database
from tests.support.databases import copy_postgres, copy_sqlite
from tests.support.scenes import Scene
from tests.workflow.races import WAIT_SECONDS

ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.pg)]


@pytest.fixture(scope="module")
def shared_sqlite(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A migrated SQLite database that the tests of one module share."""
    with copy_sqlite(sqlite_template, tmp_path_factory.mktemp("shared")) as database:
        yield database


@pytest.fixture(scope="module")
def shared_postgres(postgres_template: str) -> Iterator[Database]:
    """A migrated PostgreSQL database that the tests of one module share.

    Races put more people on it than it has connections: on a busy machine the last of them waits
    longer than an office would let him.
    """
    with pytest.MonkeyPatch.context() as patient:
        patient.setitem(models.database.POOL, "pool_timeout", WAIT_SECONDS)
        patient.setattr(models.database, "POSTGRESQL_LIMITS", f"-c lock_timeout={WAIT_SECONDS}s")
        with copy_postgres(postgres_template) as database:
            yield database


@pytest.fixture(scope="module", params=ENGINES)
def shared(request: pytest.FixtureRequest) -> Database:
    """A shared database: the test runs once on each engine."""
    database: Database = request.getfixturevalue(f"shared_{request.param}")
    return database


@pytest.fixture(scope="module")
def stage(shared: Database) -> Scene:
    """A scene that the tests of one module share: they only add evaluations."""
    return Scene(shared)


@pytest.fixture
def scene(shared: Database) -> Scene:
    """A scene of its own: the test runs once on each engine."""
    return Scene(shared)


@pytest.fixture
def sqlite_scene(shared_sqlite: Database) -> Scene:
    """A scene of its own, for what does not depend on the engine."""
    return Scene(shared_sqlite)


@pytest.fixture
def postgres_scene(shared_postgres: Database) -> Scene:
    """A scene of its own on PostgreSQL."""
    return Scene(shared_postgres)
