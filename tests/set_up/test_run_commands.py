import ast
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import run
from tests.support.launcher import Project

OLD = """
import runpy, sys
sys.version_info = (3, 10, 9)
sys.version = "3.10.9 (main)"
runpy.run_path("run.py", run_name="__main__")
"""

# Runs a program that needs a second to clear up when it is interrupted.
CLEARING = """
import run
clear = "trap 'sleep 1; echo cleared up; exit' INT; echo started; while :; do sleep 0.1; done"
try:
    run.run(["/bin/sh", "-c", clear])
except KeyboardInterrupt:
    print("stopped")
"""


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """A machine without Chromium on which nothing really runs; the list tells what would have."""
    asked: list[str] = []

    def record(command: Sequence[str], _output: object = None) -> int:
        asked.append(" ".join(command[1:]))
        return 3

    def record_logged(_what: str, command: Sequence[str]) -> None:
        asked.append(" ".join(command))

    for name in ("REQUIRE_PG", "REQUIRE_BROWSER", "DEBIAN_FRONTEND"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setattr(run, "LOG", tmp_path / "install.log")
    monkeypatch.setattr(run, "lint", lambda: asked.append("lint"))
    monkeypatch.setattr(run, "run", record)
    monkeypatch.setattr(run, "run_logged", record_logged)
    monkeypatch.setattr(run, "find_missing_packages", lambda: ["chromium"])
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    return asked


def test_an_ordinary_user_learns_at_the_end_what_was_missing(
    machine: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert run.run_tests(["-k", "door"]) == 3
    assert machine == ["lint", "-m pytest -n 3 -k door"]
    assert "REQUIRE_PG" not in os.environ
    assert capsys.readouterr().out == (
        "run.py: parts were skipped; to run them: apt-get install chromium\n"
    )


def test_root_installs_what_is_missing_and_skips_nothing(
    machine: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    run.run_tests([])
    assert machine[0] == "apt-get -qq update"
    assert machine[1].endswith("install chromium")
    assert machine[2:] == ["lint", "-m pytest -n 3"]
    settings = [os.environ[name] for name in ("REQUIRE_PG", "REQUIRE_BROWSER")]
    assert settings == ["1", "1"]
    assert os.environ["DEBIAN_FRONTEND"] == "noninteractive"


def test_root_may_go_without_a_browser(machine: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setenv("REQUIRE_BROWSER", "0")
    run.run_tests([])
    assert machine == ["lint", "-m pytest -n 3"]


@pytest.mark.usefixtures("machine")
def test_without_apt_get_root_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(run.Trouble, match="install chromium first, or set REQUIRE_BROWSER=0"):
        run.run_tests([])


def test_the_benchmarks_need_no_browser_and_hand_their_answer_on(
    machine: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "install", lambda names: machine.append(f"install {names}"))
    assert run.dispatch("bench", "--json") == 3
    assert machine == ["install ['run', 'test']", "-m tests.benchmarks --json"]


def test_a_failing_linter_does_not_hide_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def fail_two(command: Sequence[str]) -> int:
        asked.append(command)
        return 1 if "ruff" in command else 0

    monkeypatch.setattr(run, "install", lambda _: None)
    monkeypatch.setattr(run, "run", fail_two)
    with pytest.raises(run.Trouble, match=r"^ruff check, ruff format found something to mend$"):
        run.lint()
    assert len(asked) == len(run.LINTERS)


@pytest.mark.parametrize("arguments", [(), ("benchmark",), ("lint", "more"), ("wheelhouse", "x")])
def test_an_unknown_command_shows_the_commands(
    project: Project, arguments: tuple[str, ...]
) -> None:
    code, output, errors = project.run(*arguments)
    assert (code, errors) == (2, "")
    assert output.strip() == (run.__doc__ or "").strip()


def test_an_older_python_is_told_in_one_line(project: Project) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", OLD],
        cwd=project.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == "run.py: Python 3.11 or newer is needed, this is 3.10.9\n"


def test_the_launcher_imports_the_standard_library_alone_and_parses_on_old_pythons() -> None:
    tree = ast.parse(Path(run.__file__).read_text(), feature_version=(3, 7))
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
        )
    }
    assert "subprocess" in imported
    assert imported <= sys.stdlib_module_names


def test_ci_demands_everything_of_the_test_command(pytestconfig: pytest.Config) -> None:
    script = pytestconfig.rootpath / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    last = script.read_text().splitlines()[-1]
    assert last == "REQUIRE_PG=1 REQUIRE_BROWSER=1 exec python3 run.py test"


def test_after_ctrl_c_a_program_may_clear_up(project: Project) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CLEARING],
        cwd=project.root,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        os.killpg(process.pid, signal.SIGINT)
        assert process.stdout.read() == "cleared up\nstopped\n"
