import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

SETS = ("run", "test", "e2e")


@pytest.fixture
def folder(pytestconfig: pytest.Config) -> Path:
    return pytestconfig.rootpath / "requirements"


def read_wanted(path: Path) -> list[Requirement]:
    lines = path.read_text().splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def read_locked(path: Path) -> dict[str, str]:
    """Every `name==version` of a lock; its hashes follow on lines of their own."""
    entries = re.split(r"\n(?=\S)", path.read_text().strip())
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}(\s|$)", entry) for entry in entries)
    pinned = [re.match(r"([\w-]+)==([\w.]+)", entry) for entry in entries]
    return {pin[1]: pin[2] for pin in pinned if pin}


def test_no_file_names_an_address(folder: Path) -> None:
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == sorted(
        f"{name}.{kind}" for name in SETS for kind in ("in", "txt")
    )
    for file in files:
        assert "http" not in file.read_text()
        assert "index" not in file.read_text()


@pytest.mark.parametrize("name", SETS)
def test_every_wanted_package_is_locked_within_its_range(folder: Path, name: str) -> None:
    locked = read_locked(folder / f"{name}.txt")
    for wanted in read_wanted(folder / f"{name}.in"):
        assert locked[wanted.name] in wanted.specifier


def test_the_three_locks_can_be_installed_together(folder: Path) -> None:
    versions: dict[str, set[str]] = {}
    for name in SETS:
        for package, version in read_locked(folder / f"{name}.txt").items():
            versions.setdefault(package, set()).add(version)
    assert {package for package, found in versions.items() if len(found) > 1} == set()


def test_pyproject_takes_its_ranges_from_here(pytestconfig: pytest.Config) -> None:
    settings = tomllib.loads((pytestconfig.rootpath / "pyproject.toml").read_text())
    dynamic = settings["tool"]["setuptools"]["dynamic"]
    assert dynamic["dependencies"]["file"] == ["requirements/run.in"]
    extras = dynamic["optional-dependencies"]
    assert {name: extra["file"] for name, extra in extras.items()} == {
        name: [f"requirements/{name}.in"] for name in SETS[1:]
    }
