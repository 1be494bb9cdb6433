"""The key of the ledger, passes that seal, and a verification that knows what was sealed."""

import os
import signal
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from models.database import Database, make_engine
from web.cli import main
from web.ledger import make_key, read_key
from web.settings import read_settings
from workflow.ledger.note import read_public_key

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """An office with a section and a unit: two administrative acts at least."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith("HENGJIAN_"):
            monkeypatch.delenv(name)
    for command in (
        ["upgrade"],
        ["section", "add", "F1", "社会保障处"],
        ["unit", "add", "U1", "中心", "--section", "F1", "--region", "湖北省"],
    ):
        assert main(command) == 0, command
    return Database(make_engine(f"sqlite:///{tmp_path}/var/hengjian.db"))


def drop_guards(office: Database) -> None:
    with office.engine.begin() as connection:
        listed = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for name in list(connection.scalars(listed)):
            connection.execute(text(f"DROP TRIGGER {name}"))


@pytest.mark.usefixtures("office")
def test_a_key_is_made_once_and_is_its_owners_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init"]) == 0
    told = capsys.readouterr().out
    path = tmp_path / "var" / "ledger.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    kept = path.read_bytes()
    public = told.splitlines()[-1].partition("：")[2]
    assert read_public_key(public).name == "127.0.0.1:8000/trail"
    assert public not in kept.decode()
    assert main(["init"]) == 0
    assert capsys.readouterr().out.strip().endswith(public), "the same key, told again"
    assert path.read_bytes() == kept


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("content", [None, b"", b"x", b"\xff", b"PRIVATE+KEY+a+00000000+AAAA"])
def test_without_a_key_nothing_is_sealed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    path = tmp_path / "var" / "ledger.key"
    if content is not None:
        path.write_bytes(content)
    assert main(["seal"]) == 1
    assert main(["init"]) == (0 if content is None else 1)
    told = capsys.readouterr().err
    assert "var/ledger.key" in told
    assert not list((tmp_path / "var" / "ledger").glob("tile*"))


def test_what_was_sealed_is_verified_and_what_was_changed_then_is_named(
    office: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify"]) == 0
    assert "封印：尚未启用" in capsys.readouterr().out
    assert main(["init"]) == main(["seal"]) == 0
    assert "已封印 " in capsys.readouterr().out
    assert main(["seal"]) == 0
    assert "没有新的记录" in capsys.readouterr().out
    assert main(["verify"]) == 0
    assert "seal：通过" in capsys.readouterr().out
    drop_guards(office)
    with office.engine.begin() as connection:
        connection.execute(text("UPDATE admin_event SET body = '{}' WHERE id = 1"))
    assert main(["verify"]) == 1
    assert "seal：失败（1 处），第一处：admin_event 1: " in capsys.readouterr().out
    checkpoint = tmp_path / "var" / "ledger" / "checkpoint"
    checkpoint.write_text("x")
    assert main(["verify"]) == 1
    assert "seal：失败（1 处），第一处：the ledger cannot be opened" in capsys.readouterr().out


def test_a_trail_that_lost_a_sealed_row_is_not_sealed_any_more(
    office: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["init"]) == main(["seal"]) == 0
    monkeypatch.setattr("web.cli.house.find_losses", lambda *_given: [])
    drop_guards(office)
    with office.engine.begin() as connection:
        connection.execute(text("DELETE FROM admin_event WHERE id = 1"))
    assert main(["seal"]) == 1
    assert "拒绝封印：" in capsys.readouterr().err


def test_a_key_whose_bytes_look_like_its_separators_is_read_again(tmp_path: Path) -> None:
    for byte in range(256):
        path = tmp_path / f"{byte}.key"
        settings = replace(read_settings({"HENGJIAN_SECRET_KEY": "x" * 43}), ledger_key=path)
        with pytest.MonkeyPatch.context() as fixed:
            fixed.setattr("secrets.token_bytes", lambda count, byte=byte: bytes([byte]) * count)
            make_key(settings)
        assert read_key(path).secret == bytes([byte]) * 32


@pytest.mark.usefixtures("office")
def test_a_worker_seals_again_and_again_until_it_is_told_to_stop(tmp_path: Path) -> None:
    assert main(["init"]) == 0
    command = [sys.executable, "-m", "web.cli", "seal", "--every", "1"]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "LANG": "zh_CN.UTF-8"}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environ, stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline().startswith("已封印 ")
        assert main(["section", "add", "F2", "农业处"]) == 0
        lines = iter(worker.stdout.readline, "")
        assert next(line for line in lines if line.startswith("已封印 "))
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=60) == 0


@pytest.mark.parametrize("pause", ["0", "-1", "1.5", "x", "86401"])
def test_a_pause_is_a_number_of_seconds(pause: str) -> None:
    with pytest.raises(SystemExit):
        main(["seal", "--every", pause])
