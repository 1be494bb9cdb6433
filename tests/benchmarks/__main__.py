"""Measures Hengjian against hand-written psycopg on a real, durable PostgreSQL, its checks against
the parsing of what they check, and sealing and verification against the hashing of their bytes.
"""

import argparse
import json
import logging
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial

from sqlalchemy import make_url

from tests.benchmarks.checking import CASES, measure_checks
from tests.benchmarks.durability import read_settings
from tests.benchmarks.lifecycle import Story, cast_of
from tests.benchmarks.measures import Measure, Result, compare, draw_table
from tests.benchmarks.pages import PAGES, measure_pages
from tests.benchmarks.rollup import NAME as ROLLUP
from tests.benchmarks.rollup import measure_rollup
from tests.benchmarks.sealing import SEALING, SEALS, measure_beside, measure_sealing
from tests.benchmarks.verifying import CHECKS as VERIFYING
from tests.benchmarks.verifying import measure_verifying
from tests.benchmarks.writers import SIDES, Task, start_writers
from tests.support.databases import migrate, open_database, open_server
from tests.support.offices import Offices
from tests.support.postgres import create_database, drop_database, open_postgres
from web.logs import set_up_logs


@dataclass(frozen=True, kw_only=True)
class Lifecycle:
    """How many writers walk at once, the task of each, and the least ratio."""

    name: str
    task: Task
    writers: int = 1
    target: float


LIFECYCLES = (
    Lifecycle(name="lifecycle, scores as one form", task=Task(Story.ONE_FORM, 24), target=0.40),
    Lifecycle(name="lifecycle, scores one by one", task=Task(Story.ONE_BY_ONE, 8), target=0.35),
    Lifecycle(
        name="lifecycle, 8 writers at once", task=Task(Story.ONE_FORM, 8), writers=8, target=0.25
    ),
)


def main(arguments: Sequence[str]) -> int:
    """Measure, tell, and answer 1 when a ratio misses its target."""
    parser = argparse.ArgumentParser(prog="run.py bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--only", metavar="WORD", default="", help="measure what has this word")
    options = parser.parse_args(arguments)
    with open_postgres(durable=True) as server:
        url = server.render_as_string(hide_password=False)
        machine = {**read_settings(url), "python": platform.python_version()}
        machine["cores"] = str(os.cpu_count())
        tell(", ".join(f"{name} {value}" for name, value in machine.items()))
        results = [*measure_lifecycles(url, options.only), *measure_pages_of(url, options.only)]
        results += measure_seals(url, options.only)
        results += measure_rollups(url, options.only)
    results += measure_checks([case for case in CASES if options.only in case.name])
    wanted = [check for check in VERIFYING if options.only in check.name]
    results += measure_verifying(wanted, tell=tell)
    if options.json:
        told = {"machine": machine, "results": [each.as_data() for each in results]}
        sys.stdout.write(json.dumps(told) + "\n")
    elif results:
        sys.stdout.write(draw_table(results) + "\n")
    return 0 if all(result.met for result in results) else 1


def tell(line: str) -> None:
    """Say what is going on, apart from the results."""
    sys.stderr.write(line + "\n")


@contextmanager
def new_database(server: str) -> Iterator[str]:
    """A migrated database of its own, by its address."""
    with open_server(server) as admin:
        name = create_database(admin)
        url = make_url(server).set(database=name).render_as_string(hide_password=False)
        try:
            migrate(url)
            yield url
        finally:
            drop_database(admin, name)


def measure_lifecycles(server: str, only: str) -> Iterator[Result]:
    """Measure each lifecycle that has this word in its name."""
    wanted = [lifecycle for lifecycle in LIFECYCLES if only in lifecycle.name]
    if not wanted:
        return
    most = max(lifecycle.writers for lifecycle in wanted)
    with ExitStack() as stack:
        url = stack.enter_context(new_database(server))
        with open_database(url) as database:
            cast = cast_of(Offices(database))
        tell("starting the writers …")
        sides = {
            side: stack.enter_context(start_writers(side, url, cast, count=most)) for side in SIDES
        }
        for side in sides.values():
            side.warm_up()
        for each in wanted:
            tell(f"{each.name} …")
            runs = {
                name: partial(side.measure, each.task, writers=each.writers)
                for name, side in sides.items()
            }
            yield compare(each.name, runs, measure=Measure.PACE, target=each.target)


def measure_seals(server: str, only: str) -> Iterator[Result]:
    """Measure what of sealing has this word in its name."""
    for name in [name for name in SEALS if only in name]:
        tell(f"{name} …")
        if name == SEALING:
            yield measure_sealing()
            continue
        with new_database(server) as url:
            with open_database(url) as database:
                cast = cast_of(Offices(database))
            yield measure_beside(url, cast)


def measure_pages_of(server: str, only: str) -> Iterator[Result]:
    """Measure each page that has this word in its name."""
    wanted = [page for page in PAGES if only in page.name]
    if not wanted:
        return
    tell("filling a house …")
    with new_database(server) as url, open_database(url) as database:
        yield from measure_pages(database, wanted)


def measure_rollups(server: str, only: str) -> Iterator[Result]:
    """Measure the roll-up where it has this word in its name."""
    if only not in ROLLUP:
        return
    tell("filling a house with a million evaluations …")
    with new_database(server) as url, open_database(url) as database:
        yield measure_rollup(database)


if __name__ == "__main__":
    set_up_logs(logging.WARNING)
    sys.exit(main(sys.argv[1:]))
