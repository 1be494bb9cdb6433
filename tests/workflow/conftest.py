"""Scenes for the tests of the workflow."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.database import Database
from tests.support.databases import copy_postgres, copy_sqlite
from tests.support.scenes import Scene


@pytest.fixture
def scene(database: Database) -> Scene:
    """A scene of its own: the test runs once on each engine."""
    return Scene(database)


@pytest.fixture
def sqlite_scene(migrated_sqlite: Database) -> Scene:
    """A scene of its own, for what does not depend on the engine."""
    return Scene(migrated_sqlite)


@pytest.fixture(scope="module")
def sqlite_stage(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """A scene on SQLite that the tests of one module share."""
    with copy_sqlite(sqlite_template, tmp_path_factory.mktemp("stage")) as database:
        yield Scene(database)


@pytest.fixture(scope="module")
def postgres_stage(postgres_template: str) -> Iterator[Scene]:
    """A scene on PostgreSQL that the tests of one module share."""
    with copy_postgres(postgres_template) as database:
        yield Scene(database)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.pg)])
def stage(request: pytest.FixtureRequest) -> Scene:
    """A shared scene: the test runs once on each engine and only adds evaluations."""
    shared: Scene = request.getfixturevalue(f"{request.param}_stage")
    return shared
