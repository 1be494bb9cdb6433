"""The key of the ledger, passes that seal, and a verification that knows what was sealed."""

import json
import os
import signal
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from models.database import Database
from models.queries.seals import read_window
from tests.support.commands import move_in, set_up_office
from web.cli import main
from web.ledger import find_archive, make_key, open_ledger, read_key
from web.settings import read_settings
from workflow.ledger.archive import read_keys
from workflow.ledger.note import NoteProblem, check_note, read_note, read_public_key
from workflow.ledger.sealed import Trusted, find_seal_faults

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office, to be copied."""
    commands: list[str | list[str]] = [
        ["upgrade"],
        ["section", "add", "F1", "社会保障处"],
        ["unit", "add", "U1", "中心", "--section", "F1", "--region", "湖北省"],
    ]
    return set_up_office(tmp_path_factory.mktemp("office"), commands)


@pytest.fixture
def office(set_up: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """An office with a section and a unit: two administrative acts at least."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith("HENGJIAN_"):
            monkeypatch.delenv(name)
    return move_in(set_up, tmp_path)


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
def test_a_key_that_was_lost_is_not_replaced_in_silence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init"]) == main(["seal"]) == 0
    path = tmp_path / "var" / "ledger.key"
    path.unlink()
    capsys.readouterr()
    assert main(["init"]) == 1
    assert str(path.name) in capsys.readouterr().err
    assert not path.exists()


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
        command,
        cwd=tmp_path,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline().startswith("已封印 ")
        assert main(["section", "add", "F2", "农业处"]) == 0
        lines = iter(worker.stdout.readline, "")
        assert next(line for line in lines if line.startswith("已封印 "))
        key = (tmp_path / "var" / "ledger.key").rename(tmp_path / "kept")
        assert worker.stderr is not None
        warned = [worker.stderr.readline() for _ in range(4)]
        assert [json.loads(line)["event"] for line in warned[::2]] == ["seal_refused"] * 2
        assert {line[:9] for line in warned[1::2]} == {"hengjian:"}
        key.rename(tmp_path / "var" / "ledger.key")
        assert main(["section", "add", "F3", "教科处"]) == 0
        assert next(line for line in lines if line.startswith("已封印 "))
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=60) == 0


@pytest.mark.parametrize("pause", ["0", "-1", "1.5", "x", "86401"])
def test_a_pause_is_a_number_of_seconds(pause: str) -> None:
    with pytest.raises(SystemExit):
        main(["seal", "--every", pause])


def read_acts(office: Database) -> list[str]:
    with office.reading() as session:
        told = text("SELECT body FROM admin_event WHERE action = 'rotate_key' ORDER BY id")
        return list(session.scalars(told))


def test_a_new_key_signs_on_and_what_the_old_one_signed_stays_good(
    office: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, ledger = tmp_path / "var" / "ledger.key", tmp_path / "var" / "ledger"
    assert main(["init", "--rotate"]) == 1, "there is none to be changed"
    assert main(["init"]) == main(["seal"]) == 0
    old = read_key(path)
    capsys.readouterr()
    assert main(["init", "--rotate"]) == 0
    new = read_key(path)
    assert capsys.readouterr().out.strip().endswith(new.public.write())
    assert new.name == old.name
    assert new.secret != old.secret
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not list(path.parent.glob("ledger.key.*"))
    assert read_keys(ledger / "keys") == (old.public, new.public)
    (act,) = read_acts(office)
    assert old.public.write() in act
    assert new.public.write() in act
    sealed_by_old = read_note((ledger / "checkpoint").read_text(encoding="utf-8"))
    check_note(sealed_by_old, keys=[old.public])
    with office.reading() as session:
        assert read_window(session).rows == 0, "the old key sealed who follows it"
    assert main(["section", "add", "F2", "农业处"]) == main(["seal"]) == 0
    check_note(read_note((ledger / "checkpoint").read_text(encoding="utf-8")), keys=[new.public])
    assert main(["seal"]) == 0
    settings = read_settings()
    archive = find_archive(settings)
    assert archive is not None
    trusted = Trusted(
        tiles=archive.tiles,
        hasher=archive.hasher,
        keys=archive.keys,
        checkpoint=open_ledger(settings).read_checkpoint(),
    )
    with office.reading() as session:
        assert list(find_seal_faults(session, trusted=trusted)) == []
    with pytest.raises(NoteProblem):
        check_note(sealed_by_old, keys=[new.public])


@pytest.mark.parametrize("point", ["record_admin_event", "seal_now", "publish_key"])
def test_a_rotation_that_was_interrupted_is_taken_up_again(
    office: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    path = tmp_path / "var" / "ledger.key"
    assert main(["init"]) == main(["seal"]) == 0
    old = read_key(path)

    def die(*_given: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(f"web.rotation.{point}", die)
        assert main(["init", "--rotate"]) == 130
    assert read_key(path) == old, "the old key signs until the new one is in its place"
    waiting = read_key(path.with_name("ledger.key.next"))
    assert main(["seal"]) == 0
    assert main(["init", "--rotate"]) == 0
    assert read_key(path) == waiting
    assert read_keys(tmp_path / "var" / "ledger" / "keys") == (old.public, waiting.public)
    assert waiting.public.write() in read_acts(office)[-1]


def test_a_half_written_key_that_waits_is_thrown_away(office: Database, tmp_path: Path) -> None:
    assert main(["init"]) == 0
    (tmp_path / "var" / "ledger.key.next").write_text("PRIVATE+KEY+half")
    assert main(["init", "--rotate"]) == 0
    assert len(read_acts(office)) == 1


def test_what_is_refused_keeps_the_old_key(
    office: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init"]) == main(["seal"]) == 0
    old = read_key(tmp_path / "var" / "ledger.key")
    (tmp_path / "var" / "ledger" / "checkpoint").write_text("x")
    assert main(["init", "--rotate"]) == 1
    assert "拒绝封印：" in capsys.readouterr().err
    assert read_key(tmp_path / "var" / "ledger.key") == old
    assert len(read_acts(office)) == 1


def test_an_alarm_of_one_pass_is_in_the_log_and_in_its_exit_code(
    office: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init"]) == main(["seal"]) == 0
    (tmp_path / "var" / "ledger" / "checkpoint").write_text("x")
    capsys.readouterr()
    assert main(["seal"]) == 1
    logged, told = capsys.readouterr().err.splitlines()
    assert json.loads(logged)["event"] == "seal_refused"
    assert json.loads(logged)["level"] == "error"
    assert told.startswith("hengjian: 拒绝封印：")
    assert office.engine.url.database


@pytest.mark.usefixtures("office")
def test_whoever_serves_may_read_the_ledger_and_no_key(tmp_path: Path) -> None:
    """They may be two accounts of one group."""
    assert main(["init"]) == main(["seal"]) == main(["init", "--rotate"]) == 0
    var = tmp_path / "var"
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (var / "ledger").rglob("*.p/*")}
    modes |= {
        stat.S_IMODE((var / "ledger" / name).stat().st_mode) for name in ("checkpoint", "keys")
    }
    assert modes == {0o640}
    assert stat.S_IMODE((var / "ledger").stat().st_mode) == 0o750
    assert stat.S_IMODE((var / "ledger.key").stat().st_mode) == 0o600
