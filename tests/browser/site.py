"""The demonstration, loaded once, copied for each site and served to real browsers."""

import contextlib
import re
import shutil
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask, request
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from waitress import wasyncore
from waitress.server import create_server

from models.database import Database, make_engine
from models.queries.evaluations import find_header
from models.tables import Evaluation
from tests.support.keys import SECRET_KEY
from web.app import create_app
from web.cli import main, serving
from web.door import House
from web.sealer import seal_now
from web.settings import Settings, read_settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

LANGUAGES = ("zh", "en")
DESKTOP = (1366, 768)
PROXIED = {"X-Forwarded-For": "203.0.113.7"}
"""Makes a request come from elsewhere: the sites trust one proxy."""
BREAKS = "X-Test-Breaks"
"""A request with this header meets a fault (`fault`) or a locked database (`locked`)."""


@dataclass(frozen=True)
class Demo:
    """The loaded demonstration: where it lies, who may sign in, and which evaluations it holds."""

    folder: Path
    passwords: dict[str, str]
    evaluations: Mapping[str, str]


def load_demo(folder: Path) -> Demo:
    """Load the demonstration as its command does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("HENGJIAN_DATABASE_URL", raising=False)
        assert main(["demo", "--no-serve"]) == 0
    var = folder / "var"
    lines = (var / "demo-accounts.txt").read_text(encoding="utf-8").splitlines()
    database = Database(make_engine(f"sqlite:///{var}/hengjian.db"))
    evaluations = {}
    with database.reading() as session:
        for evaluation_id in session.scalars(select(Evaluation.id)):
            header = find_header(session, evaluation_id)
            assert header is not None
            evaluations[header.scheme_name.split("_")[0]] = str(evaluation_id)
    database.dispose()
    evaluations["changsha"] = evaluations.pop("result")
    return Demo(var, {line.split()[0]: line.split()[1] for line in lines}, evaluations)


@dataclass
class Site:
    """One copy of the demonstration behind waitress, and the sign-ins that browsers hold there."""

    demo: Demo
    app: Flask
    database: Database
    address: str
    browser: "Browser"
    evaluations: dict[str, str]
    _states: dict[str, Any] = field(default_factory=dict)

    def open(self, who: str = "", *, language: str = "zh", **options: Any) -> "BrowserContext":
        """A browser of its own, in which this person has signed in, or nobody."""
        return self._open(language, storage_state=self._state_of(who) if who else None, **options)

    def seal(self) -> None:
        """Seal what was done, without waiting for the server to come to it."""
        seal_now(self.app.extensions["hengjian"])

    def sign_in(self, page: "Page", who: str) -> None:
        """Sign in through the form of the page that stands open."""
        page.fill("input[name=login]", who)
        page.fill("input[name=password]", self.demo.passwords[who])
        with page.expect_navigation():
            page.click("main form button")

    def _state_of(self, who: str) -> Any:
        """One sign-in for each person, without the cost of drawing the pages."""
        if who not in self._states:
            context = self._open("zh")
            token = re.search(
                'name="csrf_token" value="([^"]+)"', context.request.get("/sign-in").text()
            )
            assert token is not None
            fields = {"login": who, "password": self.demo.passwords[who], "csrf_token": token[1]}
            answer = context.request.post("/sign-in", form=fields)
            assert "/sign-in" not in answer.url, answer.url
            self._states[who] = context.storage_state()
            context.close()
        return self._states[who]

    def _open(self, language: str, **options: Any) -> "BrowserContext":
        width, height = DESKTOP
        chosen: dict[str, Any] = {
            "base_url": self.address,
            "locale": "en-GB" if language == "en" else "zh-CN",
            "reduced_motion": "reduce",
            "viewport": {"width": width, "height": height},
            **options,
        }
        context = self.browser.new_context(**chosen)
        context.set_default_timeout(20_000)
        return context


@contextlib.contextmanager
def open_site(demo: Demo, *, folder: Path, browser: "Browser") -> Iterator[Site]:
    """Copy the demonstration into a folder and serve it for the length of the block."""
    path = folder / "hengjian.db"
    shutil.copyfile(demo.folder / "hengjian.db", path)
    shutil.copyfile(demo.folder / "ledger.key", folder / "ledger.key")
    shutil.copytree(demo.folder / "ledger", folder / "ledger")
    settings = read_settings(
        {
            "HENGJIAN_DATABASE_URL": f"sqlite:///{path}",
            "HENGJIAN_SECRET_KEY": SECRET_KEY,
            "HENGJIAN_FILES": str(folder / "files"),
            "HENGJIAN_LEDGER": str(folder / "ledger"),
            "HENGJIAN_LEDGER_KEY": str(folder / "ledger.key"),
            "HENGJIAN_PROXIES": "1",
            "HENGJIAN_MAX_FILE_MB": "1",
        }
    )
    home = House(settings=settings, database=Database(make_engine(settings.database_url)))
    with _serve(home) as (app, address):
        yield Site(demo, app, home.database, address, browser, dict(demo.evaluations))


def _create_app(*, settings: Settings, database: Database) -> Flask:
    app = create_app(settings=settings, database=database)
    app.before_request(_break_when_asked)
    return app


def _break_when_asked() -> None:
    wish = request.headers.get(BREAKS)
    if wish and request.endpoint != "static":
        if wish == "locked":
            raise OperationalError("", {}, Exception("database is locked"))
        raise RuntimeError(wish)


@contextlib.contextmanager
def _serve(home: House) -> Iterator[tuple[Flask, str]]:
    """Let the command serve in a thread on a free port, until the block ends."""
    started: Queue[Any] = Queue()

    def begin(app: Flask, **options: Any) -> Any:
        server = create_server(app, **options)
        started.put((app, server))
        return server

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(serving, "create_server", begin)
        patch.setattr(serving, "create_app", _create_app)
        patch.setattr(serving, "set_up_logs", lambda: None)
        thread = threading.Thread(
            target=serving.serve, args=[home], kwargs={"host": "127.0.0.1", "port": 0}
        )
        thread.start()
        app, server = started.get(timeout=10)
    try:
        yield app, f"http://127.0.0.1:{server.effective_port}"
    finally:
        # Its loop ends when it has nothing left to wait for.
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map, ignore_all=True))
        thread.join()
        server.task_dispatcher.shutdown()
