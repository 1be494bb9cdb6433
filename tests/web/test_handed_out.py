"""Whoever was handed a bundle by a page verifies it with nothing but the verifier and a key."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from models.database import Database
from models.vocabulary import State
from tests.support.app import Site
from tests.support.crawl import Stage, let_in
from web.ledger import read_key

VERIFIER = Path(__file__).resolve().parents[2] / "workflow" / "ledger" / "verify_bundle.py"
COMMANDS = re.compile(r"<code[^>]*>([^<]*)</code>")


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder with the verifier alone, as a stranger has it."""
    made = tmp_path / "stranger"
    made.mkdir()
    shutil.copy(VERIFIER, made)
    return made


def verify(folder: Path, bundle: str, *words: str) -> "subprocess.CompletedProcess[str]":
    (folder / "bundle.jsonl").write_text(bundle, encoding="utf-8", newline="")
    command = [sys.executable, "verify_bundle.py", "bundle.jsonl", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_third_line_of_the_page_accepts_what_the_second_fetched(
    site: Site, folder: Path
) -> None:
    evaluation: UUID = Stage(site).stand(State.PUBLISHED)
    visitor = site.visitor()
    page = visitor.get(f"/published/{evaluation}").text
    line = COMMANDS.findall(page)[2].split()
    assert line[:3] == ["python3", "verify_bundle.py", "bundle.jsonl"]
    bundle = visitor.get(f"/published/{evaluation}/bundle").text
    proof = folder / "one.tlog-proof"
    proof.write_bytes(visitor.get(f"/published/{evaluation}/proof").data)
    ran = verify(folder, bundle, *line[3:], "--proof", proof.name)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    forged = re.sub(r'"total":"\d+\.\d\d"', '"total":"99.99"', bundle)
    assert forged != bundle
    ran = verify(folder, forged, *line[3:])
    assert ran.returncode == 1, ran.stdout + ran.stderr


def test_what_an_auditor_exports_verifies(site: Site, folder: Path) -> None:
    evaluation = Stage(site).stand(State.FINANCE_REVIEWED)
    site.seal()
    key = read_key(site.settings.ledger_key).public.write()
    bundle = let_in(site, "auditor").get(f"/evaluations/{evaluation}/bundle").text
    ran = verify(folder, bundle, "--key", key)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    stranger = "other.example/trail+1+2"
    assert verify(folder, bundle, "--key", stranger).returncode != 0
