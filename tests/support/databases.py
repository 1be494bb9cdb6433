"""Migrated databases for tests: each engine migrates once in a run, every test gets a copy."""

import contextlib
import gc
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, make_url
from sqlalchemy.pool import NullPool, QueuePool

import migrations
from models.database import Database, make_engine
from tests.support.postgres import create_database, drop_database

HEAD = "head"
APPLICATION = "hengjian_application"


def migrate(url: str, revision: str = HEAD, *, down: bool = False) -> None:
    """Bring the database of this address to this revision: ``head``, ``base`` or a number, which
    lies below the present one where that is said.
    """
    engine = make_engine(url)
    config = Config()
    folder = str(Path(migrations.__file__).parent).replace("%", "%%")
    config.set_main_option("script_location", folder)
    step = command.downgrade if down or revision == "base" else command.upgrade
    try:
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            step(config, revision)
    finally:
        engine.dispose()


@contextlib.contextmanager
def open_database(url: str) -> Iterator[Database]:
    """Open the database of this address for the length of the block, at the end of which every
    connection has come back.
    """
    database = Database(make_engine(url))
    pool = cast("QueuePool", database.engine.pool)
    try:
        yield database
        if pool.checkedout():
            # A thread or an error that nobody holds any more may still keep one.
            gc.collect()
        assert pool.checkedout() == 0, pool.status()
    finally:
        database.dispose()


@contextlib.contextmanager
def copy_sqlite(template: Path, folder: Path) -> Iterator[Database]:
    """Open a copy of the template, a file in this folder."""
    path = folder / "hengjian.db"
    shutil.copyfile(template, path)
    with open_database(f"sqlite:///{path}") as database:
        yield database


@contextlib.contextmanager
def open_server(postgres_url: str) -> Iterator[Connection]:
    """A superuser's connection to the maintenance database, without transactions."""
    engine = create_engine(postgres_url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as admin:
        yield admin


@contextlib.contextmanager
def copy_postgres(template: str) -> Iterator[Database]:
    """Open a copy of the database of this address; nobody is connected to the template."""
    address = make_url(template)
    name = f"hengjian_test_{secrets.token_hex(6)}"
    server = address.set(database="postgres").render_as_string(hide_password=False)
    with open_server(server) as admin:
        admin.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {address.database}")
        url = address.set(database=name).render_as_string(hide_password=False)
        try:
            with open_database(url) as database:
                yield database
        finally:
            drop_database(admin, name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a migrated database without rows; copy it, never open it."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> Iterator[str]:
    """The address of a migrated database without rows; copy it, never connect to it."""
    with open_server(postgres_url) as admin:
        name = create_database(admin)
        url = make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
        migrate(url)
        yield url
        drop_database(admin, name)


@pytest.fixture
def migrated_sqlite(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A freshly migrated SQLite database."""
    with copy_sqlite(sqlite_template, tmp_path) as database:
        yield database


@pytest.fixture
def migrated_postgres(postgres_template: str) -> Iterator[Database]:
    """A freshly migrated PostgreSQL database, opened as its owner."""
    with copy_postgres(postgres_template) as database:
        yield database


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.pg)])
def database(request: pytest.FixtureRequest) -> Database:
    """A freshly migrated database: the test runs once on each engine."""
    migrated: Database = request.getfixturevalue(f"migrated_{request.param}")
    return migrated


@pytest.fixture
def as_application(migrated_postgres: Database) -> Iterator[Database]:
    """The database as an office's application opens it: a member of its role, not the owner."""
    login, password = f"hengjian_test_{secrets.token_hex(6)}", secrets.token_hex(16)
    address = migrated_postgres.engine.url.set(drivername="postgresql")
    server = address.set(database="postgres").render_as_string(hide_password=False)
    own = address.set(username=login, password=password).render_as_string(hide_password=False)
    with open_server(server) as admin:
        role = f"CREATE ROLE {login} LOGIN PASSWORD '{password}' IN ROLE {APPLICATION}"
        admin.exec_driver_sql(role)
        try:
            with open_database(own) as database:
                yield database
        finally:
            admin.exec_driver_sql(f"DROP ROLE {login}")
