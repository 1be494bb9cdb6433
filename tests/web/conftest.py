"""What the tests of pages begin with."""

from pathlib import Path

import pytest

from models.database import Database
from tests.support.app import Site
from tests.support.drafts import Desk, begin_draft


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """A draft with nothing in it yet, on each engine."""
    site = Site(database, tmp_path)
    evaluation = begin_draft(site)
    return Desk(site, site.visitor("filer"), evaluation)
