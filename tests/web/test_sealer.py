"""The worker seals at once what was published, and is never silent when it is refused."""

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from models.database import Database
from models.queries.seals import SealRow, find_last_seal, read_window
from models.vocabulary import State
from tests.support.app import Site
from tests.support.crawl import Stage
from web import sealer
from web.door import House
from web.ledger import KeyProblem, find_archive, make_key, read_key
from web.sealer import keep_sealing, prepare_key, seal_now, sealing_inside
from workflow.ledger.seal import SealProblem, seal_trail

NEVER = 3600
PATIENCE = 60
"""Seconds until a test gives up."""


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path)


@dataclass
class Worker:
    """What a worker told, from a thread."""

    passes: list[SealRow | None] = field(default_factory=list)
    problems: list[Exception] = field(default_factory=list)

    def wait_for(self, *, passes: int = 0, problems: int = 0) -> None:
        """Wait until it told so much."""
        until = time.monotonic() + PATIENCE
        while len(self.passes) < passes or len(self.problems) < problems:
            assert time.monotonic() < until, (self.passes, self.problems)
            time.sleep(0.01)


@contextlib.contextmanager
def working(home: House, *, every: float) -> Iterator[Worker]:
    worker, stopped = Worker(), threading.Event()
    thread = threading.Thread(
        target=keep_sealing,
        args=[home],
        kwargs={
            "every": every,
            "stopped": stopped,
            "tell": worker.passes.append,
            "warn": worker.problems.append,
        },
    )
    thread.start()
    try:
        yield worker
    finally:
        stopped.set()
        thread.join()


@pytest.fixture
def home(site: Site, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house with a key, whose worker looks often."""
    monkeypatch.setattr(sealer, "LOOK", 0.01)
    make_key(site.settings)
    return House(settings=site.settings, database=site.database)


def test_what_is_published_is_sealed_at_once_and_nothing_else_is(site: Site, home: House) -> None:
    stage = Stage(site)
    with working(home, every=NEVER) as worker:
        worker.wait_for(passes=1)
        reviewed = stage.stand(State.FINANCE_REVIEWED)
        assert len(worker.passes) == 1, "nobody waits for it"
        published = stage.stand(State.PUBLISHED)
        worker.wait_for(passes=2)
        assert site.visitor().client.get(f"/published/{published}").status_code == 200
    assert worker.problems == []
    assert reviewed != published
    with home.database.reading() as session:
        assert read_window(session).rows == 0, "what came before is sealed with it"


def test_an_alarm_is_given_again_and_again_until_it_is_looked_into(
    site: Site, home: House, tmp_path: Path
) -> None:
    Stage(site).stand(State.PUBLISHED)
    kept = home.settings.ledger_key.rename(tmp_path / "kept")
    with capture_logs() as logs, working(home, every=0.01) as worker:
        worker.wait_for(problems=2)
        assert worker.passes == []
        kept.rename(home.settings.ledger_key)
        worker.wait_for(passes=1)
    assert {type(problem) for problem in worker.problems} == {KeyProblem}
    alarms = [line for line in logs if line["event"] == "seal_refused"]
    assert len(alarms) == len(worker.problems)
    assert {line["log_level"] for line in alarms} == {"error"}


def test_after_an_alarm_nothing_is_asked_of_the_database_before_its_time(
    site: Site, home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window may be long by then."""
    asked: list[bool] = []
    monkeypatch.setattr(sealer, "find_unsealed_publication", lambda _session: asked.append(True))
    home.settings.ledger_key.unlink()
    with working(home, every=NEVER) as worker:
        worker.wait_for(problems=1)
        time.sleep(0.1)
    assert asked == []
    assert site.database is home.database


def test_a_pass_that_is_hindered_is_tried_again(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    troubles = iter(
        [OperationalError("", {}, Exception("database is locked")), OSError(28, "no space left")]
    )

    def fail_twice(*given: object, **named: object) -> object:
        for trouble in troubles:
            told.append(type(trouble).__name__)
            raise trouble
        return seal_trail(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(sealer, "seal_trail", fail_twice)
    monkeypatch.setattr(sealer, "PATIENCE", 0.01)
    with capture_logs() as logs, working(home, every=NEVER) as worker:
        worker.wait_for(passes=1)
    assert told == ["OperationalError", "OSError"]
    assert [line["error"] for line in logs if line["event"] == "seal_hindered"] == told


def test_what_was_changed_is_no_longer_sealed(site: Site, home: House) -> None:
    Stage(site).stand(State.PUBLISHED)
    assert seal_now(home) is not None
    (home.settings.ledger / "checkpoint").write_text("x", encoding="utf-8")
    with capture_logs() as logs, pytest.raises(SealProblem):
        seal_now(home)
    (alarm,) = logs
    assert (alarm["event"], alarm["log_level"]) == ("seal_refused", "error")
    assert "the checkpoint of the ledger" in alarm["why"]


def test_a_key_is_made_where_nothing_was_ever_sealed_and_nowhere_else(site: Site) -> None:
    home = House(settings=site.settings, database=site.database)
    prepare_key(home)
    key = read_key(home.settings.ledger_key)
    archive = find_archive(home.settings)
    assert archive is not None
    assert archive.keys == (key.public,)
    prepare_key(home)
    assert read_key(home.settings.ledger_key) == key
    Stage(site).walk(State.DRAFT)
    assert seal_now(home) is not None
    home.settings.ledger_key.unlink()
    prepare_key(home)
    (home.settings.ledger / "checkpoint").unlink()
    prepare_key(home)
    assert not home.settings.ledger_key.exists(), "another key would vouch for what it never saw"


def test_a_server_on_sqlite_seals_by_itself(migrated_sqlite: Database, tmp_path: Path) -> None:
    site = Site(migrated_sqlite, tmp_path)
    home = House(settings=site.settings, database=site.database)
    published = Stage(site).stand(State.PUBLISHED)
    others = set(threading.enumerate())
    with sealing_inside(home):
        until = time.monotonic() + PATIENCE
        while site.visitor().client.get(f"/published/{published}").status_code != 200:
            assert time.monotonic() < until
            time.sleep(0.01)
    left = set(threading.enumerate()) - others
    assert not [each for each in left if each.name == "sealer"]
    with home.database.reading() as session:
        assert find_last_seal(session) is not None
