"""Databases that an attack has for itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.database import Database
from tests.support.databases import copy_postgres, copy_sqlite


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.pg)])
def attacked(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated database that an owner has for himself."""
    if request.param == "sqlite":
        with copy_sqlite(request.getfixturevalue("sqlite_template"), tmp_path) as database:
            yield database
    else:
        with copy_postgres(request.getfixturevalue("postgres_template")) as database:
            yield database
