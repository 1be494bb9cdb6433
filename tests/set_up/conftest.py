"""Projects in which the launcher can be tried."""

import shutil
from pathlib import Path

import pytest

from tests.support.launcher import INSTALLING, MAKING, Project, make_project


@pytest.fixture
def project(tmp_path: Path, pytestconfig: pytest.Config) -> Project:
    """A project in which nothing was installed yet."""
    return make_project(tmp_path, pytestconfig.rootpath / "run.py")


@pytest.fixture(scope="session")
def first_installation(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Path:
    """A project that ran the demo for the first time, as a template: making .venv takes seconds."""
    root = tmp_path_factory.mktemp("first")
    made = make_project(root, pytestconfig.rootpath / "run.py")
    made.offer("1")
    expected = f"{MAKING}{INSTALLING}toy 1 ['demo', '--port', '1']\n"
    assert made.run("demo", "--port", "1") == (0, expected, "")
    return root


@pytest.fixture
def installed(first_installation: Path, tmp_path: Path) -> Project:
    """A project in which version 1 of the toy package is installed."""
    root = tmp_path / "installed"
    shutil.copytree(first_installation, root, symlinks=True)
    return Project(root)
