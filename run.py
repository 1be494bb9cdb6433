"""Install what Hengjian needs, then start it, test it or pack it. Needs Python 3.11 alone.

    python3 run.py demo [...]    five real evaluations in a browser; --port, --no-serve, --reset
    python3 run.py test [...]    the linters, then all tests; what follows goes to pytest
    python3 run.py lint          the linters alone
    python3 run.py bench [...]   how fast it is, against hand-written SQL on PostgreSQL; --json
    python3 run.py wheelhouse    all packages into wheelhouse/, for machines without network

Packages go into .venv, from wheelhouse/ where there is one, else from where pip is set to look.
"""

from __future__ import annotations

import contextlib
import filecmp
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from ctypes.util import find_library
from importlib.util import find_spec
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UNFINISHED = VENV / "unfinished"
LOCKS = ROOT / "requirements"
WHEELHOUSE = ROOT / "wheelhouse"
LOG = ROOT / "var" / "install.log"
SETS = ("run", "test", "e2e")
LINTERS = {
    "ruff check": ["-m", "ruff", "check", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "mypy": ["-m", "mypy"],
    "lint-imports": [str(VENV / "bin" / "lint-imports"), "--no-logo"],
}


class Trouble(Exception):  # noqa: N818 -- it is told to a person in one line
    """Something a person has to mend; the message says what and how."""


def main(arguments: Sequence[str]) -> int:
    """Run the command that is named first and answer the exit code."""
    os.chdir(ROOT)
    os.environ["PIP_USER"] = "0"  # pip's `user = true` has no meaning in .venv
    try:
        return dispatch(*arguments)
    except Trouble as trouble:
        print(f"run.py: {trouble}", file=sys.stderr)
    except OSError as error:
        print(f"run.py: {error.strerror}: {error.filename}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


def dispatch(name: str = "", *arguments: str) -> int:
    """Run one command on a machine that can."""
    if sys.version_info < (3, 11):  # noqa: UP036 -- an older Python gets this far and is told
        raise Trouble(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}")
    if os.name != "posix":
        raise Trouble("this is for Linux and macOS; elsewhere: pip install . && hengjian demo")
    if name == "demo":
        return run_demo(arguments)
    if name == "test":
        return run_tests(arguments)
    if name == "bench":
        return run_benchmarks(arguments)
    if name in ("lint", "wheelhouse") and not arguments:
        return lint() if name == "lint" else fill_wheelhouse()
    print(__doc__.strip())
    return 0 if name in ("-h", "--help") else 2


def run_demo(arguments: Sequence[str]) -> int:
    """Hand over to the application, which fills a database and serves it."""
    install(["run"])
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), "-m", "web.cli", "demo", *arguments])


def run_tests(arguments: Sequence[str]) -> int:
    """Run the linters and all tests. Root skips none; others learn at the end what was missing."""
    if os.geteuid() == 0:
        os.environ.setdefault("REQUIRE_PG", "1")
        os.environ.setdefault("REQUIRE_BROWSER", "1")
        install_debian_packages()
    lint()
    # Three on two cores: one of them is mostly waiting for the browser or for PostgreSQL.
    code = run([str(PYTHON), "-m", "pytest", "-n", "3", *arguments])
    missing = find_missing_packages()
    if missing:
        print(f"run.py: parts were skipped; to run them: apt-get install {' '.join(missing)}")
    return code


def run_benchmarks(arguments: Sequence[str]) -> int:
    """Measure; the exit code is 1 when a ratio misses its target."""
    install(["run", "test"])
    return run([str(PYTHON), "-m", "tests.benchmarks", *arguments])


def lint() -> int:
    """Run every linter, then stop if one of them found something."""
    install(SETS)
    failed = [name for name, linter in LINTERS.items() if run([str(PYTHON), *linter])]
    if failed:
        raise Trouble(f"{', '.join(failed)} found something to mend")
    return 0


def fill_wheelhouse() -> int:
    """Download every locked package for this kind of machine, replacing an older wheelhouse."""
    with locked():
        make_environment()
        print("run.py: downloading every package into wheelhouse/ …", flush=True)
        target = LOG.parent / "wheelhouse"
        shutil.rmtree(target, ignore_errors=True)
        options = ["download", "--require-hashes", "--only-binary", ":all:", "--dest", str(target)]
        run_logged("downloading", [*find_pip(), *options, *name_locks(SETS)])
        shutil.rmtree(WHEELHOUSE, ignore_errors=True)
        target.rename(WHEELHOUSE)
    return 0


