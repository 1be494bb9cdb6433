"""What sealing costs: of a million events against hashing their bytes and nothing else, and beside
a lifecycle against the lifecycle alone.
"""

import hashlib
import logging
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count, islice
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from models.database import Database, make_engine
from models.queries.seals import Ends
from tests.benchmarks.lifecycle import Cast, Story
from tests.benchmarks.measures import Measure, Result, Sample, compare
from tests.benchmarks.writers import Task, start_writers
from tests.support.databases import migrate
from tests.support.keys import SECRET_KEY
from web.demo.people import set_up_offices
from web.demo.walk import walk_all
from web.door import House
from web.ledger import make_key
from web.logs import set_up_logs
from web.sealer import EVERY, keep_sealing
from web.settings import Settings, read_settings
from workflow.ids import new_id
from workflow.ledger.entries import stream_bytes
from workflow.ledger.merkle import Hasher
from workflow.ledger.note import ED25519, PrivateKey
from workflow.ledger.seal import Ledger, seal_trail

EVENTS = 1_000_000
PIECE = 5_000
ROUNDS = 3
SEALING = "sealing of a million events, per second of one core"
BESIDE = "lifecycle with sealing on, against without"
SEALS = (SEALING, BESIDE)
TARGETS = {SEALING: 0.10, BESIDE: 0.95}
TASK = Task(Story.ONE_FORM, 96)
COLUMNS = "seq, prev_seq, action, from_state, to_state, actor_id, at, hash, body"


def measure_sealing(*, many: int = EVENTS) -> Result:
    """Measure a pass over so many events against the hash of their bytes, by processor time: the
    disk's share of a pass is its own affair.
    """
    with tempfile.TemporaryDirectory(prefix="hengjian-bench-") as name:
        folder = Path(name)
        database = Database(make_engine(f"sqlite:///{make_trail(folder, many=many)}"))
        runs = {
            "ours": partial(seal_all, database, folder, many=many),
            "reference": partial(hash_all, database, many=many),
        }
        found = compare(SEALING, runs, measure=Measure.PACE, target=TARGETS[SEALING], rounds=ROUNDS)
        database.dispose()
    return found


def make_trail(folder: Path, *, many: int) -> Path:
    """Make a database whose trail is that of the demonstration, over and over; its guards are
    gone, and it is good for nothing else.
    """
    path = folder / "hengjian.db"
    migrate(f"sqlite:///{path}")
    settings = read_settings({"HENGJIAN_SECRET_KEY": SECRET_KEY})
    home = House(settings=settings, database=Database(make_engine(f"sqlite:///{path}")))
    at = datetime.now(UTC)
    with home.database.writing() as session:
        begun = at - timedelta(days=30)
        accounts = set_up_offices(session, at=begun, zone=settings.time_zone)
    walk_all(home, accounts=accounts, at=at)
    home.database.dispose()
    with closing(sqlite3.connect(path)) as owner:
        listed = owner.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (trigger,) in listed:
            owner.execute(f"DROP TRIGGER {trigger}")
        owner.execute("PRAGMA synchronous = OFF")
        mould = owner.execute(f"SELECT evaluation_id, {COLUMNS} FROM audit_event ORDER BY id")
        rows = islice(copy_rows(mould.fetchall()), many)
        places = ", ".join("?" * 10)
        into = f"INSERT INTO audit_event (evaluation_id, {COLUMNS}) VALUES ({places})"
        owner.executemany(into, rows)
        owner.commit()
    return path


def copy_rows(mould: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows again and again, each round with evaluations of its own."""
    for _ in count():
        ids = {row[0]: new_id().hex for row in mould}
        for evaluation, *rest, body in mould:
            yield ids[evaluation], *rest, body.replace(spell(evaluation), spell(ids[evaluation]))


def spell(evaluation: str) -> str:
    """The id as bodies spell it."""
    parts = (evaluation[:8], evaluation[8:12], evaluation[12:16], evaluation[16:20])
    return "-".join((*parts, evaluation[20:]))


def seal_all(database: Database, folder: Path, *, many: int) -> Sample:
    """Seal the whole trail into an empty ledger."""
    shutil.rmtree(folder / "ledger", ignore_errors=True)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM seal")
    key = PrivateKey("hengjian.example/trail", ED25519, bytes(32))
    ledger = Ledger(folder=folder / "ledger", key=key, hasher=Hasher())
    at, start = datetime.now(UTC), time.process_time()
    seal = seal_trail(database.writing, ledger=ledger, at=at, reading=database.reading)
    took = time.process_time() - start
    if seal is None or seal.size < many:
        raise LookupError(seal)
    return Sample(cpu_ms=took * 1000 / seal.size, per_second=seal.size / took)


def hash_all(database: Database, *, many: int) -> Sample:
    """Hash the same bytes, many events in one stroke: neither a tree nor a body by itself."""
    took = 0.0
    with database.reading() as session:
        entries = stream_bytes(session, after=Ends(), upto=Ends(audit_event=2 * many))
        while piece := b"".join(islice(entries, PIECE)):
            start = time.process_time()
            hashlib.sha256(piece).digest()
            took += time.process_time() - start
    return Sample(cpu_ms=took * 1000 / many, per_second=many / took)


def measure_beside(url: str, cast: Cast) -> Result:
    """Measure lifecycles while a worker seals, as in an office, against lifecycles alone."""
    with (
        tempfile.TemporaryDirectory(prefix="hengjian-bench-") as folder,
        start_writers("ours", url, cast, count=1) as writers,
        worker(url, Path(folder)) as switch,
    ):

        def walk(*, sealed: bool) -> Sample:
            switch(sealed)
            return writers.measure(TASK, writers=1)

        writers.warm_up()
        runs: dict[str, Callable[[], Sample]] = {
            "ours": partial(walk, sealed=True),
            "reference": partial(walk, sealed=False),
        }
        return compare(BESIDE, runs, measure=Measure.PACE, target=TARGETS[BESIDE])


@contextmanager
def worker(url: str, folder: Path) -> Iterator[Callable[[bool], None]]:
    """A process that seals whenever it is switched on; it ends with the block."""
    context = get_context("spawn")
    on, stopped = context.Event(), context.Event()
    settings = replace(
        read_settings({"HENGJIAN_SECRET_KEY": SECRET_KEY, "HENGJIAN_DATABASE_URL": url}),
        ledger=folder / "ledger",
        ledger_key=folder / "ledger.key",
    )
    process = context.Process(target=work, args=(settings, on, stopped), daemon=True)
    process.start()

    def switch(wanted: bool) -> None:  # noqa: FBT001 -- on or off
        if wanted:
            on.set()
        else:
            on.clear()

    try:
        yield switch
    finally:
        stopped.set()
        process.join()


def work(settings: Settings, on: Event, stopped: Event) -> None:
    """Seal as the worker of an office does, while that is switched on."""
    set_up_logs(logging.WARNING)
    home = House(settings=settings, database=Database(make_engine(settings.database_url)))
    make_key(settings)
    while not stopped.wait(0.01):
        if on.is_set():
            paused = threading.Event()
            sealing = threading.Thread(
                target=keep_sealing, args=[home], kwargs={"every": EVERY, "stopped": paused}
            )
            sealing.start()
            while on.is_set() and not stopped.wait(0.05):
                pass
            paused.set()
            sealing.join()
