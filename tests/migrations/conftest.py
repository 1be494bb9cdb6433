"""Databases that hold the story of `tests/migrations/story.py`."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.database import Database
from tests.migrations.later import prepare
from tests.migrations.story import tell_story
from tests.support.databases import copy_postgres, copy_sqlite


@pytest.fixture(scope="module")
def sqlite_story(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """The story on SQLite; the tests of one module share it and leave it as it was."""
    with copy_sqlite(sqlite_template, tmp_path_factory.mktemp("story")) as database:
        tell_story(database)
        yield database


@pytest.fixture(scope="module")
def postgres_story(postgres_template: str) -> Iterator[Database]:
    """The story on PostgreSQL; the tests of one module share it and leave it as it was."""
    with copy_postgres(postgres_template) as database:
        tell_story(database)
        yield database


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.pg)])
def story(request: pytest.FixtureRequest) -> Database:
    """The story: the test runs once on each engine."""
    told: Database = request.getfixturevalue(f"{request.param}_story")
    return told


@pytest.fixture(scope="module")
def ready_sqlite(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A published evaluation and a draft with two rows, on SQLite, shared by one module."""
    with copy_sqlite(sqlite_template, tmp_path_factory.mktemp("ready")) as database:
        prepare(database)
        yield database


@pytest.fixture(scope="module")
def ready_postgres(postgres_template: str) -> Iterator[Database]:
    """A published evaluation and a draft with two rows, on PostgreSQL, shared by one module."""
    with copy_postgres(postgres_template) as database:
        prepare(database)
        yield database


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.pg)])
def ready(request: pytest.FixtureRequest) -> Database:
    """A published evaluation and a draft with two rows: the test runs once on each engine."""
    database: Database = request.getfixturevalue(f"ready_{request.param}")
    return database


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.pg)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables: the test runs once on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    make: Callable[[], str] = request.getfixturevalue("new_postgres_database")
    return make()
