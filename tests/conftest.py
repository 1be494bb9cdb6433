"""What tests need of the machine: PostgreSQL and a browser.

A missing part skips the tests that need it and says why; `REQUIRE_PG=1` and `REQUIRE_BROWSER=1`
make them fail instead.
"""

import contextlib
import importlib.util
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import hypothesis
import pytest
import structlog
from argon2 import PasswordHasher
from sqlalchemy import create_engine, make_url
from sqlalchemy.pool import NullPool

import web.passwords
from tests.support.copies import tell_anew
from tests.support.memory import write_into_memory
from tests.support.postgres import (
    PostgresMissingError,
    create_database,
    drop_database,
    open_postgres,
)
from tests.support.routes import remember_routes

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytest_plugins = ["tests.support.databases"]
write_into_memory()
remember_routes()
# A busy machine is no fault of what is tested: no property asserts how long an example takes.
hypothesis.settings.register_profile(
    "hengjian", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("hengjian")


def skip_or_fail(demand: str, reason: str) -> None:
    """Skip for this reason, or fail where the environment variable `demand` is 1."""
    if os.environ.get(demand) == "1":
        pytest.fail(f"{reason} ({demand}=1)", pytrace=False)
    pytest.skip(reason)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Share nothing with a test that patches the product."""
    tell_anew(anew="monkeypatch" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session", autouse=True)
def quiet_logs() -> None:
    """Render log lines and throw them away; a test that reads them sets them up for itself."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.ReturnLoggerFactory(),
        cache_logger_on_first_use=False,
    )


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Let a password cost next to nothing; what it costs an office has a test of its own."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(web.passwords, "_hasher", hasher)
        patch.setattr(web.passwords, "_NOBODY", hasher.hash("nobody has this password"))
        yield


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The superuser's address of the maintenance database of a real PostgreSQL server."""
    with contextlib.ExitStack() as stack:
        try:
            url = stack.enter_context(open_postgres())
        except PostgresMissingError as missing:
            skip_or_fail("REQUIRE_PG", str(missing))
        yield url.render_as_string(hide_password=False)


@pytest.fixture
def new_postgres_database(postgres_url: str) -> Iterator[Callable[[], str]]:
    """A function that makes an empty database and gives its address; all go after the test."""
    engine = create_engine(postgres_url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with contextlib.ExitStack() as made:
        admin = made.enter_context(engine.connect())

        def make() -> str:
            name = create_database(admin)
            made.callback(drop_database, admin, name)
            url = make_url(postgres_url).set(database=name)
            return url.render_as_string(hide_password=False)

        yield make


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Chromium without a window; a test opens its own context in it."""
    if importlib.util.find_spec("playwright") is None:
        skip_or_fail("REQUIRE_BROWSER", "no browser: install requirements/e2e.txt")
    support = importlib.import_module("tests.support.browser")
    chromium = support.find_chromium()
    if chromium is None:
        skip_or_fail("REQUIRE_BROWSER", "no browser: apt-get install chromium fonts-noto-cjk")
    with support.open_browser(chromium) as opened:
        yield opened
