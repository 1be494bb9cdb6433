"""Scenes for the tests of the ledger, on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.database import Database
from tests.support.databases import copy_postgres, copy_sqlite
from tests.support.scenes import Scene
from workflow.ledger.merkle import Hasher
from workflow.ledger.note import ED25519, PrivateKey
from workflow.ledger.seal import Ledger

ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.pg)]


@pytest.fixture(params=ENGINES)
def sealed_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated database that a test has for itself: what it holds is counted."""
    if request.param == "sqlite":
        with copy_sqlite(request.getfixturevalue("sqlite_template"), tmp_path) as database:
            yield database
    else:
        with copy_postgres(request.getfixturevalue("postgres_template")) as database:
            yield database


@pytest.fixture
def scene(sealed_database: Database) -> Scene:
    """People and offices in it."""
    return Scene(sealed_database)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """An empty ledger."""
    key = PrivateKey("hengjian.example/trail", ED25519, b"\x01" * 32)
    return Ledger(folder=tmp_path / "ledger", key=key, hasher=Hasher())
