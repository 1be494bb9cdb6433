import functools
import http.server
import os
import signal
import socket
import sys
import threading
from importlib.util import find_spec
from pathlib import Path

from tests.support.launcher import INSTALLING, MAKING, Project

# Hides modules from the Python that runs the launcher, as a Debian without python3-venv does.
HIDE = """
import sys

class Hider:
    def __init__(self, finder):
        self.finder = finder

    def find_spec(self, name, path=None, target=None):
        return None if name in {names!r} else self.finder.find_spec(name, path, target)

sys.meta_path[:] = [Hider(finder) for finder in sys.meta_path]
"""


def hide(folder: Path, *names: str) -> str:
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(HIDE.format(names=names))
    return str(folder)


def find_python_with_pip() -> str:
    base = Path(sys.base_prefix, "bin", f"python{sys.version_info[0]}.{sys.version_info[1]}")
    return sys.executable if find_spec("pip") else str(base)


def test_what_is_installed_is_used_as_it_is(installed: Project) -> None:
    (installed.root / "wheelhouse").rename(installed.root / "gone")
    assert installed.run("demo") == (0, "toy 1 ['demo']\n", "")


def test_a_changed_lock_is_installed_once(installed: Project) -> None:
    installed.offer("2")
    assert installed.run("demo") == (0, f"{INSTALLING}toy 2 ['demo']\n", "")
    assert installed.run("demo") == (0, "toy 2 ['demo']\n", "")


def test_an_interrupted_installation_is_made_anew(installed: Project) -> None:
    (installed.root / ".venv" / "unfinished").touch()
    (package,) = installed.root.glob(".venv/lib/python3*/site-packages/toy.py")
    package.unlink()
    assert installed.run("demo") == (0, f"{MAKING}{INSTALLING}toy 1 ['demo']\n", "")


def test_a_venv_whose_python_has_gone_is_made_anew(installed: Project) -> None:
    python = installed.root / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")
    assert installed.run("demo") == (0, f"{MAKING}{INSTALLING}toy 1 ['demo']\n", "")


def test_a_failed_update_leaves_the_old_installation_usable(installed: Project) -> None:
    lock = installed.root / "requirements" / "run.txt"
    before = lock.read_text()
    installed.lock("3", "0" * 64)
    assert installed.run("demo")[0] == 1
    lock.write_text(before)
    assert installed.run("demo") == (0, "toy 1 ['demo']\n", "")


def test_without_ensurepip_the_systems_pip_serves(project: Project, tmp_path: Path) -> None:
    project.offer("1")
    hidden = hide(tmp_path / "hidden", "ensurepip")
    answer = project.run("demo", python=find_python_with_pip(), PYTHONPATH=hidden)
    assert answer == (0, f"{MAKING}{INSTALLING}toy 1 ['demo']\n", "")
    assert not list(project.root.glob(".venv/lib/python3*/site-packages/pip"))


def test_without_ensurepip_and_pip_one_line_names_the_package(
    project: Project, tmp_path: Path
) -> None:
    project.offer("1")
    code, output, errors = project.run("demo", PYTHONPATH=hide(tmp_path / "h", "ensurepip", "pip"))
    assert (code, output) == (1, "")
    assert errors == (
        "run.py: Python cannot make a virtual environment: apt-get install python3-venv\n"
    )


def test_an_offices_own_index_is_used(installed: Project) -> None:
    installed.offer("2", folder="index/simple/toy")
    (installed.root / "wheelhouse").rename(installed.root / "gone")
    handler = functools.partial(QuietHandler, directory=installed.root / "index")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever).start()
        own = f"http://127.0.0.1:{server.server_port}/simple"
        answer = installed.run("demo", PIP_INDEX_URL=own)
        server.shutdown()
    assert answer == (0, f"{INSTALLING}toy 2 ['demo']\n", "")


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


def test_an_index_that_is_not_there_is_told_in_one_line(installed: Project) -> None:
    installed.lock("2", "0" * 64)
    (installed.root / "wheelhouse").rename(installed.root / "gone")
    code, output, errors = installed.run("demo")
    assert (code, output) == (1, INSTALLING)
    assert errors == (
        "run.py: installing failed: ERROR: No matching distribution found for toy==2"
        " (all of it: var/install.log)\n"
    )
    assert "127.0.0.1" in (installed.root / "var" / "install.log").read_text()


def test_a_wheelhouse_without_the_file_is_told_in_one_line(installed: Project) -> None:
    installed.lock("2", "0" * 64)
    code, output, errors = installed.run("demo")
    assert (code, output) == (1, INSTALLING)
    assert errors.startswith("run.py: installing failed: ERROR: No matching distribution")
    assert errors.count("\n") == 1


def test_a_wheel_with_other_content_is_refused_in_one_line(installed: Project) -> None:
    installed.make_wheel("2", "wheelhouse")
    installed.lock("2", "0" * 64)
    code, output, errors = installed.run("demo")
    assert (code, output) == (1, INSTALLING)
    assert errors.startswith("run.py: installing failed: ERROR: THESE PACKAGES DO NOT MATCH")
    assert errors.count("\n") == 1


def test_a_folder_that_cannot_be_written_is_told_in_one_line(project: Project) -> None:
    (project.root / "var").touch()
    code, output, errors = project.run("demo")
    assert (code, output) == (1, "")
    assert errors.startswith("run.py: ")
    assert errors.endswith("/var\n")
    assert errors.count("\n") == 1


def test_ctrl_c_ends_quietly(installed: Project) -> None:
    installed.lock("2", "0" * 64)
    (installed.root / "wheelhouse").rename(installed.root / "gone")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        own = f"http://127.0.0.1:{silent.getsockname()[1]}/simple"
        process = installed.start("demo", PIP_INDEX_URL=own)
        connection, _ = silent.accept()
        os.killpg(process.pid, signal.SIGINT)
        output, errors = process.communicate()
        connection.close()
    assert (process.returncode, output, errors) == (130, INSTALLING, "")
