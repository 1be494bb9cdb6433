"""hengjian verify as a command: checkpoints that were kept, what it leaves behind, its alarm."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from models.database import Database
from tests.support.commands import move_in, set_up_office
from web.cli import main
from web.cli.progress import Progress
from web.ledger import read_key
from workflow.ledger.archive import write_keys
from workflow.ledger.hands import CutShort


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office, to be copied."""
    commands: list[str | list[str]] = [
        ["upgrade"],
        ["section", "add", "F1", "社会保障处"],
        ["unit", "add", "U1", "中心", "--section", "F1", "--region", "湖北省"],
        ["init"],
        ["seal"],
    ]
    return set_up_office(tmp_path_factory.mktemp("office"), commands)


@pytest.fixture
def office(set_up: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """An office that seals."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith("HENGJIAN_"):
            monkeypatch.delenv(name)
    return move_in(set_up, tmp_path)


@pytest.fixture
def told(tmp_path: Path) -> Callable[[], dict[str, object]]:
    """What the last verification left behind."""
    return lambda: json.loads((tmp_path / "var/ledger/verified.json").read_text())


def drop_guards(office: Database) -> None:
    with office.engine.begin() as connection:
        listed = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for name in list(connection.scalars(listed)):
            connection.execute(text(f"DROP TRIGGER {name}"))


def run(office: Database, statement: str) -> None:
    with office.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.usefixtures("office")
def test_the_outcome_is_left_beside_the_ledger(
    told: Callable[[], dict[str, object]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", "--processes", "2"]) == 0
    printed = capsys.readouterr().out.splitlines()
    checks = ["guards", "hash", "chain", "replay", "administration", "listing", "entries"]
    assert [line.partition("：")[0] for line in printed] == [*checks, "documents", "seal"]
    left = told()
    assert str(left.pop("at")).endswith("Z")
    assert left == {"size": 2, "ok": True, "faults": {}}


def test_what_was_found_is_left_and_raises_the_alarm(
    office: Database,
    told: Callable[[], dict[str, object]],
    capfd: pytest.CaptureFixture[str],
) -> None:
    drop_guards(office)
    run(office, "UPDATE unit SET name = 'x'")
    run(office, "UPDATE admin_event SET body = '{}' WHERE id = 1")
    capfd.readouterr()
    assert main(["verify"]) == 1
    faults = {"administration": 3, "seal": 1, "guards": told()["faults"]["guards"]}  # type: ignore[index]
    assert told()["faults"] == faults
    assert told()["ok"] is False
    (line,) = map(json.loads, capfd.readouterr().err.splitlines())
    assert (line["event"], line["level"]) == ("verification_failed", "error")
    assert line["faults"] == faults


def test_a_checkpoint_that_was_kept_elsewhere_has_to_be_met(
    office: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    early, kept = tmp_path / "var/ledger/checkpoint", tmp_path / "kept"
    shutil.copyfile(early, kept)
    assert main(["section", "add", "F2", "农业处"]) == main(["seal"]) == 0
    assert main(["verify", "--checkpoint", str(kept)]) == 0
    # The whole ledger and the database are set back to before, and something else happens.
    later = tmp_path / "later"
    shutil.copyfile(early, later)
    drop_guards(office)
    run(office, "DELETE FROM seal WHERE id = 2")
    early.write_bytes(kept.read_bytes())
    capsys.readouterr()
    main(["verify", "--checkpoint", str(later)])
    told = capsys.readouterr().out
    assert "seal：失败（1 处），第一处：the checkpoint outside is of 3 entries, no seal is" in told
    kept.write_bytes(kept.read_bytes().replace(b"\n2\n", b"\n1\n"))
    main(["verify", "--checkpoint", str(kept)])
    assert "the ledger cannot be opened: another: the signature of" in capsys.readouterr().out
    assert main(["verify", "--checkpoint", str(tmp_path / "nowhere")]) == 1
    assert "nowhere: No such file or directory" in capsys.readouterr().err


@pytest.mark.usefixtures("office")
def test_a_restored_backup_is_proven_without_the_key(tmp_path: Path) -> None:
    """Whoever has the public key alone can verify."""
    key = tmp_path / "var/ledger.key"
    write_keys(tmp_path / "var/ledger/keys", [read_key(key).public])
    key.unlink()
    assert main(["verify"]) == 0
    (tmp_path / "var/ledger/keys").unlink()
    assert main(["verify"]) == 1


@pytest.mark.usefixtures("office")
def test_a_part_is_never_called_a_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def die(*_given: object, **_named: object) -> None:
        raise CutShort("process 7 ended too early")

    monkeypatch.setattr("web.cli.verifying.look_at_everything", die)
    capsys.readouterr()
    assert main(["verify"]) == 1
    told = capsys.readouterr()
    assert "核验没有完成，结果不能采信：process 7 ended too early" in told.err
    assert "通过" not in told.out
    assert not (tmp_path / "var/ledger/verified.json").exists()


def test_progress_is_told_on_a_terminal_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for watched in (False, True):
        monkeypatch.setattr("sys.stderr.isatty", lambda watched=watched: watched)
        monkeypatch.setattr("web.cli.progress._", lambda line, **named: line % named)
        progress = Progress()
        for done in (0, 1, 2, 1000):
            progress.tell(done, 1000)
        progress.end()
        shown = capsys.readouterr().err
        assert shown.count("正在核验：0%") == shown.count("正在核验：100%") == int(watched)
    assert shown.endswith("\r\x1b[K"), "nothing of it stays"


@pytest.mark.parametrize("count", ["0", "-1", "257", "x"])
def test_processes_are_counted(count: str) -> None:
    with pytest.raises(SystemExit):
        main(["verify", "--processes", count])
