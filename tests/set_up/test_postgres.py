import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from tests.support.postgres import find_programs, run_server

pytestmark = pytest.mark.pg

FOREVER = """
import time
from tests.support.postgres import find_programs, run_server
with run_server(find_programs()) as url:
    print(url.render_as_string(hide_password=False), flush=True)
    time.sleep(600)
"""


def ask(url: str | URL, question: str) -> str:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return str(connection.exec_driver_sql(question).scalar_one())


def folder_of(url: str | URL) -> Path:
    return Path(ask(url, "SHOW data_directory")).parent


def test_each_database_is_empty_and_orders_chinese_by_code_point(
    new_postgres_database: Callable[[], str],
) -> None:
    first, second = new_postgres_database(), new_postgres_database()
    assert ask(first, "SELECT current_database()") != ask(second, "SELECT current_database()")
    assert ask(second, "SHOW server_encoding") == "UTF8"
    in_order = "SELECT string_agg(c, '' ORDER BY c) FROM unnest(array['鉴', 'b', '衡', 'A']) c"
    assert ask(second, in_order) == "Ab衡鉴"


def test_a_server_is_for_its_tests_alone_and_gone_after_them() -> None:
    with run_server(find_programs()) as url:
        folder = folder_of(url)
        assert url.host == "127.0.0.1"
        with pytest.raises(OperationalError, match="password authentication failed"):
            ask(url.set(password="wrong"), "SELECT 1")
    assert not folder.exists()
    with pytest.raises(OperationalError, match="refused"):
        ask(url, "SELECT 1")


def test_a_server_is_gone_after_its_tests_were_killed(pytestconfig: pytest.Config) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", FOREVER],
        stdout=subprocess.PIPE,
        text=True,
        cwd=pytestconfig.rootpath,
    ) as tests:
        assert tests.stdout is not None
        url = make_url(tests.stdout.readline().strip())
        folder = folder_of(url)
        tests.kill()
    while folder.exists():
        time.sleep(0.05)
    with pytest.raises(OperationalError, match="refused"):
        ask(url, "SELECT 1")
