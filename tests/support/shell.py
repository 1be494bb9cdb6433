"""What a page tells people to paste into a shell, and the programs it takes."""

import os
import shutil
import sys
from html.parser import HTMLParser
from pathlib import Path

CURL = Path(__file__).with_name("curl.py")


class _Reader(HTMLParser):
    """Collects what stands in the blocks of code of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "pre" and ("class", "code") in attrs:
            self._inside = True
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.blocks[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._inside &= tag != "pre"


def read_code(page: str) -> list[str]:
    """The blocks of code of a page, in their order."""
    reader = _Reader()
    reader.feed(page)
    return reader.blocks


def list_programs(folder: Path) -> str:
    """The path of programs, with a curl of our own where the machine has none."""
    programs = folder / "bin"
    programs.mkdir()
    _make_program(programs / "python3", f'"{sys.executable}"')
    if shutil.which("curl") is None:
        _make_program(programs / "curl", f'"{sys.executable}" "{CURL}"')
    return f"{programs}:{os.environ['PATH']}"


def _make_program(path: Path, command: str) -> None:
    path.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
    path.chmod(0o755)
