"""What a page takes of the processor, against a bare view that asks the same SQL by psycopg and
renders the same template to the same bytes.
"""

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import psycopg
from flask.testing import FlaskClient

from models.database import Database
from models.vocabulary import Action, Source
from tests.benchmarks.bare import (
    Refresh,
    make_bare,
    make_view,
    record,
    refresh_evaluation,
    refresh_list,
)
from tests.benchmarks.crowd import MANY, crowd
from tests.benchmarks.lifecycle import Ours, cast_of, walk
from tests.benchmarks.measures import Measure, Result, Sample, compare
from tests.benchmarks.reference_store import find_address
from tests.support.app import Site
from tests.support.offices import START
from workflow.data import Attempt, Remark

REQUESTS = 40
ROWS = 50
TOKEN = re.compile(rb'(?<=_token" value=")[^"]*|(?<= data-at=")[^"]*')


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page: its address, who looks at it, how its rows are put into the bare view, and how
    much more than the bare view it may take. `{published}` and `{approved}` in the address stand
    for evaluations in these states.
    """

    name: str
    address: str
    who: str
    refresh: Refresh
    target: float


PAGES = (
    Page(
        name=f"inbox of a chief, {ROWS} rows",
        address="/inbox",
        who="chief",
        refresh=refresh_list,
        target=2,
    ),
    Page(
        name=f"list of a chief, {ROWS} rows",
        address="/evaluations",
        who="chief",
        refresh=refresh_list,
        target=2,
    ),
    Page(
        name=f"list of an auditor, {ROWS} rows",
        address="/evaluations",
        who="auditor",
        refresh=refresh_list,
        target=2,
    ),
    Page(
        name="list of what holds two words",
        address="/evaluations?q=运行维护+项目",
        who="auditor",
        refresh=refresh_list,
        target=2,
    ),
    Page(
        name="page of an approved evaluation",
        address="/evaluations/{approved}",
        who="chief",
        refresh=refresh_evaluation,
        target=2.5,
    ),
    Page(
        name="page of a published evaluation",
        address="/evaluations/{published}",
        who="chief",
        refresh=refresh_evaluation,
        target=2.5,
    ),
)


STATIONS = {"approved": Action.APPROVE, "published": Action.PUBLISH}
"""After which action the evaluations stand that the addresses name."""
TALK = ("请补充第三行的原始记录。", "已补充，见附件。", "收到。")


@contextmanager
def open_site(database: Database, *, many: int = MANY) -> Iterator[tuple[Site, dict[str, UUID]]]:
    """The application over a crowd, and the evaluations that the addresses name."""
    with TemporaryDirectory() as folder:
        site = Site(database, Path(folder))
        named = {name: begin_talk(site, last) for name, last in STATIONS.items()}
        crowd(site, many=many)
        yield site, named


def begin_talk(site: Site, last: Action) -> UUID:
    """Take an evaluation as far as this action; where it is not the last one, people talk on."""
    url, cast = find_address(site.database.engine.url), cast_of(site.offices)
    with closing(Ours(url)) as ours:
        evaluation = walk(ours, url, cast, last=last)
        for number, text in enumerate(TALK if last is not Action.PUBLISH else ()):
            said = Attempt(
                action=Action.COMMENT,
                evaluation_id=evaluation,
                actor_id=(cast.chief, cast.head)[number % 2],
                data=Remark(text=text),
                at=START + timedelta(days=1, minutes=number),
                source=Source.PAGE,
            )
            ours.perform(said)
    return evaluation


@dataclass(frozen=True, kw_only=True)
class Pair:
    """The two browsers that look at one page."""

    ours: FlaskClient
    reference: FlaskClient


def open_both(site: Site, page: Page, address: str, connection: psycopg.Connection) -> Pair:
    """Open the page in both applications.

    Raises:
        AssertionError: they do not answer with the same bytes.
    """
    visitor, bare = site.visitor(page.who), make_bare(site.app)
    with record(site.app, site.database) as read:
        shown = visitor.get(address).data
    tape = read()
    endpoint, _values = bare.url_map.bind("localhost").match(address.partition("?")[0])
    bare.view_functions[endpoint] = make_view(tape, connection, refresh=page.refresh)
    pair = Pair(ours=visitor.client, reference=bare.test_client())
    rendered = pair.reference.get(address).data
    assert TOKEN.sub(b"", rendered) == TOKEN.sub(b"", shown), page.name
    return pair


def measure_pages(database: Database, pages: Sequence[Page]) -> Iterator[Result]:
    """Measure these pages over a crowd."""
    url = find_address(database.engine.url)
    with open_site(database) as (site, named), psycopg.connect(url, autocommit=True) as connection:
        for page in pages:
            address = page.address.format(**named)
            pair = open_both(site, page, address, connection)
            runs = {
                side: partial(look, client, address)
                for side, client in (("ours", pair.ours), ("reference", pair.reference))
            }
            for run in runs.values():
                run()
            yield compare(page.name, runs, measure=Measure.CPU, target=page.target)


def look(browser: FlaskClient, address: str) -> Sample:
    """Ask for a page several times."""
    start, cpu = time.perf_counter(), time.process_time()
    for _ in range(REQUESTS):
        browser.get(address, buffered=True)
    cpu = time.process_time() - cpu
    seconds = time.perf_counter() - start
    return Sample(cpu_ms=cpu * 1000 / REQUESTS, per_second=REQUESTS / seconds)
