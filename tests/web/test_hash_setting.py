"""By which hash a trail is kept is said when it is begun, and cannot be changed under way."""

import os
from pathlib import Path

import pytest

from models.database import Database, make_engine
from models.vocabulary import HashName, State
from tests.support.scenes import Scene
from web.cli import main


@pytest.fixture
def begun_with_sm3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with one evaluation whose trail is kept with SM3."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith("HENGJIAN_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HENGJIAN_HASH", "sm3")
    assert main(["upgrade"]) == 0
    engine = make_engine(f"sqlite:///{tmp_path}/var/hengjian.db")
    database = Database(engine, hash_name=HashName.SM3)
    Scene(database).walk(State.SELF_SCORED)
    database.dispose()
    return tmp_path


@pytest.mark.usefixtures("begun_with_sm3")
def test_the_commands_know_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify"]) == 0
    assert "hash：通过" in capsys.readouterr().out
    assert main(["init"]) == main(["seal"]) == main(["verify"]) == 0
    assert "seal：通过" in capsys.readouterr().out


@pytest.mark.usefixtures("begun_with_sm3")
def test_another_one_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("HENGJIAN_HASH")
    assert main(["seal"]) == 1
    told = capsys.readouterr().err
    assert "1/sm3" in told
    assert "HENGJIAN_HASH" in told


@pytest.mark.usefixtures("begun_with_sm3")
def test_verification_with_another_one_says_why_everything_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("HENGJIAN_HASH")
    assert main(["verify"]) == 1
    told = capsys.readouterr()
    assert "HENGJIAN_HASH" in told.err
    assert "hash：失败" in told.out


@pytest.mark.usefixtures("begun_with_sm3")
def test_an_unknown_one_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HENGJIAN_HASH", "md5")
    assert main(["verify"]) == 1
    assert "sha256 or sm3" in capsys.readouterr().err
