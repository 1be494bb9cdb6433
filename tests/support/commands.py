"""Offices that were set up by commands, once for all tests that begin with them."""

import contextlib
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from models.database import Database, make_engine
from web.cli import main


def set_up_office(folder: Path, commands: Sequence[str | Sequence[str]]) -> Path:
    """Run these commands in this folder, in Chinese and without settings, and answer it."""
    with pytest.MonkeyPatch.context() as patch, contextlib.chdir(folder):
        for name in ("LC_ALL", "LC_MESSAGES", *os.environ):
            if name.startswith(("HENGJIAN_", "LC_")):
                patch.delenv(name, raising=False)
        patch.setenv("LANG", "zh_CN.UTF-8")
        for command in commands:
            words = command.split() if isinstance(command, str) else command
            assert main(words) == 0, command
    return folder


def move_in(office: Path, folder: Path) -> Database:
    """The database of a copy of what the commands set up, in this folder."""
    shutil.copytree(office / "var", folder / "var")
    return Database(make_engine(f"sqlite:///{folder}/var/hengjian.db"))
