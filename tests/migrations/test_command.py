"""Alembic's own command line, with the address from the environment."""

import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import inspect

from tests.support.databases import open_database

ROOT = Path(__file__).parents[2]


def start_alembic(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    inherited = {name: text for name, text in os.environ.items() if not name.startswith("HENGJIAN")}
    return subprocess.Popen(
        [sys.executable, "-m", "alembic", *arguments],
        cwd=ROOT,
        env=inherited | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    output, _ = process.communicate(timeout=60)
    return process.returncode, output


def has_tables(url: str) -> bool:
    with open_database(url) as database:
        return inspect(database.engine).has_table("audit_event")


def test_owner_address_comes_first(tmp_path: Path) -> None:
    owner, application = (f"sqlite:///{tmp_path / name}.db" for name in ("owner", "application"))
    addresses = {"HENGJIAN_MIGRATION_URL": owner, "HENGJIAN_DATABASE_URL": application}
    code, output = finish(start_alembic("upgrade", "head", **addresses))
    assert code == 0, output
    assert [has_tables(url) for url in (owner, application)] == [True, False]


def test_missing_address_is_said() -> None:
    code, output = finish(start_alembic("upgrade", "head"))
    assert code != 0
    assert "set HENGJIAN_MIGRATION_URL or HENGJIAN_DATABASE_URL" in output


def test_printing_sql_is_refused(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'printed.db'}"
    code, output = finish(start_alembic("upgrade", "head", "--sql", HENGJIAN_DATABASE_URL=address))
    assert code != 0
    assert "they are not printed" in output


def test_simultaneous_upgrades_wait_for_each_other(empty_url: str) -> None:
    started = [start_alembic("upgrade", "head", HENGJIAN_DATABASE_URL=empty_url) for _ in range(3)]
    for code, output in map(finish, started):
        assert code == 0, output
    assert has_tables(empty_url)
