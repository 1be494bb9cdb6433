"""Who seals on PostgreSQL reads the trail and writes nothing but seals."""

import secrets
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.exc import ProgrammingError

from models.database import Database
from models.integrity import find_losses
from models.queries.seals import find_unsealed_publication, read_window
from models.vocabulary import State
from tests.support.databases import open_database, open_server
from tests.support.offices import START
from tests.support.scenes import Scene
from workflow.ledger.seal import Ledger, seal_trail
from workflow.table import EDGES

LATER = START + timedelta(days=1)


@pytest.fixture
def as_sealer(migrated_postgres: Database) -> Iterator[Database]:
    """The database as the account of `hengjian seal` opens it."""
    login, password = f"hengjian_test_{secrets.token_hex(6)}", secrets.token_hex(16)
    address = migrated_postgres.engine.url.set(drivername="postgresql")
    server = address.set(database="postgres").render_as_string(hide_password=False)
    own = address.set(username=login, password=password).render_as_string(hide_password=False)
    with open_server(server) as admin:
        role = f"CREATE ROLE {login} LOGIN PASSWORD '{password}' IN ROLE hengjian_sealer"
        admin.exec_driver_sql(role)
        try:
            with open_database(own) as database:
                yield database
        finally:
            admin.exec_driver_sql(f"DROP ROLE {login}")


@pytest.mark.pg
def test_a_sealer_seals_and_does_nothing_else(
    migrated_postgres: Database, as_sealer: Database, ledger: Ledger
) -> None:
    scene = Scene(migrated_postgres)
    scene.walk(State.PUBLISHED)
    with as_sealer.engine.connect() as connection:
        edges = {(str(each.action), str(each.source), str(each.target)) for each in EDGES}
        assert find_losses(connection, edges) == []
    with as_sealer.reading() as session:
        assert find_unsealed_publication(session)
    seal = seal_trail(as_sealer.writing, ledger=ledger, at=LATER, reading=as_sealer.reading)
    assert seal is not None
    scene.begin()
    assert seal_trail(as_sealer.writing, ledger=ledger, at=LATER, reading=as_sealer.reading)
    with as_sealer.reading() as session:
        assert read_window(session).rows == 0
    for statement in (
        "SELECT text FROM free_text",
        "SELECT content FROM publication",
        "UPDATE seal SET size = 1",
        "INSERT INTO admin_event (action, at, body) VALUES ('begin_demo', now(), '{}')",
        "INSERT INTO seal (id) OVERRIDING SYSTEM VALUE VALUES (9)",
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            as_sealer.engine.begin() as connection,
        ):
            connection.exec_driver_sql(statement)
