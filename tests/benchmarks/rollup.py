"""The page that rolls all evaluations up by unit and year, against the bare aggregate."""

import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from flask.testing import FlaskClient

from models.database import Database
from tests.benchmarks.crowd import crowd
from tests.benchmarks.measures import Measure, Result, Sample, compare
from tests.benchmarks.reference_store import find_address
from tests.support.app import Site

MANY = 1_000_000
NAME = "roll-up of 1,000,000 evaluations"
ADDRESS = "/statistics"
TARGET = 1.3
AGGREGATE = """
SELECT e.unit_id, c.fiscal_year, count(*), count(l.total), sum(l.total), sum(l.budget),
    sum(l.spent), count(*) FILTER (WHERE l.total IS NOT NULL AND l.budget > 0),
    sum(l.budget) FILTER (WHERE l.total IS NOT NULL AND l.budget > 0),
    sum(l.budget * l.total) FILTER (WHERE l.total IS NOT NULL AND l.budget > 0),
    count(*) FILTER (WHERE l.budget > 0 AND l.spent IS NOT NULL),
    sum(l.budget) FILTER (WHERE l.budget > 0 AND l.spent IS NOT NULL),
    sum(l.spent) FILTER (WHERE l.budget > 0 AND l.spent IS NOT NULL),
    count(*) FILTER (WHERE l.grade = 'excellent'), count(*) FILTER (WHERE l.grade = 'good'),
    count(*) FILTER (WHERE l.grade = 'fair'), count(*) FILTER (WHERE l.grade = 'poor')
FROM evaluation e
    JOIN cycle c ON c.id = e.cycle_id
    LEFT JOIN evaluation_listing l ON l.evaluation_id = e.id
WHERE NOT e.discarded AND NOT EXISTS (
    SELECT FROM evaluation n
    WHERE n.supersedes_id = e.id AND NOT n.discarded AND n.state = 'published'
)
AND (e.supersedes_id IS NULL OR e.state = 'published')
GROUP BY e.unit_id, c.fiscal_year
"""


def measure_rollup(database: Database, *, many: int = MANY) -> Result:
    """Measure the page of an auditor, who sees all of them."""
    url = find_address(database.engine.url)
    with TemporaryDirectory() as folder, psycopg.connect(url, autocommit=True) as connection:
        site = Site(database, Path(folder))
        crowd(site, many=many, events=False)
        visitor = site.visitor("auditor")
        runs = {
            "ours": partial(look, visitor.client),
            "reference": partial(aggregate, connection),
        }
        for run in runs.values():
            run()
        return compare(NAME, runs, measure=Measure.SECONDS, target=TARGET)


def look(browser: FlaskClient) -> Sample:
    """Ask for the page once."""
    began, cpu = time.perf_counter(), time.process_time()
    assert browser.get(ADDRESS, buffered=True).status_code == 200
    return _take(began, cpu)


def aggregate(connection: psycopg.Connection) -> Sample:
    """Ask for the aggregate once."""
    began, cpu = time.perf_counter(), time.process_time()
    assert add_up(read_aggregate(connection))
    return _take(began, cpu)


def read_aggregate(connection: psycopg.Connection) -> list[tuple[Any, ...]]:
    """The sums by unit and year."""
    return connection.execute(AGGREGATE, prepare=True).fetchall()


def add_up(rows: Sequence[tuple[Any, ...]]) -> list[Any]:
    """The whole of all units and years."""
    return list(_add(rows))


def _add(rows: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
    for column in zip(*(row[2:] for row in rows), strict=True):
        yield sum(each for each in column if each is not None)


def _take(began: float, cpu: float) -> Sample:
    seconds = time.perf_counter() - began
    return Sample(cpu_ms=(time.process_time() - cpu) * 1000, per_second=1 / seconds)
