"""Migrated databases for tests: each engine migrates once in a run, every test gets a copy."""

import contextlib
import functools
import gc
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, make_url
from sqlalchemy.pool import NullPool, QueuePool

import migrations
from models.database import Database, make_engine
from tests.support.copies import Copy, forget_templates
from tests.support.memory import lies_in_memory
from tests.support.postgres import create_database, drop_database

HEAD = "head"
APPLICATION = "hengjian_application"

_servers: dict[str, Engine] = {}


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
    engine = make_engine(url)
    database = Database(engine)
    with await_connections(engine):
        yield database


@contextlib.contextmanager
def await_connections(engine: Engine) -> Iterator[None]:
    """See to it that every connection has come back at the end of the block, and close them."""
    pool = cast("QueuePool", engine.pool)
    try:
        yield
        if pool.checkedout():
            # A thread or an error that nobody holds any more may still keep one.
            gc.collect()
        assert pool.checkedout() == 0, pool.status()
    finally:
        engine.dispose()


@contextlib.contextmanager
def copy_sqlite(template: Path, folder: Path) -> Iterator[Copy]:
    """Open a copy of the template, a file in this folder."""
    path = folder / "hengjian.db"

    def make(url: str) -> None:
        shutil.copyfile(str(make_url(url).database), path)

    def open_another(url: str) -> contextlib.AbstractContextManager[Database]:
        beside = template.with_suffix(f".{secrets.token_hex(6)}")
        beside.mkdir()
        return copy_sqlite(Path(str(make_url(url).database)), beside)

    address = f"sqlite:///{template}"
    database = Copy(f"sqlite:///{path}", template=address, make=make, open_another=open_another)
    with await_connections(database.unseen_engine):
        yield database


@contextlib.contextmanager
def open_server(postgres_url: str) -> Iterator[Connection]:
    """A superuser's connection to the maintenance database, without transactions."""
    engine = create_engine(postgres_url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as admin:
        yield admin


@contextlib.contextmanager
def stay_at_server(postgres_url: str) -> Iterator[Connection]:
    """The same; the connection stays open for the next one who asks."""
    if postgres_url not in _servers:
        engine = create_engine(postgres_url, isolation_level="AUTOCOMMIT", pool_pre_ping=True)
        _servers[postgres_url] = engine
    with _servers[postgres_url].connect() as admin:
        yield admin


def leave_servers() -> None:
    """Close the connections that stayed open."""
    while _servers:
        _servers.popitem()[1].dispose()


@contextlib.contextmanager
def copy_postgres(template: str, *, keep: bool = False) -> Iterator[Copy]:
    """Open a copy of the database of this address, to which nobody is connected; it is dropped in
    the end unless it is to be kept.
    """
    address = make_url(template)
    name = f"hengjian_test_{secrets.token_hex(6)}"
    server = address.set(database="postgres").render_as_string(hide_password=False)

    def make(source: str) -> None:
        with stay_at_server(server) as admin:
            version = admin.dialect.server_version_info or (0,)
            # In memory it is the quicker way, on a disk the slower one.
            how = " STRATEGY FILE_COPY" if version >= (15,) and lies_in_memory() else ""
            statement = f"CREATE DATABASE {name} TEMPLATE {make_url(source).database}{how}"
            admin.exec_driver_sql(statement)

    url = address.set(database=name).render_as_string(hide_password=False)
    open_another = functools.partial(copy_postgres, keep=True)
    database = Copy(url, template=template, make=make, open_another=open_another)
    try:
        with await_connections(database.unseen_engine):
            yield database
    finally:
        if database.is_made and not keep:
            with stay_at_server(server) as admin:
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
    with open_server(postgres_url) as admin:
        for template in (url, *forget_templates("postgresql")):
            drop_database(admin, str(make_url(template).database))
    leave_servers()


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
