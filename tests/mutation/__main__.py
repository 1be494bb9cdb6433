"""Breaks the rules and the checks in every small way, and names each change that no test notices.

    .venv/bin/pip install -r tests/mutation/requirements.txt
    .venv/bin/python -m tests.mutation [policies.scoring.levels …]

A change that behaves the same for every input stands with its argument in `equivalent/`, one file
for each module, and is not named. Ends with 1 where one is unnoticed without an argument, or where
an argument speaks of a change that is noticed or cannot be made any more. All modules take an hour.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ARGUED = Path(__file__).parent / "equivalent"
PACKAGES = ("policies/scoring", "policies/checking")
TESTS = "tests/policies"
SETTINGS = """
[tool.mutmut]
source_paths = {paths}
also_copy = ["models", "policies", "workflow", "web", "migrations", "tests", "run.py"]
pytest_add_cli_args_test_selection = ["{tests}"]
"""
FUNCTION = re.compile(r"x(?:_|ǁ(?P<owner>\w+)ǁ)(?P<name>\w+?)__mutmut_[0-9]+")
UNNOTICED = frozenset({"survived", "no tests", "suspicious"})

Change = tuple[str, str, str, str]
"""The module (scoring.levels), the function, the lines that were taken out, those put in."""


def main(modules: Sequence[str]) -> int:
    """Run the mutants of these modules, all of them without one; answer the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "tree"
        shutil.copytree(
            ROOT, place, ignore=shutil.ignore_patterns(".venv", ".git", "var", "mutants")
        )
        with (place / "pyproject.toml").open("a", encoding="utf-8") as settings:
            paths = [f"{package}/" for package in list_packages(modules)]
            settings.write(SETTINGS.format(paths=paths, tests=TESTS))
        run_mutants(place, modules)
        unnoticed = set(list_unnoticed(place, modules))
    argued = {change for change in read_arguments() if is_asked(change[0], modules)}
    for title, changes in (
        ("unnoticed, without an argument", unnoticed - argued),
        ("argued, and noticed or gone", argued - unnoticed),
    ):
        for module, function, old, new in sorted(changes):
            sys.stdout.write(f"{title}: {module}.{function}\n{old}\n{new}\n\n")
    sys.stdout.write(f"{len(unnoticed)} unnoticed, {len(unnoticed & argued)} of them argued\n")
    return int(unnoticed != argued)


MUTMUT = [sys.executable, "-m", "mutmut"]


def run_mutants(place: Path, modules: Sequence[str]) -> None:
    """Make every mutant of the modules and run the tests that reach it."""
    names = [f"{module}.*" for module in modules]
    told = subprocess.run(
        [*MUTMUT, "run", *names], cwd=place, check=False, capture_output=True, text=True
    )
    if told.returncode:
        # Most often a test that fails without any mutant.
        raise SystemExit(told.stdout[-2000:] + told.stderr[-500:])


def list_unnoticed(place: Path, modules: Sequence[str]) -> Iterator[Change]:
    """Every change that no test noticed."""
    results = ask(place, "results")
    for line in results.splitlines():
        name, _, verdict = line.strip().rpartition(": ")
        module = name.rpartition(".")[0].removeprefix("policies.")
        if verdict in UNNOTICED and is_asked(module, modules):
            yield read_change(ask(place, "show", name), name=name, module=module)


def ask(place: Path, *question: str) -> str:
    """What the tool answers."""
    answer = subprocess.run(
        [*MUTMUT, *question], cwd=place, check=True, capture_output=True, text=True
    )
    return answer.stdout


def is_asked(module: str, modules: Sequence[str]) -> bool:
    """Whether this module is one of those, or of the usual packages where none was named."""
    package = f"policies/{module.partition('.')[0]}"
    return f"policies.{module}" in modules if modules else package in PACKAGES


def list_packages(modules: Sequence[str]) -> list[str]:
    """The folders of these modules; where none is named, those of rules and checks."""
    return sorted({"/".join(name.split(".")[:2]) for name in modules}) or list(PACKAGES)


def read_change(difference: str, *, name: str, module: str) -> Change:
    """The change that a unified difference shows."""
    match = FUNCTION.fullmatch(name.rpartition(".")[2])
    if match is None:
        raise ValueError(name)
    function = ".".join(filter(None, (match["owner"], match["name"])))
    lines = [line for line in difference.splitlines() if not line.startswith(("---", "+++"))]
    old, new = (
        "\n".join(line.rstrip() for line in lines if line.startswith(sign)) for sign in "-+"
    )
    return module, function, old, new


def read_arguments() -> Iterator[Change]:
    """Every change that is argued to behave the same, from the files of arguments.

    A block is the function, pairs of lines as a difference shows them, and `because: …`; blocks are
    set apart by an empty line. Raises ValueError naming the file for a block without an argument.
    """
    for path in sorted(ARGUED.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
            function, *lines = block.splitlines()
            if not any(line.startswith("because: ") for line in lines):
                raise ValueError(f"{path.name}: {function} has no argument")
            yield from _read_pairs(lines, module=path.stem, function=function)


def _read_pairs(lines: Sequence[str], *, module: str, function: str) -> Iterator[Change]:
    old: list[str] = []
    new: list[str] = []
    for line in [*lines, "-"]:
        if new and not line.startswith("+"):
            yield module, function, "\n".join(old), "\n".join(new)
            old, new = [], []
        if line.startswith("-"):
            old.append(line.rstrip())
        elif line.startswith("+"):
            new.append(line.rstrip())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
