"""What an operator is told before the first visitor comes."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from models.database import Database
from tests.support.app import Site
from tests.support.keys import SECRET_KEY
from web.cli import main
from web.cli.serving import list_warnings
from web.door import House
from web.settings import read_settings


def open_house(database: Database, *, proxies: int = 0) -> House:
    settings = replace(read_settings({"HENGJIAN_SECRET_KEY": SECRET_KEY}), proxies=proxies)
    return House(settings=settings, database=database)


@pytest.mark.pg
def test_an_owner_is_told_that_he_is_one_and_that_nobody_seals(
    migrated_postgres: Database, tmp_path: Path
) -> None:
    home = open_house(migrated_postgres)
    owner, unsealed = list_warnings(home, host="127.0.0.1")
    assert "hengjian_application" in owner
    assert "hengjian seal --every 60" in unsealed
    Site(migrated_postgres, tmp_path).seal()
    assert list_warnings(home, host="127.0.0.1") == [owner]


def test_plain_http_beyond_this_machine_is_spoken_of(migrated_sqlite: Database) -> None:
    house = open_house(migrated_sqlite)
    assert list_warnings(house, host="127.0.0.1") == []
    assert len(list_warnings(house, host="0.0.0.0")) == 1  # noqa: S104 -- nothing listens
    behind = open_house(migrated_sqlite, proxies=1)
    assert list_warnings(behind, host="0.0.0.0") == []  # noqa: S104 -- nothing listens


def test_what_a_command_makes_is_its_owners_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HENGJIAN_DATABASE_URL", raising=False)
    assert main(["upgrade"]) == 0
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "var").iterdir()}
    assert modes["hengjian.db"] == 0o600
    assert stat.S_IMODE((tmp_path / "var").stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_written_is_named_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "var").write_text("a file where a folder has to be", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HENGJIAN_DATABASE_URL", raising=False)
    assert main(["upgrade"]) == 1
    trouble = capsys.readouterr().err.strip()
    assert "var" in trouble
    assert "\n" not in trouble


@pytest.mark.parametrize("host", ["999.1.1.1", "nosuch.invalid", "a..b"])
def test_an_address_that_cannot_be_had_is_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    host: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HENGJIAN_DATABASE_URL", raising=False)
    assert main(["upgrade"]) == 0
    capsys.readouterr()
    assert main(["serve", "--host", host, "--port", "8299"]) == 1
    trouble = capsys.readouterr().err.strip()
    assert f"{host}:8299" in trouble
    assert "\n" not in trouble


def test_a_store_that_cannot_be_written_is_named_before_anybody_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HENGJIAN_DATABASE_URL", raising=False)
    assert main(["upgrade"]) == 0
    (tmp_path / "taken").write_text("a file where a folder has to be", encoding="utf-8")
    for folder in ("taken", "taken/below"):
        monkeypatch.setenv("HENGJIAN_FILES", str(tmp_path / folder))
        capsys.readouterr()
        assert main(["serve", "--host", "nosuch.invalid", "--port", "8299"]) == 1
        trouble = capsys.readouterr().err.strip()
        assert "HENGJIAN_FILES" in trouble
        assert "\n" not in trouble
