"""Scenes for the tests of the workflow."""

import pytest

from models.database import Database
from tests.support.scenes import Scene


@pytest.fixture
def scene(database: Database) -> Scene:
    """A scene of its own: the test runs once on each engine."""
    return Scene(database)


@pytest.fixture
def sqlite_scene(migrated_sqlite: Database) -> Scene:
    """A scene of its own, for what does not depend on the engine."""
    return Scene(migrated_sqlite)
