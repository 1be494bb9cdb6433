from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import text

from models.database import Database
from models.integrity import find_losses
from tests.benchmarks.pages import PAGES, open_both, open_site
from tests.benchmarks.reference_store import find_address
from workflow.table import EDGES

pytestmark = pytest.mark.pg


@contextmanager
def connect(database: Database) -> Iterator[psycopg.Connection]:
    with psycopg.connect(find_address(database.engine.url), autocommit=True) as connection:
        yield connection


def test_the_bare_views_answer_every_page_with_the_same_bytes(
    migrated_postgres: Database,
) -> None:
    with open_site(migrated_postgres, many=3000) as (site, named), connect(migrated_postgres) as to:
        for page in PAGES:
            pair = open_both(site, page, page.address.format(**named), to)
            shown = pair.reference.get(page.address.format(**named)).text
            rows = 50 if "auditor" in page.name else 18 if "evaluation" in page.name else 1
            assert shown.count('<th scope="row"') >= rows, page.name


def test_the_rows_of_a_bare_view_come_from_the_database(migrated_postgres: Database) -> None:
    with open_site(migrated_postgres, many=0) as (site, named), connect(migrated_postgres) as to:
        addresses = [page.address.format(**named) for page in PAGES]
        pairs = [
            open_both(site, page, address, to)
            for page, address in zip(PAGES, addresses, strict=True)
        ]
        # Lists name the unit of an evaluation, its page names who did what on it.
        to.execute("UPDATE unit SET name = '改了名的'")
        to.execute("UPDATE user_account SET name = '改了名的'")
        for pair, address in zip(pairs, addresses, strict=True):
            assert "改了名的" in pair.reference.get(address).text, address


def test_the_guards_are_back_when_the_crowd_is_in(migrated_postgres: Database) -> None:
    edges = {(edge.action, edge.source, edge.target) for edge in EDGES}
    with open_site(migrated_postgres, many=100), migrated_postgres.engine.connect() as connection:
        losses = find_losses(connection, edges)
        crowd = connection.execute(text("SELECT count(*) FROM evaluation")).scalar_one()
    assert losses == []
    assert crowd == 102
