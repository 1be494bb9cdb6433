import tomllib
from pathlib import Path

import pytest

PACKAGES = ("models", "policies", "workflow", "web", "migrations")


@pytest.mark.parametrize("package", PACKAGES)
def test_an_installed_copy_holds_every_file(package: str, pytestconfig: pytest.Config) -> None:
    settings = tomllib.loads((pytestconfig.rootpath / "pyproject.toml").read_text())
    patterns = settings["tool"]["setuptools"]["package-data"].get(package, [])
    root = pytestconfig.rootpath / package
    files = {path for path in root.rglob("*") if path.is_file() and is_ours(path)}
    modules = {path for path in files if path.suffix == ".py"}
    packed = {path for pattern in patterns for path in root.glob(pattern)}
    assert modules
    assert {path for path in modules if not (path.parent / "__init__.py").exists()} == set()
    assert files - modules - packed == set()


def test_every_package_is_packed_and_watched(pytestconfig: pytest.Config) -> None:
    tool = tomllib.loads((pytestconfig.rootpath / "pyproject.toml").read_text())["tool"]
    packed = tool["setuptools"]["packages"]["find"]["include"]
    assert packed == [name for package in PACKAGES for name in (package, f"{package}.*")]
    assert set(tool["importlinter"]["root_packages"]) == set(PACKAGES)


def is_ours(path: Path) -> bool:
    return "__pycache__" not in path.parts