def install(names: Sequence[str]) -> None:
    """Bring .venv to what these locks say; quick when it is there already."""
    if is_installed(names):
        return
    with locked():
        make_environment()
        print("run.py: installing packages into .venv …", flush=True)
        options = ["install", "--require-hashes"]
        if WHEELHOUSE.is_dir():
            options += ["--no-index", "--find-links", str(WHEELHOUSE)]
        with unfinished():
            try:
                run_logged("installing", [*find_pip(), *options, *name_locks(names)])
            except (Trouble, KeyboardInterrupt):
                # pip downloads everything first; until it says this it has changed nothing.
                if "Installing collected packages" not in LOG.read_text(errors="replace"):
                    UNFINISHED.unlink()
                raise
            for name in names:
                shutil.copy(LOCKS / f"{name}.txt", VENV)


def is_installed(names: Sequence[str]) -> bool:
    """Whether .venv holds exactly what these locks say, from an installation that was finished."""
    locks = [f"{name}.txt" for name in names]
    same = filecmp.cmpfiles(LOCKS, VENV, locks, shallow=False)[0]
    return same == locks and PYTHON.exists() and not UNFINISHED.exists()


def name_locks(names: Sequence[str]) -> list[str]:
    """The arguments that give these locks to pip."""
    return [f"--requirement={LOCKS / name}.txt" for name in names]


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """Let one run.py at a time change .venv; a second one waits."""
    LOG.parent.mkdir(exist_ok=True)
    with (LOG.parent / "install.lock").open("w") as file:
        os.lockf(file.fileno(), os.F_LOCK, 0)
        LOG.write_text("")
        yield


@contextlib.contextmanager
def unfinished() -> Iterator[None]:
    """Keep a mark in .venv while it is being changed: a torn one is made anew the next time."""
    VENV.mkdir(exist_ok=True)
    UNFINISHED.touch()
    yield
    UNFINISHED.unlink()


def make_environment() -> None:
    """Make .venv where there is none, or a torn one, or one whose Python has gone."""
    if PYTHON.exists() and not UNFINISHED.exists():
        return
    if Path(sys.prefix) == VENV:
        raise Trouble(".venv has to be made anew: leave it first (deactivate)")
    if not find_spec("venv") or not (find_spec("ensurepip") or find_spec("pip")):
        raise Trouble("Python cannot make a virtual environment: apt-get install python3-venv")
    PYTHON.unlink(missing_ok=True)
    if VENV.exists():
        shutil.rmtree(VENV)
    print("run.py: making .venv …", flush=True)
    with unfinished():
        options = [] if find_spec("ensurepip") else ["--without-pip"]
        run_logged("making .venv", [sys.executable, "-m", "venv", *options, str(VENV)])


def find_pip() -> list[str]:
    """The pip of .venv, or that of the system where .venv could not get one."""
    if any(VENV.glob("lib/python3*/site-packages/pip")):
        return [str(PYTHON), "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", str(PYTHON)]


def install_debian_packages() -> None:
    """As root: fetch through apt-get what the tests and .venv lack."""
    wanted = [] if os.environ["REQUIRE_BROWSER"] == "0" else find_missing_packages()
    if not find_spec("ensurepip") and not find_spec("pip"):
        wanted.append("python3-venv")
    if wanted and not shutil.which("apt-get"):
        raise Trouble(f"install {', '.join(wanted)} first, or set REQUIRE_BROWSER=0")
    if wanted:
        print(f"run.py: apt-get install {' '.join(wanted)} …", flush=True)
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        options = ["-qq", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"]
        with locked():
            run_logged("apt-get update", ["apt-get", "-qq", "update"])
            run_logged("apt-get install", ["apt-get", *options, "install", *wanted])


def find_missing_packages() -> list[str]:
    """Debian's packages that the browser tests need and this machine lacks."""
    present = {
        "chromium": shutil.which("chromium") or shutil.which("chromium-browser"),
        "fonts-noto-cjk": any(Path("/usr/share/fonts").rglob("NotoSansCJK*")),
        "libatomic1": find_library("atomic"),  # for Playwright's own node
    }
    return [name for name, found in present.items() if not found]


def run_logged(what: str, command: Sequence[str]) -> None:
    """Run a program with its output in the log; say in one line what went wrong."""
    with LOG.open("a+", errors="replace") as log:
        code = run(command, log)
        log.seek(0)
        lines = [line.strip() for line in log if line.strip()]
    if code:
        errors = [line for line in lines if line.startswith(("ERROR:", "E:", "Error:"))]
        reason = (errors or lines or [f"exit code {code}"])[-1][:300]
        raise Trouble(f"{what} failed: {reason} (all of it: {LOG.relative_to(ROOT)})")


def run(command: Sequence[str], output: IO[str] | None = None) -> int:
    """Run a program to its end; after Ctrl-C let it end by itself, then stop too."""
    interrupts: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _frame: interrupts.append(number))
    try:
        code = subprocess.call(command, stdout=output, stderr=output)
    finally:
        signal.signal(signal.SIGINT, before)
    if interrupts:
        raise KeyboardInterrupt
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
