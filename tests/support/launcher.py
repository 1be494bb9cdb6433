"""A project of the launcher's own: run.py beside an application that needs one toy package."""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

APPLICATION = """
import sys
import toy
print("toy", toy.VERSION, sys.argv[1:])
"""
MAKING = "run.py: making .venv …\n"
INSTALLING = "run.py: installing packages into .venv …\n"


@dataclass(frozen=True)
class Project:
    """A folder in which the launcher runs, cut off from every index but the one it is told."""

    root: Path

    def make_wheel(self, version: str, folder: str) -> str:
        """Put a version of the toy package into a folder of the project; answer its SHA-256."""
        target = self.root / folder / f"toy-{version}-py3-none-any.whl"
        target.parent.mkdir(parents=True, exist_ok=True)
        info = f"toy-{version}.dist-info"
        files = {
            "toy.py": f"VERSION = {version!r}\n",
            f"{info}/METADATA": f"Metadata-Version: 2.1\nName: toy\nVersion: {version}\n",
            f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
        with zipfile.ZipFile(target, "w") as wheel:
            for name, text in files.items():
                wheel.writestr(name, text)
        return hashlib.sha256(target.read_bytes()).hexdigest()

    def lock(self, version: str, digest: str) -> None:
        """Let the lock name this version and this hash."""
        text = f"toy=={version} --hash=sha256:{digest}\n"
        (self.root / "requirements" / "run.txt").write_text(text)

    def offer(self, version: str, folder: str = "wheelhouse") -> None:
        """Put a version into a folder and into the lock."""
        self.lock(version, self.make_wheel(version, folder))

    def start(
        self, *arguments: str, python: str = sys.executable, **settings: str
    ) -> subprocess.Popen[str]:
        """Start the launcher with these arguments and environment variables."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
        cut_off = {
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
            "PIP_RETRIES": "0",
        }
        return subprocess.Popen(
            [python, "run.py", *arguments],
            cwd=self.root,
            env={**kept, **cut_off, **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(
        self, *arguments: str, python: str = sys.executable, **settings: str
    ) -> tuple[int, str, str]:
        """Run the launcher to its end; answer exit code, output and errors."""
        process = self.start(*arguments, python=python, **settings)
        output, errors = process.communicate()
        return process.returncode, output, errors


def make_project(root: Path, launcher: Path) -> Project:
    """Make a project without packages, .venv and wheelhouse around a copy of the launcher."""
    shutil.copy(launcher, root / "run.py")
    for folder in ("requirements", "web"):
        (root / folder).mkdir()
    (root / "web" / "cli.py").write_text(APPLICATION)
    return Project(root)
